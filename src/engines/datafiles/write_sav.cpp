#include <readstat.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <unordered_map>

#include "engines/datafiles/dates.h"
#include "engines/datafiles/unreadable.h"
#include "engines/datafiles/write.h"
#include "engines/datafiles/write_out.h"

namespace breather::datafiles {
namespace {

constexpr std::size_t name_max = 64, label_max = 256, value_label_max = 120, text_max = 32767,
                      missing_text_max = 8;

using Writer = std::unique_ptr<readstat_writer_t, decltype(&readstat_writer_free)>;

/// At most so many bytes, and no character cut in two.
std::string at_most(std::string text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
    text.resize(bytes);
    return text;
}

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return c < 128 ? std::toupper(c) : c; });
    return text;
}

/// As SPSS allows names: letters first, no blanks, none twice whatever the case, none of its words.
std::string allowed_name(const std::string& name, std::set<std::string>& taken) {
    static const std::set<std::string> reserved{"ALL", "AND", "BY",  "EQ", "GE", "GT",  "LE",
                                                "LT",  "NE",  "NOT", "OR", "TO", "WITH"};
    std::string out;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte >= 128 || std::isalnum(byte) || c == '_' || c == '.' ? c : '_';
    }
    if (out.empty() || (static_cast<unsigned char>(out[0]) < 128 &&
                        !std::isalpha(static_cast<unsigned char>(out[0]))))
        out.insert(0, "v_");
    out = at_most(out, name_max);
    while (out.ends_with('.')) out.back() = '_';
    if (reserved.contains(upper(out))) out += "_";
    const std::string stem = at_most(out, name_max - 6);
    for (int n = 2; !taken.insert(upper(out)).second; ++n) out = stem + "_" + std::to_string(n);
    return out;
}

/// One column, and how its cells are written.
struct Out {
    const Column& column;
    Holds holds;
    readstat_variable_t* variable = nullptr;
    std::vector<std::string> texts = {};  // of the places of a column of text
    std::vector<double> seconds = {};     // of days and instants
    std::size_t next_said = 0;
};

void check(readstat_error_t fault, const std::string& what) {
    if (fault == READSTAT_OK) return;
    throw Unreadable(what + " cannot be written for SPSS: " + readstat_error_message(fault) + ".");
}

void prepare(Out& out) {
    const auto* labels = std::get_if<Labels>(&out.column.cells);
    if (!labels) return;
    std::unordered_map<std::string_view, std::string_view> raw;
    if (out.column.is_labelled())
        for (const auto& each : out.column.about->values) raw.emplace(each.label, each.value.text);
    for (const auto& label : labels->labels) {
        const auto found = raw.find(label);
        out.texts.push_back(found == raw.end() ? label : std::string(found->second));
        if (out.holds == Holds::Days) out.seconds.push_back(spss_day(label).value());
        if (out.holds == Holds::Instants) out.seconds.push_back(spss_instant(label).value());
        if (out.texts.back().size() > text_max)
            throw Unreadable("Column \"" + out.column.name +
                             "\" holds a text of more than 32,767 bytes, which SPSS cannot.");
    }
}

std::size_t width_of(const Out& out) {
    std::size_t width = 1;
    for (const auto& text : out.texts) width = std::max(width, text.size());
    if (out.column.about)
        for (const auto& each : out.column.about->said)
            width = std::max(width, each.value.text.size());
    return width;
}

const char* format_of(const Out& out) {
    switch (out.holds) {
        case Holds::Days:
            return "SDATE10";
        case Holds::Instants:
            return "DATETIME20";
        case Holds::Text:
            return nullptr;
        case Holds::AnyNumber:
            break;
    }
    const auto& numbers = std::get<Numbers>(out.column.cells);
    const bool whole = std::all_of(numbers.begin(), numbers.end(),
                                   [](double n) { return std::isnan(n) || n == std::floor(n); });
    return whole ? "F12.0" : "F12.4";
}

void add_value_labels(Out& out, readstat_writer_t* writer, std::size_t place,
                      std::vector<std::string>& notes) {
    const auto& values = out.column.about->values;
    if (values.empty() || out.holds == Holds::Days || out.holds == Holds::Instants) return;
    const bool text = out.holds == Holds::Text;
    auto* set = readstat_add_label_set(writer, text ? READSTAT_TYPE_STRING : READSTAT_TYPE_DOUBLE,
                                       ("labels" + std::to_string(place)).c_str());
    for (const auto& each : values) {
        const std::string label = at_most(each.label, value_label_max);
        if (label != each.label)
            notes.push_back("Column \"" + out.column.name + "\": the label \"" + each.label +
                            "\" is cut; SPSS holds 120 bytes.");
        if (text)
            readstat_label_string_value(set, each.value.text.c_str(), label.c_str());
        else
            readstat_label_double_value(set, each.value.number, label.c_str());
    }
    readstat_variable_set_label_set(out.variable, set);
    readstat_variable_set_measure(out.variable, READSTAT_MEASURE_NOMINAL);
}

void add_missing(Out& out, std::vector<std::string>& notes) {
    const auto& about = *out.column.about;
    for (const auto& each : about.missing) {
        const bool one = each.low == each.high;
        if (out.holds == Holds::AnyNumber)
            check(one ? readstat_variable_add_missing_double_value(out.variable, each.low.number)
                      : readstat_variable_add_missing_double_range(out.variable, each.low.number,
                                                                   each.high.number),
                  "What is missing in column \"" + out.column.name + "\"");
        else if (out.holds == Holds::Text && one && each.low.text.size() <= missing_text_max)
            check(readstat_variable_add_missing_string_value(out.variable, each.low.text.c_str()),
                  "What is missing in column \"" + out.column.name + "\"");
    }
    if (std::any_of(about.said.begin(), about.said.end(), [](const auto& s) { return s.tag; }))
        notes.push_back("Column \"" + out.column.name +
                        "\": why cells are missing (.a to .z) cannot be kept in a file of SPSS; "
                        "they are missing without a reason.");
}

void declare(Out& out, readstat_writer_t* writer, std::size_t place, std::set<std::string>& taken,
             std::vector<std::string>& notes) {
    const std::string name = allowed_name(out.column.name, taken);
    const bool text = out.holds == Holds::Text;
    out.variable = readstat_add_variable(writer, name.c_str(),
                                         text ? READSTAT_TYPE_STRING : READSTAT_TYPE_DOUBLE,
                                         text ? width_of(out) : 0);
    if (!out.variable) throw std::bad_alloc();
    if (const char* format = format_of(out)) readstat_variable_set_format(out.variable, format);
    readstat_variable_set_measure(out.variable,
                                  text ? READSTAT_MEASURE_NOMINAL : READSTAT_MEASURE_SCALE);
    std::string label = out.column.about ? out.column.about->label : "";
    if (name != out.column.name) {
        notes.push_back("Column \"" + out.column.name + "\" is called " + name + " there.");
        if (label.empty()) label = out.column.name;
    }
    if (!label.empty())
        readstat_variable_set_label(out.variable, at_most(label, label_max).c_str());
    if (!out.column.about) return;
    add_value_labels(out, writer, place, notes);
    add_missing(out, notes);
}

readstat_error_t put_said(Out& out, readstat_writer_t* writer, std::size_t row, bool& was_said) {
    if (!out.column.about) return READSTAT_OK;
    const auto& said = out.column.about->said;
    while (out.next_said < said.size() && said[out.next_said].row < row) ++out.next_said;
    if (out.next_said >= said.size() || said[out.next_said].row != row || said[out.next_said].tag)
        return READSTAT_OK;
    const Value& value = said[out.next_said].value;
    if (out.holds == Holds::Days || out.holds == Holds::Instants) return READSTAT_OK;
    was_said = true;
    return out.holds == Holds::Text
               ? readstat_insert_string_value(writer, out.variable, value.text.c_str())
               : readstat_insert_double_value(writer, out.variable, value.number);
}

readstat_error_t put_cell(Out& out, readstat_writer_t* writer, std::size_t row) {
    if (out.column.is_missing(row)) {
        bool was_said = false;
        const auto fault = put_said(out, writer, row, was_said);
        return was_said ? fault : readstat_insert_missing_value(writer, out.variable);
    }
    if (out.holds == Holds::AnyNumber)
        return readstat_insert_double_value(writer, out.variable,
                                            std::get<Numbers>(out.column.cells)[row]);
    const auto place = static_cast<std::size_t>(std::get<Labels>(out.column.cells).codes[row]);
    if (out.holds == Holds::Text)
        return readstat_insert_string_value(writer, out.variable, out.texts[place].c_str());
    return readstat_insert_double_value(writer, out.variable, out.seconds[place]);
}

ssize_t give(const void* bytes, std::size_t size, void* context) {
    static_cast<WholeFile*>(context)->put({static_cast<const char*>(bytes), size});
    return static_cast<ssize_t>(size);
}

}  // namespace

std::vector<std::string> write_sav(const Table& table, const std::filesystem::path& file,
                                   Instant now) {
    std::vector<std::string> notes;
    WholeFile whole(file);
    const Writer writer(readstat_writer_init(), readstat_writer_free);
    if (!writer) throw std::bad_alloc();
    readstat_set_data_writer(writer.get(), give);
    readstat_writer_set_file_timestamp(
        writer.get(), std::chrono::system_clock::to_time_t(
                          std::chrono::time_point_cast<std::chrono::seconds>(now)));
    std::vector<Out> columns;
    std::set<std::string> taken;
    for (const auto& column : table.columns()) {
        columns.push_back({column, held_by(column)});
        prepare(columns.back());
        declare(columns.back(), writer.get(), columns.size(), taken, notes);
    }
    check(readstat_begin_writing_sav(writer.get(), &whole, static_cast<long>(table.rows())),
          "The table");
    for (std::size_t row = 0; row < table.rows(); ++row) {
        check(readstat_begin_row(writer.get()), "Row " + std::to_string(row + 1));
        for (auto& each : columns)
            check(put_cell(each, writer.get(), row),
                  "Column \"" + each.column.name + "\", row " + std::to_string(row + 1));
        check(readstat_end_row(writer.get()), "Row " + std::to_string(row + 1));
    }
    check(readstat_end_writing(writer.get()), "The table");
    whole.done();
    return notes;
}

}  // namespace breather::datafiles

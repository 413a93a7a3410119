#include "engines/datafiles/statistics_file.h"

#include <readstat.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>
#include <memory>
#include <unordered_map>

#include "engines/datafiles/heads.h"
#include "engines/datafiles/labelling.h"
#include "engines/datafiles/unreadable.h"

namespace breather::datafiles {
namespace {

enum class Package { Spss, Stata };

/// One column while it is read.
struct Taken {
    std::string name;
    bool is_text = false;
    Counts counts = Counts::Plain;
    std::string label_set;
    About about;
    Numbers numbers;
    Labels labels;
    std::unordered_map<std::string, std::int32_t> places;
};

/// What the parser's calls work on. None of them may throw through the C code between.
struct Reading {
    std::string_view bytes;
    std::size_t at = 0;
    Package package;
    const std::vector<std::string>& wanted;
    std::vector<std::string> names = {};
    std::vector<std::unique_ptr<Taken>> columns =
        {};  // by the file's places; none where not wanted
    std::map<std::string, std::vector<ValueLabel>> label_sets = {};
    std::map<std::string, std::vector<ValueLabel>> tag_sets = {};
    std::size_t rows = 0, cells = 0;
    long rows_told = -1;
    bool too_many = false;
    std::exception_ptr thrown = {};
};

template <class Work>
int guarded(void* context, Work&& work) {
    auto& reading = *static_cast<Reading*>(context);
    try {
        return work(reading);
    } catch (...) {
        reading.thrown = std::current_exception();
        return READSTAT_HANDLER_ABORT;
    }
}

std::string text_of(const char* text) { return text ? text : ""; }

Value value_of(const readstat_value_t& value) {
    if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING)
        return {std::nan(""), text_of(readstat_string_value(value))};
    return {readstat_double_value(value), {}};
}

int on_open(const char*, void*) { return 0; }
int on_close(void*) { return 0; }
readstat_error_t on_update(long, readstat_progress_handler, void*, void*) { return READSTAT_OK; }

readstat_off_t on_seek(readstat_off_t offset, readstat_io_flags_t from, void* context) {
    auto& reading = *static_cast<Reading*>(context);
    const auto size = static_cast<readstat_off_t>(reading.bytes.size());
    readstat_off_t base = 0;
    if (from == READSTAT_SEEK_CUR) base = static_cast<readstat_off_t>(reading.at);
    if (from == READSTAT_SEEK_END) base = size;
    if (offset > size - base || offset < -base) return -1;
    reading.at = static_cast<std::size_t>(base + offset);
    return base + offset;
}

ssize_t on_read(void* to, std::size_t count, void* context) {
    auto& reading = *static_cast<Reading*>(context);
    const auto part = reading.bytes.substr(reading.at, count);
    std::copy(part.begin(), part.end(), static_cast<char*>(to));
    reading.at += part.size();
    return static_cast<ssize_t>(part.size());
}

int on_metadata(readstat_metadata_t* metadata, void* context) {
    return guarded(context, [&](Reading& reading) {
        reading.rows_told = readstat_get_row_count(metadata);
        return READSTAT_HANDLER_OK;
    });
}

void take_missing(About& about, const readstat_variable_t* variable) {
    const int count = readstat_variable_get_missing_ranges_count(variable);
    for (int i = 0; i < count; ++i)
        about.missing.push_back({value_of(readstat_variable_get_missing_range_lo(variable, i)),
                                 value_of(readstat_variable_get_missing_range_hi(variable, i))});
}

int on_variable(int index, readstat_variable_t* variable, const char* label_set, void* context) {
    return guarded(context, [&](Reading& reading) -> int {
        const auto place = static_cast<std::size_t>(index);
        if (reading.names.size() <= place) {
            reading.names.resize(place + 1);
            reading.columns.resize(place + 1);
        }
        const std::string name = text_of(readstat_variable_get_name(variable));
        reading.names[place] = name;
        const auto& wanted = reading.wanted;
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), name) == wanted.end())
            return READSTAT_HANDLER_SKIP_VARIABLE;
        auto taken = std::make_unique<Taken>();
        taken->name = name;
        taken->is_text = readstat_variable_get_type_class(variable) == READSTAT_TYPE_CLASS_STRING;
        const std::string format = text_of(readstat_variable_get_format(variable));
        taken->counts =
            reading.package == Package::Spss ? counted_by_spss(format) : counted_by_stata(format);
        taken->label_set = text_of(label_set);
        taken->about.label = text_of(readstat_variable_get_label(variable));
        take_missing(taken->about, variable);
        reading.columns[place] = std::move(taken);
        return READSTAT_HANDLER_OK;
    });
}

int on_value_label(const char* set, readstat_value_t value, const char* label, void* context) {
    return guarded(context, [&](Reading& reading) {
        if (readstat_value_is_tagged_missing(value))
            reading.tag_sets[text_of(set)].push_back(
                {{std::nan(""), std::string(".") + readstat_value_tag(value)}, text_of(label)});
        else
            reading.label_sets[text_of(set)].push_back({value_of(value), text_of(label)});
        return READSTAT_HANDLER_OK;
    });
}

void add_text(Taken& to, std::uint32_t row, const readstat_value_t& value,
              readstat_variable_t* variable) {
    const char* text = readstat_string_value(value);
    if (!text || !*text) {
        to.labels.codes.push_back(-1);
    } else if (readstat_value_is_defined_missing(value, variable)) {
        to.labels.codes.push_back(-1);
        to.about.said.push_back({row, {std::nan(""), text}, 0});
    } else {
        const auto [place, fresh] =
            to.places.try_emplace(text, static_cast<std::int32_t>(to.labels.labels.size()));
        if (fresh) to.labels.labels.push_back(text);
        to.labels.codes.push_back(place->second);
    }
}

void add_number(Taken& to, std::uint32_t row, const readstat_value_t& value,
                readstat_variable_t* variable) {
    double number = std::nan("");
    if (readstat_value_is_tagged_missing(value)) {
        to.about.said.push_back({row, {}, readstat_value_tag(value)});
    } else if (!readstat_value_is_system_missing(value)) {
        number = readstat_double_value(value);
        if (readstat_value_is_defined_missing(value, variable)) {
            to.about.said.push_back({row, {number, {}}, 0});
            number = std::nan("");
        }
    }
    to.numbers.push_back(std::isfinite(number) ? number : std::nan(""));
}

int on_value(int row, readstat_variable_t* variable, readstat_value_t value, void* context) {
    return guarded(context, [&](Reading& reading) -> int {
        const auto place = static_cast<std::size_t>(readstat_variable_get_index(variable));
        if (place >= reading.columns.size() || !reading.columns[place]) return READSTAT_HANDLER_OK;
        if (++reading.cells > cells_max) {
            reading.too_many = true;
            return READSTAT_HANDLER_ABORT;
        }
        reading.rows = static_cast<std::size_t>(row) + 1;
        Taken& to = *reading.columns[place];
        if (to.is_text)
            add_text(to, static_cast<std::uint32_t>(row), value, variable);
        else
            add_number(to, static_cast<std::uint32_t>(row), value, variable);
        return READSTAT_HANDLER_OK;
    });
}

readstat_error_t run(Reading& reading, const char* encoding) {
    const std::unique_ptr<readstat_parser_t, decltype(&readstat_parser_free)> parser(
        readstat_parser_init(), readstat_parser_free);
    if (!parser) throw std::bad_alloc();
    readstat_set_open_handler(parser.get(), on_open);
    readstat_set_close_handler(parser.get(), on_close);
    readstat_set_seek_handler(parser.get(), on_seek);
    readstat_set_read_handler(parser.get(), on_read);
    readstat_set_update_handler(parser.get(), on_update);
    readstat_set_io_ctx(parser.get(), &reading);
    readstat_set_metadata_handler(parser.get(), on_metadata);
    readstat_set_variable_handler(parser.get(), on_variable);
    readstat_set_value_label_handler(parser.get(), on_value_label);
    readstat_set_value_handler(parser.get(), on_value);
    if (encoding) readstat_set_file_character_encoding(parser.get(), encoding);
    const auto parse = reading.package == Package::Spss ? readstat_parse_sav : readstat_parse_dta;
    return parse(parser.get(), "", &reading);
}

[[noreturn]] void tell(readstat_error_t fault, const Reading& reading) {
    if (reading.too_many)
        throw Unreadable("It holds more than " + std::to_string(cells_max / 1000000) +
                         " million cells. Keep only the columns you need and save it again.");
    const std::string after = reading.rows > 0
                                  ? " after row " + std::to_string(reading.rows) + " of the data"
                                  : " before its first row of data";
    switch (fault) {
        case READSTAT_ERROR_MALLOC:
            throw Unreadable("There is not enough memory for it, or it is damaged" + after + ".");
        case READSTAT_ERROR_UNSUPPORTED_CHARSET:
        case READSTAT_ERROR_CONVERT:
        case READSTAT_ERROR_CONVERT_BAD_STRING:
        case READSTAT_ERROR_CONVERT_SHORT_STRING:
        case READSTAT_ERROR_CONVERT_LONG_STRING:
            throw Unreadable("Its text is in an encoding that could not be told" + after +
                             ". Save it again as Unicode (UTF-8) in the program it comes from.");
        case READSTAT_ERROR_UNSUPPORTED_FILE_FORMAT_VERSION:
        case READSTAT_ERROR_UNSUPPORTED_COMPRESSION:
            throw Unreadable("It is of a version that is not known here. Save it for an older " +
                             std::string("version of the program it comes from."));
        default:
            throw Unreadable("It is damaged or cut short" + after +
                             ". Copy it again from where it comes from, or save it once more.");
    }
}

bool is_about_text(readstat_error_t fault) {
    return fault == READSTAT_ERROR_UNSUPPORTED_CHARSET || fault == READSTAT_ERROR_CONVERT ||
           fault == READSTAT_ERROR_CONVERT_BAD_STRING;
}

Column finished(Taken& taken, const std::string& name, const Reading& reading,
                std::vector<std::string>& notes) {
    Column out{name, {}};
    if (taken.is_text)
        out.cells = std::move(taken.labels);
    else
        out.cells = std::move(taken.numbers);
    date(out, taken.counts, notes);
    if (const auto set = reading.label_sets.find(taken.label_set);
        set != reading.label_sets.end() && out.holds_numbers() != taken.is_text)
        taken.about.values = set->second;
    if (const auto set = reading.tag_sets.find(taken.label_set); set != reading.tag_sets.end())
        taken.about.tags = set->second;
    if (!taken.about.said.empty())
        notes.push_back("Column \"" + name + "\": " + std::to_string(taken.about.said.size()) +
                        " cells hold values that the file calls missing.");
    label(out, std::move(taken.about));
    return out;
}

ReadTable parse(std::string_view bytes, Package package, const std::vector<std::string>& columns) {
    ReadTable out;
    auto reading = std::make_unique<Reading>(Reading{bytes, 0, package, columns});
    readstat_error_t fault = run(*reading, nullptr);
    if (is_about_text(fault)) {
        reading = std::make_unique<Reading>(Reading{bytes, 0, package, columns});
        fault = run(*reading, "GB18030");
        if (fault == READSTAT_OK) out.notes.push_back("The text is GB18030.");
    }
    if (reading->thrown) std::rethrow_exception(reading->thrown);
    if (fault != READSTAT_OK) tell(fault, *reading);
    std::size_t rows = 0;
    for (const auto& taken : reading->columns)
        if (taken) rows = std::max(rows, taken->numbers.size() + taken->labels.codes.size());
    for (const auto& taken : reading->columns)
        if (taken && taken->numbers.size() + taken->labels.codes.size() != rows)
            tell(READSTAT_ERROR_PARSE, *reading);
    if (rows > 0 && reading->rows_told > 0 && rows != static_cast<std::size_t>(reading->rows_told))
        tell(READSTAT_ERROR_ROW_COUNT_MISMATCH, *reading);
    out.names = named_once(std::move(reading->names), out.notes);
    std::vector<Column> kept;
    for (std::size_t c = 0; c < reading->columns.size(); ++c)
        if (reading->columns[c])
            kept.push_back(finished(*reading->columns[c], out.names[c], *reading, out.notes));
    out.table = Table(std::move(kept));
    return out;
}

}  // namespace

ReadTable parse_sav(std::string_view bytes, const std::vector<std::string>& columns) {
    return parse(bytes, Package::Spss, columns);
}

ReadTable parse_dta(std::string_view bytes, const std::vector<std::string>& columns) {
    return parse(bytes, Package::Stata, columns);
}

}  // namespace breather::datafiles

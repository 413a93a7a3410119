#include <algorithm>
#include <cerrno>
#include <map>
#include <system_error>
#include <unordered_map>

#include "engines/datafiles/dates.h"
#include "engines/datafiles/write.h"
#include "engines/datafiles/write_out.h"

namespace breather::datafiles {
namespace {

std::string cell(const std::string& text) {
    const bool plain = text.find_first_of(",;\t\"\r\n|") == std::string::npos &&
                       !text.starts_with(' ') && !text.ends_with(' ');
    if (plain) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string in_words(const Value& value) {
    return value.text.empty() ? shortest(value.number) : value.text;
}

std::string values_of(const About& about) {
    std::string out;
    for (const auto* list : {&about.values, &about.tags})
        for (const auto& each : *list)
            out += (out.empty() ? "" : "; ") + in_words(each.value) + " = " + each.label;
    return out;
}

std::string missing_of(const About& about) {
    std::map<std::string, std::size_t> said;
    for (const auto& each : about.missing)
        said[each.low == each.high ? in_words(each.low)
                                   : in_words(each.low) + " to " + in_words(each.high)];
    for (const auto& each : about.said)
        ++said[each.tag ? std::string(".") + each.tag : in_words(each.value)];
    std::string out;
    for (const auto& [value, cells] : said)
        out += (out.empty() ? "" : "; ") + value +
               (cells ? ": " + std::to_string(cells) + (cells == 1 ? " cell" : " cells") : "");
    return out;
}

}  // namespace

WholeFile::WholeFile(const std::filesystem::path& file)
    : file_(file), beside_(file.string() + ".part"), out_(beside_, std::ios::binary) {
    if (!out_) throw std::system_error(errno, std::generic_category(), file_.string());
}

WholeFile::~WholeFile() {
    std::error_code ignored;
    if (!beside_.empty()) std::filesystem::remove(beside_, ignored);
}

void WholeFile::put(std::string_view bytes) {
    out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void WholeFile::done() {
    out_.close();
    if (!out_) throw std::system_error(errno, std::generic_category(), file_.string());
    std::filesystem::rename(beside_, file_);
    beside_.clear();
}

std::string raw_text(const Column& column, std::size_t row) {
    if (column.is_missing(row)) return {};
    if (const auto* numbers = std::get_if<Numbers>(&column.cells)) return shortest((*numbers)[row]);
    const std::string text = column.text(row);
    if (column.is_labelled())
        for (const auto& each : column.about->values)
            if (each.label == text) return each.value.text;
    return text;
}

Holds held_by(const Column& column) {
    if (column.holds_numbers()) return Holds::AnyNumber;
    const auto& labels = std::get<Labels>(column.cells).labels;
    const auto all = [&](auto&& is_one) {
        return !labels.empty() && std::all_of(labels.begin(), labels.end(), is_one);
    };
    if (all([](const std::string& text) { return spss_day(text).has_value(); })) return Holds::Days;
    if (all([](const std::string& text) { return spss_instant(text).has_value(); }))
        return Holds::Instants;
    return Holds::Text;
}

void write_csv(const Table& table, const std::filesystem::path& file) {
    WholeFile out(file);
    std::string line;
    for (const auto& column : table.columns())
        line += (line.empty() ? "" : ",") + cell(column.name);
    out.put(line + "\n");
    for (std::size_t row = 0; row < table.rows(); ++row) {
        line.clear();
        for (std::size_t c = 0; c < table.columns().size(); ++c)
            line += (c > 0 ? "," : "") + cell(raw_text(table.columns()[c], row));
        if (line.empty()) line = "\"\"";  // a row of one empty cell is a row
        out.put(line + "\n");
    }
    out.done();
}

void write_codebook(const Table& table, const std::filesystem::path& file) {
    static const std::map<Holds, std::string> types{{Holds::AnyNumber, "number"},
                                                    {Holds::Text, "text"},
                                                    {Holds::Days, "day"},
                                                    {Holds::Instants, "instant"}};
    WholeFile out(file);
    out.put("name,label,type,values,missing\n");
    for (const auto& column : table.columns()) {
        const About none, &about = column.about ? *column.about : none;
        out.put(cell(column.name) + "," + cell(about.label) + "," + types.at(held_by(column)) +
                "," + cell(values_of(about)) + "," + cell(missing_of(about)) + "\n");
    }
    out.done();
}

}  // namespace breather::datafiles

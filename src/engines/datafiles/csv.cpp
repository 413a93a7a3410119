#include "engines/datafiles/csv.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>

namespace breather::datafiles {
namespace {

/// Where the reading is.
struct Place {
    std::string_view text;
    std::size_t at = 0;
    std::uint64_t line = 1;
    bool ended() const { return at >= text.size(); }
};

struct Field {
    std::string text;
    bool last = false;  // of its row
    bool open = false;  // a quotation mark that never closes
};

Field next_field(Place& place, char delimiter) {
    Field field;
    if (!place.ended() && place.text[place.at] == '"') {
        field.open = true;
        for (++place.at; !place.ended(); ++place.at) {
            const char c = place.text[place.at];
            if (c == '"' && place.at + 1 < place.text.size() && place.text[place.at + 1] == '"') {
                ++place.at;
            } else if (c == '"') {
                field.open = false;
                ++place.at;
                break;
            } else if (c == '\n') {
                ++place.line;
            }
            field.text += c;
        }
    }
    while (!place.ended()) {
        const char c = place.text[place.at++];
        if (c == delimiter) return field;
        if (c == '\n') {
            ++place.line;
            field.last = true;
            break;
        }
        if (c != '\r' || (!place.ended() && place.text[place.at] != '\n')) field.text += c;
    }
    if (place.ended()) field.last = true;
    return field;
}

char delimiter_of(std::string_view text) {
    const std::string_view first = text.substr(0, text.find('\n'));
    char best = ',';
    std::ptrdiff_t most = 0;
    for (const char c : {',', ';', '\t'}) {
        const auto count = std::count(first.begin(), first.end(), c);
        if (count > most) best = c, most = count;
    }
    return best;
}

/// A number that would be written back as it stands: 007 and +44 are text.
std::optional<double> number_of(std::string_view cell) {
    double number = 0;
    const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    if (read.ec != std::errc{} || read.ptr != cell.data() + cell.size() || !std::isfinite(number))
        return std::nullopt;
    const std::string_view digits = cell.front() == '-' ? cell.substr(1) : cell;
    if (digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9')
        return std::nullopt;
    return number;
}

std::variant<Numbers, Labels> typed(const std::vector<std::string>& cells) {
    Numbers numbers;
    numbers.reserve(cells.size());
    for (const std::string& cell : cells) {
        const auto number =
            cell.empty() ? std::numeric_limits<double>::quiet_NaN() : number_of(cell);
        if (!number) break;
        numbers.push_back(*number);
    }
    if (numbers.size() == cells.size()) return numbers;
    Labels labels;
    std::unordered_map<std::string_view, std::int32_t> known;
    for (const std::string& cell : cells) {
        if (cell.empty()) {
            labels.codes.push_back(-1);
            continue;
        }
        const auto [found, fresh] =
            known.try_emplace(cell, static_cast<std::int32_t>(labels.labels.size()));
        if (fresh) labels.labels.push_back(cell);
        labels.codes.push_back(found->second);
    }
    return labels;
}

}  // namespace

ReadTable parse_csv(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const char delimiter = delimiter_of(text);
    Place place{text};
    ReadTable out;
    std::vector<std::string> names;
    while (!place.ended()) {
        Field field = next_field(place, delimiter);
        names.push_back(std::move(field.text));
        if (field.last) break;
    }
    std::vector<std::vector<std::string>> cells(names.size());
    std::vector<std::string> row;
    while (!place.ended()) {
        const std::uint64_t line = place.line;
        bool open = false, last = false;
        row.clear();
        while (!last) {
            Field field = next_field(place, delimiter);
            open = open || field.open;
            last = field.last;
            row.push_back(std::move(field.text));
        }
        if (row.size() == 1 && row[0].empty() && names.size() > 1) continue;
        if (open)
            out.faults.push_back({line, {}, "A quotation mark opens here and never closes."});
        else if (row.size() != names.size())
            out.faults.push_back(
                {line,
                 {},
                 "This row has " + std::to_string(row.size()) + " cells; the first row names " +
                     std::to_string(names.size()) + " columns. Put quotation marks around text that holds a \"" + std::string(1, delimiter) + "\"."});
        else
            for (std::size_t c = 0; c < row.size(); ++c) cells[c].push_back(std::move(row[c]));
    }
    std::vector<Column> columns;
    for (std::size_t c = 0; c < names.size(); ++c)
        columns.push_back({std::move(names[c]), typed(cells[c])});
    out.table = Table(std::move(columns));
    return out;
}

ReadTable read_csv(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("There is no file " + file.string() + " that can be read.");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    return parse_csv(text);
}

}  // namespace breather::datafiles

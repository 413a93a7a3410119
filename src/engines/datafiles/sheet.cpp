#include "engines/datafiles/sheet.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

#include "engines/datafiles/csv_rows.h"
#include "engines/datafiles/heads.h"
#include "engines/datafiles/labelling.h"
#include "engines/datafiles/statistics_file.h"
#include "engines/datafiles/unreadable.h"

namespace breather::datafiles {
namespace {

using Kind = SheetCell::Kind;
constexpr std::int64_t rows_max = 1 << 20, columns_max = 1 << 14;

/// Reads cells of one sheet as text or as numbers.
class Reader {
  public:
    Reader(const Sheet& sheet, const SharedParts& shared) : sheet_(sheet), shared_(shared) {}

    Counts counts(const SheetCell& cell) const {
        if (cell.kind != Kind::Number || cell.format >= shared_.formats.size())
            return Counts::Plain;
        const Counts own = shared_.formats[cell.format];
        return own == Counts::SheetDay && shared_.from_1904 ? Counts::SheetDay1904 : own;
    }

    std::string text(const SheetCell& cell) const {
        switch (cell.kind) {
            case Kind::Bool:
                return cell.value != 0 ? "TRUE" : "FALSE";
            case Kind::Shared:
                return at(shared_.texts, cell.value);
            case Kind::Own:
                return at(sheet_.texts, cell.value);
            case Kind::Number:
                break;
        }
        if (const Counts own = counts(cell); own != Counts::Plain)
            if (auto iso = iso_of(cell.value, own)) return *iso;
        return shortest(cell.value);
    }

    std::optional<double> number(const SheetCell& cell) const {
        if (cell.kind == Kind::Bool || counts(cell) != Counts::Plain) return std::nullopt;
        if (cell.kind == Kind::Number) return cell.value;
        return number_of(text(cell), '.');
    }

  private:
    const Sheet& sheet_;
    const SharedParts& shared_;

    static const std::string& at(const std::vector<std::string>& texts, double place) {
        static const std::string none;
        return place >= 0 && place < static_cast<double>(texts.size())
                   ? texts[static_cast<std::size_t>(place)]
                   : none;
    }
};

std::string trimmed(std::string text) {
    const auto last = text.find_last_not_of(" \t\r\n");
    text.resize(last == std::string::npos ? 0 : last + 1);
    text.erase(0, text.find_first_not_of(" \t\r\n"));
    return text;
}

/// In the order of rows; of several in one place the last.
void put_in_order(std::vector<SheetCell>& cells) {
    const auto before = [](const SheetCell& a, const SheetCell& b) { return a.row < b.row; };
    if (!std::is_sorted(cells.begin(), cells.end(), before))
        std::stable_sort(cells.begin(), cells.end(), before);
    std::size_t kept = 0;
    for (std::size_t c = 0; c < cells.size(); ++c) {
        if (kept > 0 && cells[kept - 1].row == cells[c].row) --kept;
        cells[kept++] = cells[c];
    }
    cells.resize(kept);
}

/// One row as text; empty where a column has nothing there.
std::vector<std::string> row_of(const Sheet& sheet, const Reader& reader, std::uint32_t row) {
    std::vector<std::string> out;
    for (const auto& cells : sheet.columns) {
        const auto at = std::lower_bound(
            cells.begin(), cells.end(), row,
            [](const SheetCell& cell, std::uint32_t wanted) { return cell.row < wanted; });
        out.push_back(at != cells.end() && at->row == row ? trimmed(reader.text(*at)) : "");
    }
    return out;
}

/// The rows that hold anything, in order.
std::vector<std::uint32_t> used_rows(const Sheet& sheet) {
    std::vector<std::uint8_t> used;
    for (const auto& cells : sheet.columns)
        for (const auto& cell : cells) {
            if (cell.row >= used.size()) used.resize(cell.row + 1);
            used[cell.row] = 1;
        }
    std::vector<std::uint32_t> out;
    for (std::uint32_t row = 0; row < used.size(); ++row)
        if (used[row]) out.push_back(row);
    return out;
}

bool is_day(Counts counts) { return counts == Counts::SheetDay || counts == Counts::SheetDay1904; }

/// Does any day of the column have its time? Then all of them are written with one.
bool any_time(const std::vector<SheetCell>& cells, const Reader& reader) {
    return std::any_of(cells.begin(), cells.end(), [&](const SheetCell& cell) {
        return is_day(reader.counts(cell)) && cell.value != std::floor(cell.value);
    });
}

/// One column below the head. `rows`: those of the table, in order.
std::variant<Numbers, Labels> cells_of(const std::vector<SheetCell>& cells, const Reader& reader,
                                       const std::vector<std::uint32_t>& rows,
                                       std::uint64_t& missing_said) {
    Numbers numbers(rows.size());
    Labels labels;
    labels.codes.assign(rows.size(), -1);
    std::fill(numbers.begin(), numbers.end(), std::nan(""));
    std::unordered_map<std::string, std::int32_t> places;
    bool is_text = false;
    const bool timed = any_time(cells, reader);
    std::size_t row = 0;
    for (const auto& cell : cells) {
        while (row < rows.size() && rows[row] < cell.row) ++row;
        if (row >= rows.size()) break;
        if (rows[row] != cell.row) continue;
        const std::string own = cell.kind == Kind::Number ? "" : trimmed(reader.text(cell));
        if (cell.kind != Kind::Number && (own.empty() || says_missing(own))) {
            missing_said += !own.empty();
            continue;
        }
        const auto number = reader.number(cell);
        if (number) numbers[row] = *number;
        is_text = is_text || !number;
        std::string text = cell.kind == Kind::Number ? reader.text(cell) : own;
        if (timed && text.size() == 10 && is_day(reader.counts(cell))) text += "T00:00:00";
        const auto [place, fresh] =
            places.try_emplace(text, static_cast<std::int32_t>(labels.labels.size()));
        if (fresh) labels.labels.push_back(text);
        labels.codes[row] = place->second;
    }
    if (is_text) return labels;
    return numbers;
}

}  // namespace

std::string place_name(std::int64_t row, std::int64_t column) {
    std::string letters;
    for (std::int64_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return letters + std::to_string(row + 1);
}

bool Sheet::empty() const {
    return std::all_of(columns.begin(), columns.end(), [](const auto& c) { return c.empty(); });
}

void Sheet::put(std::int64_t row, std::int64_t column, std::uint32_t format, Kind kind,
                double value) {
    if (row < 0 || row >= rows_max || column < 0 || column >= columns_max)
        throw Unreadable("Sheet \"" + name + "\" is damaged: it has a cell in row " +
                         std::to_string(row + 1) + ", column " + std::to_string(column + 1) + ".");
    const auto place = static_cast<std::size_t>(column);
    if (columns.size() <= place) columns.resize(place + 1);
    columns[place].push_back({static_cast<std::uint32_t>(row), format, value, kind});
}

void Sheet::put_text(std::int64_t row, std::int64_t column, std::string text) {
    put(row, column, 0, Kind::Own, static_cast<double>(texts.size()));
    texts.push_back(std::move(text));
}

ReadTable table_of(Sheet& sheet, const SharedParts& shared,
                   const std::vector<std::string>& wanted) {
    ReadTable out;
    for (auto& cells : sheet.columns) put_in_order(cells);
    const Reader reader(sheet, shared);
    std::vector<std::uint32_t> rows = used_rows(sheet);
    if (rows.empty()) return out;
    if (rows.size() * sheet.columns.size() > cells_max)
        throw Unreadable("Sheet \"" + sheet.name + "\" spreads over more than " +
                         std::to_string(cells_max / 1000000) +
                         " million cells. Keep the table alone in it.");
    std::size_t heads = 1;
    out.names = named_once(row_of(sheet, reader, rows[0]), out.notes);
    std::vector<std::vector<std::string>> first_two;
    for (std::size_t r = 1; r < std::min<std::size_t>(3, rows.size()); ++r)
        first_two.push_back(row_of(sheet, reader, rows[r]));
    const auto labels = rows_of_labels(first_two);
    if (labels > 0) out.notes.push_back(note_of_labels(labels));
    heads += labels;
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(heads));
    std::vector<Column> columns;
    for (std::size_t c = 0; c < sheet.columns.size(); ++c) {
        if (!wanted.empty() &&
            std::find(wanted.begin(), wanted.end(), out.names[c]) == wanted.end())
            continue;
        std::uint64_t missing = 0;
        columns.push_back({out.names[c], cells_of(sheet.columns[c], reader, rows, missing)});
        if (labels > 0) label(columns.back(), {.label = first_two[0][c]});
        if (missing > 0)
            out.notes.push_back("Column \"" + out.names[c] + "\": " + std::to_string(missing) +
                                " cells say NA or the like; they are missing.");
    }
    out.table = Table(std::move(columns));
    return out;
}

Counts counted_by_sheet(std::size_t number) {
    if ((number >= 14 && number <= 17) || number == 22 || (number >= 27 && number <= 31) ||
        number == 36 || (number >= 50 && number <= 58))
        return Counts::SheetDay;
    if ((number >= 18 && number <= 21) || (number >= 32 && number <= 35) ||
        (number >= 45 && number <= 47))
        return Counts::SheetTime;
    return Counts::Plain;
}

Counts counted_by_sheet(const std::string& code) {
    bool day = false, time = false;
    for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        const char c = static_cast<char>(std::tolower(static_cast<unsigned char>(code[i])));
        if (c == '"') {
            i = std::min(code.find('"', i + 1), code.size());
        } else if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '[') {
            const auto end = std::min(code.find(']', i), code.size());
            const auto inside = end > i + 1 ? code.substr(i + 1, end - i - 1) : "";
            time = time ||
                   (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string::npos);
            i = end;
        } else if (c == 'g' && code.size() == 7) {
            return Counts::Plain;  // "General"
        } else {
            day = day || c == 'y' || c == 'd';
            time = time || c == 'h' || c == 's';
        }
    }
    return day ? Counts::SheetDay : time ? Counts::SheetTime : Counts::Plain;
}

}  // namespace breather::datafiles

#include "engines/datafiles/csv.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "base/text.h"
#include "engines/datafiles/census.h"
#include "engines/datafiles/csv_rows.h"
#include "engines/datafiles/heads.h"
#include "engines/datafiles/mapped.h"

namespace breather::datafiles {
namespace {

constexpr std::size_t parts_at_once = 4;  // chunks, where a text is not held whole

/// The part of the text that one thread reads: rows that begin after `begin` and not after `last`.
struct Part {
    std::size_t begin = 0, last = 0;
    std::size_t row = 0, room = 0;  // where its rows go
};

std::vector<Part> parts_of(std::size_t body, std::size_t limit, std::size_t chunk,
                           const std::vector<Census>& found) {
    std::vector<Part> out;
    std::size_t row = 0;
    bool inside = false;
    for (std::size_t c = 0; c < found.size(); ++c) {
        const std::size_t from = body + c * chunk;
        const std::size_t to = std::min(from + chunk, limit);
        std::size_t rows = found[c].lines[inside] + (c == 0);
        std::size_t begin = c == 0 ? body : from + found[c].first[inside] + 1;
        if (rows > 0) {
            out.push_back({begin, to, row, rows});
            row += rows;
        }
        inside = inside != (found[c].marks % 2 == 1);
    }
    return out;
}

/// How the file is laid out: names, and where the data begin.
struct Layout {
    std::vector<std::string> names;
    std::size_t body = 0;
    std::vector<Sink::Kind> kinds;
};

/// The first rows below the names, as text.
std::vector<std::vector<std::string>> first_two(std::string_view text, std::size_t at,
                                                char delimiter) {
    std::vector<std::vector<std::string>> out;
    while (out.size() < 2 && at < text.size()) out.push_back(read_row(text, at, delimiter));
    return out;
}

std::vector<Sink::Kind> kinds_of(std::string_view text, const Layout& layout, Dialect dialect) {
    std::vector<Sink::Kind> out(layout.names.size(), Sink::Kind::Number);
    std::size_t at = layout.body;
    for (int row = 0; row < 200 && at < text.size(); ++row) {
        const auto cells = read_row(text, at, dialect.delimiter);
        if (cells.size() != out.size()) continue;
        for (std::size_t c = 0; c < cells.size(); ++c)
            if (!cells[c].empty() && !says_missing(cells[c]) &&
                !number_of(cells[c], dialect.decimal))
                out[c] = Sink::Kind::Text;
    }
    return out;
}

Layout layout_of(std::string_view text, Dialect dialect, const CsvOptions& options,
                 std::vector<std::string>& notes) {
    Layout out;
    if (text.empty()) return out;
    out.names = named_once(read_row(text, out.body, dialect.delimiter), notes);
    if (const auto labels = rows_of_labels(first_two(text, out.body, dialect.delimiter))) {
        for (std::size_t i = 0; i < labels; ++i) read_row(text, out.body, dialect.delimiter);
        notes.push_back(note_of_labels(labels));
    }
    out.kinds = kinds_of(text, out, dialect);
    for (std::size_t c = 0; c < out.names.size(); ++c)
        if (!options.columns.empty() && std::find(options.columns.begin(), options.columns.end(),
                                                  out.names[c]) == options.columns.end())
            out.kinds[c] = Sink::Kind::Skip;
        else if (options.rules.contains(out.names[c]))
            out.kinds[c] = Sink::Kind::Rule;
    return out;
}

/// The columns while they are filled, part by part.
class Filling {
  public:
    Filling(std::string_view text, Dialect dialect, const Layout& layout, const CsvOptions& options)
        : text_(text), dialect_(dialect), layout_(layout), options_(options) {}

    /// False when the parts do not fit together: a mark stands in the middle of a cell somewhere,
    /// and what looked like text between marks is none.
    bool fill(const std::vector<Part>& parts, const std::vector<Sink::Kind>& kinds,
              std::size_t limit) {
        const std::size_t room = parts.empty() ? 0 : parts.back().row + parts.back().room;
        columns_.resize(kinds.size());
        for (std::size_t c = 0; c < kinds.size(); ++c) make(columns_[c], kinds[c], room);
        sinks_.assign(parts.size(), {});
        read_.assign(parts.size(), {});
        options_.crew.each(parts.size(), [&](std::size_t p) { read(parts[p], p, kinds); });
        for (std::size_t p = 0; p < parts.size(); ++p) {
            if (read_[p].too_many) return false;
            if (p + 1 < parts.size() && read_[p].end != parts[p + 1].begin) return false;
            if (p + 1 == parts.size() && read_[p].end <= limit && read_[p].end < text_.size())
                return false;
        }
        options_.crew.each(kinds.size(), [&](std::size_t c) { settle(c, parts, kinds[c]); });
        return true;
    }

    /// Number columns that turned out to hold text.
    std::vector<std::size_t> turned() const {
        std::vector<std::size_t> out;
        for (std::size_t c = 0; c < columns_.size(); ++c)
            if (std::any_of(sinks_.begin(), sinks_.end(),
                            [&](const auto& sinks) { return sinks[c].is_text; }))
                out.push_back(c);
        return out;
    }

    std::uint64_t missing_said(std::size_t column) const {
        std::uint64_t out = 0;
        for (const auto& sinks : sinks_) out += sinks[column].missing_said;
        return out;
    }

    /// Where the row after the last begins.
    std::size_t end() const { return read_.empty() ? text_.size() : read_.back().end; }

    std::variant<Numbers, Labels>& cells(std::size_t column) { return columns_[column]; }

    std::vector<BadRow> bad() const {
        std::vector<BadRow> out;
        for (const auto& read : read_) out.insert(out.end(), read.bad.begin(), read.bad.end());
        return out;
    }

  private:
    std::string_view text_;
    Dialect dialect_;
    const Layout& layout_;
    const CsvOptions& options_;
    std::vector<std::variant<Numbers, Labels>> columns_;
    std::vector<std::vector<Sink>> sinks_;  // by part, by column
    std::vector<ReadChunk> read_;

    static void make(std::variant<Numbers, Labels>& cells, Sink::Kind kind, std::size_t room) {
        if (kind == Sink::Kind::Number || kind == Sink::Kind::Rule)
            cells.emplace<Numbers>().resize(room);
        else if (kind == Sink::Kind::Text)
            cells.emplace<Labels>().codes.resize(room);
    }

    void read(const Part& part, std::size_t p, const std::vector<Sink::Kind>& kinds) {
        auto& sinks = sinks_[p];
        sinks.resize(kinds.size());
        for (std::size_t c = 0; c < kinds.size(); ++c) {
            sinks[c].kind = kinds[c];
            if (kinds[c] == Sink::Kind::Rule) sinks[c].rule = &options_.rules.at(layout_.names[c]);
            if (kinds[c] == Sink::Kind::Number || kinds[c] == Sink::Kind::Rule)
                sinks[c].numbers = std::get<Numbers>(columns_[c]).data() + part.row;
            else if (kinds[c] == Sink::Kind::Text)
                sinks[c].codes = std::get<Labels>(columns_[c]).codes.data() + part.row;
        }
        read_[p] = read_chunk(text_, part.begin, part.last, part.room, dialect_, sinks);
    }

    /// Closes the gaps that rows which are no rows left, and gives the labels of all parts one
    /// numbering.
    void settle(std::size_t column, const std::vector<Part>& parts, Sink::Kind kind) {
        if (kind == Sink::Kind::Number || kind == Sink::Kind::Rule) {
            auto& numbers = std::get<Numbers>(columns_[column]);
            numbers.resize(close_gaps(numbers.data(), parts));
        } else if (kind == Sink::Kind::Text) {
            auto& labels = std::get<Labels>(columns_[column]);
            renumber(labels, column, parts);
            labels.codes.resize(close_gaps(labels.codes.data(), parts));
        }
    }

    template <class T>
    std::size_t close_gaps(T* cells, const std::vector<Part>& parts) const {
        std::size_t at = 0;
        for (std::size_t p = 0; p < parts.size(); ++p) {
            if (at != parts[p].row)
                std::memmove(cells + at, cells + parts[p].row, read_[p].rows * sizeof(T));
            at += read_[p].rows;
        }
        return at;
    }

    void renumber(Labels& labels, std::size_t column, const std::vector<Part>& parts) {
        ChunkLabels all;
        for (std::size_t p = 0; p < parts.size(); ++p) {
            std::vector<std::int32_t> to;
            bool moves = false;
            for (const auto label : sinks_[p][column].labels.in_order()) {
                const auto code = all.code(Word(label));
                moves = moves || code != static_cast<std::int32_t>(to.size());
                to.push_back(code);
            }
            if (!moves) continue;
            std::int32_t* codes = labels.codes.data() + parts[p].row;
            for (std::size_t r = 0; r < read_[p].rows; ++r)
                if (codes[r] >= 0) codes[r] = to[static_cast<std::size_t>(codes[r])];
        }
        labels.labels.assign(all.in_order().begin(), all.in_order().end());
    }
};

void tell_bad_rows(std::string_view text, const std::vector<BadRow>& bad, std::size_t columns,
                   char delimiter, std::vector<Fault>& faults) {
    std::size_t counted = 0;
    std::uint64_t line = 1;
    for (const auto& row : bad) {
        line += static_cast<std::uint64_t>(
            std::count(text.begin() + static_cast<std::ptrdiff_t>(counted),
                       text.begin() + static_cast<std::ptrdiff_t>(row.at), '\n'));
        counted = row.at;
        const std::string mark =
            delimiter == '\t' ? "tab" : "\"" + std::string(1, delimiter) + "\"";
        faults.push_back(
            {line,
             {},
             row.cells == 0
                 ? std::string("A quotation mark in this row never closes. Close it, or write it "
                               "twice where it is meant as such.")
                 : "This row has " + std::to_string(row.cells) + " cells where there are " +
                       std::to_string(columns) +
                       " columns. Put quotation marks around text that holds a " + mark + "."});
    }
}

/// Reads a text, or what begins in a stretch of it.
class Parsing {
  public:
    Parsing(std::string_view text, const CsvOptions& options, ReadTable& out)
        : text_(text),
          options_(options),
          out_(out),
          dialect_(dialect_of(text)),
          layout_(layout_of(text, dialect_, options, out.notes)),
          missing_(layout_.names.size()) {
        out_.names = layout_.names;
    }

    std::size_t body() const { return layout_.body; }

    /// The rows that begin from `begin` on and not after `limit`; `end`: where the next begins.
    Table rows(std::size_t begin, std::size_t limit, std::size_t& end) {
        const std::size_t chunk = std::max<std::size_t>(options_.chunk, 1);
        std::vector<Census> found((limit - begin + chunk - 1) / chunk);
        options_.crew.each(found.size(), [&](std::size_t c) {
            const std::size_t from = begin + c * chunk;
            found[c] = census(text_.substr(from, std::min(chunk, limit - from)));
        });
        std::vector<Part> parts = parts_of(begin, limit, chunk, found);
        Filling filling(text_, dialect_, layout_, options_);
        if (!filling.fill(parts, layout_.kinds, limit)) {
            std::size_t lines = 1;
            for (const auto& each : found) lines += each.lines[0] + each.lines[1];
            parts = {{begin, limit, 0, lines}};
            filling.fill(parts, layout_.kinds, limit);
        }
        end = filling.end();
        return settled(filling, parts, limit);
    }

    void tell() {
        tell_bad_rows(text_, bad_, layout_.names.size(), dialect_.delimiter, out_.faults);
        for (std::size_t c = 0; c < missing_.size(); ++c)
            if (missing_[c] > 0)
                out_.notes.push_back("Column \"" + layout_.names[c] +
                                     "\": " + std::to_string(missing_[c]) +
                                     " cells say NA or the like; they are missing.");
    }

  private:
    std::string_view text_;
    const CsvOptions& options_;
    ReadTable& out_;
    Dialect dialect_;
    Layout layout_;
    std::vector<std::uint64_t> missing_;
    std::vector<BadRow> bad_;

    Table settled(Filling& filling, const std::vector<Part>& parts, std::size_t limit) {
        std::vector<Column> columns(layout_.names.size());
        const auto turned = filling.turned();
        const auto bad = filling.bad();
        bad_.insert(bad_.end(), bad.begin(), bad.end());
        for (std::size_t c = 0; c < columns.size(); ++c) {
            missing_[c] += filling.missing_said(c);
            columns[c].name = layout_.names[c];
            columns[c].cells = std::move(filling.cells(c));
        }
        if (!turned.empty()) {
            std::vector<Sink::Kind> again(columns.size(), Sink::Kind::Skip);
            for (const auto c : turned) again[c] = Sink::Kind::Text;
            filling.fill(parts, again, limit);
            for (const auto c : turned) columns[c].cells = std::move(filling.cells(c));
        }
        std::vector<Column> kept;
        for (std::size_t c = 0; c < columns.size(); ++c)
            if (layout_.kinds[c] != Sink::Kind::Skip) kept.push_back(std::move(columns[c]));
        return Table(std::move(kept));
    }
};

/// Is all of it UTF-8? Looked at in windows that end between characters, each let go when seen.
bool all_utf8_in_windows(const Mapped& mapped, const Crew& crew) {
    constexpr std::size_t window = std::size_t{16} << 20;
    const std::string_view text = mapped.text();
    for (std::size_t from = 0, to = 0; from < text.size(); from = to) {
        to = std::min(from + window, text.size());
        while (to < text.size() && to > from + 1 && (text[to] & 0xC0) == 0x80) --to;
        if (!all_utf8(text.substr(from, to - from), crew)) return false;
        mapped.let_go(to);
    }
    return true;
}

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

}  // namespace

ReadTable parse_csv(std::string_view text, const CsvOptions& options) {
    ReadTable out;
    std::string named;
    const auto turned = as_utf8(text, named, options.crew);
    if (turned) {
        out.notes.push_back("The text is " + named + ".");
        text = *turned;
    }
    if (text.starts_with(utf8_mark)) text.remove_prefix(utf8_mark.size());
    Parsing parsing(text, options, out);
    std::size_t end = 0;
    out.table = parsing.rows(parsing.body(), text.size(), end);
    parsing.tell();
    return out;
}

ReadTable read_csv(const std::filesystem::path& file, const CsvOptions& options) {
    const Mapped mapped(file);
    return parse_csv(mapped.text(), options);
}

std::optional<std::vector<std::string>> csv_names(const std::filesystem::path& file) {
    const Mapped mapped(file, Mapped::Pages::AsRead);
    std::string_view text = mapped.text();
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return std::nullopt;
    if (text.empty() || text.substr(0, 65536).find('\0') != std::string_view::npos)
        return std::nullopt;
    if (text.starts_with(utf8_mark)) text.remove_prefix(utf8_mark.size());
    std::vector<std::string> notes;
    return layout_of(text, dialect_of(text), {}, notes).names;
}

ReadTable read_csv_in_parts(const std::filesystem::path& file, const CsvOptions& options,
                            const std::function<void(const Table&)>& take) {
    const Mapped mapped(file, Mapped::Pages::AsRead);
    std::string_view text = mapped.text();
    ReadTable out;
    if (!all_utf8_in_windows(mapped, options.crew)) {  // written otherwise: held whole after all
        out = parse_csv(text, options);
        take(out.table);
        out.table = Table();
        return out;
    }
    const std::size_t mark = text.starts_with(utf8_mark) ? utf8_mark.size() : 0;
    text.remove_prefix(mark);
    Parsing parsing(text, options, out);
    const std::size_t stretch = std::max<std::size_t>(options.chunk, 1) * parts_at_once;
    for (std::size_t begin = parsing.body(), end = 0; begin < text.size(); begin = end) {
        take(parsing.rows(begin, std::min(begin + stretch, text.size()), end));
        mapped.let_go(mark + end);
    }
    parsing.tell();
    return out;
}

}  // namespace breather::datafiles

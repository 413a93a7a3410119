#include "engines/datafiles/csv_rows.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/wide.h"
#include "engines/datafiles/marks.h"
#include "engines/datafiles/number_lanes.h"
#include "engines/datafiles/plain_number.h"
#include "engines/datafiles/plain_rows.h"

namespace breather::datafiles {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t patience_most = 1024, worth_a_try = 16;  // rows

[[gnu::always_inline]] inline std::string_view trimmed(std::string_view cell) {
    while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t')) cell.remove_prefix(1);
    while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\t')) cell.remove_suffix(1);
    return cell;
}

/// One cell as it stands between its marks.
struct Cell {
    std::string_view text;
    bool escaped = false;  // holds "" for "
    bool open = false;     // begins with a mark that never closes
};

class Reader {
  public:
    Reader(std::string_view text, std::size_t begin, Dialect dialect)
        : begin_(text.data()), at_(begin_ + begin), end_(begin_ + text.size()), dialect_(dialect) {}

    std::size_t at() const { return static_cast<std::size_t>(at_ - begin_); }
    bool ended() const { return at_ >= end_; }
    /// The cell before this call was the last of its row.
    bool row_ended() const { return row_ended_; }
    void begin_row() { row_ended_ = false; }

    void go_on_at(std::size_t at) { at_ = begin_ + at; }

    [[gnu::always_inline]] Cell take_cell() {
        if (at_ < end_ && *at_ == '"') return quoted_cell();
        const char* p = end_of_cell(at_);
        const char* text_end = p > at_ && p < end_ && *p == '\n' && p[-1] == '\r' ? p - 1 : p;
        if (p == end_ && text_end > at_ && text_end[-1] == '\r') --text_end;
        Cell out{trimmed({at_, static_cast<std::size_t>(text_end - at_)}), false, false};
        pass(p);
        return out;
    }

  private:
    const char *begin_, *at_, *end_;
    Dialect dialect_;
    bool row_ended_ = false;
    const char *window_ = begin_, *window_end_ = begin_;  // what `marks_` is about
    std::uint64_t marks_ = 0;                             // delimiters and line ends

    /// The next delimiter or line end.
    [[gnu::always_inline]] const char* end_of_cell(const char* p) {
        for (;;) {
            if (p >= window_ && p < window_end_) {
                const std::uint64_t left = marks_ >> (p - window_);
                if (left) return p + std::countr_zero(left);
                p = window_end_;
            }
            if (p >= end_) return end_;
            window_ = p;
            const auto bytes = static_cast<std::size_t>(std::min<std::ptrdiff_t>(64, end_ - p));
            window_end_ = p + bytes;
            marks_ = bytes == 64 ? either_of(p, dialect_.delimiter, '\n')
                                 : either_of(p, bytes, dialect_.delimiter, '\n');
        }
    }

    /// Over what ends a cell.
    void pass(const char* p) {
        row_ended_ = p >= end_ || *p != dialect_.delimiter;
        at_ = p < end_ ? p + 1 : end_;
    }

    Cell quoted_cell() {
        Cell out;
        const char* from = ++at_;
        const char* p = from;
        for (;; ++p) {
            p = static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end_ - p)));
            if (!p) {
                at_ = end_;
                row_ended_ = true;
                return {{}, false, true};
            }
            if (p + 1 >= end_ || p[1] != '"') break;
            out.escaped = true;
            ++p;
        }
        out.text = {from, static_cast<std::size_t>(p - from)};
        ++p;  // what stands between the mark and the end of the cell is nobody's
        pass(end_of_cell(p));
        return out;
    }
};

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (text[i] == '"') ++i;
    }
    return out;
}

/// An absent cell, or one that nobody reads at once.
[[gnu::noinline]] void write_number(Sink& sink, std::size_t row, std::string_view text,
                                    char decimal) {
    double out = missing;
    if (says_missing(text))
        ++sink.missing_said;
    else if (!text.empty() && !plain_number(text.data(), text.size(), decimal, out)) {
        const auto number = number_of(text, decimal);
        sink.is_text = !number;
        out = number.value_or(missing);
    }
    sink.numbers[row] = out;
}

void write(Sink& sink, std::size_t row, const Cell& cell, char decimal) {
    const std::string_view text = cell.text;
    if (sink.kind == Sink::Kind::Rule) {
        sink.numbers[row] = cell.escaped ? (*sink.rule)(unescaped(text)) : (*sink.rule)(text);
    } else if (sink.kind == Sink::Kind::Text) {
        std::int32_t code = ChunkLabels::missing;
        if (!text.empty()) {
            code = cell.escaped ? sink.labels.code_kept(unescaped(text))
                                : sink.labels.code(Word(text));
            sink.missing_said += code == ChunkLabels::missing;
        }
        sink.codes[row] = code;
    } else if (sink.kind == Sink::Kind::Number && !sink.is_text) {
        write_number(sink, row, text, decimal);
    }
}

/// One column of many rows.
void write_numbers(Sink& sink, std::size_t row, const PlainRows& plain, std::size_t column,
                   char decimal, std::vector<std::uint32_t>& odd) {
    odd.clear();
    read_numbers(plain, column, decimal, sink.numbers + row, odd);
    for (const auto r : odd) {
        write_number(sink, row + r, trimmed(plain.cell(r, column)), decimal);
        if (sink.is_text) return;
    }
}

BREATHER_WIDE void write_labels(Sink& sink, std::size_t row, const PlainRows& plain,
                                std::size_t column) {
    std::int32_t* const out = sink.codes + row;
    for (std::size_t r = 0; r < plain.rows(); ++r) {
        const std::string_view text = trimmed(plain.cell(r, column));
        out[r] = ChunkLabels::missing;
        if (text.empty()) continue;
        out[r] = sink.labels.code(Word::readable(text));
        sink.missing_said += out[r] == ChunkLabels::missing;
    }
}

void write_column(Sink& sink, std::size_t row, const PlainRows& plain, std::size_t column,
                  char decimal, std::vector<std::uint32_t>& odd) {
    if (sink.kind == Sink::Kind::Number && !sink.is_text)
        write_numbers(sink, row, plain, column, decimal, odd);
    else if (sink.kind == Sink::Kind::Text)
        write_labels(sink, row, plain, column);
    else if (sink.kind == Sink::Kind::Rule)
        for (std::size_t r = 0; r < plain.rows(); ++r)
            sink.numbers[row + r] = (*sink.rule)(trimmed(plain.cell(r, column)));
}

/// The next row, cell by cell.
void read_one(Reader& reader, char decimal, std::vector<Sink>& sinks, ReadChunk& out) {
    const std::size_t row_at = reader.at();
    std::size_t cells = 0;
    bool open = false, blank = true;
    reader.begin_row();
    while (!reader.row_ended()) {
        Sink* const sink = cells < sinks.size() ? &sinks[cells] : nullptr;
        ++cells;
        const Cell cell = reader.take_cell();
        open = open || cell.open;
        blank = blank && cell.text.empty();
        if (sink) write(*sink, out.rows, cell, decimal);
    }
    if (cells == sinks.size() && !open && (!blank || cells > 1))
        ++out.rows;
    else if (!blank || cells > 1 || open)
        out.bad.push_back({row_at, open ? 0 : cells});
}

}  // namespace

std::vector<std::string> read_row(std::string_view text, std::size_t& at, char delimiter) {
    Reader reader(text, at, {delimiter, '.'});
    std::vector<std::string> out;
    while (!reader.row_ended()) {
        const Cell cell = reader.take_cell();
        out.push_back(cell.escaped ? unescaped(cell.text) : std::string(cell.text));
    }
    at = reader.at();
    return out;
}

ReadChunk read_chunk(std::string_view text, std::size_t begin, std::size_t last, std::size_t room,
                     Dialect dialect, std::vector<Sink>& sinks) {
    ReadChunk out;
    Reader reader(text, begin, dialect);
    PlainRows plain(dialect.delimiter, sinks.size());
    const bool tries = sinks.size() > 1;  // alone in its row, an empty cell is no row
    std::vector<std::uint32_t> odd;
    std::size_t singly = 0, patience = 1;  // rows before the next try, from try to try
    while (!reader.ended() && reader.at() <= last) {
        if (tries && singly == 0) {
            plain.find(text, reader.at());
            plain.keep(last, room - out.rows);
            for (std::size_t c = 0; c < sinks.size() && plain.rows() > 0; ++c)
                write_column(sinks[c], out.rows, plain, c, dialect.decimal, odd);
            if (plain.rows() > 0) {
                out.rows += plain.rows();
                reader.go_on_at(plain.end());
            }
            patience = plain.rows() < worth_a_try ? std::min(2 * patience, patience_most) : 1;
            singly = patience - 1;
            continue;
        }
        if (out.rows == room) {
            out.too_many = true;
            break;
        }
        read_one(reader, dialect.decimal, sinks, out);
        singly -= singly > 0;
    }
    out.end = reader.at();
    for (Sink& sink : sinks) sink.labels.close();
    return out;
}

}  // namespace breather::datafiles

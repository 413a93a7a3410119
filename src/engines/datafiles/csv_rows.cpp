#include "engines/datafiles/csv_rows.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace breather::datafiles {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

constexpr double tens[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                           1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

std::string_view trimmed(std::string_view cell) {
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

    /// A short plain number that ends with its cell: at once, exactly (fewer than 2^53 digits over
    /// a power of ten below 1e22 are divided without a second rounding).
    bool take_number(double& out) {
        const char* p = at_;
        const bool negative = p < end_ && *p == '-';
        p += negative;
        const char* digits = p;
        std::uint64_t whole = 0;
        while (p < end_ && static_cast<unsigned char>(*p - '0') < 10)
            whole = whole * 10 + static_cast<unsigned char>(*p++ - '0');
        const auto before = p - digits;
        if (before == 0 || before > 15 || (before > 1 && *digits == '0')) return false;
        std::ptrdiff_t after = 0;
        if (p < end_ && *p == dialect_.decimal) {
            const char* point = ++p;
            while (p < end_ && static_cast<unsigned char>(*p - '0') < 10)
                whole = whole * 10 + static_cast<unsigned char>(*p++ - '0');
            after = p - point;
            if (after == 0 || before + after > 15) return false;
        }
        if (!ends_cell(p)) return false;
        const double value = static_cast<double>(whole) / tens[after];
        out = negative ? -value : value;
        pass(p);
        return true;
    }

    Cell take_cell() {
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
    std::uint64_t delimiters_ = eight(dialect_.delimiter);
    bool row_ended_ = false;

    static constexpr std::uint64_t eight(char c) {
        return 0x0101010101010101u * static_cast<unsigned char>(c);
    }
    /// A high bit for (at least the first) zero byte of eight.
    static constexpr std::uint64_t zeros(std::uint64_t x) {
        return (x - eight(1)) & ~x & eight('\x80');
    }

    /// The next delimiter or line end, eight bytes at a time.
    const char* end_of_cell(const char* p) const {
        for (; end_ - p >= 8; p += 8) {
            std::uint64_t x;
            std::memcpy(&x, p, 8);
            const std::uint64_t hit = zeros(x ^ delimiters_) | zeros(x ^ eight('\n'));
            if (hit) return p + std::countr_zero(hit) / 8;
        }
        while (p < end_ && *p != dialect_.delimiter && *p != '\n') ++p;
        return p;
    }

    bool ends_cell(const char*& p) const {
        if (p == end_ || *p == dialect_.delimiter || *p == '\n') return true;
        if (*p == '\r' && (p + 1 == end_ || p[1] == '\n')) {
            p += p + 1 < end_;
            return true;
        }
        return false;
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

void write(Sink& sink, std::size_t row, const Cell& cell, char decimal) {
    const std::string_view text = cell.text;
    const bool absent = text.empty() || says_missing(text);
    sink.missing_said += absent && !text.empty();
    if (sink.kind == Sink::Kind::Text) {
        sink.codes[row] = absent ? -1 : sink.labels.code(text, cell.escaped);
        return;
    }
    if (sink.kind != Sink::Kind::Number || sink.is_text) return;
    const auto number = absent ? missing : number_of(text, decimal);
    if (number)
        sink.numbers[row] = *number;
    else
        sink.is_text = true;
}

}  // namespace

bool says_missing(std::string_view cell) {
    if (cell.size() < 2 || cell.size() > 4 || (cell[0] != 'N' && cell[0] != '#')) return false;
    return cell == "NA" || cell == "N/A" || cell == "#N/A" || cell == "NaN";
}

std::int32_t ChunkLabels::code(std::string_view label, bool escaped) {
    constexpr std::size_t few = 8;  // looked through faster than asked for
    if (!escaped)
        for (std::size_t i = 0; i < std::min(few, labels_.size()); ++i)
            if (labels_[i].size() == label.size() && labels_[i][0] == label[0] &&
                labels_[i] == label)
                return static_cast<std::int32_t>(i);
    if (escaped) label = unescaped_.emplace_back(unescaped(label));
    const auto [found, fresh] =
        places_.try_emplace(label, static_cast<std::int32_t>(labels_.size()));
    if (fresh) labels_.push_back(label);
    return found->second;
}

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
    Reader reader(text, begin, dialect);
    ReadChunk out;
    while (!reader.ended() && (reader.at() <= last)) {
        const std::size_t row_at = reader.at();
        if (out.rows == room) {
            out.too_many = true;
            break;
        }
        reader.begin_row();
        std::size_t cells = 0;
        bool open = false, blank = true;
        while (!reader.row_ended()) {
            Sink* sink = cells < sinks.size() ? &sinks[cells] : nullptr;
            ++cells;
            double number = 0;
            if (sink && sink->kind == Sink::Kind::Number && reader.take_number(number)) {
                sink->numbers[out.rows] = number;
                blank = false;
                continue;
            }
            const Cell cell = reader.take_cell();
            open = open || cell.open;
            blank = blank && cell.text.empty();
            if (sink) write(*sink, out.rows, cell, dialect.decimal);
        }
        if (cells == sinks.size() && !open && (!blank || cells > 1))
            ++out.rows;
        else if (!blank || cells > 1 || open)
            out.bad.push_back({row_at, open ? 0 : cells});
    }
    out.end = reader.at();
    return out;
}

}  // namespace breather::datafiles

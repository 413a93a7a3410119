#include "engines/datafiles/csv_rows.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/wide.h"
#include "engines/datafiles/marks.h"

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
    [[gnu::always_inline]] bool take_number(double& out) {
        const char* const cell_end = end_of_cell(at_);
        if (cell_end - at_ <= 9 && end_ - at_ >= 9 && take_eight(cell_end, out)) return true;
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

    bool is_quoted() const { return at_ < end_ && *at_ == '"'; }
    /// Over a cell without quotation marks that nobody asks for. Is there something in it?
    [[gnu::always_inline]] bool skip_cell() {
        const char* const p = end_of_cell(at_);
        const bool filled = p > at_ && !(p == at_ + 1 && *at_ == '\r');
        pass(p);
        return filled;
    }

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

    static constexpr std::uint64_t eight(char c) {
        return 0x0101010101010101u * static_cast<unsigned char>(c);
    }

    /// Up to eight digits, a mark among them or not, from here to the end of the cell: all at once.
    /// False where it is anything else; nine bytes can be read from here on.
    [[gnu::always_inline]] bool take_eight(const char* cell_end, double& out) {
        const char* text_end = cell_end;
        text_end -= cell_end < end_ && text_end > at_ && *text_end == '\n' && text_end[-1] == '\r';
        const bool negative = *at_ == '-';
        const char* const p = at_ + negative;
        const std::ptrdiff_t size = text_end - p;
        if (size < 1 || size > 8) return false;
        std::uint64_t x;
        std::memcpy(&x, p, 8);
        // To the right end, zeros before it: the first byte is the lowest.
        x = x << (64 - 8 * size) | (eight('0') >> 8) >> (8 * (size - 1));
        const std::uint64_t apart = x ^ eight(dialect_.decimal);
        const std::uint64_t low = eight('\x7f');
        const std::uint64_t hit = ~(((apart & low) + low) | apart) & eight('\x80');
        int after = 0;
        if (hit) {  // the digits before the mark move over it
            const int place = std::countr_zero(hit) / 8;
            after = 7 - place;
            if (after == 0) return false;
            const std::uint64_t below = (std::uint64_t{1} << (8 * place)) - 1;
            x = (x & ~(below << 8 | 0xff)) | (x & below) << 8 | static_cast<unsigned char>('0');
        }
        x ^= eight('0');
        if (((x + eight('\x76')) | x) & eight('\x80')) return false;  // not all digits
        const std::ptrdiff_t before = size - (hit ? after + 1 : 0);
        if (before == 0 || (before > 1 && *p == '0')) return false;
        x = x * 10 + (x >> 8);  // pairs, in every other byte
        x = (x & 0x00ff00ff00ff00ffu) * 100 + (x >> 16 & 0x00ff00ff00ff00ffu);
        x = (x & 0x0000ffff0000ffffu) * 10000 + (x >> 32 & 0x0000ffffu);
        double value = static_cast<double>(x & 0xffffffffu);
        if (after > 0) value /= tens[after];
        out = negative ? -value : value;
        pass(cell_end);
        return true;
    }

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

std::uint64_t first_bytes(std::string_view label) {
    std::uint64_t out = 0;
    if (label.size() >= 8)
        std::memcpy(&out, label.data(), 8);
    else
        for (const char c : label) out = out << 8 | static_cast<unsigned char>(c);
    return out;
}

void write(Sink& sink, std::size_t row, const Cell& cell, char decimal) {
    const std::string_view text = cell.text;
    if (sink.kind == Sink::Kind::Rule) {
        sink.numbers[row] = cell.escaped ? (*sink.rule)(unescaped(text)) : (*sink.rule)(text);
        return;
    }
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
    const std::uint64_t bytes = first_bytes(label);
    if (!escaped)
        for (std::size_t i = 0; i < first_bytes_.size(); ++i)
            if (first_bytes_[i] == bytes && labels_[i].size() == label.size() &&
                (label.size() <= 8 || labels_[i] == label))
                return static_cast<std::int32_t>(i);
    if (escaped) label = unescaped_.emplace_back(unescaped(label));
    const auto [found, fresh] =
        places_.try_emplace(label, static_cast<std::int32_t>(labels_.size()));
    if (fresh) labels_.push_back(label);
    if (fresh && first_bytes_.size() < few) first_bytes_.push_back(first_bytes(label));
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

BREATHER_WIDE ReadChunk read_chunk(std::string_view text, std::size_t begin, std::size_t last,
                                   std::size_t room, Dialect dialect, std::vector<Sink>& sinks) {
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
            if (sink && sink->kind == Sink::Kind::Skip && !reader.is_quoted()) {
                blank = !reader.skip_cell() && blank;
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

// Where the cells of many rows end, found at once, as long as no quotation mark stands among them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace breather::datafiles {

class PlainRows {
  public:
    PlainRows(char delimiter, std::size_t columns);

    /// So many bytes can be read from the first of each cell on.
    static constexpr std::size_t readable = 64;

    /// Looks at the rows from `begin` on, which is the first of a row, and stops before one that
    /// has another number of cells, a quotation mark near it, or the end of the text near it.
    void find(std::string_view text, std::size_t begin);
    /// Only the rows that begin not after `last`, and no more than `most`.
    void keep(std::size_t last, std::size_t most);

    std::size_t rows() const { return rows_; }
    /// Where the row after the last begins.
    std::size_t end() const { return begin_ + past_[rows_ * columns_]; }
    std::size_t columns() const { return columns_; }
    struct Span {
        const char* first;
        std::uint32_t size;
    };
    /// A cell as it stands in the text, with the carriage return of its row.
    Span span(std::size_t row, std::size_t column) const {
        const std::uint32_t* const past = past_.data() + row * columns_ + column;
        return {text_ + past[0], past[1] - past[0] - 1};
    }
    /// Without it.
    std::string_view cell(std::size_t row, std::size_t column) const {
        auto [first, size] = span(row, column);
        if (column + 1 == columns_) size -= size > 0 && first[size - 1] == '\r';
        return {first, size};
    }

  private:
    char delimiter_;
    std::size_t columns_, rows_ = 0, begin_ = 0;
    const char* text_ = nullptr;        // from begin_ on
    std::vector<std::uint32_t> past_;   // where each cell begins: after what ends the one before it
    std::vector<std::uint32_t> lines_;  // where each row begins
    void look(std::size_t bytes);
};

}  // namespace breather::datafiles

// Data as it stands in somebody's file: named columns of numbers or of labels, in typed arrays.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace breather::datafiles {

/// Grows without writing zeros first: whoever makes a column writes every cell of it.
template <class T>
struct Unwritten : std::allocator<T> {
    template <class U>
    struct rebind {
        using other = Unwritten<U>;
    };
    template <class U>
    void construct(U* at) noexcept {
        ::new (static_cast<void*>(at)) U;
    }
    template <class U, class... Args>
    void construct(U* at, Args&&... args) {
        std::construct_at(at, std::forward<Args>(args)...);
    }
};

/// NaN is a cell that is empty.
using Numbers = std::vector<double, Unwritten<double>>;

/// Text: each cell a place in `labels`, -1 where it is empty. Labels stand in the order of their
/// first appearance.
struct Labels {
    std::vector<std::int32_t, Unwritten<std::int32_t>> codes;
    std::vector<std::string> labels;
};

struct Column {
    std::string name;
    std::variant<Numbers, Labels> cells;

    bool is_numeric() const { return std::holds_alternative<Numbers>(cells); }
    std::size_t rows() const;
    bool is_missing(std::size_t row) const;
    /// As text: a number in its shortest form, nothing where the cell is empty.
    std::string text(std::size_t row) const;
    /// Does this cell hold this value? "1", "1.0" and 1 are the same number.
    bool is(std::size_t row, std::string_view value) const;
};

class Table {
  public:
    Table() = default;
    /// Columns of one length; names may repeat, the first one is found.
    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    std::size_t rows() const { return columns_.empty() ? 0 : columns_.front().rows(); }
    std::span<const Column> columns() const { return columns_; }
    const Column* find(std::string_view name) const;

  private:
    std::vector<Column> columns_;
};

}  // namespace breather::datafiles

// Data as it stands in somebody's file: named columns of numbers or of labels, in typed arrays.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engines/datafiles/about.h"

namespace breather::datafiles {

/// Room for a long column, in the large pages of the system where it has them: finding a thousand
/// small ones costs as much as a tenth of reading.
constexpr std::size_t large_page = std::size_t{2} << 20;
void* large_room(std::size_t bytes);  // given back by std::free(); throws std::bad_alloc

/// Grows without writing zeros first: whoever makes a column writes every cell of it.
template <class T>
struct Unwritten : std::allocator<T> {
    T* allocate(std::size_t count) {
        if (count < large_page / sizeof(T)) return std::allocator<T>::allocate(count);
        return static_cast<T*>(large_room(count * sizeof(T)));
    }
    void deallocate(T* at, std::size_t count) noexcept {
        if (count < large_page / sizeof(T))
            std::allocator<T>::deallocate(at, count);
        else
            std::free(at);
    }
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

/// A column of numbers whose every value has a label (1 "UK", 2 "CN") is both, as R users have it
/// after as_factor() and before: where categories are asked for, its labels stand, in the order of
/// their numbers; where numbers are asked for (a mean, an outcome, a scale), its numbers do.
struct Column {
    std::string name;
    std::variant<Numbers, Labels> cells;
    std::shared_ptr<const About> about = nullptr;  // none where the file says nothing of it

    /// Can means be made of it?
    bool holds_numbers() const { return std::holds_alternative<Numbers>(cells); }
    /// Does it stand in a formula as a number? Otherwise it is a factor.
    bool is_numeric() const { return holds_numbers() && !is_labelled(); }
    bool is_labelled() const { return about && about->levels_are_labels; }
    std::size_t rows() const;
    bool is_missing(std::size_t row) const;
    /// As text: its label where values have them, a number in its shortest form, nothing where the
    /// cell is empty.
    std::string text(std::size_t row) const;
    /// Does this cell hold this value? "1", "1.0" and 1 are the same number; a labelled number is
    /// found by either.
    bool is(std::size_t row, std::string_view value) const;
    /// The number that a level of a column of numbers stands for.
    std::optional<double> number_of_level(std::string_view level) const;
    /// What the file calls it; its name where it says nothing.
    const std::string& label() const {
        return about && !about->label.empty() ? about->label : name;
    }
};

/// A number in its shortest form that reads back as the same.
std::string shortest(double number);

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

#include "engines/datafiles/table.h"

#include <malloc.h>
#include <sys/mman.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <new>

namespace breather::datafiles {

void* large_room(std::size_t bytes) {
    // It comes from the system and goes back to it: kept, what many parts of a file left would
    // not fit together.
    static const int from_system [[maybe_unused]] = mallopt(M_MMAP_THRESHOLD, large_page);
    const std::size_t pages = (bytes + large_page - 1) / large_page * large_page;
    void* const out = std::aligned_alloc(large_page, pages);
    if (!out) throw std::bad_alloc();
    madvise(out, pages, MADV_HUGEPAGE);  // a wish: refused, the small ones do
    return out;
}

std::size_t Column::rows() const {
    if (const auto* numbers = std::get_if<Numbers>(&cells)) return numbers->size();
    return std::get<Labels>(cells).codes.size();
}

bool Column::is_missing(std::size_t row) const {
    if (const auto* numbers = std::get_if<Numbers>(&cells)) return std::isnan((*numbers)[row]);
    return std::get<Labels>(cells).codes[row] < 0;
}

std::string shortest(double number) {
    char out[32];
    const bool whole =
        std::abs(number) < 1e12 && number == std::floor(number);  // 1000000, not 1e+06
    const auto end = whole ? std::to_chars(out, out + sizeof out, std::int64_t(number)).ptr
                           : std::to_chars(out, out + sizeof out, number).ptr;
    return {out, end};
}

std::string Column::text(std::size_t row) const {
    if (is_missing(row)) return {};
    if (const auto* labels = std::get_if<Labels>(&cells))
        return labels->labels[static_cast<std::size_t>(labels->codes[row])];
    const double number = std::get<Numbers>(cells)[row];
    const std::string* label = is_labelled() ? about->label_of(number) : nullptr;
    return label ? *label : shortest(number);
}

std::optional<double> Column::number_of_level(std::string_view level) const {
    if (is_labelled())
        if (const auto number = about->number_with(level)) return number;
    double number = 0;
    const auto read = std::from_chars(level.data(), level.data() + level.size(), number);
    if (read.ec != std::errc{} || read.ptr != level.data() + level.size()) return std::nullopt;
    return number;
}

bool Column::is(std::size_t row, std::string_view value) const {
    if (is_missing(row)) return false;
    if (const auto* labels = std::get_if<Labels>(&cells))
        return labels->labels[static_cast<std::size_t>(labels->codes[row])] == value;
    const auto number = number_of_level(value);
    return number && *number == std::get<Numbers>(cells)[row];
}

const std::string* About::label_of(double number) const {
    const auto at = std::lower_bound(
        values.begin(), values.end(), number,
        [](const ValueLabel& each, double wanted) { return each.value.number < wanted; });
    return at != values.end() && at->value.number == number ? &at->label : nullptr;
}

std::optional<double> About::number_with(std::string_view of) const {
    for (const auto& each : values)
        if (each.label == of && !std::isnan(each.value.number)) return each.value.number;
    return std::nullopt;
}

const Column* Table::find(std::string_view name) const {
    for (const Column& column : columns_)
        if (column.name == name) return &column;
    return nullptr;
}

}  // namespace breather::datafiles

#include "engines/datafiles/table.h"

#include <charconv>
#include <cmath>

namespace breather::datafiles {

std::size_t Column::rows() const {
    if (const auto* numbers = std::get_if<Numbers>(&cells)) return numbers->size();
    return std::get<Labels>(cells).codes.size();
}

bool Column::is_missing(std::size_t row) const {
    if (const auto* numbers = std::get_if<Numbers>(&cells)) return std::isnan((*numbers)[row]);
    return std::get<Labels>(cells).codes[row] < 0;
}

std::string Column::text(std::size_t row) const {
    if (is_missing(row)) return {};
    if (const auto* labels = std::get_if<Labels>(&cells))
        return labels->labels[static_cast<std::size_t>(labels->codes[row])];
    char out[32];
    const auto end = std::to_chars(out, out + sizeof out, std::get<Numbers>(cells)[row]).ptr;
    return {out, end};
}

bool Column::is(std::size_t row, std::string_view value) const {
    if (is_missing(row)) return false;
    if (const auto* labels = std::get_if<Labels>(&cells))
        return labels->labels[static_cast<std::size_t>(labels->codes[row])] == value;
    double number = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
    return read.ec == std::errc{} && read.ptr == value.data() + value.size() &&
           number == std::get<Numbers>(cells)[row];
}

const Column* Table::find(std::string_view name) const {
    for (const Column& column : columns_)
        if (column.name == name) return &column;
    return nullptr;
}

}  // namespace breather::datafiles

// Sorting numbers by their bits: of a million rows in a third of the time that comparing takes.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace breather::statistics {

struct Keyed {
    double value;
    std::uint32_t tag;  // whatever travels along: a row, a group
};

/// Ascending by value; equal values stay in the order they had. No NaN; -0 counts as 0.
void put_in_order(std::vector<Keyed>& rows);

/// The values ascending, each with its place in the order given.
std::vector<Keyed> in_order(std::span<const double> values);

}  // namespace breather::statistics

// What may be told of a tally: nothing below ten, then only steps, and shares to five points with
// blunt ends. The floors are constants; nobody configures them away.
#pragma once
#include <cstdint>
#include <optional>

namespace breather::counters {

inline constexpr std::int64_t told_from = 10;

/// 10, 20, 50, 100, 250 or 1000: at least so many. Nothing below ten.
inline std::optional<std::int64_t> step_of(std::int64_t times) {
    std::optional<std::int64_t> step;
    for (const std::int64_t each : {told_from, std::int64_t{20}, std::int64_t{50},
                                    std::int64_t{100}, std::int64_t{250}, std::int64_t{1000}})
        if (times >= each) step = each;
    return step;
}

/// To five points: 5 stands for "under 10 %", 90 for "90 % or more".
inline std::int64_t share_of(std::int64_t part, std::int64_t whole) {
    if (part * 10 < whole) return 5;
    if (part * 10 >= whole * 9) return 90;
    const auto rounded = (part * 40 + whole) / (whole * 2) * 5;  // to the nearest five
    return rounded > 85 ? 85 : rounded;
}

}  // namespace breather::counters

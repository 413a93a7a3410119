// A whole number that cannot leave its range.
#pragma once
#include <compare>
#include <cstdint>

#include "base/ensure.h"

namespace breather {

template <std::int64_t Lo, std::int64_t Hi>
requires(Lo <= Hi) class Bounded {
  public:
    static constexpr std::int64_t lo = Lo;
    static constexpr std::int64_t hi = Hi;

    Bounded() = default;
    explicit Bounded(std::int64_t value) : value_(value) {
        ensure(value >= Lo && value <= Hi, "this number leaves its own range");
    }
    std::int64_t value() const { return value_; }
    auto operator<=>(const Bounded&) const = default;

  private:
    std::int64_t value_ = Lo <= 0 && 0 <= Hi ? 0 : Lo;
};

}  // namespace breather

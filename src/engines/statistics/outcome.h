// What an analysis gives: its numbers, or the named reason why there are none. Never NaN in
// silence.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace breather::statistics {

enum class Why {
    Nothing,        // no row is left
    TooFew,         // fewer rows, groups or events than the method needs
    Constant,       // no spread where the method divides by it
    Collinear,      // a column says what others say already
    Separated,      // a maximum of the likelihood does not exist
    NoConvergence,  // the search ended before it settled
    OutOfRange,     // a value that the method cannot take: a negative count, a weight below 0
};

struct Undefined {
    Why why;
    std::string what;  // the column, level or term it is about, where there is one
};

/// Either numbers or a reason. Reading numbers that are not there is our mistake, and throws.
template <class T>
class Outcome {
  public:
    Outcome(T value) : held_(std::move(value)) {}
    Outcome(Undefined reason) : held_(std::move(reason)) {}
    explicit operator bool() const { return std::holds_alternative<T>(held_); }
    const T& operator*() const { return std::get<T>(held_); }
    const T* operator->() const { return &std::get<T>(held_); }
    const Undefined& reason() const { return std::get<Undefined>(held_); }

  private:
    std::variant<T, Undefined> held_;
};

struct Interval {
    double low = 0, high = 0;
};

/// A number that a result may lack ("not reached", "not defined").
using Maybe = std::optional<double>;

}  // namespace breather::statistics

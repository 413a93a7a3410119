// Numbers as somebody printed them: "42.67" stands for anything from 42.665 to 42.675, "< .001"
// for anything below. What is recomputed is held against that, never against the bare digits.
#pragma once
#include <string>
#include <string_view>

#include "engines/statistics/outcome.h"

namespace breather::statistics {

enum class Sign { Equal, Below, Above };

struct Printed {
    std::string text;  // tidied: "< .001", "-1.69"
    double value = 0;
    Sign sign = Sign::Equal;
    int decimals = 0;

    /// What rounding may have made this of. Below and above reach to infinity.
    Interval rounded() const;
    /// What it stands for if digits were cut off rather than rounded: 9.83 from 9.83 to 9.84.
    Interval cut() const;
    double step() const;  // of the last digit: 0.01 for "9.83"
};

/// Reads "10.90", ".04", "<.001", "= 0.5", "1,234", "0,05", "85%", "-1.69" with any minus or dot
/// that journals use, "3.2***", "3.2†", "1.2e-5", "1.2 × 10^-5". None: it is not one number.
std::optional<Printed> read_printed(std::string_view text);

/// How a recomputed range fits what is printed.
enum class Fit { Rounded, Cut, No };
Fit fit(const Printed& printed, const Interval& recomputed);
bool fits(const Printed& printed, const Interval& recomputed);  // rounded; nothing else

/// "11.06": with `decimals` digits behind the point.
std::string digits(double value, int decimals);
/// "P = .049", "P < .001", "P = .02": as many digits as tell it from what was printed.
std::string p_text(double p);

/// Something that does not hold together (a slip), or is worth knowing though it does (a note).
struct Finding {
    enum class Weight { Slip, Note };
    Weight weight = Weight::Slip;
    std::string what;     // p, df, n, statistic, opposite_directions, exp_b, interval, percent, …
    std::string printed;  // as it stands there
    std::string recomputed;  // what it should be
    std::string sentence;    // for people
};

}  // namespace breather::statistics

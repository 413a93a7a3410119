// A zero of a continuous function between two places where its signs differ: Brent (1973,
// Algorithms for Minimization without Derivatives, ch. 4), as R's uniroot walks it.
#pragma once
#include <cmath>
#include <limits>
#include <utility>

namespace breather::statistics {

/// Stops where the bracket is within `tolerance`; an end with value 0 is the answer at once. Where
/// the signs do not differ the better end comes back: callers see to that.
template <class Function>
double brent_root(Function&& f, double a, double b, double tolerance, int tries = 1000) {
    double fa = f(a), fb = f(b);
    if (fa == 0) return a;
    if (fb == 0) return b;
    double c = a, fc = fa;  // b is the best, [b, c] holds the zero, a was the one before
    for (; tries > 0; --tries) {
        const double before = b - a;
        if (std::abs(fc) < std::abs(fb)) {
            a = b, b = c, c = a;
            fa = fb, fb = fc, fc = fa;
        }
        const double least =
            2 * std::numeric_limits<double>::epsilon() * std::abs(b) + tolerance / 2;
        const double half = (c - b) / 2;
        double step = half;
        if (std::abs(half) <= least || fb == 0) return b;
        if (std::abs(before) >= least && std::abs(fa) > std::abs(fb)) {
            const double s = fb / fa;
            double p = (c - b) * s, q = 1 - s;  // the secant …
            if (a != c) {                       // … or the inverse parabola
                const double u = fa / fc, v = fb / fc;
                p = s * ((c - b) * u * (u - v) - (b - a) * (v - 1));
                q = (u - 1) * (v - 1) * (s - 1);
            }
            if (p > 0)
                q = -q;
            else
                p = -p;
            if (p < 0.75 * (c - b) * q - std::abs(least * q) / 2 && p < std::abs(before * q / 2))
                step = p / q;
        }
        if (std::abs(step) < least) step = std::copysign(least, step);
        a = b, fa = fb;
        b += step;
        fb = f(b);
        if ((fb > 0) == (fc > 0)) c = a, fc = fa;
    }
    return b;
}

}  // namespace breather::statistics

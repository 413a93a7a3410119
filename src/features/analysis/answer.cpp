#include "features/analysis/answer.h"

#include <cmath>

#include "base/ensure.h"

namespace breather::analysis {

boost::json::value number(double value) {
    ensure(!std::isnan(value));  // a method that has no number says so by name
    if (std::isinf(value)) return value > 0 ? "Inf" : "-Inf";
    return value;
}

boost::json::value number(const statistics::Maybe& value) {
    return value ? number(*value) : boost::json::value(nullptr);
}

boost::json::object interval(const statistics::Interval& interval) {
    return {{"low", number(interval.low)}, {"high", number(interval.high)}};
}

namespace {
std::string_view name_of(statistics::Why why) {
    using statistics::Why;
    switch (why) {
        case Why::Nothing:
            return "nothing";
        case Why::TooFew:
            return "too_few";
        case Why::Constant:
            return "constant";
        case Why::Collinear:
            return "collinear";
        case Why::Separated:
            return "separated";
        case Why::NoConvergence:
            return "no_convergence";
        case Why::OutOfRange:
            return "out_of_range";
    }
    return "nothing";
}
}  // namespace

boost::json::object undefined(const statistics::Undefined& reason) {
    return {{"undefined", true}, {"why", name_of(reason.why)}, {"what", reason.what}};
}

}  // namespace breather::analysis

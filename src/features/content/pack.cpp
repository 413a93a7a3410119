#include "features/content/pack.h"

#include <algorithm>

namespace breather::content {

std::string Finding::text() const {
    return file + ":" + std::to_string(line) + ": " + (note ? "note: " : "") + says;
}

bool has_fault(const Findings& findings) {
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding& one) { return !one.note; });
}

double Module::minutes() const {
    double sum = 0;
    for (const Step& step : steps) sum += step.minutes;
    return sum;
}

}  // namespace breather::content

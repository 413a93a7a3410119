#include "features/exercises/heads.h"

#include <algorithm>

namespace breather::exercises {
namespace {

bool holds(const std::vector<Version>& versions, const Version& version) {
    return std::find(versions.begin(), versions.end(), version) != versions.end();
}

}  // namespace

Step merge(const Heads& before, const Version& version, const std::vector<Version>& replaces) {
    Step step;
    step.after = before;
    auto& [live, replaced] = step.after;
    for (const auto& old : replaces) {
        if (old == version || holds(replaced, old)) continue;
        // A version named before it arrived is remembered too: it was on a screen, its own write is
        // still on the way.
        replaced.push_back(old);
        if (std::erase(live, old) > 0) step.leaves.push_back(old);
    }
    step.arrives = !holds(live, version) && !holds(replaced, version);
    if (step.arrives) live.push_back(version);
    if (replaced.size() > replaced_max) {
        replaced.erase(replaced.begin(), replaced.end() - replaced_max);
    }
    return step;
}

}  // namespace breather::exercises

#include "features/programmes/standing.h"

namespace breather::programmes {

bool Standing::is_done(const std::string& module, const std::string& step) const {
    const StepStanding* found = find(module, step);
    return found && found->done;
}

const StepStanding* Standing::find(const std::string& module, const std::string& step) const {
    const auto found = steps.find({module, step});
    return found == steps.end() ? nullptr : &found->second;
}

Standing add_up(const std::vector<Fact>& facts) {
    Standing standing;
    std::int64_t latest = -1;
    for (const Fact& fact : facts) {
        const StepName name{fact.module.str(), fact.step.str()};
        StepStanding& step = standing.steps[name];
        switch (fact.kind) {
            case FactKind::Began:
                step.version = fact.version.str();
                break;
            case FactKind::Done:
                step.done = true;
                break;
            case FactKind::Stopped:
                step.at = fact.at;
                if (fact.happened > latest) {
                    latest = fact.happened;
                    standing.last = name;
                }
                break;
        }
    }
    return standing;
}

}  // namespace breather::programmes

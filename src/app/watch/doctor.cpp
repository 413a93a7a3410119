#include "app/watch/doctor.h"

namespace breather::watch {

Findings Doctor::list_findings(Depth depth) const {
    Findings all;
    for (const Check& check : checks_) {
        if (check.depth == Depth::Thorough && depth == Depth::Quick) continue;
        try {
            for (Finding& finding : check.look()) {
                finding.check = check.id;
                all.push_back(std::move(finding));
            }
        } catch (const std::exception& error) {
            all.push_back({check.id,
                           State::Fault,
                           "doctor.check_broke",
                           {{"check", check.id}, {"why", error.what()}}});
        }
    }
    return all;
}

}  // namespace breather::watch

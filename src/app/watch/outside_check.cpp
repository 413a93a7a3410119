#include "app/watch/checks.h"

namespace breather::watch {

Findings look_at_outside(const Configuration& configuration, oidc::Net& net, const Clock& clock) {
    const auto& settings = configuration.outside.settings;
    if (!settings) return {};
    try {
        oidc::Provider(*settings, net, clock).look();
    } catch (const oidc::Trouble& trouble) {
        return {{"",
                 State::Fault,
                 "doctor.outside_fails",
                 {{"issuer", settings->issuer}, {"why", trouble.what()}}}};
    }
    return {{"", State::Fine, "doctor.outside_fine", {{"issuer", settings->issuer}}}};
}

}  // namespace breather::watch

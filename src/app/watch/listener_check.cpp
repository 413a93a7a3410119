#include "app/watch/checks.h"
#include "app/watch/listener.h"

namespace breather::watch {

Findings look_at_metrics_token(const Configuration& configuration) {
    try {
        read_token(configuration.metrics_token_file.value_or(""));
    } catch (const std::exception& error) {
        return {{"", State::Fault, "doctor.metrics_token", {{"why", error.what()}}}};
    }
    return {{"",
             State::Fine,
             "doctor.metrics_fine",
             {{"port", std::to_string(configuration.metrics_port.value_or(0))}}}};
}

}  // namespace breather::watch

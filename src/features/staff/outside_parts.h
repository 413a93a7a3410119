// A provider of identities outside, for staff: what is configured of it, and the network to it.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "engines/oidc/provider.h"

namespace breather::staff {

struct OutsideParts {
    std::optional<oidc::Settings> settings = {};  // nothing: there is none
    std::string name = {};                        // what people call it, on the button
    std::shared_ptr<oidc::Net> net = {};
};

}  // namespace breather::staff

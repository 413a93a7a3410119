// The API as the house's own routes describe it; docs/api/openapi.json is these bytes.
#pragma once
#include <string>

namespace breather {

std::string api_description();

}  // namespace breather

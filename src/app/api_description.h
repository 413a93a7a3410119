// The API as the house's own routes describe it; docs/api/openapi.json and staff.json are these
// bytes.
#pragma once
#include <string>

namespace breather {

enum class Realm { People, Staff };

std::string api_description(Realm realm);

}  // namespace breather

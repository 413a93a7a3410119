// The host in an address, as names are compared: in small letters, without scheme, port and path.
#pragma once
#include <string>
#include <string_view>

namespace breather {

/// "https://Steady.example.org:8443/x" is on "steady.example.org"; an IPv6 address
/// keeps its brackets. Empty where there is none.
std::string host_of(std::string_view address);

}  // namespace breather

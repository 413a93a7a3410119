#include "base/host.h"

#include <algorithm>

namespace breather {

std::string host_of(std::string_view address) {
    if (const auto scheme = address.find("://"); scheme != address.npos)
        address.remove_prefix(scheme + 3);
    const auto end = address.starts_with('[') ? address.find(']') : address.find_first_of(":/?#");
    std::string host(
        address.substr(0, address.starts_with('[') && end != address.npos ? end + 1 : end));
    std::transform(host.begin(), host.end(), host.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return host;
}

}  // namespace breather

#include "engines/web/gate.h"

#include "engines/web/header_list.h"

namespace breather::web {
namespace {

bool is_json(std::string_view content_type) {
    const auto type = next_piece(content_type, ';');
    if (!same_letters(type, "application/json")) return false;
    if (trimmed(content_type).empty()) return true;
    auto charset = trimmed(content_type);
    return same_letters(next_piece(charset, '='), "charset") && same_letters(charset, "utf-8");
}

/// "https://breather.example:8443" and "breather.example:8443" are the same place. The scheme is
/// not compared, because a proxy in front may speak TLS for us.
bool is_same_place(std::string_view origin, std::string_view host) {
    for (const std::string_view scheme : {"https://", "http://"})
        if (origin.starts_with(scheme)) return same_letters(origin.substr(scheme.size()), host);
    return false;
}

}  // namespace

std::optional<HttpFault> write_fault(const Request& request) {
    const auto site = request.header("sec-fetch-site");
    if (!site.empty() && site != "same-origin" && site != "none")
        return HttpFault{403, "web.cross_site"};
    const auto origin = request.header("origin");
    if (!origin.empty() && !is_same_place(origin, request.header("host")))
        return HttpFault{403, "web.cross_site"};
    if (!is_json(request.header("content-type"))) return HttpFault{415, "web.wrong_media_type"};
    return std::nullopt;
}

}  // namespace breather::web

// Any bytes as the head of a request: what is taken must be clean, and everything that reads a
// request afterwards must be content with it.
#include <cstdlib>

#include "base/ensure.h"
#include "base/text.h"
#include "engines/web/byte_range.h"
#include "engines/web/gate.h"
#include "engines/web/header_list.h"
#include "engines/web/request_head.h"
#include "engines/web/router.h"

using namespace breather;
using namespace breather::web;

namespace {

const Router& router() {
    static const auto made = [] {
        auto* router = new Router;
        for (auto pattern : {"/", "/api/a", "/api/a/{b}", "/api/{a}/c", "/api/a/{b}/c/{d}"})
            for (auto method : {Method::Get, Method::Post, Method::Delete}) {
                Route route;
                route.method = method;
                route.pattern = pattern;
                route.handler = [](Request&&, Reply) {};
                router->add(std::move(route));
            }
        return router;
    }();
    return *made;
}

void check(Request& request, const HeadFacts& facts) {
    ensure(request.path().starts_with('/'), "a path begins with a slash");
    ensure(is_utf8(request.path()), "a path is UTF-8");
    for (const unsigned char c : request.path()) ensure(c >= 0x20 && c != 0x7f, "no controls");
    ensure(facts.body_size <= HeadLimits{}.body_max, "a body within its limit");
    for (auto name : {"host", "cookie", "content-type", "range"})
        for (const unsigned char c : request.header(name))
            ensure(c != '\r' && c != '\n' && c != 0, "a value is one line");
    request.query_value("a");
    request.cookie("a");
    byte_range(request.header("range"), 1000);
    each_weighted(request.header("accept-encoding"), [](std::string_view, int weight) {
        ensure(weight >= 0 && weight <= 1000, "a weight");
    });
    write_fault(request);
    const auto match = router().match(request);
    if (match.route && match.route->pattern.find("{b}") != std::string::npos)
        ensure(!request.param("b").empty() && request.param("b").find('/') == std::string::npos,
               "a parameter is one segment");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    HeadScanner scanner;
    const auto end = scanner.find_end(bytes);
    if (!end) return 0;
    Request request;
    HeadFacts facts;
    if (!read_head(bytes.substr(0, *end), {}, request, facts)) check(request, facts);
    return 0;
}

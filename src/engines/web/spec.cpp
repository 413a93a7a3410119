#include "engines/web/spec.h"

#include <algorithm>
#include <memory>

namespace breather::web {

Route route_of(Spec spec, std::string guard, Kind kind, boost::json::value ask_schema,
               boost::json::value answer_schema, Handler handler) {
    std::vector<int> statuses{spec.status, 503};
    if (guard != "open") statuses.push_back(401);
    if (kind != Kind::Read)
        for (const int each : {400, 413, 415, 422, 507}) statuses.push_back(each);
    for (const int each : spec.refusals) statuses.push_back(each);
    std::sort(statuses.begin(), statuses.end());
    statuses.erase(std::unique(statuses.begin(), statuses.end()), statuses.end());
    return {.method = spec.method,
            .pattern = std::move(spec.pattern),
            .summary = std::move(spec.summary),
            .guard = std::move(guard),
            .kind = kind,
            .ask_schema = std::move(ask_schema),
            .answer_schema = std::move(answer_schema),
            .statuses = std::move(statuses),
            .handler = std::move(handler),
            .body_max = spec.body_max};
}

void answer_in(LongPool& pool, Request&& request, Reply reply,
               std::function<Response(const Request&)> perform) {
    const auto asked = std::make_shared<Request>(std::move(request));
    pool.run([asked, reply, perform = std::move(perform)] {
        try {
            reply(perform(*asked));
        } catch (...) {
            reply.fail(std::current_exception());
        }
    });
}

}  // namespace breather::web

#include "features/content/content_routes.h"

#include "base/json.h"

namespace breather::content {
namespace {

using accounts::Self;

/// `?language=`, or what the browser asks for.
Language language_of(const web::Request& request) {
    const auto asked = request.query_value("language");
    return (asked ? web::find_language(*asked) : std::nullopt).value_or(request.language);
}

}  // namespace

void add_routes(web::Router& router, accounts::Doors& doors, const ContentService& service,
                const organisations::OrganisationsService& organisations) {
    doors.my_ready_read<Outline>(
        accounts::Spec{web::Method::Get,
                       "/api/content/outline",
                       "What my programme holds; ?language=en-GB or zh-Hans",
                       {404}},
        [&](const Self& self, const web::Request& request, storage::Reader& reader) {
            const std::string pack = organisations.get(reader, self.org()).pack;
            return web::Response::json(service.get_outline(pack, language_of(request)));
        });
    doors.my_ready_read<StepText>(
        accounts::Spec{
            web::Method::Get,
            "/api/content/steps/{hash}/{module}/{step}",
            "One step in one version, with its short version; ?language=en-GB or zh-Hans",
            {404}},
        [&](const Self&, const web::Request& request, storage::Reader& reader) {
            return web::Response::json(
                service.get_step(reader, request.param("hash"), request.param("module"),
                                 request.param("step"), language_of(request)));
        });
    router.add({.method = web::Method::Get,
                .pattern = "/api/content/library",
                .summary =
                    "Pauses and articles, for everybody; ?language=en-GB or zh-Hans, ?pack= "
                    "where there are several, ?part=pauses for these alone, without screens, "
                    "?item= for one pause or article alone",
                .ask_schema = nullptr,
                .answer_schema = json::schema<Library>(),
                .statuses = {200, 404},
                .handler = [&](web::Request&& request, web::Reply reply) {
                    const auto pack = request.query_value("pack").value_or("");
                    const auto language = language_of(request);
                    if (const auto item = request.query_value("item"))
                        return reply(web::Response::json(service.get_alone(pack, *item, language)));
                    reply(web::Response::json(request.query_value("part") == "pauses"
                                                  ? service.get_pauses(pack, language)
                                                  : service.get_library(pack, language)));
                }});
}

}  // namespace breather::content

#include "features/places/places_routes.h"

#include "engines/web/held_cookie.h"

namespace breather::places {

using staff::Administrator;
using staff::Deed;
using staff::Fresh;
using staff::Nothing;
using staff::Told;
using web::Method;

namespace {

OrgId get_org(const web::Request& request) {
    if (const auto id = OrgId::parse(request.param("org"))) return *id;
    throw Refusal::not_found("organisations.organisation");
}

organisations::Code get_code(const web::Request& request) {
    if (const auto code = organisations::Code::read(request.param("code"))) return *code;
    throw Refusal::not_found("places.code");
}

void add_paper(staff::Doors& doors, const PlacesService& service) {
    doors.long_raw_read<Administrator>(
        {Method::Get,
         "/api/places/{code}/paper",
         "The sheets and cards of a place, as PDF; ?language=en-GB, zh-Hans or both",
         {404, 409, 410}},
        [&service](const Administrator&, const web::Request& request, storage::Reader& reader) {
            const auto asked = request.query_value("language");
            const auto printed = asked ? find_named<Printed>(*asked) : std::nullopt;
            const auto code = get_code(request);
            web::Response response;
            response.body = service.print(reader, code, printed.value_or(Printed::Both));
            response.content_type = "application/pdf";
            response.add_header("Content-Disposition",
                                "attachment; filename=\"pauses-" + code.printed() + ".pdf\"");
            return response;
        });
}

}  // namespace

void add_routes(accounts::Doors& doors, PlacesService& service) {
    // Open, as the poster is: nobody is looked up. Not a GET, because a number grows.
    doors.open_long<Nothing, OpenAnswer>(
        {Method::Post,
         "/api/places/{code}/open",
         "Which pause a code on a wall opens, ?language=en-GB or zh-Hans; only a number grows",
         {404, 410, 429}},
        [&service](const Nothing&, const web::Request& request) {
            const auto asked = request.query_value("language");
            const auto language = asked ? find_named<Language>(*asked) : std::nullopt;
            return web::Answered<OpenAnswer>{service.open(request.param("code"),
                                                          web::get_idempotency_key(request),
                                                          language.value_or(request.language))};
        });
}

void add_desk_routes(staff::Doors& doors, const PlacesService& service) {
    doors.read<Administrator, PlacesAnswer>(
        {Method::Get, "/api/places/of/{org}", "The walls of an organisation", {404}},
        [&service](const Administrator&, const web::Request& request, storage::Reader& reader) {
            return service.list(reader, get_org(request));
        });
    doors.write<Administrator, PlaceAsk, PlaceAnswer>(
        {Method::Post,
         "/api/places/of/{org}",
         "A new wall with a code of its own",
         {404, 409},
         201},
        Fresh::NotNeeded,
        [&service](const Administrator&, const PlaceAsk& ask, const web::Request& request,
                   const Uuid& key) {
            const OrgId org = get_org(request);
            return Deed<PlaceAnswer>{
                [make = service.making(org, ask, key), org](storage::Transaction& tx) {
                    make(tx);
                    return Told{"place.made", org.text()};
                },
                [&service, org, key](storage::Reader& reader) {
                    return service.get(reader, org, key);
                }};
        });
    doors.write<Administrator, Nothing, Nothing>(
        {Method::Post, "/api/places/{code}/close", "Its sheets open nothing from now on", {404}},
        Fresh::NotNeeded,
        [&service](const Administrator&, const Nothing&, const web::Request& request, const Uuid&) {
            return Deed<Nothing>{[&service, code = get_code(request),
                                  now = service.now()](storage::Transaction& tx) {
                                     service.close(tx, code, now);
                                     return Told{"place.closed", code.printed()};
                                 },
                                 [](storage::Reader&) { return Nothing{}; }};
        });
    add_paper(doors, service);
}

}  // namespace breather::places

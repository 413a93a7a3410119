#include "features/recordings/recordings_routes.h"

namespace breather::recordings {

using staff::Fresh;
using staff::Nothing;
using web::Method;

void add_routes(web::Router& router, storage::Database& database,
                const RecordingsService& service) {
    router.add(web::route_of(
        {Method::Get, "/api/recordings",
         "Which sound guides are read by a voice of this site; ?language=en-GB or zh-Hans"},
        "open", web::Kind::Read, nullptr, json::schema<VoicesAnswer>(),
        [&database, &service](web::Request&& request, web::Reply reply) {
            const auto asked = request.query_value("language");
            const auto language =
                (asked ? web::find_language(*asked) : std::nullopt).value_or(request.language);
            const auto response = std::make_shared<web::Response>();
            database.read(
                [response, language, &service](storage::Reader& reader) {
                    *response =
                        web::Response::json(json::write(service.list_voices(reader, language)));
                },
                [response, reply](std::exception_ptr fault) {
                    fault ? reply.fail(fault) : reply(std::move(*response));
                });
        }));
}

void add_desk_routes(staff::Doors& doors, RecordingsService& service) {
    doors.long_read<staff::AuthorOrAdministrator, TextsAnswer>(
        {Method::Get, "/api/recordings", "Every text that is there to be heard, and who reads it"},
        [&service](const staff::AuthorOrAdministrator&, const web::Request&,
                   storage::Reader& reader) { return service.list(reader); });
    doors.write<Author, Take, TextsAnswer>(
        {Method::Post,
         "/api/recordings/{version}",
         "Use a recording for this text, from now on",
         {404},
         201,
         request_max},
        Fresh::NotNeeded,
        [&service](const Author& by, const Take& take, const web::Request& request, const Uuid&) {
            return service.use(by, request.param("version"), take);
        });
    doors.write<Author, Nothing, TextsAnswer>(
        {Method::Post,
         "/api/recordings/{version}/use-earlier",
         "What was recorded for an earlier version of this text is still right",
         {404}},
        Fresh::NotNeeded,
        [&service](const Author& by, const Nothing&, const web::Request& request, const Uuid&) {
            return service.use_earlier(by, request.param("version"));
        });
    doors.write<Author, Nothing, TextsAnswer>(
        {Method::Post, "/api/recordings/{version}/take-back", "The built-in sound again", {404}},
        Fresh::NotNeeded,
        [&service](const Author&, const Nothing&, const web::Request& request, const Uuid&) {
            return service.take_back(request.param("version"));
        });
}

}  // namespace breather::recordings

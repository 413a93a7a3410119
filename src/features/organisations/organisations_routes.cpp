#include "features/organisations/organisations_routes.h"

#include "base/json.h"
#include "base/refusal.h"
#include "features/organisations/organisation_answer.h"
#include "features/organisations/poster.h"

namespace breather::organisations {
namespace {

/// Looks something up and answers on the spot.
web::Handler looking(storage::Database& database,
                     std::function<web::Response(storage::Reader&, const web::Request&)> look) {
    return [&database, look = std::move(look)](web::Request&& request, web::Reply reply) {
        struct Asked {
            web::Request request;
            web::Response response;
        };
        const auto asked = std::make_shared<Asked>(Asked{std::move(request), {}});
        database.read(
            [asked, look](storage::Reader& reader) {
                asked->response = look(reader, asked->request);
            },
            [asked, reply](std::exception_ptr fault) {
                fault ? reply.fail(fault) : reply(std::move(asked->response));
            });
    };
}

}  // namespace

web::Response poster_page(const OrganisationsService& service, storage::Reader& reader,
                          std::string_view code, const std::string& address, Language language) {
    const auto organisation = service.get_by_code(reader, code);
    web::Response response;
    response.content_type = "text/html; charset=utf-8";
    response.body = poster_html(
        {address, *Code::read(code), organisation.name, organisation.operator_name, language});
    return response;
}

void add_routes(web::Router& router, storage::Database& database,
                const OrganisationsService& service, Addresses addresses) {
    router.add(
        {.method = web::Method::Get,
         .pattern = "/api/organisations/codes/{code}",
         .summary = "Who stands behind the code on a poster",
         .ask_schema = nullptr,
         .answer_schema = json::schema<OrganisationAnswer>(),
         .statuses = {200, 404, 410},
         .handler =
             looking(database, [&service](storage::Reader& reader, const web::Request& request) {
                 const auto organisation = service.get_by_code(reader, request.param("code"));
                 return web::Response::json(json::write(answer_of(organisation, request.language)));
             })});
    router.add(
        {.method = web::Method::Get,
         .pattern = "/api/organisations/codes/{code}/poster",
         .summary = "The printable poster page of a code, as HTML; ?language=en-GB or zh-Hans",
         .ask_schema = nullptr,
         .answer_schema = nullptr,
         .statuses = {200, 404, 410},
         .handler = looking(database, [&service, address = std::move(addresses.here)](
                                          storage::Reader& reader, const web::Request& request) {
             const auto asked = request.query_value("language");
             const auto language = asked ? find_named<Language>(*asked) : std::nullopt;
             return poster_page(service, reader, request.param("code"), address,
                                language.value_or(request.language));
         })});
    router.add(
        {.method = web::Method::Get,
         .pattern = "/api/organisations/neutral-page",
         .summary = "Where Leave takes a person; an empty address is the app's blank page",
         .ask_schema = nullptr,
         .answer_schema = json::schema<NeutralPageAnswer>(),
         .statuses = {200},
         .handler = [leave_to = std::move(addresses.leave_to)](web::Request&&, web::Reply reply) {
             reply(web::Response::json(json::write(NeutralPageAnswer{leave_to})));
         }});
}

}  // namespace breather::organisations

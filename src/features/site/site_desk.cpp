#include "features/site/site_desk.h"

#include "features/organisations/telling_words.h"
#include "features/site/site_store.h"

namespace breather::site {

using staff::Administrator;
using staff::Deed;
using staff::Fresh;
using staff::Nothing;
using staff::Told;
using web::Method;

struct MissingAnswer {
    std::string field, key;
};
BOOST_DESCRIBE_STRUCT(MissingAnswer, (), (field, key))

struct SiteAnswer {
    Site site;
    std::vector<MissingAnswer> missing;
    std::optional<Instant> done_at;
    std::string posters_at, staff_at;
    std::vector<std::string> telling;  // words in these two addresses that say too much
    MailFacts mail;
};
BOOST_DESCRIBE_STRUCT(SiteAnswer, (), (site, missing, done_at, posters_at, staff_at, telling, mail))

struct AddressAsk {
    Text<300, 1> address;
};
BOOST_DESCRIBE_STRUCT(AddressAsk, (), (address))

struct AddressAnswer {
    std::vector<std::string> telling;
};
BOOST_DESCRIBE_STRUCT(AddressAnswer, (), (telling))

/// For everybody: who runs this, and whether anybody answers.
struct AboutAnswer {
    std::string operator_name;
    Responder responder{};
    std::optional<std::string> responder_says;
};
BOOST_DESCRIBE_STRUCT(AboutAnswer, (), (operator_name, responder, responder_says))

namespace {

SiteAnswer answer_of(storage::Reader& reader, const Facts& facts) {
    auto kept = store::find(reader);
    SiteAnswer answer{.site = std::move(kept.site),
                      .missing = {},
                      .done_at = kept.done_at,
                      .posters_at = facts.posters_at,
                      .staff_at = facts.staff_at,
                      .telling = organisations::telling_words(facts.posters_at),
                      .mail = facts.mail};
    for (const std::string& word : organisations::telling_words(facts.staff_at))
        answer.telling.push_back(word);
    for (const FieldFault& each : missing(answer.site))
        answer.missing.push_back({each.path, each.key});
    return answer;
}

web::Response about(storage::Reader& reader, Language language) {
    const auto kept = store::find(reader);
    AboutAnswer answer{kept.site.operator_name.str(), kept.site.responder, {}};
    for (const Says& each : kept.site.responder_says)
        if (each.language == language) answer.responder_says = each.text.str();
    return web::Response::json(json::write(answer));
}

}  // namespace

void add_desk_routes(staff::Doors& doors, const Clock& clock, Facts facts) {
    doors.read<Administrator, SiteAnswer>(
        {Method::Get, "/api/site", "What the operator told about this site, and what is missing"},
        [facts](const Administrator&, const web::Request&, storage::Reader& reader) {
            return answer_of(reader, facts);
        });
    doors.write<Administrator, Site, SiteAnswer>(
        {Method::Put, "/api/site", "Tell about this site; half of it may be kept too"},
        Fresh::NotNeeded,
        [facts](const Administrator&, const Site& ask, const web::Request&, const Uuid&) {
            check(ask);
            return Deed<SiteAnswer>{
                [ask](storage::Transaction& tx) {
                    store::keep(tx, ask);
                    return Told{"site.changed", {}};
                },
                [facts](storage::Reader& reader) { return answer_of(reader, facts); }};
        });
    doors.write<Administrator, Nothing, SiteAnswer>(
        {Method::Post, "/api/site/done", "The first questions are answered"}, Fresh::NotNeeded,
        [facts, &clock](const Administrator&, const Nothing&, const web::Request&, const Uuid&) {
            const Instant now = clock.now();
            return Deed<SiteAnswer>{
                [now](storage::Transaction& tx) {
                    auto faults = missing(store::find(tx).site);
                    if (!faults.empty()) throw Refusal::invalid(std::move(faults));
                    store::finish(tx, now);
                    return Told{"site.done", {}};
                },
                [facts](storage::Reader& reader) { return answer_of(reader, facts); }};
        });
    doors.long_write<Administrator, AddressAsk, AddressAnswer>(
        {Method::Post, "/api/site/check-address", "Words in an address that would say too much"},
        Fresh::NotNeeded, [](const Administrator&, const AddressAsk& ask, const web::Request&) {
            return staff::Answered<AddressAnswer>{
                {organisations::telling_words(ask.address.str())}};
        });
}

void add_routes(web::Router& router, storage::Database& database) {
    router.add(web::route_of(
        {Method::Get, "/api/site", "Who runs this site, and whether anybody answers here"}, "open",
        web::Kind::Read, nullptr, json::schema<AboutAnswer>(),
        [&database](web::Request&& request, web::Reply reply) {
            const auto response = std::make_shared<web::Response>();
            database.read([response, language = request.language](
                              storage::Reader& reader) { *response = about(reader, language); },
                          [response, reply](std::exception_ptr fault) {
                              fault ? reply.fail(fault) : reply(std::move(*response));
                          });
        }));
}

}  // namespace breather::site

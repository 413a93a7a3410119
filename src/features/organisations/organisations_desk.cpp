#include "features/organisations/organisations_desk.h"

#include <sodium.h>

#include <algorithm>

#include "features/organisations/poster.h"

namespace breather::organisations {

using staff::Administrator;
using staff::Deed;
using staff::Fresh;
using staff::Nothing;
using staff::Told;
using web::Method;

struct DeskOrganisation {
    OrgId id;
    std::string name, operator_name;
    Country country{};
    Labels labels{};
    std::string pack;
    std::vector<Permission> permissions;
    std::int64_t codes_open = 0;
};
BOOST_DESCRIBE_STRUCT(DeskOrganisation, (),
                      (id, name, operator_name, country, labels, pack, permissions, codes_open))

struct DeskAnswer {
    std::vector<DeskOrganisation> organisations;
    std::vector<std::string> packs;
};
BOOST_DESCRIBE_STRUCT(DeskAnswer, (), (organisations, packs))

struct AddAsk {
    Text<120> name, operator_name;
    Country country{};
    Labels labels{};
    Text<64> pack;
    std::vector<Permission> permissions;
};
BOOST_DESCRIBE_STRUCT(AddAsk, (), (name, operator_name, country, labels, pack, permissions))

struct CodeAnswer {
    std::string code, printed, link;
    Instant made_at{};
    std::optional<Instant> closed_at;
};
BOOST_DESCRIBE_STRUCT(CodeAnswer, (), (code, printed, link, made_at, closed_at))

struct CodesAnswer {
    std::vector<CodeAnswer> codes;
};
BOOST_DESCRIBE_STRUCT(CodesAnswer, (), (codes))

namespace {

OrgId get_org(const web::Request& request) {
    if (const auto id = OrgId::parse(request.param("org"))) return *id;
    throw Refusal::not_found("organisations.organisation");
}

Code get_code(const web::Request& request) {
    if (const auto code = Code::read(request.param("code"))) return *code;
    throw Refusal::not_found("organisations.code");
}

DeskOrganisation answer_of(const Organisation& one, const std::vector<CodeRow>& codes) {
    const auto open = std::count_if(codes.begin(), codes.end(),
                                    [](const CodeRow& row) { return !row.closed_at; });
    return {one.id,     one.name, one.operator_name, one.country,
            one.labels, one.pack, one.permissions,   open};
}

CodeAnswer answer_of(const CodeRow& row, const std::string& address) {
    const Code code = Code::read(row.code).value();
    return {code.kept(), code.printed(), address + "/p/" + code.kept(), row.made_at, row.closed_at};
}

/// A repeated request must hear of the same code: it is drawn from the request's own key.
Code code_for(const Uuid& key) {
    Hash hash;
    crypto_generichash(hash.data(), hash.size(), key.bytes.data(), key.bytes.size(), nullptr, 0);
    return Code::from(hash);
}

Organisation organisation_of(const AddAsk& ask) {
    if (ask.name == ask.operator_name)
        throw Refusal::invalid({FieldFault{"operator_name", "organisations.operator_employs", {}}});
    return {{},         ask.name.str(), ask.operator_name.str(), ask.country,
            ask.labels, ask.pack.str(), ask.permissions};
}

void add_organisations(staff::Doors& doors, OrganisationsService& service,
                       std::function<std::vector<std::string>()> packs) {
    doors.read<Administrator, DeskAnswer>(
        {Method::Get, "/api/organisations", "Every organisation, and the programmes to offer"},
        [&service, packs](const Administrator&, const web::Request&, storage::Reader& reader) {
            DeskAnswer answer{{}, packs()};
            for (const Organisation& one : service.list(reader))
                answer.organisations.push_back(answer_of(one, service.list_codes(reader, one.id)));
            return answer;
        });
    doors.write<Administrator, AddAsk, DeskOrganisation>(
        {Method::Post, "/api/organisations", "Add an employer", {}, 201}, Fresh::NotNeeded,
        [&service](const Administrator&, const AddAsk& ask, const web::Request&, const Uuid&) {
            const auto add = service.adding(organisation_of(ask));
            return Deed<DeskOrganisation>{
                [add](storage::Transaction& tx) {
                    return Told{"organisation.added", add(tx).text()};
                },
                [&service, name = ask.name.str()](storage::Reader& reader) {
                    DeskOrganisation newest;
                    for (const Organisation& one : service.list(reader))
                        if (one.name == name)
                            newest = answer_of(one, service.list_codes(reader, one.id));
                    return newest;
                }};
        });
}

void add_codes(staff::Doors& doors, OrganisationsService& service, const std::string& address) {
    doors.read<Administrator, CodesAnswer>(
        {Method::Get, "/api/organisations/{org}/codes", "The codes on its posters", {404}},
        [&service, address](const Administrator&, const web::Request& request,
                            storage::Reader& reader) {
            const OrgId org = service.get(reader, get_org(request)).id;
            CodesAnswer answer;
            for (const CodeRow& row : service.list_codes(reader, org))
                answer.codes.push_back(answer_of(row, address));
            return answer;
        });
    doors.write<Administrator, Nothing, CodeAnswer>(
        {Method::Post, "/api/organisations/{org}/codes", "A new code", {404, 409}, 201},
        Fresh::NotNeeded,
        [&service, address](const Administrator&, const Nothing&, const web::Request& request,
                            const Uuid& key) {
            const OrgId org = get_org(request);
            const Code code = code_for(key);
            const Instant now = service.now();
            return Deed<CodeAnswer>{[&service, org, code, now](storage::Transaction& tx) {
                                        service.add_code(tx, org, code, now);
                                        return Told{"code.made", org.text()};
                                    },
                                    [&service, org, code, address](storage::Reader& reader) {
                                        for (const CodeRow& row : service.list_codes(reader, org))
                                            if (row.code == code.kept())
                                                return answer_of(row, address);
                                        throw Refusal::not_found("organisations.code");
                                    }};
        });
    doors.write<Administrator, Nothing, Nothing>(
        {Method::Post,
         "/api/organisations/codes/{code}/close",
         "Nobody new joins with it from now on",
         {404}},
        Fresh::NotNeeded,
        [&service](const Administrator&, const Nothing&, const web::Request& request, const Uuid&) {
            const Code code = get_code(request);
            const Instant now = service.now();
            return Deed<Nothing>{[&service, code, now](storage::Transaction& tx) {
                                     service.close_code(tx, code, now);
                                     return Told{"code.closed", code.printed()};
                                 },
                                 [](storage::Reader&) { return Nothing{}; }};
        });
    doors.raw_read<Administrator>(
        {Method::Get,
         "/api/organisations/codes/{code}/poster",
         "The printable poster page of a code, as HTML; ?language=en-GB or zh-Hans",
         {404, 410}},
        [&service, address](const Administrator&, const web::Request& request,
                            storage::Reader& reader) {
            const auto asked = request.query_value("language");
            const auto language = asked ? find_named<Language>(*asked) : std::nullopt;
            return poster_page(service, reader, request.param("code"), address,
                               language.value_or(request.language));
        });
}

}  // namespace

void add_desk_routes(staff::Doors& doors, OrganisationsService& service, std::string address,
                     std::function<std::vector<std::string>()> packs) {
    add_organisations(doors, service, std::move(packs));
    add_codes(doors, service, address);
}

}  // namespace breather::organisations

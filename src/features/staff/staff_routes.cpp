#include "features/staff/staff_routes.h"

namespace breather::staff {
namespace {

using web::Method;

template <class IdType>
IdType get_id(const web::Request& request, std::string_view key) {
    if (const auto id = IdType::parse(request.param("id"))) return *id;
    throw Refusal::not_found(std::string(key));
}

StaffId get_person(const web::Request& request) { return get_id<StaffId>(request, "staff.person"); }

Answered<MeAnswer> answered(Opened opened) {
    return {std::move(opened.answer),
            {{"Set-Cookie", staff_cookie(opened.token)},
             {"Set-Cookie", staff_known_cookie(opened.known)}}};
}

void add_coming_in(Doors& doors, Entrance& entrance) {
    doors.open_long<EnrolOpenAsk, EnrolOpenAnswer>(
        {Method::Post, "/api/staff/enrolment/open", "What an enrolment link leads to", {401}},
        [&entrance](const EnrolOpenAsk& ask, const web::Request&) {
            return Answered<EnrolOpenAnswer>{entrance.open_enrolment(ask)};
        });
    doors.open_long<EnrolAsk, MeAnswer>({Method::Post,
                                         "/api/staff/enrolment",
                                         "Choose name and passphrase, prove the code, and come in",
                                         {401, 409},
                                         201},
                                        [&entrance](const EnrolAsk& ask, const web::Request&) {
                                            return answered(entrance.enrol(ask));
                                        });
    doors.open_long<SignInAsk, MeAnswer>(
        {Method::Post, "/api/staff/sign-in", "Name, passphrase and code", {401, 429}},
        [&entrance](const SignInAsk& ask, const web::Request& request) {
            return answered(entrance.sign_in(ask, request.cookie(staff_known_name).value_or("")));
        });
    doors.long_write<Staff, RefreshAsk, MeAnswer>(
        {Method::Post, "/api/staff/refresh", "Passphrase and code again, for five minutes", {429}},
        Fresh::NotNeeded,
        [&entrance](const Staff& staff, const RefreshAsk& ask, const web::Request&) {
            return Answered<MeAnswer>{entrance.refresh(staff, ask)};
        });
    doors.long_write<Staff, Nothing, Nothing>(
        {Method::Post, "/api/staff/sign-out", "End this session"}, Fresh::NotNeeded,
        [&entrance](const Staff& staff, const Nothing&, const web::Request&) {
            entrance.sign_out(staff);
            return Answered<Nothing>{{},
                                     {{"Set-Cookie", no_staff_cookie()},
                                      {"Clear-Site-Data", R"("cache", "cookies", "storage")"}}};
        });
    doors.read<Staff, MeAnswer>(
        {Method::Get, "/api/staff/me", "Who I am here, and until when"},
        [&entrance](const Staff& staff, const web::Request&, storage::Reader& reader) {
            return entrance.me(staff, reader);
        });
}

void add_people(Doors& doors, StaffService& service) {
    doors.read<Administrator, PeopleAnswer>(
        {Method::Get, "/api/staff/people", "Who works here, who is invited, what is proposed"},
        [&service](const Administrator& by, const web::Request&, storage::Reader& reader) {
            return service.list(by, reader);
        });
    doors.write<Administrator, InviteAsk, LinkAnswer>(
        {Method::Post,
         "/api/staff/invitations",
         "Invite somebody; two administrators where the role weighs much",
         {404},
         201},
        Fresh::Needed,
        [&service](const Administrator& by, const InviteAsk& ask, const web::Request&,
                   const Uuid& key) { return service.invite(by, ask, key); });
    doors.write<Administrator, Nothing, Nothing>(
        {Method::Delete, "/api/staff/invitations/{id}", "Take an invitation back", {404}},
        Fresh::NotNeeded,
        [&service](const Administrator& by, const Nothing&, const web::Request& request,
                   const Uuid&) {
            return service.withdraw_invitation(by,
                                               get_id<InvitationId>(request, "staff.invitation"));
        });
    doors.write<Administrator, RoleGrant, LinkAnswer>(
        {Method::Post, "/api/staff/people/{id}/roles", "Give a role", {404}}, Fresh::Needed,
        [&service](const Administrator& by, const RoleGrant& ask, const web::Request& request,
                   const Uuid& key) { return service.grant(by, get_person(request), ask, key); });
    doors.write<Administrator, RoleGrant, Nothing>(
        {Method::Post,
         "/api/staff/people/{id}/roles/remove",
         "Take a role; it ends at the next request",
         {404, 409}},
        Fresh::Needed,
        [&service](const Administrator& by, const RoleGrant& ask, const web::Request& request,
                   const Uuid&) { return service.revoke(by, get_person(request), ask); });
    doors.write<Administrator, Nothing, Nothing>(
        {Method::Post, "/api/staff/people/{id}/close", "Close an account", {404, 409}},
        Fresh::Needed,
        [&service](const Administrator& by, const Nothing&, const web::Request& request,
                   const Uuid&) { return service.close(by, get_person(request)); });
    doors.write<Administrator, Nothing, LinkAnswer>(
        {Method::Post,
         "/api/staff/people/{id}/reset",
         "A new enrolment link for somebody who lost phone or passphrase",
         {404}},
        Fresh::Needed,
        [&service](const Administrator& by, const Nothing&, const web::Request& request,
                   const Uuid& key) { return service.reset(by, get_person(request), key); });
}

void add_proposals(Doors& doors, StaffService& service) {
    doors.write<Administrator, Nothing, LinkAnswer>(
        {Method::Post,
         "/api/staff/proposals/{id}/agree",
         "Carry out what another administrator proposed",
         {404, 409}},
        Fresh::Needed,
        [&service](const Administrator& by, const Nothing&, const web::Request& request,
                   const Uuid& key) {
            return service.agree(by, get_id<ProposalId>(request, "staff.proposal"), key);
        });
    doors.write<Administrator, Nothing, Nothing>(
        {Method::Post, "/api/staff/proposals/{id}/withdraw", "Take a proposal back", {404}},
        Fresh::NotNeeded,
        [&service](const Administrator& by, const Nothing&, const web::Request& request,
                   const Uuid&) {
            return service.withdraw_proposal(by, get_id<ProposalId>(request, "staff.proposal"));
        });
}

}  // namespace

void add_routes(Doors& doors, Entrance& entrance, StaffService& service) {
    add_coming_in(doors, entrance);
    add_people(doors, service);
    add_proposals(doors, service);
}

}  // namespace breather::staff

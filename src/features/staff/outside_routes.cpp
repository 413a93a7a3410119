#include "features/staff/outside_routes.h"

namespace breather::staff {
namespace {

using web::Method;

std::string_view way_cookie(const web::Request& request) {
    return request.cookie(OutsideWay::cookie_name).value_or("");
}

Answered<OutsideSent> answered(OutsideEntrance::Sent sent) {
    return {std::move(sent.answer), {{"Set-Cookie", std::move(sent.cookie)}}};
}

std::string_view language_of(const web::Request& request) { return json_name(request.language); }

}  // namespace

void add_outside_routes(Doors& doors, OutsideEntrance& entrance) {
    doors.open_read<OutsideAnswer>(
        {Method::Get, "/api/staff/outside", "Whether one can come in through a provider outside"},
        [&entrance](const web::Request&) { return entrance.about(); });
    doors.open_long<OutsideBeginAsk, OutsideSent>(
        {Method::Post,
         "/api/staff/outside/begin",
         "Where to sign in outside, or to take up a link with an account there",
         {401, 404, 503}},
        [&entrance](const OutsideBeginAsk& ask, const web::Request& request) {
            return answered(entrance.begin(ask, language_of(request)));
        });
    doors.open_long<OutsideBack, MeAnswer>(
        {Method::Post,
         "/api/staff/outside/finish",
         "Back from there: come in, or take up the link",
         {401, 404, 409, 503}},
        [&entrance](const OutsideBack& back, const web::Request& request) {
            auto in = entrance.finish(back, way_cookie(request));
            return Answered<MeAnswer>{
                std::move(in.answer),
                {{"Set-Cookie", staff_cookie(in.token)}, {"Set-Cookie", OutsideWay::no_cookie()}}};
        });
    doors.long_write<Staff, Nothing, OutsideSent>(
        {Method::Post,
         "/api/staff/outside/refresh/begin",
         "Where to prove it again outside",
         {404, 503}},
        Fresh::NotNeeded,
        [&entrance](const Staff& staff, const Nothing&, const web::Request& request) {
            return answered(entrance.begin_refresh(staff, language_of(request)));
        });
    doors.long_write<Staff, OutsideBack, MeAnswer>(
        {Method::Post,
         "/api/staff/outside/refresh",
         "Back from there: proved again, for five minutes",
         {404, 503}},
        Fresh::NotNeeded,
        [&entrance](const Staff& staff, const OutsideBack& back, const web::Request& request) {
            return Answered<MeAnswer>{entrance.refresh(staff, back, way_cookie(request)),
                                      {{"Set-Cookie", OutsideWay::no_cookie()}}};
        });
}

}  // namespace breather::staff

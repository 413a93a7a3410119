#include "features/ratings/ratings_routes.h"

#include "engines/web/held_cookie.h"

namespace breather::ratings {

using web::Method;

void add_routes(accounts::Doors& doors, RatingsService& service) {
    // Open, so that nobody is looked up: a door that finds the session would know who answered.
    doors.open_long<RatingAsk, RatingAnswer>(
        {Method::Post,
         "/api/ratings",
         "Whether a pause or an article helped; only a number grows",
         {404, 429}},
        [&service](const RatingAsk& ask, const web::Request& request) {
            return web::Answered<RatingAnswer>{
                service.rate(ask, web::get_idempotency_key(request))};
        });
}

void add_desk_routes(staff::Doors& doors, const RatingsService& service) {
    doors.read<staff::Administrator, RatingsAnswer>(
        {Method::Get, "/api/ratings",
         "What was said of each item, from ten answers on and blurred; ?language=en-GB or zh-Hans"},
        [&service](const staff::Administrator&, const web::Request& request,
                   storage::Reader& reader) {
            const auto asked = request.query_value("language");
            const auto language = asked ? find_named<Language>(*asked) : std::nullopt;
            return service.list(reader, language.value_or(request.language));
        });
}

}  // namespace breather::ratings

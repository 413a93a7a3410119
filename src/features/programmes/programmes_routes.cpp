#include "features/programmes/programmes_routes.h"

#include "base/refusal.h"

namespace breather::programmes {
namespace {

/// `?language=`, or what the browser asks for.
Language language_of(const web::Request& request) {
    const auto asked = request.query_value("language");
    return (asked ? web::find_language(*asked) : std::nullopt).value_or(request.language);
}

/// Refuses: invalid.
double minutes_of(const web::Request& request) {
    const auto asked = request.query_value("minutes");
    for (const auto& [text, minutes] :
         {std::pair{"1", 1.0}, {"2", 2.0}, {"3", 3.0}, {"5", 5.0}, {"10", 10.0}})
        if (asked == text) return minutes;
    throw Refusal::invalid({{"minutes", "field.not_one_of", {{"names", "1, 2, 3, 5, 10"}}}});
}

}  // namespace

void add_routes(accounts::Doors& doors, const ProgrammesService& service) {
    doors.my_read<MineAnswer>(
        {web::Method::Get, "/api/programmes/mine", "Where I stand in my programme", {404}},
        [&service](const Self& self, const web::Request& request, storage::Reader& reader) {
            return service.get_mine(self, reader, language_of(request));
        });
    doors.my_read<Suggestion>(
        {web::Method::Get,
         "/api/programmes/next",
         "The one next thing for the time I have; ?minutes=1, 2, 3, 5 or 10",
         {404, 422}},
        [&service](const Self& self, const web::Request& request, storage::Reader& reader) {
            return service.suggest(self, reader, language_of(request), minutes_of(request));
        });
    doors.my_write<ProgressAsk, StepAnswer>(
        {web::Method::Put, "/api/programmes/progress",
         "Keep where I am in a step; done stays done"},
        [&service](const Self& self, const ProgressAsk& ask, const web::Request&) {
            return service.keep(self, ask);
        });
}

}  // namespace breather::programmes

#include "features/engagement/engagement_routes.h"

namespace breather::engagement {

using web::Method;

void add_routes(accounts::Doors& doors, const EngagementService& service) {
    doors.my_read<CountedAnswer>(
        {Method::Get, "/api/engagement/counting", "Whether the research group may count my use"},
        [&service](const Self& self, const web::Request&, storage::Reader& reader) {
            return service.get_counted(self, reader);
        });
    doors.my_write<CountedAsk, CountedAnswer>(
        {Method::Put, "/api/engagement/counting",
         "Let the research group count my use, or no longer: then what was counted is erased"},
        [&service](const Self& self, const CountedAsk& ask, const web::Request&) {
            return service.set_counted(self, ask);
        });
    doors.my_write<EventsAsk, CountedAnswer>(
        {Method::Post, "/api/engagement/events",
         "What I used, twenty at most; kept only while I am counted"},
        [&service](const Self& self, const EventsAsk& ask, const web::Request&) {
            return service.note(self, ask);
        });
}

void add_desk_routes(staff::Doors& doors, const EngagementService& service) {
    doors.read<staff::Researcher, AskedAnswer>(
        {Method::Get, "/api/engagement/organisations", "Whose figures may be asked for"},
        [&service](const staff::Researcher& by, const web::Request&, storage::Reader& reader) {
            return service.list(by, reader);
        });
    // A look changes something, because it is written into the ledger: so it is no GET, which
    // browsers may repeat or fetch ahead.
    doors.write<staff::Researcher, FiguresAsk, Figures>(
        {Method::Post,
         "/api/engagement/figures",
         "Figures of use of an organisation's counted people; refused for fewer than ten",
         {404, 409}},
        staff::Fresh::Needed,
        [&service](const staff::Researcher& by, const FiguresAsk& ask, const web::Request&,
                   const Uuid&) { return service.look(by, ask.organisation); });
}

}  // namespace breather::engagement

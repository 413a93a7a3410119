#include "app/watch/watch_desk.h"

namespace breather::watch {

struct FindingAnswer {
    std::string check, state, says;
};
BOOST_DESCRIBE_STRUCT(FindingAnswer, (), (check, state, says))

struct FindingsAnswer {
    std::string version, state;
    std::vector<FindingAnswer> findings;
};
BOOST_DESCRIBE_STRUCT(FindingsAnswer, (), (version, state, findings))

void add_desk_routes(staff::Doors& doors, const Doctor& doctor) {
    doors.long_read<staff::Administrator, FindingsAnswer>(
        {web::Method::Get, "/api/health/findings", "How this server is, in sentences"},
        [&doctor](const staff::Administrator&, const web::Request& request) {
            const Findings found = doctor.list_findings(Depth::Quick);
            FindingsAnswer answer{BREATHER_VERSION, std::string(name_of(worst_of(found))), {}};
            for (const Finding& each : found)
                answer.findings.push_back({each.check, std::string(name_of(each.state)),
                                           sentence_of(each, request.language)});
            return answer;
        });
}

}  // namespace breather::watch

#include "app/watch/checks.h"

namespace breather::watch {
namespace {

constexpr std::int64_t version_wanted = 150'000;

}  // namespace

Findings look_at_standing(const storage::PostgresStanding& standing) {
    const Params version{{"version", standing.version}};
    if (standing.version_number < version_wanted)
        return {{"", State::Fault, "doctor.postgres_old", version}};
    Findings findings;
    if (!standing.syncs)
        findings.push_back({"", State::Fault, "doctor.postgres_late", {{"setting", "fsync"}}});
    if (standing.synchronous_commit == "off")
        findings.push_back(
            {"", State::Fault, "doctor.postgres_late", {{"setting", "synchronous_commit"}}});
    else if (!standing.waits_for_a_standby())
        findings.push_back({"", State::Warning, "doctor.postgres_alone", version});
    if (findings.empty()) findings.push_back({"", State::Fine, "doctor.postgres_fine", version});
    return findings;
}

Findings look_at_postgres(const Configuration& configuration) {
    if (!configuration.postgres) return {};
    Findings findings;
    for (const std::string& address :
         {configuration.postgres->data, configuration.postgres->keys}) {
        try {
            for (Finding& finding : look_at_standing(storage::ask_standing(address)))
                findings.push_back(std::move(finding));
        } catch (const std::exception& error) {
            findings.push_back({"", State::Fault, "doctor.database_away", {{"why", error.what()}}});
        }
    }
    // Both databases usually lie on one server: what is so of both is said once.
    if (findings.size() == 2 && findings[0].key == findings[1].key &&
        findings[0].params == findings[1].params)
        findings.pop_back();
    return findings;
}

}  // namespace breather::watch

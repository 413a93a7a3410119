// Use over time in R, from people and an event log.
#include "features/study_reports/quotes.h"
#include "features/study_reports/r_writer.h"

namespace breather::study_reports {

bool write_r_use(RWriter& to) {
    if (to.asked().method != "engagement_summary") return false;
    const auto& files = to.asked().files;
    const std::string users = to.field("users", files.size() > 1 ? files[files.size() - 2] : ""),
                      events = to.field("events", files.back());
    to.needs("use_of");
    to.line(
        "# user_id, timestamp, event, module; user_id, enrolled_at: as the report's files call "
        "them");
    to.line("u <- use_of(table_of(" + in_quotes(users) + "), table_of(" + in_quotes(events) + "))");
    to.same("enrolled", "u$n");
    to.same("uptake/k", "sum(u$logins > 0)");
    std::string days;
    if (const auto* all = at(to.answer(), "retention").if_array())
        for (const auto& each : *all)
            days += (days.empty() ? "" : ", ") + r_number(at(each, "day"));
    to.line("days <- c(" + days + ")");
    to.same_each("retention", "rolling_n", "sapply(days, function(k) sum(u$last >= k))");
    to.same_each("retention", "classic_n", "sapply(days, function(k) u$on(k))");
    to.same("logins_all/mean", "mean(u$logins)");
    to.same("logins_users_with_uptake/median", "median(u$logins[u$logins > 0])");
    to.same("sessions_total", "sum(u$sessions)");
    to.same("sessions_users_with_uptake/mean", "mean(u$sessions[u$logins > 0])");
    to.same("adherence/mean_percent", "mean(100 * u$done / u$modules)");
    to.same("adherence/at_least_4_modules", "sum(u$done >= 4)");
    to.same("adherence/all_modules", "sum(u$done == u$modules)");
    to.same_each("funnel", "started", "u$started");
    to.same_each("funnel", "completed", "u$completed");
    return true;
}

}  // namespace breather::study_reports

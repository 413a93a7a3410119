#include "engines/statistics/engagement.h"

#include <algorithm>

#include "engines/statistics/use_count.h"

namespace breather::statistics {

std::int64_t study_day(std::int64_t at, std::int64_t enrolled_at) {
    constexpr std::int64_t day_length = 86'400'000;
    const std::int64_t since = at - enrolled_at;
    return since >= 0 ? since / day_length : -((-since + day_length - 1) / day_length);
}

std::vector<PersonUse> use_of(const UseLog& log, std::span<const double> days,
                              std::int64_t session_gap, const Crew& crew) {
    UseCount count(log, days, session_gap, UseCount::Order::Any);
    count.add(
        log.events.size(), [&](std::size_t row) { return std::optional(log.events[row]); }, crew);
    return count.taken(crew);
}

std::vector<Maybe> last_day(const UseLog& log, std::int32_t kind) {
    std::vector<Maybe> out(log.enrolled_at.size());
    for (const auto& event : log.events) {
        if (event.kind != kind) continue;
        const auto day = static_cast<double>(study_day(event.at, log.enrolled_at[event.person]));
        Maybe& own = out[event.person];
        own = std::max(own.value_or(day), day);
    }
    return out;
}

std::vector<Retention> retention(std::span<const PersonUse> people, std::span<const double> days) {
    std::vector<Retention> out;
    for (std::size_t d = 0; d < days.size(); ++d) {
        Retention own{days[d], 0, 0};
        for (const auto& person : people) {
            own.rolling += person.logins > 0 && static_cast<double>(person.last_day) >= days[d];
            own.classic += person.day_seen[d];
        }
        out.push_back(own);
    }
    return out;
}

std::vector<FunnelStep> funnel(std::span<const PersonUse> people,
                               std::span<const std::int32_t> modules) {
    std::vector<FunnelStep> out;
    for (const auto module : modules) {
        FunnelStep step{module, 0, 0};
        for (const auto& person : people) {
            step.started +=
                std::binary_search(person.started.begin(), person.started.end(), module);
            step.completed +=
                std::binary_search(person.completed.begin(), person.completed.end(), module);
        }
        out.push_back(step);
    }
    return out;
}

}  // namespace breather::statistics

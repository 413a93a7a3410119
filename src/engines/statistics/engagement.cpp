#include "engines/statistics/engagement.h"

#include <algorithm>
#include <tuple>

namespace breather::statistics {
namespace {

constexpr std::int64_t day_length = 86'400'000;
constexpr std::size_t people_per_piece = 1024;

auto key(const LogEvent& event) { return std::tie(event.at, event.kind, event.module); }

/// Where each person's events begin, in a log in order; one more than people.
std::vector<std::size_t> starts_of(const UseLog& log) {
    std::vector<std::size_t> out(log.enrolled_at.size() + 1);
    for (const auto& event : log.events) ++out[event.person + 1];
    for (std::size_t person = 1; person < out.size(); ++person) out[person] += out[person - 1];
    return out;
}

void add_once(std::vector<std::int32_t>& modules, std::int32_t module) {
    const auto at = std::lower_bound(modules.begin(), modules.end(), module);
    if (at == modules.end() || *at != module) modules.insert(at, module);
}

}  // namespace

void put_in_order(UseLog& log, const Crew& crew) {
    const auto starts = starts_of(log);
    auto next = starts;
    std::vector<LogEvent> placed(log.events.size());
    for (const auto& event : log.events) placed[next[event.person]++] = event;
    const std::size_t people = log.enrolled_at.size();
    std::vector<std::size_t> kept(people);
    crew.each((people + people_per_piece - 1) / people_per_piece, [&](std::size_t piece) {
        const std::size_t end = std::min(people, (piece + 1) * people_per_piece);
        for (std::size_t person = piece * people_per_piece; person < end; ++person) {
            const auto first = placed.begin() + static_cast<std::ptrdiff_t>(starts[person]);
            const auto last = placed.begin() + static_cast<std::ptrdiff_t>(starts[person + 1]);
            std::sort(first, last, [](const auto& a, const auto& b) { return key(a) < key(b); });
            const auto same = [](const auto& a, const auto& b) { return key(a) == key(b); };
            kept[person] = static_cast<std::size_t>(std::unique(first, last, same) - first);
        }
    });
    log.events.clear();
    for (std::size_t person = 0; person < people; ++person)
        for (std::size_t e = 0; e < kept[person]; ++e)
            log.events.push_back(placed[starts[person] + e]);
}

std::int64_t study_day(std::int64_t at, std::int64_t enrolled_at) {
    const std::int64_t since = at - enrolled_at;
    return since >= 0 ? since / day_length : -((-since + day_length - 1) / day_length);
}

UseCount::UseCount(const UseLog& log, std::span<const double> days, std::int64_t session_gap)
    : log_(log),
      days_(days.begin(), days.end()),
      session_gap_(session_gap),
      people_(log.enrolled_at.size()),
      now_(people_.size()) {
    for (auto& person : people_) person.day_seen.assign(days_.size(), 0);
}

bool UseCount::add(const LogEvent& event) {
    Now& now = now_[event.person];
    if (now.any && event.at < now.at) return false;
    if (!now.any || event.at > now.at) now.events.clear();
    now.any = true;
    now.at = event.at;
    const std::pair own{event.kind, event.module};
    if (std::find(now.events.begin(), now.events.end(), own) != now.events.end()) return true;
    now.events.push_back(own);
    count(event, now);
    return true;
}

void UseCount::count(const LogEvent& event, Now& now) {
    PersonUse& own = people_[event.person];
    if (event.kind == log_.login) {
        own.sessions += own.logins == 0 || event.at - now.login > session_gap_;
        ++own.logins;
        now.login = event.at;
        own.last_day = study_day(event.at, log_.enrolled_at[event.person]);
        for (std::size_t d = 0; d < days_.size(); ++d)
            if (days_[d] == static_cast<double>(own.last_day)) own.day_seen[d] = 1;
    } else if (event.module >= 0 && event.kind == log_.module_start) {
        add_once(own.started, event.module);
    } else if (event.module >= 0 && event.kind == log_.module_complete) {
        add_once(own.completed, event.module);
    }
}

std::vector<PersonUse> use_of(const UseLog& log, std::span<const double> days,
                              std::int64_t session_gap) {
    UseCount count(log, days, session_gap);
    for (const auto& event : log.events) count.add(event);
    return count.taken();
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

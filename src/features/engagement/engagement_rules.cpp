#include "features/engagement/engagement_rules.h"

#include <algorithm>
#include <array>
#include <set>

namespace breather::engagement {
namespace {

using std::chrono::days;
using std::chrono::local_days;

constexpr std::array<std::int64_t, 4> retention_days{1, 7, 15, 30};
constexpr days uptake_window{7};

/// A trail made ready: in order, and only what was over when today began.
struct Person {
    local_days counted_on{};
    Trail use;                   // without the agreement to be counted
    std::vector<local_days> on;  // the day of each use
    bool used() const { return !use.empty(); }
    local_days day_zero() const { return on.front(); }
};

bool is_exercise(const Event& event) {
    return (event.kind == EventKind::Began || event.kind == EventKind::Finished) &&
           event.item_kind != ItemKind::App;
}

std::optional<Person> ready(Trail trail, local_days today, const TimeZone& zone) {
    std::stable_sort(trail.begin(), trail.end(),
                     [](const Event& a, const Event& b) { return a.at < b.at; });
    Person person;
    bool any = false;
    for (Event& event : trail) {
        const auto day = zone.day_of(event.at);
        if (day >= today) break;
        if (!any) person.counted_on = day;
        any = true;
        if (event.kind == EventKind::Counted) continue;
        person.on.push_back(day);
        person.use.push_back(std::move(event));
    }
    return any ? std::optional(std::move(person)) : std::nullopt;
}

bool did_exercise(const Person& person, local_days from, local_days before) {
    for (std::size_t i = 0; i < person.use.size(); ++i)
        if (person.on[i] >= from && person.on[i] < before && is_exercise(person.use[i]))
            return true;
    return false;
}

std::optional<double> median(std::vector<std::int64_t> values) {
    if (values.empty()) return std::nullopt;
    std::sort(values.begin(), values.end());
    const auto half = values.size() / 2;
    const auto upper = static_cast<double>(values[half]);
    return values.size() % 2 ? upper : (static_cast<double>(values[half - 1]) + upper) / 2;
}

Sessions sessions_of(const std::vector<Person>& people) {
    Sessions found;
    std::vector<std::int64_t> per_person, minutes;
    for (const Person& person : people) {
        if (!person.used()) continue;
        const auto mine = session_minutes(person.use);
        per_person.push_back(static_cast<std::int64_t>(mine.size()));
        minutes.insert(minutes.end(), mine.begin(), mine.end());
    }
    found.people = static_cast<std::int64_t>(per_person.size());
    found.sessions = static_cast<std::int64_t>(minutes.size());
    found.median_per_person = median(std::move(per_person));
    found.median_minutes = median(std::move(minutes));
    return found;
}

std::set<std::string> finished_steps(const Trail& trail) {
    std::set<std::string> steps;
    for (const Event& event : trail)
        if (event.kind == EventKind::Finished && event.item_kind == ItemKind::Step)
            steps.insert(event.item);
    return steps;
}

bool holds_all(const std::set<std::string>& done, const std::vector<std::string>& steps) {
    return std::all_of(steps.begin(), steps.end(),
                       [&](const std::string& step) { return done.contains(step); });
}

bool began_any(const Trail& trail, const std::vector<std::string>& steps) {
    return std::any_of(trail.begin(), trail.end(), [&](const Event& event) {
        return event.item_kind == ItemKind::Step &&
               std::find(steps.begin(), steps.end(), event.item) != steps.end();
    });
}

/// What somebody did in the days the programme is meant for; nothing while these are not over.
std::optional<Trail> in_window(const Person& person, const Course& course, local_days today) {
    if (!person.used()) return std::nullopt;
    const auto end = person.day_zero() + days(course.intended.days);
    if (end > today) return std::nullopt;
    Trail trail;
    for (std::size_t i = 0; i < person.use.size(); ++i)
        if (person.on[i] < end) trail.push_back(person.use[i]);
    return trail;
}

void take_completion(Completion& completion, const Trail& trail, const Course& course) {
    const auto done = finished_steps(trail);
    bool any = false, all = true;
    std::size_t place = 0;
    for (const auto& [module, steps] : course.core) {
        const bool whole = holds_all(done, steps);
        if (began_any(trail, steps)) {
            any = true;
            completion.modules[place].finished.take(whole);
        }
        all = all && whole;
        ++place;
    }
    if (any) completion.programme.take(all);
}

void take_programme(Figures& figures, const std::vector<Person>& people, const Course& course,
                    local_days today, const TimeZone& zone) {
    for (const auto& [module, steps] : course.core)
        figures.completion.modules.push_back({module, {}});
    double sum = 0;
    for (const Person& person : people) {
        const auto trail = in_window(person, course, today);
        if (!trail) continue;
        const auto got = reached(*trail, course, person.day_zero(), zone);
        sum += got.share;
        figures.adherence.whole.take(got.whole);
        take_completion(figures.completion, *trail, course);
    }
    if (figures.adherence.whole.of > 0)
        figures.adherence.mean = sum / static_cast<double>(figures.adherence.whole.of);
}

Retention retention_on(std::int64_t n, const std::vector<Person>& people, local_days today) {
    Retention retention{n, {}, {}};
    for (const Person& person : people) {
        if (!person.used()) continue;
        const auto day = person.day_zero() + days(n);
        if (day >= today) continue;
        retention.classic.take(std::find(person.on.begin(), person.on.end(), day) !=
                               person.on.end());
        retention.rolling.take(person.on.back() >= day);
    }
    return retention;
}

}  // namespace

std::vector<std::int64_t> session_minutes(const Trail& trail) {
    std::vector<std::int64_t> sessions;
    Instant last{};
    for (const Event& event : trail) {
        if (sessions.empty() || event.at - last > session_gap) sessions.push_back(0);
        if (event.kind == EventKind::Finished) sessions.back() += event.minutes;
        last = event.at;
    }
    return sessions;
}

Reached reached(const Trail& in_window, const Course& course, local_days day_zero,
                const TimeZone& zone) {
    const auto& intended = course.intended;
    const auto done = finished_steps(in_window);
    const auto modules = std::count_if(course.core.begin(), course.core.end(),
                                       [&](const auto& m) { return holds_all(done, m.second); });
    std::int64_t pauses = 0;
    std::map<std::int64_t, std::set<local_days>> diary;  // by week from day 0
    for (const Event& event : in_window) {
        if (event.kind != EventKind::Finished) continue;
        if (event.item_kind == ItemKind::Pause) ++pauses;
        if (event.item_kind != ItemKind::Diary) continue;
        const auto day = zone.day_of(event.at);
        diary[(day - day_zero).count() / 7].insert(day);
    }
    const auto weeks = std::count_if(diary.begin(), diary.end(), [&](const auto& week) {
        return static_cast<std::int64_t>(week.second.size()) >= intended.diary_days_a_week;
    });
    // A pack with fewer core modules than are intended cannot ask for more than it has.
    const std::array<std::pair<std::int64_t, std::int64_t>, 3> parts{
        {{modules,
          std::min<std::int64_t>(intended.modules, static_cast<std::int64_t>(course.core.size()))},
         {pauses, intended.pauses},
         {weeks, intended.diary_weeks}}};
    double sum = 0, asked = 0;
    bool whole = true;
    for (const auto& [did, wanted] : parts) {
        if (wanted <= 0) continue;
        sum += std::min(1.0, static_cast<double>(did) / static_cast<double>(wanted));
        asked += 1;
        whole = whole && did >= wanted;
    }
    return asked > 0 ? Reached{sum / asked, whole} : Reached{};
}

Figures compute(const std::vector<Trail>& trails, const Course& course, Instant now,
                const TimeZone& zone) {
    const auto today = zone.day_of(now);
    std::vector<Person> people;
    for (const Trail& trail : trails)
        if (auto person = ready(trail, today, zone)) people.push_back(std::move(*person));

    Figures figures;
    figures.counted = static_cast<std::int64_t>(people.size());
    for (const Person& person : people) {
        const auto since = person.counted_on;
        if (since + uptake_window <= today)
            figures.uptake.take(did_exercise(person, since, since + uptake_window));
        if (since + days(7) <= today)
            figures.active_7.take(did_exercise(person, today - days(7), today));
        if (since + days(28) <= today)
            figures.active_28.take(did_exercise(person, today - days(28), today));
    }
    figures.sessions = sessions_of(people);
    take_programme(figures, people, course, today, zone);
    for (const auto n : retention_days) figures.retention.push_back(retention_on(n, people, today));
    return figures;
}

}  // namespace breather::engagement

#include "app/demo/invented_use.h"

#include <algorithm>
#include <array>

#include "app/demo/demo.h"

namespace breather::demo {
namespace {

using engagement::EventKind;
using engagement::ItemKind;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::minutes;

constexpr std::int64_t last_day = 7 * 16 - 1;
constexpr hours between_visits{1};
/// A visit is short: nothing more is begun after so long.
constexpr std::int64_t visit_minutes_max = 12;

/// Of a hundred.
constexpr std::uint32_t agree = 60, agree_later = 15, unfinished = 12, second_thing = 25;
/// Most are there once, some for weeks, a few stay: the median app kept 3.9% of its people for
/// fifteen days and 3.3% for thirty (Baumel and others 2019).
constexpr std::uint32_t once = 70, some_weeks = 22;

/// A poster goes up, people come while it is new, and then another one.
struct Poster {
    std::int64_t day;
    std::uint32_t share;  // of a hundred
};
constexpr std::array<Poster, 3> posters{{{0, 50}, {28, 30}, {63, 20}}};

/// When there is a moment: before, between, after. Nights are those of who works at night.
std::array<minutes, 4> moments_of(Shift shift) {
    switch (shift) {
        case Shift::Days:
            return {minutes{410}, minutes{630}, minutes{790}, minutes{1215}};
        case Shift::Lates:
            return {minutes{700}, minutes{990}, minutes{1180}, minutes{1350}};
        case Shift::Nights:
            return {minutes{80}, minutes{190}, minutes{280}, minutes{495}};
        case Shift::Office:
            return {minutes{520}, minutes{765}, minutes{930}, minutes{1040}};
    }
    return {};
}

/// How somebody uses it: from day to day, until they no longer do.
struct Habit {
    std::int64_t days = 0;        // after the first
    std::uint32_t each_day = 0;   // of a hundred, on a day at work
    std::uint32_t diary = 0;      // of a hundred things
    std::uint32_t in_order = 40;  // of a hundred things: the next step of the course
};

class Inventor {
  public:
    Inventor(const Place& place, Random& random) : place_(place), random_(random) {}

    Life invent() {
        Life life;
        life.shift = pick_shift();
        const auto begins = place_.here.day_of(place_.begins_at);
        std::int64_t day = pick_day();
        life.joined = moment(begins + days(day), life.shift);
        if (life.joined < place_.begins_at) life.joined = moment(begins + days(++day), life.shift);
        const Habit habit = pick_habit();
        if (chance(agree))
            life.agreed = life.joined + (chance(agree_later) ? days(1 + below(3)) : days(0));
        step_ = 0;
        visit(life, life.joined + minutes(2), habit);
        const auto until = std::min(day + habit.days, last_day);
        for (std::int64_t on = day + 1; on <= until; ++on) {
            const bool at_work = works(life.shift, begins + days(on), day);
            if (!chance(at_work ? habit.each_day : habit.each_day / 4)) continue;
            visit(life, moment(begins + days(on), life.shift), habit);
            if (!life.visits.empty() && chance(10))
                visit(life, life.visits.back().end() + hours(2), habit);
        }
        return life;
    }

  private:
    std::uint32_t below(std::int64_t n) { return random_.below(static_cast<std::uint32_t>(n)); }
    bool chance(std::uint32_t of_hundred) { return random_.below(100) < of_hundred; }

    Shift pick_shift() {
        const auto drawn = below(100);
        if (drawn < 40) return Shift::Days;
        if (drawn < 60) return Shift::Lates;
        return drawn < 80 ? Shift::Nights : Shift::Office;
    }
    std::int64_t pick_day() {
        auto drawn = below(100);
        std::size_t which = 0;
        while (which + 1 < posters.size() && drawn >= posters[which].share)
            drawn -= posters[which++].share;
        std::int64_t day = posters[which].day;
        while (day < last_day - 1 && !chance(14)) ++day;
        return day;
    }
    Habit pick_habit() {
        const auto drawn = below(100);
        if (drawn < once) return {6, 7, 0};
        if (drawn < once + some_weeks) return {5 + below(26), 26, 8};
        return {50 + below(63), 48, 18, 55};
    }
    /// Offices on weekdays; shifts four on and three off, each from a day of their own.
    static bool works(Shift shift, local_days day, std::int64_t own) {
        if (shift == Shift::Office) return std::chrono::weekday(day).iso_encoding() <= 5;
        return (day.time_since_epoch().count() + own) % 7 < 4;
    }
    Instant moment(local_days day, Shift shift) {
        return place_.here.at(day, moments_of(shift)[below(4)] + minutes(below(41)) - minutes(20));
    }

    const Things::Thing* next_step(std::string& item) const {
        std::size_t left = step_;
        for (const auto& module : place_.things.core) {
            if (left < module.steps.size()) {
                item = module.id + "/" + module.steps[left].id;
                return &module.steps[left];
            }
            left -= module.steps.size();
        }
        return nullptr;
    }
    Done pick_done(const Habit& habit) {
        Done done;
        std::string item;
        const auto drawn = below(100);
        if (drawn < habit.diary) return {ItemKind::Diary, "stress-diary", 1 + below(2)};
        const auto* step = drawn < habit.diary + habit.in_order ? next_step(item) : nullptr;
        if (step) return {ItemKind::Step, item, step->minutes};
        const auto& pause = place_.things.pauses[below(std::ssize(place_.things.pauses))];
        return {ItemKind::Pause, pause.id, pause.minutes};
    }
    void visit(Life& life, Instant at, const Habit& habit) {
        Visit made;
        std::int64_t spent = 0;
        do {
            Done done = pick_done(habit);
            done.finished = !chance(unfinished);
            spent += done.minutes;
            if (done.finished && done.kind == ItemKind::Step) ++step_;
            made.done.push_back(std::move(done));
        } while (made.done.back().finished && spent < visit_minutes_max && chance(second_thing));
        made.at = at;
        if (!life.visits.empty())
            made.at = std::max(made.at, life.visits.back().end() + between_visits);
        // Over midnight it would be on two days: whoever sits down so late waits for the new one.
        const auto day = place_.installation.day_of(made.at);
        if (place_.installation.day_of(made.end()) != day)
            made.at = place_.installation.at(day + days(1), minutes(0));
        if (made.end() < place_.begins_at + length) life.visits.push_back(std::move(made));
    }

    const Place& place_;
    Random& random_;
    std::size_t step_ = 0;  // how many of the course's steps this life has finished
};

}  // namespace

Instant Visit::end() const {
    Instant end = at;
    for (const Done& one : done) end += minutes(one.minutes);
    return end;
}

std::vector<Life> invent_lives(const Place& place, Random& random) {
    Inventor inventor(place, random);
    std::vector<Life> lives;
    for (std::int64_t i = 0; i < place.people; ++i) lives.push_back(inventor.invent());
    std::sort(lives.begin(), lives.end(),
              [](const Life& a, const Life& b) { return a.joined < b.joined; });
    return lives;
}

std::vector<engagement::Event> events_of(const Life& life) {
    std::vector<engagement::Event> events;
    if (!life.agreed) return events;
    for (const Visit& visit : life.visits) {
        if (visit.at < *life.agreed) continue;
        Instant at = visit.at;
        events.push_back({at, EventKind::Opened, ItemKind::App, {}, 0});
        for (const Done& done : visit.done) {
            events.push_back({at, EventKind::Began, done.kind, done.item, 0});
            at += minutes(done.minutes);
            if (done.finished)
                events.push_back({at, EventKind::Finished, done.kind, done.item, done.minutes});
        }
    }
    return events;
}

}  // namespace breather::demo

#include "app/demo/known_truth.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

namespace breather::demo {
namespace {

using engagement::Figures;
using engagement::ItemKind;
using engagement::Share;

constexpr std::int64_t weeks_meant = 8;

/// A life in whole days of the installation, as far as it is over.
struct Counted {
    std::int64_t agreed_on = 0;
    std::vector<const Visit*> visits;
    std::vector<std::int64_t> on;  // the day of each
    bool comes(std::int64_t from, std::int64_t before) const {
        return std::any_of(on.begin(), on.end(),
                           [&](auto day) { return day >= from && day < before; });
    }
};

std::int64_t number_of(std::chrono::local_days day) { return day.time_since_epoch().count(); }

std::vector<Counted> counted_in(const std::vector<Life>& lives, const TimeZone& zone,
                                std::int64_t today) {
    std::vector<Counted> all;
    for (const Life& life : lives) {
        if (!life.agreed || number_of(zone.day_of(*life.agreed)) >= today) continue;
        Counted one;
        one.agreed_on = number_of(zone.day_of(*life.agreed));
        for (const Visit& visit : life.visits) {
            const auto day = number_of(zone.day_of(visit.at));
            if (visit.at < *life.agreed || day >= today) continue;
            one.visits.push_back(&visit);
            one.on.push_back(day);
        }
        all.push_back(std::move(one));
    }
    return all;
}

std::optional<double> middle(std::vector<std::int64_t> of) {
    if (of.empty()) return std::nullopt;
    std::sort(of.begin(), of.end());
    const auto low = of[(of.size() - 1) / 2], high = of[of.size() / 2];
    return static_cast<double>(low + high) / 2;
}

engagement::Sessions sessions(const std::vector<Counted>& people) {
    engagement::Sessions all;
    std::vector<std::int64_t> visits, lengths;
    for (const Counted& one : people) {
        if (one.visits.empty()) continue;
        visits.push_back(std::ssize(one.visits));
        for (const Visit* visit : one.visits) {
            std::int64_t length = 0;
            for (const Done& done : visit->done)
                if (done.finished) length += done.minutes;
            lengths.push_back(length);
        }
    }
    all.people = std::ssize(visits);
    all.sessions = std::ssize(lengths);
    all.median_per_person = middle(std::move(visits));
    all.median_minutes = middle(std::move(lengths));
    return all;
}

/// What one person did within the eight weeks: numbers beside what is hoped for.
struct Eight {
    std::set<std::string> begun, finished;  // steps
    std::int64_t pauses = 0;
    std::array<std::set<std::int64_t>, weeks_meant> diary_days;
};

Eight eight_weeks_of(const Counted& one) {
    Eight eight;
    for (std::size_t i = 0; i < one.visits.size(); ++i) {
        const auto since = one.on[i] - one.on.front();
        if (since >= 7 * weeks_meant) break;
        for (const Done& done : one.visits[i]->done) {
            if (done.kind == ItemKind::Step) eight.begun.insert(done.item);
            if (!done.finished) continue;
            if (done.kind == ItemKind::Step) eight.finished.insert(done.item);
            if (done.kind == ItemKind::Pause) ++eight.pauses;
            if (done.kind == ItemKind::Diary)
                eight.diary_days[static_cast<std::size_t>(since / 7)].insert(since);
        }
    }
    return eight;
}

void take_eight(Figures& truth, const Eight& eight, const Things& things, double& sum) {
    std::int64_t whole_modules = 0;
    bool any = false;
    for (std::size_t i = 0; i < things.core.size(); ++i) {
        std::size_t begun = 0, finished = 0;
        for (const auto& step : things.core[i].steps) {
            begun += eight.begun.count(things.core[i].id + "/" + step.id);
            finished += eight.finished.count(things.core[i].id + "/" + step.id);
        }
        const bool whole = finished == things.core[i].steps.size();
        whole_modules += whole;
        if (begun == 0) continue;
        any = true;
        truth.completion.modules[i].finished.take(whole);
    }
    const auto core = std::ssize(things.core);
    if (any) truth.completion.programme.take(whole_modules == core);
    std::int64_t diary_weeks = 0;
    for (const auto& days_of_week : eight.diary_days) diary_weeks += days_of_week.size() > 1;
    const auto meant = std::min<std::int64_t>(4, core);
    const auto part = [](std::int64_t did, std::int64_t hoped) {
        return std::min(1.0, static_cast<double>(did) / static_cast<double>(hoped));
    };
    sum += (part(whole_modules, meant) + part(eight.pauses, 6) + part(diary_weeks, 2)) / 3;
    truth.adherence.whole.take(whole_modules >= meant && eight.pauses >= 6 && diary_weeks >= 2);
}

}  // namespace

Figures known_truth(const std::vector<Life>& lives, const Place& place, Instant now) {
    const auto today = number_of(place.installation.day_of(now));
    const auto people = counted_in(lives, place.installation, today);
    Figures truth;
    truth.counted = std::ssize(people);
    truth.sessions = sessions(people);
    for (const auto& module : place.things.core)
        truth.completion.modules.push_back({module.id, {}});
    for (const std::int64_t n : {1, 7, 15, 30}) truth.retention.push_back({n, {}, {}});
    double sum = 0;
    for (const Counted& one : people) {
        const auto watched = today - one.agreed_on;
        if (watched >= 7) truth.uptake.take(one.comes(one.agreed_on, one.agreed_on + 7));
        if (watched >= 7) truth.active_7.take(one.comes(today - 7, today));
        if (watched >= 28) truth.active_28.take(one.comes(today - 28, today));
        if (one.on.empty()) continue;
        for (auto& each : truth.retention) {
            const auto day = one.on.front() + each.day;
            if (day >= today) continue;
            each.classic.take(one.comes(day, day + 1));
            each.rolling.take(one.comes(day, today));
        }
        if (one.on.front() + 7 * weeks_meant <= today)
            take_eight(truth, eight_weeks_of(one), place.things, sum);
    }
    if (truth.adherence.whole.of > 0)
        truth.adherence.mean = sum / static_cast<double>(truth.adherence.whole.of);
    return truth;
}

std::string told(const std::vector<Life>& lives, const Figures& truth) {
    const auto text = [](const Share& share) {
        return std::to_string(share.count) + " of " + std::to_string(share.of);
    };
    std::string says = "  " + std::to_string(lives.size()) + " invented people, " +
                       std::to_string(truth.counted) + " of them counted; after sixteen weeks:\n";
    says += "  " + std::to_string(truth.sessions.sessions) + " sessions; uptake " +
            text(truth.uptake) + "; still there, rolling and on the very day:";
    for (const auto& each : truth.retention)
        says += (each.day == 1 ? " day " : ", day ") + std::to_string(each.day) + " " +
                text(each.rolling) + " and " + std::to_string(each.classic.count);
    return says + "\n";
}

}  // namespace breather::demo

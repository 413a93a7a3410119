#include "app/demo/sixteen_weeks.h"

#include <algorithm>
#include <cmath>

#include "app/demo/demo.h"
#include "app/demo/known_truth.h"
#include "app/exit.h"
#include "features/accounts/invented_people.h"
#include "features/engagement/event_log.h"

namespace breather::demo {
namespace {

using organisations::Country;
using organisations::Organisation;

/// Kept together in one write: others may write in between.
constexpr std::size_t people_at_once = 40;

std::int64_t whole_minutes(double minutes) {
    return std::max<std::int64_t>(1, std::llround(minutes));
}

Things things_of(const content::Shelf& shelf, const std::string& pack) {
    Things things;
    const auto* edition = shelf.find_edition(pack, Language::en_GB);
    if (!edition || edition->library.pauses.empty())
        throw Stop(Exit::NotFound, "The content “" + pack +
                                       "” is missing here, so there is nothing to use. Import "
                                       "it first.");
    for (const auto& module : edition->outline.modules) {
        if (module.optional_) continue;
        auto& steps = things.core.emplace_back(Things::Module{module.id, {}}).steps;
        for (const auto& step : module.steps)
            steps.push_back({step.id, whole_minutes(step.minutes)});
    }
    std::sort(things.core.begin(), things.core.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
    for (const auto& pause : edition->library.pauses)
        things.pauses.push_back({pause.id, whole_minutes(pause.minutes)});
    return things;
}

TimeZone zone_of(Country country) {
    return TimeZone::find(country == Country::CN ? "Asia/Shanghai" : "Europe/London")
        .value_or(TimeZone::utc());
}

/// Whoever agreed is in the log from then on, with all they will do: figures stop at the clock.
auto keeps_log_of(const Life& life, Random& random) {
    return [&life, &random](const storage::RecordKey& key) -> engagement::Noting {
        if (!life.agreed) return nullptr;
        return [agrees = engagement::agree(key, *life.agreed, random),
                notes = engagement::note(key, events_of(life), random)](storage::Transaction& tx) {
            agrees(tx);
            notes(tx);
        };
    };
}

}  // namespace

Place place_of(House& house, const Organisation& organisation) {
    if (!house.demo()) throw Stop(Exit::Usage, "Nobody is invented in a folder that is no demo.");
    return {.things = things_of(*house.content().shelf(), organisation.pack),
            .here = zone_of(organisation.country),
            .installation = house.zone(),
            .begins_at = house.demo()->begins_at(),
            .people = organisation.country == Country::CN ? 120 : 160};
}

std::string live_sixteen_weeks(House& house, OrgId org, std::uint64_t seed) {
    const auto all = house.organisations().list();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == org; });
    ensure(found != all.end(), "the organisation was added just now");
    const Place place = place_of(house, *found);
    SeededRandom chance(seed);
    const auto lives = invent_lives(place, chance);
    SystemRandom random;
    const bool chinese = found->country == Country::CN;
    auto people = house.invented_people();
    std::vector<accounts::InventedPerson> some;
    for (std::size_t i = 0; i < lives.size(); ++i) {
        some.push_back({.name = accounts::Name(std::string(chinese ? "yunshan" : "northgate") +
                                               " invented " + std::to_string(i + 1)),
                        .language = chinese ? Language::zh_Hans : Language::en_GB,
                        .joined = lives[i].joined,
                        .also = keeps_log_of(lives[i], random)});
        if (some.size() < people_at_once && i + 1 < lives.size()) continue;
        people.join(*found, some);
        some.clear();
    }
    return told(lives, known_truth(lives, place, place.begins_at + length));
}

}  // namespace breather::demo

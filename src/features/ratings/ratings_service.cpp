#include "features/ratings/ratings_service.h"

#include <algorithm>
#include <map>

#include "base/enum_names.h"
#include "base/refusal.h"
#include "engines/counters/blur.h"
#include "engines/counters/counters.h"

namespace breather::ratings {
namespace {

constexpr std::string_view topic = "helped";

/// What is asked about: pauses and articles. Cards and word lists are looked at, not done.
std::vector<const content::LibraryText*> rated_items(const content::Shelf& shelf,
                                                     Language language) {
    std::vector<const content::LibraryText*> items;
    for (const std::string& pack : shelf.packs())
        if (const auto* edition = shelf.find_edition(pack, language))
            for (const auto* list : {&edition->library.pauses, &edition->library.articles})
                for (const auto& item : *list) items.push_back(&item);
    return items;
}

using Answers = std::map<std::string, std::int64_t, std::less<>>;

ItemRatings blurred(const content::LibraryText& item, std::int64_t at_least, const Answers& answers,
                    std::int64_t all) {
    const auto share = [&](Helped helped) {
        const auto found = answers.find(name_of(helped));
        return counters::share_of(found == answers.end() ? 0 : found->second, all);
    };
    return {item.id,
            item.title,
            at_least,
            share(Helped::Yes),
            share(Helped::Little),
            share(Helped::NotForMe)};
}

}  // namespace

RatingAnswer RatingsService::rate(const RatingAsk& ask, const Uuid& key) {
    const auto shelf = content_.shelf();
    const auto items = rated_items(*shelf, Language::en_GB);  // each is there in every language
    const auto name = ask.item.str();
    if (std::none_of(items.begin(), items.end(),
                     [&](const auto* item) { return item->id == name; }))
        throw Refusal::not_found("ratings.item");
    if (const auto wait = budget_.take(name)) throw Refusal::too_many("too_many", *wait);
    const counters::Tick tick{topic, name, std::string(name_of(ask.helped))};
    database_.write_now(
        [&](storage::Transaction& tx) { counters::count(tx, tick, key, clock_.now()); });
    return {};
}

RatingsAnswer RatingsService::list(storage::Reader& reader, Language language) const {
    std::map<std::string, Answers, std::less<>> of_item;
    for (const auto& tally : counters::list(reader, topic, clock_.now()))
        of_item[tally.about][tally.answer] = tally.times;
    RatingsAnswer told;
    const auto shelf = content_.shelf();
    for (const auto* item : rated_items(*shelf, language)) {
        const auto found = of_item.find(item->id);
        if (found == of_item.end()) continue;
        std::int64_t all = 0;
        for (const auto& [answer, times] : found->second) all += times;
        if (const auto step = counters::step_of(all))
            told.items.push_back(blurred(*item, *step, found->second, all));
    }
    return told;
}

}  // namespace breather::ratings

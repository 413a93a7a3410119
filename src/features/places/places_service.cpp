#include "features/places/places_service.h"

#include <sodium.h>

#include <map>

#include "base/log.h"
#include "base/refusal.h"
#include "engines/counters/blur.h"
#include "engines/counters/counters.h"

namespace breather::places {
namespace {

using organisations::Code;

constexpr std::string_view topic = "opened";
constexpr int weeks_told = 4;

Code code_for(const Uuid& key) {
    Hash hash;
    constexpr std::string_view place = "place";  // another code than a poster of the same key
    crypto_generichash(hash.data(), hash.size(), key.bytes.data(), key.bytes.size(),
                       bytes_of(place).data(), 0);
    return Code::from(hash);
}

Place get_open(storage::Reader& reader, const Code& code) {
    auto place = store::find(reader, code);
    if (!place) throw Refusal::not_found("places.code");
    if (place->closed_at) throw Refusal::gone("places.closed");
    return std::move(*place);
}

std::vector<Language> languages_of(Printed printed) {
    switch (printed) {
        case Printed::English:
            return {Language::en_GB};
        case Printed::Chinese:
            return {Language::zh_Hans};
        case Printed::Both:
            return {Language::en_GB, Language::zh_Hans};
    }
    return {};
}

}  // namespace

OpenAnswer PlacesService::open(std::string_view written, const Uuid& key, Language language) {
    const auto code = SheetCode::read(written);
    if (!code) throw Refusal::not_found("places.code");
    const auto pack = parts_.database.read_now([&](storage::Reader& reader) {
        return parts_.organisations.get(reader, get_open(reader, code->place).org_id).pack;
    });
    const auto shelf = parts_.content.shelf();
    const auto* edition = shelf->find_edition(pack, language);
    if (!edition) throw Refusal::not_found("places.code");
    for (const auto& pause : edition->library.pauses) {
        if (tag_of(pause.id) != code->tag) continue;
        if (const auto wait = budget_.take(code->place.kept()))
            throw Refusal::too_many("too_many", *wait);
        const counters::Tick tick{topic, code->place.kept(), {}};
        parts_.database.write_now(
            [&](storage::Transaction& tx) { counters::count(tx, tick, key, parts_.clock.now()); });
        return {pause.id, pause.title, pause.summary, pause.risks, pause.minutes};
    }
    throw Refusal::not_found("places.pause");
}

PlaceAnswer PlacesService::answer_of(const Place& place, std::int64_t opened) const {
    return {place.code,      Code::read(place.code).value().printed(),
            place.label,     place.made_at,
            place.closed_at, counters::step_of(opened)};
}

PlacesAnswer PlacesService::list(storage::Reader& reader, OrgId org) const {
    parts_.organisations.get(reader, org);
    std::map<std::string, std::int64_t, std::less<>> opened;
    for (const auto& tally : counters::list_last(reader, topic, now(), weeks_told))
        opened[tally.about] += tally.times;
    PlacesAnswer answer;
    for (const Place& place : store::list(reader, org))
        answer.places.push_back(answer_of(place, opened[place.code]));
    return answer;
}

std::function<void(storage::Transaction&)> PlacesService::making(OrgId org, const PlaceAsk& ask,
                                                                 const Uuid& key) const {
    const Place place{code_for(key).kept(), org, ask.label.str(), now(), {}};
    return [this, place](storage::Transaction& tx) {
        parts_.organisations.get(tx, place.org_id);
        if (store::add(tx, place) == 0) throw Refusal::conflict("places.code_taken");
    };
}

PlaceAnswer PlacesService::get(storage::Reader& reader, OrgId org, const Uuid& key) const {
    const Code code = code_for(key);
    for (PlaceAnswer& place : list(reader, org).places)
        if (place.code == code.kept()) return std::move(place);
    throw Refusal::not_found("places.code");
}

void PlacesService::close(storage::Transaction& tx, const Code& code, Instant now) const {
    if (store::close(tx, code, now) == 0) throw Refusal::not_found("places.code");
}

std::string PlacesService::print(storage::Reader& reader, const Code& code, Printed printed) const {
    const Place place = get_open(reader, code);
    const auto organisation = parts_.organisations.get(reader, place.org_id);
    Wall wall{.address = parts_.address,
              .place = code,
              .organisation = organisation.name,
              .operator_name = organisation.operator_name,
              .made_at = place.made_at,
              .languages = {}};
    const auto shelf = parts_.content.shelf();
    for (const Language language : languages_of(printed))
        if (const auto* edition = shelf->find_edition(organisation.pack, language))
            wall.languages.push_back({language, chosen_for_a_wall(edition->library.pauses)});
    if (wall.languages.empty() || wall.languages[0].pauses.empty())
        throw Refusal::conflict("places.nothing_to_print");
    try {
        return places::print(wall);
    } catch (const std::runtime_error& fault) {
        log::error("wall_not_printed", {{"why", fault.what()}});
        throw Refusal::conflict("places.cannot_print");
    }
}

}  // namespace breather::places

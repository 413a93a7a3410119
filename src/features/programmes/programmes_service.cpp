#include "features/programmes/programmes_service.h"

#include <algorithm>

#include "base/json.h"
#include "base/log.h"
#include "base/refusal.h"
#include "features/programmes/programmes_store.h"

namespace breather::programmes {
namespace {

using storage::RecordKey;
using storage::Sealed;

constexpr storage::Place enrolment_place{"enrolment", "sealed"};

storage::Place progress_place(BytesView row_name) { return {"progress", "sealed", row_name}; }

Bytes row_name_of(const RecordKey& key, FactKind kind, std::string_view module,
                  std::string_view step) {
    std::string named(name_of(kind));
    named.append("/").append(module).append("/").append(step);
    const auto hash = key.keyed_hash("progress", bytes_of(named));
    return {hash.begin(), hash.end()};
}

ProgressRow sealed_row(const RecordKey& key, const Fact& fact) {
    Bytes name = row_name_of(key, fact.kind, fact.module.view(), fact.step.view());
    Sealed sealed = key.seal(progress_place(name), json::write(fact));
    return {std::move(name), std::move(sealed)};
}

/// A row that does not open is left out, so that damage to one place does not close the programme.
std::vector<Fact> open_facts(const Self& self, storage::Reader& reader) {
    const RecordKey key = self.key();
    std::vector<Fact> facts;
    for (const ProgressRow& row : store::list_facts(reader, self.org(), self.person())) {
        try {
            facts.push_back(json::bind<Fact>(key.open(progress_place(row.row_name), row.sealed)));
        } catch (const storage::SealBroken& broken) {
            log::error("progress_row_broken", {{"why", broken.what()}});
        }
    }
    return facts;
}

StepAnswer answer_of(const std::string& step, const StepStanding* standing,
                     const std::string& current) {
    if (!standing) return {step, false, std::nullopt, current};
    return {step, standing->done, standing->at,
            standing->version.empty() ? current : standing->version};
}

/// Every step of the present version, then what somebody began in an earlier one that is no longer
/// there.
std::vector<ModuleAnswer> list_modules(const content::Outline& outline, const Standing& standing) {
    std::vector<ModuleAnswer> modules;
    for (const auto& module : outline.modules) {
        ModuleAnswer answer{module.id, module.title, {}};
        for (const auto& step : module.steps)
            answer.steps.push_back(
                answer_of(step.id, standing.find(module.id, step.id), outline.hash));
        modules.push_back(std::move(answer));
    }
    for (const auto& [name, step] : standing.steps) {
        if (outline.find_step(name.module, name.step)) continue;
        auto found = std::find_if(modules.begin(), modules.end(),
                                  [&](const auto& one) { return one.id == name.module; });
        if (found == modules.end())
            found = modules.insert(modules.end(), ModuleAnswer{name.module, std::nullopt, {}});
        found->steps.push_back(answer_of(name.step, &step, outline.hash));
    }
    return modules;
}

}  // namespace

std::function<void(storage::Transaction&)> ProgrammesService::enrol(
    const RecordKey& key, const organisations::Organisation& organisation) const {
    const Enrolment enrolment{Text<64>(organisation.pack), organisation.labels};
    return [org = key.org(), person = key.person(),
            sealed = key.seal(enrolment_place, json::write(enrolment))](storage::Transaction& tx) {
        store::add_enrolment(tx, org, person, sealed);
    };
}

ProgrammesService::Place ProgrammesService::place_of(const Self& self, storage::Reader& reader,
                                                     Language language) const {
    const auto sealed = store::find_enrolment(reader, self.org(), self.person());
    if (!sealed) throw Refusal::not_found("programmes.enrolment");
    Place place{json::bind<Enrolment>(self.key().open(enrolment_place, *sealed)), content_.shelf(),
                nullptr};
    place.edition = place.shelf->find_edition(place.enrolment.pack.view(), language);
    if (!place.edition) throw Refusal::not_found("content.pack");
    return place;
}

MineAnswer ProgrammesService::get_mine(const Self& self, storage::Reader& reader,
                                       Language language) const {
    const Place place = place_of(self, reader, language);
    const content::Outline& outline = place.edition->outline;
    const Standing standing = add_up(open_facts(self, reader));
    MineAnswer mine{{outline.pack, outline.hash, place.enrolment.label},
                    list_modules(outline, standing),
                    std::nullopt};
    if (standing.last) mine.last = LastAnswer{standing.last->module, standing.last->step};
    return mine;
}

Suggestion ProgrammesService::suggest(const Self& self, storage::Reader& reader, Language language,
                                      double minutes) const {
    const Place place = place_of(self, reader, language);
    const Standing standing = add_up(open_facts(self, reader));
    const auto country = organisations_.get(reader, self.org()).country;
    return recommend(place.edition->outline, place.edition->library, standing, {minutes, country});
}

storage::Work<StepAnswer> ProgrammesService::keep(const Self& self, const ProgressAsk& ask) const {
    const RecordKey key = self.key();
    const auto happened = clock_.now().time_since_epoch().count();
    const Fact began{FactKind::Began, ask.module, ask.step, ask.hash, std::nullopt, happened};
    std::vector<ProgressRow> once{sealed_row(key, began)};
    std::optional<ProgressRow> stopped;
    if (ask.done.value_or(false)) {
        Fact done = began;
        done.kind = FactKind::Done;
        once.push_back(sealed_row(key, done));
    }
    if (ask.at) {
        Fact place = began;
        place.kind = FactKind::Stopped;
        place.at = ask.at;
        stopped = sealed_row(key, place);
    }
    return {.apply =
                [this, ask, once = std::move(once), stopped = std::move(stopped), org = self.org(),
                 person = self.person()](storage::Transaction& tx) {
                    if (!content_.has_step(tx, ask.hash.view(), ask.module.view(), ask.step.view()))
                        throw Refusal::invalid({{"step", "programmes.unknown_step", {}}});
                    for (const ProgressRow& row : once) store::add_fact(tx, org, person, row);
                    if (stopped) store::put_fact(tx, org, person, *stopped);
                },
            .answer =
                [self, ask](storage::Reader& reader) {
                    const Standing standing = add_up(open_facts(self, reader));
                    return answer_of(ask.step.str(),
                                     standing.find(ask.module.str(), ask.step.str()),
                                     ask.hash.str());
                }};
}

accounts::PersonalRoom ProgrammesService::personal_room() const {
    accounts::PersonalRoom room;
    room.name = "programmes";
    room.erase = store::erase;
    room.kept = [](const Self& self, storage::Reader& reader) {
        accounts::KeptTable enrolments{"enrolment", {}}, progress{"progress", {}};
        if (const auto sealed = store::find_enrolment(reader, self.org(), self.person()))
            enrolments.rows.push_back(
                boost::json::parse(self.key().open(enrolment_place, *sealed)).as_object());
        for (const Fact& fact : open_facts(self, reader))
            progress.rows.push_back(boost::json::parse(json::write(fact)).as_object());
        return std::vector<accounts::KeptTable>{std::move(enrolments), std::move(progress)};
    };
    return room;
}

}  // namespace breather::programmes

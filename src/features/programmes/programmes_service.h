// What can be done in a programme: enrol at joining, keep progress, say where somebody stands and
// what is next.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "engines/storage/work.h"
#include "features/accounts/personal_room.h"
#include "features/accounts/self.h"
#include "features/content/content_service.h"
#include "features/organisations/organisations_service.h"
#include "features/programmes/recommend.h"
#include "features/programmes/standing.h"

namespace breather::programmes {

using accounts::Self;

/// As it is sealed: which pack, and what the programme is called for this person.
struct Enrolment {
    Text<64> pack;
    organisations::Labels label{};
};
BOOST_DESCRIBE_STRUCT(Enrolment, (), (pack, label))

struct ProgressAsk {
    Slug module, step;
    Version hash;
    std::optional<At> at;
    std::optional<bool> done;
};
BOOST_DESCRIBE_STRUCT(ProgressAsk, (), (module, step, hash, at, done))

struct StepAnswer {
    std::string id;
    bool done = false;
    std::optional<At> at;
    std::string version;
};
BOOST_DESCRIBE_STRUCT(StepAnswer, (), (id, done, at, version))

struct ModuleAnswer {
    std::string id;
    std::optional<std::string> title;  // absent where the present version no longer has the module
    std::vector<StepAnswer> steps;
};
BOOST_DESCRIBE_STRUCT(ModuleAnswer, (), (id, title, steps))

struct EnrolmentAnswer {
    std::string pack, hash;
    organisations::Labels label{};
};
BOOST_DESCRIBE_STRUCT(EnrolmentAnswer, (), (pack, hash, label))

struct LastAnswer {
    std::string module, step;
};
BOOST_DESCRIBE_STRUCT(LastAnswer, (), (module, step))

struct MineAnswer {
    EnrolmentAnswer enrolment;
    std::vector<ModuleAnswer> modules;
    std::optional<LastAnswer> last;
};
BOOST_DESCRIBE_STRUCT(MineAnswer, (), (enrolment, modules, last))

class ProgrammesService {
  public:
    ProgrammesService(const content::ContentService& content,
                      const organisations::OrganisationsService& organisations, const Clock& clock)
        : content_(content), organisations_(organisations), clock_(clock) {}

    /// For whoever joined: seals now, and hands back what to do inside the write that makes the
    /// person.
    std::function<void(storage::Transaction&)> enrol(
        const storage::RecordKey& key, const organisations::Organisation& organisation) const;

    MineAnswer get_mine(const Self& self, storage::Reader& reader, Language language) const;
    /// Refuses: not_found (the pack is not imported).
    Suggestion suggest(const Self& self, storage::Reader& reader, Language language,
                       double minutes) const;
    /// Refuses: invalid (no such step in that version).
    storage::Work<StepAnswer> keep(const Self& self, const ProgressAsk& ask) const;

    /// How this room forgets a person, and what it can say it keeps.
    accounts::PersonalRoom personal_room() const;

  private:
    struct Place {
        Enrolment enrolment;
        std::shared_ptr<const content::Shelf> shelf;
        const content::Shelf::Edition* edition;  // of the shelf
    };
    Place place_of(const Self& self, storage::Reader& reader, Language language) const;

    const content::ContentService& content_;
    const organisations::OrganisationsService& organisations_;
    const Clock& clock_;
};

}  // namespace breather::programmes

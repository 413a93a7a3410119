// What can be done about counting: a person says yes or no, the app tells what was used, and a
// study seat reads the figures of a whole organisation.
#pragma once
#include "base/civil_time.h"
#include "features/accounts/personal_room.h"
#include "features/content/content_service.h"
#include "features/engagement/engagement_rules.h"
#include "features/organisations/organisations_service.h"
#include "features/staff/deed.h"
#include "features/staff/seat.h"

namespace breather::engagement {

using accounts::Self;

struct CountedAsk {
    bool counted = false;
};
BOOST_DESCRIBE_STRUCT(CountedAsk, (), (counted))

struct CountedAnswer {
    bool counted = false;
};
BOOST_DESCRIBE_STRUCT(CountedAnswer, (), (counted))

/// What an app may tell; that somebody agreed is told by agreeing.
enum class Use { Opened, Began, Finished };
BOOST_DESCRIBE_ENUM(Use, Opened, Began, Finished)

struct EventAsk {
    Use kind{};
    ItemKind item_kind{};
    std::optional<Text<129>> item;  // authors' names: "c1-begin/try"; none for the app
    std::optional<Bounded<0, 240>> minutes;
};
BOOST_DESCRIBE_STRUCT(EventAsk, (), (kind, item_kind, item, minutes))

struct EventsAsk {
    std::vector<EventAsk> events;
};
BOOST_DESCRIBE_STRUCT(EventsAsk, (), (events))

struct FiguresAsk {
    OrgId organisation;
};
BOOST_DESCRIBE_STRUCT(FiguresAsk, (), (organisation))

/// Whose figures may be asked for; nothing else of an organisation.
struct Asked {
    OrgId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Asked, (), (id, name))

struct AskedAnswer {
    std::vector<Asked> organisations;
};
BOOST_DESCRIBE_STRUCT(AskedAnswer, (), (organisations))

/// Fewer people than this are told nothing of: each of them could be found in the figures.
constexpr std::int64_t people_min = 10;
constexpr std::size_t events_max = 20;

class EngagementService {
  public:
    struct Parts {
        storage::Database& database;
        const content::ContentService& content;
        const organisations::OrganisationsService& organisations;
        const Clock& clock;
        Random& random;
        TimeZone zone = TimeZone::utc();
    };
    explicit EngagementService(const Parts& parts) : parts_(parts) {}

    CountedAnswer get_counted(const Self& self, storage::Reader& reader) const;
    /// Yes begins a trail; no erases it with every event on it.
    storage::Work<CountedAnswer> set_counted(const Self& self, const CountedAsk& ask) const;
    /// Kept while the person is counted; told so either way, because the app asks quietly.
    /// Refuses: invalid (too many at once, or an item that is no author's name).
    storage::Work<CountedAnswer> note(const Self& self, const EventsAsk& ask) const;

    AskedAnswer list(const staff::Researcher& by, storage::Reader& reader) const;
    /// Reads first, which may take long; the write is only the ledger row without which nothing is
    /// answered. Refuses: not_found (no such organisation); conflict (fewer than ten counted).
    staff::Deed<Figures> look(const staff::Researcher& by, OrgId org) const;
    /// Without asking who looks; for tests and the demo's known truth.
    Figures figures(storage::Reader& reader, OrgId org) const;

    accounts::PersonalRoom personal_room() const;

  private:
    Course course_of(storage::Reader& reader, OrgId org) const;
    Parts parts_;
};

}  // namespace breather::engagement

// What can be done about walls: an administrator makes a place and prints its paper; a code on the
// paper opens the matching pause.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "engines/counters/budget.h"
#include "features/content/content_service.h"
#include "features/organisations/organisations_service.h"
#include "features/places/places_store.h"
#include "features/places/wall.h"

namespace breather::places {

/// What the first second needs: the pause itself is fetched when it is begun.
struct OpenAnswer {
    std::string item, title, summary, risks;
    double minutes = 0;
};
BOOST_DESCRIBE_STRUCT(OpenAnswer, (), (item, title, summary, risks, minutes))

struct PlaceAnswer {
    std::string code, printed, label;
    Instant made_at{};
    std::optional<Instant> closed_at;
    /// In the last four weeks that are over: 10, 20, 50, 100, 250 or 1000; nothing below ten.
    std::optional<std::int64_t> opened_at_least;
};
BOOST_DESCRIBE_STRUCT(PlaceAnswer, (), (code, printed, label, made_at, closed_at, opened_at_least))

struct PlacesAnswer {
    std::vector<PlaceAnswer> places;
};
BOOST_DESCRIBE_STRUCT(PlacesAnswer, (), (places))

struct PlaceAsk {
    Text<80, 1> label;
};
BOOST_DESCRIBE_STRUCT(PlaceAsk, (), (label))

/// In which languages a wall is printed.
enum class Printed { English, Chinese, Both };
BOOST_DESCRIBE_ENUM(Printed, English, Chinese, Both)
constexpr std::string_view json_name(Printed printed) {
    return printed == Printed::English ? "en-GB" : printed == Printed::Chinese ? "zh-Hans" : "both";
}

class PlacesService {
  public:
    struct Parts {
        storage::Database& database;
        const content::ContentService& content;
        const organisations::OrganisationsService& organisations;
        const Clock& clock;
        std::string address;  // as people reach it; stands in the codes
    };
    explicit PlacesService(Parts parts)
        : parts_(std::move(parts)), budget_(parts_.clock, counters::presses_max) {}

    /// Which pause a scanned code stands for; counts the opening once for each `key`, a random name
    /// the asker made. Waits for the disk. Refuses: not_found, gone (the place was closed),
    /// too_many.
    OpenAnswer open(std::string_view written, const Uuid& key, Language language);

    /// Refuses: not_found (no such organisation).
    PlacesAnswer list(storage::Reader& reader, OrgId org) const;
    /// The code is drawn from `key`, so that a repeat hears of the same place.
    /// As a part of a write. Refuses: not_found (no such organisation), conflict.
    std::function<void(storage::Transaction&)> making(OrgId org, const PlaceAsk& ask,
                                                      const Uuid& key) const;
    PlaceAnswer get(storage::Reader& reader, OrgId org, const Uuid& key) const;
    /// Refuses: not_found (unknown, or closed already).
    void close(storage::Transaction& tx, const organisations::Code& code, Instant now) const;
    Instant now() const { return parts_.clock.now(); }

    /// The paper as a PDF. Takes a second. Refuses: not_found, gone, conflict (nothing to print, or
    /// no font).
    std::string print(storage::Reader& reader, const organisations::Code& code,
                      Printed printed) const;

  private:
    PlaceAnswer answer_of(const Place& place, std::int64_t opened) const;
    Parts parts_;
    counters::Budget budget_;
};

}  // namespace breather::places

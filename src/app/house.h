// The house with every room in it, opened on a data folder: what the server, the commands and the
// journeys share.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/watch/doctor.h"
#include "base/clock.h"
#include "base/random.h"
#include "engines/credentials/passphrase_hash.h"
#include "engines/ledger/ledger.h"
#include "engines/mail/mailer.h"
#include "engines/scheduler/scheduler.h"
#include "engines/storage/database.h"
#include "engines/storage/sealed.h"
#include "engines/storage/write_figures.h"
#include "engines/web/router.h"
#include "features/backups/backups_service.h"
#include "features/content/content_service.h"
#include "features/organisations/organisations_service.h"
#include "features/staff/outside_parts.h"
#include "features/staff/staff_service.h"

namespace breather {

namespace demo {
class Demo;
class DemoClock;
}  // namespace demo
namespace accounts {
class InventedPeople;
}
namespace engagement {
class EngagementService;
}

/// libpq connection strings of two databases, and how long a short look may take there: longer than
/// in a file, because a network and other servers lie in between.
struct PostgresPlaces {
    std::string data, keys;
    std::chrono::milliseconds read_time_max{1000};
};

struct HouseOptions {
    std::filesystem::path database, keys, instance_key, media;
    std::string address;                          // as people reach it; stands on posters
    std::optional<PostgresPlaces> postgres = {};  // instead of the files `database` and `keys`
    std::string leave_to;  // where Leave takes a person; empty: our own blank page
    std::string staff_address = "http://staff.localhost:8080";  // where staff come in; in links
    mail::Server mail = {};                     // as configured; without a url no mail leaves
    std::shared_ptr<mail::Mailer> mailer = {};  // nothing: over SMTP, to that server
    credentials::PassphraseHash::Cost passphrase_cost = {};
    std::shared_ptr<const storage::Sealer> sealer;  // nothing: the real one
    std::string vfs;                                // SQLite's file system; empty is the real one
    /// Puts something around the database; nothing is put around it. For negative controls.
    std::function<std::unique_ptr<storage::Database>(std::unique_ptr<storage::Database>)>
        around_database;
    std::optional<backups::Settings> backups = {};  // nothing: none are made
    staff::OutsideParts outside = {};               // without settings: nobody asks outside
    TimeZone zone = TimeZone::utc();                // whose nights they are made in
    /// The clock the house is opened with, where its folder carries the mark of a demo.
    demo::DemoClock* demo_clock = nullptr;
};

class DataFolder;
HouseOptions options_of(const DataFolder& folder, std::string address);

class House {
  public:
    /// Opens, migrates, and finishes what a crash left half done. Throws Stop: NewerData, Keys,
    /// Failed.
    House(HouseOptions options, const Clock& clock, Random& random);
    ~House();

    const web::Router& router() const;
    /// What may be asked on the staff's own host name.
    const web::Router& staff_router() const;
    staff::StaffService& staff();
    const ledger::Ledger& ledger() const;
    /// Shown to administrators too; whoever serves adds what it looks at.
    watch::Doctor& doctor();
    storage::Database& database();
    /// What its writer does, counted.
    const storage::WriteFigures& write_figures() const;
    organisations::OrganisationsService& organisations();
    content::ContentService& content();
    storage::Hints& hints();
    backups::BackupsService& backups();
    const std::string& address() const;
    bool made_instance_key() const;
    /// Nothing in every folder that `breather demo` did not make.
    demo::Demo* demo();
    /// Marks this folder as one. Throws Stop: Usage, where it was not made just now, or holds
    /// anybody.
    void begin_demo();
    /// What a demo is filled with, and looked at through. Throws Stop: Usage, where it is none.
    accounts::InventedPeople invented_people();
    const engagement::EngagementService& engagement() const;
    /// Whose days are counted here.
    const TimeZone& zone() const;

    /// What is to be done later, and by the clock. Opened; whoever serves runs it.
    scheduler::Scheduler& scheduler();
    /// Rows nobody needs any more; a job does it each minute.
    void sweep();

  private:
    struct Rooms;
    std::unique_ptr<Rooms> rooms_;
};

}  // namespace breather

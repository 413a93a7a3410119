// Who is handed what, who listens to whom, and in which order the house opens and closes.
#include "app/backup_parts.h"
#include "app/backups_desk.h"
#include "app/data_folder.h"
#include "app/databases.h"
#include "app/demo/demo.h"
#include "app/demo/demo_routes.h"
#include "app/exit.h"
#include "app/house.h"
#include "app/jobs.h"
#include "app/mail_desk.h"
#include "app/watch/watch_desk.h"
#include "base/log.h"
#include "engines/counters/counters.h"
#include "engines/storage/idempotency.h"
#include "engines/storage/instance.h"
#include "engines/storage/keys.h"
#include "engines/web/long_pool.h"
#include "features/accounts/accounts_room.h"
#include "features/audit/audit_routes.h"
#include "features/content/content_desk.h"
#include "features/content/content_routes.h"
#include "features/content/sign_off_desk.h"
#include "features/engagement/engagement_routes.h"
#include "features/exercises/exercises_routes.h"
#include "features/exercises/exercises_service.h"
#include "features/organisations/organisations_desk.h"
#include "features/organisations/organisations_routes.h"
#include "features/places/places_routes.h"
#include "features/programmes/programmes_routes.h"
#include "features/programmes/programmes_service.h"
#include "features/ratings/ratings_routes.h"
#include "features/recordings/recordings_routes.h"
#include "features/research/research_desk.h"
#include "features/site/site_desk.h"
#include "features/staff/staff_room.h"

namespace breather {
namespace {

using Figures = std::shared_ptr<storage::WriteFigures>;

std::unique_ptr<storage::Database> around(const HouseOptions& options,
                                          std::unique_ptr<storage::Database> database) {
    return options.around_database ? options.around_database(std::move(database))
                                   : std::move(database);
}

std::unique_ptr<storage::Keys> open_keys(storage::Database& database,
                                         const storage::InstanceKey& instance,
                                         std::shared_ptr<const storage::Sealer> sealer,
                                         Random& random, const Clock& clock) {
    try {
        return std::make_unique<storage::Keys>(database, instance, std::move(sealer), random,
                                               clock);
    } catch (const std::exception& error) {
        throw Stop(Exit::Keys, error.what());
    }
}

/// Whether this process answers. It looks nothing up: whoever may ask costs nothing, and a database
/// that is away must not make a watchman restart the program (deep health: app/watch).
void add_health(web::Router& router) {
    router.add({.method = web::Method::Get,
                .pattern = "/health",
                .summary = "Whether the server answers; it looks nothing up",
                .ask_schema = nullptr,
                .answer_schema =
                    boost::json::object{
                        {"type", "object"},
                        {"properties",
                         boost::json::object{{"status", boost::json::object{{"type", "string"}}}}}},
                .statuses = {200},
                .handler = [](web::Request&&, web::Reply reply) {
                    reply(web::Response::json(R"({"status":"ok"})"));
                }});
}

std::shared_ptr<mail::Mailer> mailer_of(const HouseOptions& options, const Clock& clock,
                                        Random& random) {
    if (options.mailer || !options.mail.can_send()) return options.mailer;
    return std::make_shared<mail::SmtpMailer>(options.mail, clock, random);
}

}  // namespace

HouseOptions options_of(const DataFolder& folder, std::string address) {
    return {.database = folder.database(),
            .keys = folder.keys(),
            .instance_key = folder.instance_key(),
            .media = folder.media(),
            .address = std::move(address),
            .postgres = {},
            .leave_to = {},
            .passphrase_cost = {},
            .sealer = nullptr,
            .vfs = {},
            .around_database = {}};
}

// Built from the ground up and taken down from the top: the order of the members is the plan.
struct House::Rooms {
    Rooms(HouseOptions given, const Clock& clock, Random& random)
        : options(std::move(given)),
          opened(open_databases(options, write_figures, clock, random)),
          keys_database(std::move(opened.keys)),
          database(around(options, std::move(opened.data))),
          // Before anybody asks what time it is.
          demo(demo::Demo::find(demo_parts())),
          sealer(options.sealer ? options.sealer
                                : std::make_shared<storage::XChaChaSealer>(random)),
          keys(open_keys(*keys_database, opened.instance_key, sealer, random, clock)),
          mailer(mailer_of(options, clock, random)),
          ledger(opened.instance_key),
          staff({.router = staff_router,
                 .database = *database,
                 .instance_key = opened.instance_key,
                 .sealer = sealer,
                 .ledger = ledger,
                 .long_pool = long_pool,
                 .clock = clock,
                 .random = random,
                 .slow_places = slow_places,
                 .address = options.staff_address,
                 .passphrase_cost = options.passphrase_cost,
                 .organisation_name =
                     [this](storage::Reader& reader, OrgId org) {
                         return organisations.find_name(reader, org);
                     },
                 .outside = options.outside}),
          organisations(*database, clock, random),
          hints(*database, {.address = options.postgres ? options.postgres->data : std::string()}),
          content(*database, clock, options.media, hints),
          recordings(*database, content, staff.service(), clock, options.media, hints),
          programmes(content, organisations, clock),
          engagement({*database, content, organisations, clock, random, options.zone}),
          ratings(*database, content, clock),
          places({*database, content, organisations, clock, options.address}),
          accounts({.router = router,
                    .database = *database,
                    .keys = *keys,
                    .instance_key = opened.instance_key,
                    .instance = storage::instance_id(*database, clock, random).uuid,
                    .organisations = organisations,
                    .long_pool = long_pool,
                    .clock = clock,
                    .random = random,
                    .slow_places = slow_places,
                    .passphrase_cost = options.passphrase_cost,
                    .on_join =
                        [this](const storage::RecordKey& key,
                               const organisations::Organisation& organisation) {
                            return programmes.enrol(key, organisation);
                        }}),
          scheduler(*database, clock, random),
          backups(backup_parts(
              {options, opened.instance_key, *keys_database, *database, sealer, clock, random})),
          now(clock),
          chance(random) {
        content.open();
        hints.listen(std::string(content::ContentService::topic), [this] { content.open(); });
        recordings.open();
        hints.listen(std::string(recordings::RecordingsService::topic),
                     [this] { recordings.open(); });
        add_health(router);
        organisations::add_routes(router, *database, organisations,
                                  {.here = options.address, .leave_to = options.leave_to});
        // Rows that point at a person go before the person.
        accounts.open({exercises.personal_room(), programmes.personal_room(),
                       engagement.personal_room(), audit::personal_room()});
        content::add_routes(router, accounts.doors(), content, organisations);
        programmes::add_routes(accounts.doors(), programmes);
        exercises::add_routes(accounts.doors(), exercises);
        engagement::add_routes(accounts.doors(), engagement);
        ratings::add_routes(accounts.doors(), ratings);
        places::add_routes(accounts.doors(), places);
        audit::add_routes(accounts.doors());
        site::add_routes(router, *database);
        recordings::add_routes(router, *database, recordings);
        add_desks();
        if (demo && demo->has_clock())
            demo_rooms = demo::open_rooms({.router = router,
                                           .staff_router = staff_router,
                                           .demo = *demo,
                                           .database = *database,
                                           .organisations = organisations,
                                           .staff = staff,
                                           .long_pool = long_pool,
                                           .random = random,
                                           .people_at = options.address});
        hints.start();
    }

    demo::Demo::Parts demo_parts() const {
        return {*database, options.database.parent_path(), options.demo_clock};
    }

    /// What staff are asked on their own host name.
    void add_desks() {
        add_health(staff_router);
        staff.add_routes();
        organisations::add_desk_routes(staff.doors(), organisations, options.address, [this] {
            std::vector<std::string> packs;
            for (const auto& row : content.list())
                if (row.current) packs.push_back(row.pack);
            return packs;
        });
        content::add_desk_routes(staff.doors(), content);
        content::add_sign_off_routes(staff.doors(), content, staff.service(), now);
        recordings::add_desk_routes(staff.doors(), recordings);
        audit::add_desk_routes(staff.doors(), ledger, staff.service());
        engagement::add_desk_routes(staff.doors(), engagement);
        research::add_desk_routes(staff.doors(), example);
        ratings::add_desk_routes(staff.doors(), ratings);
        places::add_desk_routes(staff.doors(), places);
        site::add_desk_routes(staff.doors(), now,
                              {.posters_at = options.address,
                               .staff_at = options.staff_address,
                               .mail = {options.mail.can_send(), options.mail.url,
                                        options.mail.from, options.mail.user}});
        add_mail_desk(staff.doors(), mailer.get(), now);
        watch::add_desk_routes(staff.doors(), doctor);
        add_backups_desk(staff.doors(), backups, scheduler);
    }

    HouseOptions options;
    const Figures write_figures = std::make_shared<storage::WriteFigures>();
    Databases opened;
    std::unique_ptr<storage::Database> keys_database, database;
    std::unique_ptr<demo::Demo> demo;
    std::shared_ptr<const storage::Sealer> sealer;
    std::unique_ptr<storage::Keys> keys;
    web::Router router, staff_router;
    web::LongPool long_pool;
    credentials::SlowPlaces slow_places;
    std::shared_ptr<mail::Mailer> mailer;
    ledger::Ledger ledger;
    staff::StaffRoom staff;
    watch::Doctor doctor;
    organisations::OrganisationsService organisations;
    storage::Hints hints;
    content::ContentService content;
    recordings::RecordingsService recordings;
    programmes::ProgrammesService programmes;
    engagement::EngagementService engagement;
    ratings::RatingsService ratings;
    places::PlacesService places;
    research::ExampleReport example{BREATHER_VERSION};
    exercises::ExercisesService exercises;
    accounts::AccountsRoom accounts;
    scheduler::Scheduler scheduler;
    backups::BackupsService backups;
    std::shared_ptr<void> demo_rooms;
    const Clock& now;
    Random& chance;
};

House::House(HouseOptions options, const Clock& clock, Random& random) {
    try {
        rooms_ = std::make_unique<Rooms>(std::move(options), clock, random);
        open_jobs(*this, rooms_->options);
    } catch (const Stop&) {
        throw;
    } catch (const std::exception& error) {
        throw Stop(Exit::Failed, error.what());
    }
}

House::~House() {
    rooms_->long_pool.stop();
    rooms_->mailer.reset();
    rooms_->hints.stop();
    try {
        // Writes nobody waits for still point into rooms: let them end before the rooms go.
        rooms_->database->wait_for_all();
    } catch (const std::exception& error) {
        log::warning("closing_without_last_writes", {{"why", error.what()}});
    }
}

const web::Router& House::router() const { return rooms_->router; }
const storage::WriteFigures& House::write_figures() const { return *rooms_->write_figures; }
const web::Router& House::staff_router() const { return rooms_->staff_router; }
staff::StaffService& House::staff() { return rooms_->staff.service(); }
const ledger::Ledger& House::ledger() const { return rooms_->ledger; }
watch::Doctor& House::doctor() { return rooms_->doctor; }
storage::Database& House::database() { return *rooms_->database; }
organisations::OrganisationsService& House::organisations() { return rooms_->organisations; }
content::ContentService& House::content() { return rooms_->content; }
storage::Hints& House::hints() { return rooms_->hints; }
const std::string& House::address() const { return rooms_->options.address; }
scheduler::Scheduler& House::scheduler() { return rooms_->scheduler; }
bool House::made_instance_key() const { return rooms_->opened.made_instance_key; }
backups::BackupsService& House::backups() { return rooms_->backups; }

demo::Demo* House::demo() { return rooms_->demo.get(); }

void House::begin_demo() {
    if (!made_instance_key() || !organisations().list().empty() || staff().has_anybody())
        throw Stop(
            Exit::Usage,
            "This folder was not made by `breather demo`, and only such a one can be a demo: "
            "who is in another may be real. Name a folder that is not there yet with "
            "--data.");
    rooms_->demo = demo::Demo::begin(rooms_->demo_parts(), rooms_->now, rooms_->chance);
}

accounts::InventedPeople House::invented_people() {
    if (!demo()) throw Stop(Exit::Usage, "Nobody is invented in a folder that is no demo.");
    return rooms_->accounts.invented_people();
}

const engagement::EngagementService& House::engagement() const { return rooms_->engagement; }
const TimeZone& House::zone() const { return rooms_->options.zone; }

void House::sweep() {
    rooms_->accounts.sweep();
    rooms_->staff.sweep();
    rooms_->scheduler.sweep();
    const auto at = rooms_->now.now();
    while (rooms_->database->write_now(
               [&](storage::Transaction& tx) { return storage::sweep_idempotency(tx, at); }) > 0) {
    }
    while (rooms_->database->write_now(
               [&](storage::Transaction& tx) { return counters::sweep(tx, at); }) > 0) {
    }
}

}  // namespace breather

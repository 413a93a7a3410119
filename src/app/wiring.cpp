// Who is handed what, who listens to whom, and in which order the house opens and closes.
#include "app/before_upgrade.h"
#include "app/data_folder.h"
#include "app/exit.h"
#include "app/house.h"
#include "app/jobs.h"
#include "base/log.h"
#include "engines/storage/idempotency.h"
#include "engines/storage/instance.h"
#include "engines/storage/keys.h"
#include "engines/storage/migrations.h"
#include "engines/storage/sqlite_database.h"
#include "engines/web/long_pool.h"
#include "features/accounts/accounts_room.h"
#include "features/content/content_routes.h"
#include "features/exercises/exercises_routes.h"
#include "features/exercises/exercises_service.h"
#include "features/organisations/organisations_routes.h"
#include "features/programmes/programmes_routes.h"
#include "features/programmes/programmes_service.h"

namespace breather {
namespace {

storage::InstanceKey open_instance_key(const HouseOptions& options, Random& random, bool& made) {
    try {
        // A new key beside old data would open none of it: then the key is missing, not new.
        made = !std::filesystem::exists(options.instance_key) &&
               !std::filesystem::exists(options.database) && !std::filesystem::exists(options.keys);
        return made ? storage::InstanceKey::create(options.instance_key, random)
                    : storage::InstanceKey::load(options.instance_key);
    } catch (const std::exception& error) {
        throw Stop(Exit::Keys, error.what());
    }
}

using Figures = std::shared_ptr<storage::WriteFigures>;

std::unique_ptr<storage::Database> open_file(const HouseOptions& house,
                                             const std::filesystem::path& file,
                                             Figures figures = nullptr) {
    storage::SqliteOptions options;
    options.file = file;
    options.vfs = house.vfs;
    options.figures = std::move(figures);
    try {
        return std::make_unique<storage::SqliteDatabase>(std::move(options));
    } catch (const Refusal&) {
        throw Stop(Exit::StorageFull, "There is no room left beside " + file.string() +
                                          ". Make room, then start again.");
    } catch (const std::exception& error) {
        throw Stop(Exit::Failed, file.string() + " cannot be opened: " + error.what());
    }
}

/// What reading or changing the schema throws, as sentences for the operator.
template <class Work>
auto over_schema(const std::filesystem::path& file, const Work& work) {
    try {
        return work();
    } catch (const Refusal&) {
        throw Stop(Exit::StorageFull, "There is no room left beside " + file.string() +
                                          ". Make room, then start again.");
    } catch (const std::exception& error) {
        throw Stop(Exit::NewerData, file.string() + ": " + error.what());
    }
}

std::unique_ptr<storage::Database> open_database(const HouseOptions& house,
                                                 const std::filesystem::path& file,
                                                 std::span<const storage::Migration> migrations,
                                                 Figures figures = nullptr) {
    auto database = open_file(house, file, std::move(figures));
    over_schema(file, [&] { storage::migrate(*database, storage::Dialect::Sqlite, migrations); });
    return database;
}

/// The data, copied first where this program is about to change its schema.
std::unique_ptr<storage::Database> open_data(const HouseOptions& house, const Clock& clock,
                                             Figures figures) {
    const auto migrations = storage::data_migrations();
    if (house.vfs.empty() && std::filesystem::exists(house.database)) {
        const auto behind = over_schema(house.database, [&] {
            return storage::find_change_behind(*open_file(house, house.database),
                                               storage::Dialect::Sqlite, migrations);
        });
        if (behind) copy_before_upgrade(house.database, *behind, clock);
    }
    return open_database(house, house.database, migrations, std::move(figures));
}

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

}  // namespace

HouseOptions options_of(const DataFolder& folder, std::string address) {
    return {.database = folder.database(),
            .keys = folder.keys(),
            .instance_key = folder.instance_key(),
            .media = folder.media(),
            .address = std::move(address),
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
          instance_key(open_instance_key(options, random, made_instance_key)),
          keys_database(open_database(options, options.keys, storage::key_migrations())),
          database(around(options, open_data(options, clock, write_figures))),
          sealer(options.sealer ? options.sealer
                                : std::make_shared<storage::XChaChaSealer>(random)),
          keys(open_keys(*keys_database, instance_key, sealer, random, clock)),
          organisations(*database, clock, random),
          content(*database, clock, options.media),
          programmes(content, organisations, clock),
          accounts({.router = router,
                    .database = *database,
                    .keys = *keys,
                    .instance_key = instance_key,
                    .instance = storage::instance_id(*database, clock, random).uuid,
                    .organisations = organisations,
                    .long_pool = long_pool,
                    .clock = clock,
                    .random = random,
                    .passphrase_cost = options.passphrase_cost,
                    .on_join =
                        [this](const storage::RecordKey& key,
                               const organisations::Organisation& organisation) {
                            return programmes.enrol(key, organisation);
                        }}),
          scheduler(*database, clock, random),
          now(clock) {
        content.open();
        add_health(router);
        organisations::add_routes(router, *database, organisations,
                                  {.here = options.address, .leave_to = options.leave_to});
        // Rows that point at a person go before the person.
        accounts.open({exercises.personal_room(), programmes.personal_room()});
        content::add_routes(router, accounts.doors(), content, organisations);
        programmes::add_routes(accounts.doors(), programmes);
        exercises::add_routes(accounts.doors(), exercises);
    }

    HouseOptions options;
    bool made_instance_key = false;
    storage::InstanceKey instance_key;
    const Figures write_figures = std::make_shared<storage::WriteFigures>();
    std::unique_ptr<storage::Database> keys_database, database;
    std::shared_ptr<const storage::Sealer> sealer;
    std::unique_ptr<storage::Keys> keys;
    web::Router router;
    web::LongPool long_pool;
    organisations::OrganisationsService organisations;
    content::ContentService content;
    programmes::ProgrammesService programmes;
    exercises::ExercisesService exercises;
    accounts::AccountsRoom accounts;
    scheduler::Scheduler scheduler;
    const Clock& now;
};

House::House(HouseOptions options, const Clock& clock, Random& random) {
    try {
        rooms_ = std::make_unique<Rooms>(std::move(options), clock, random);
        open_jobs(*this);
    } catch (const Stop&) {
        throw;
    } catch (const std::exception& error) {
        throw Stop(Exit::Failed, error.what());
    }
}

House::~House() {
    rooms_->long_pool.stop();
    try {
        // Writes nobody waits for still point into rooms: let them end before the rooms go.
        rooms_->database->write_now([](storage::Transaction&) {});
    } catch (const std::exception& error) {
        log::warning("closing_without_last_writes", {{"why", error.what()}});
    }
}

const web::Router& House::router() const { return rooms_->router; }
const storage::WriteFigures& House::write_figures() const { return *rooms_->write_figures; }
storage::Database& House::database() { return *rooms_->database; }
organisations::OrganisationsService& House::organisations() { return rooms_->organisations; }
content::ContentService& House::content() { return rooms_->content; }
const std::string& House::address() const { return rooms_->options.address; }
scheduler::Scheduler& House::scheduler() { return rooms_->scheduler; }
bool House::made_instance_key() const { return rooms_->made_instance_key; }

void House::sweep() {
    rooms_->accounts.sweep();
    rooms_->scheduler.sweep();
    const auto at = rooms_->now.now();
    while (rooms_->database->write_now(
               [&](storage::Transaction& tx) { return storage::sweep_idempotency(tx, at); }) > 0) {
    }
}

}  // namespace breather

// A whole storage engine for one test: both databases with their real migrations, keys, a clock
// that stands still and chance that repeats. Rooms build their own World on top of it.
#pragma once
#include <memory>

#include "base/clock.h"
#include "base/random.h"
#include "engines/storage/hints.h"
#include "engines/storage/keys.h"
#include "engines/storage/migrations.h"
#include "engines/storage/postgres_database.h"
#include "engines/storage/sqlite_database.h"
#include "support/postgres_cluster.h"
#include "support/temp_folder.h"

namespace breather::testing {

struct StorageWorld {
    TempFolder folder;
    FakeClock clock;
    SeededRandom random{1};
    storage::InstanceKey instance{Key(random.bytes(32))};
    std::shared_ptr<const storage::Sealer> sealer =
        std::make_shared<storage::XChaChaSealer>(random);
    std::unique_ptr<storage::Database> database =
        on_postgres() ? open_postgres() : open("breather.db");
    std::unique_ptr<storage::Database> keys_database =
        on_postgres() ? open_postgres() : open("keys.db");
    std::unique_ptr<storage::Keys> keys;

    StorageWorld() {
        storage::migrate(*database, dialect(), storage::data_migrations());
        storage::migrate(*keys_database, dialect(), storage::key_migrations());
        open_keys();
        hints_ = std::make_unique<storage::Hints>(*database, storage::HintOptions{});
    }

    /// Nobody else listens.
    storage::Hints& hints() { return *hints_; }
    static storage::Dialect dialect() {
        return on_postgres() ? storage::Dialect::Postgres : storage::Dialect::Sqlite;
    }

    template <class T>
    T new_id() {
        return T::make(clock, random);
    }
    /// As after a restart: nothing unwrapped is remembered.
    void open_keys() {
        keys.reset();
        keys = std::make_unique<storage::Keys>(*keys_database, instance, sealer, random, clock);
    }

  private:
    std::unique_ptr<storage::Hints> hints_;

    static std::unique_ptr<storage::Database> open_postgres() {
        return std::make_unique<storage::PostgresDatabase>(
            storage::PostgresOptions{.address = PostgresCluster::shared().fresh(),
                                     .read_time_max = std::chrono::seconds{10}});
    }
    std::unique_ptr<storage::Database> open(const std::string& name) {
        storage::SqliteOptions options;
        options.file = folder / name;
        // Sanitizers and busy machines make a short look long.
        options.read_time_max = std::chrono::seconds{10};
        return std::make_unique<storage::SqliteDatabase>(options);
    }
};

}  // namespace breather::testing

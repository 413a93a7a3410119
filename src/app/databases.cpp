#include "app/databases.h"

#include <fstream>

#include "app/before_upgrade.h"
#include "app/data_folder.h"
#include "app/exit.h"
#include "app/installed.h"
#include "base/ensure.h"
#include "base/refusal.h"
#include "engines/storage/filling.h"
#include "engines/storage/keys.h"
#include "engines/storage/migrations.h"
#include "engines/storage/postgres_opening.h"
#include "engines/storage/sqlite_database.h"

namespace breather {
namespace {

namespace fs = std::filesystem;
using Figures = std::shared_ptr<storage::WriteFigures>;

Stop no_room_beside(const fs::path& file) {
    return {Exit::StorageFull,
            "There is no room left beside " + file.string() + ". Make room, then start again."};
}

std::unique_ptr<storage::Database> open_file(const HouseOptions& house, const fs::path& file,
                                             Figures figures = nullptr) {
    storage::SqliteOptions options;
    options.file = file;
    options.vfs = house.vfs;
    options.figures = std::move(figures);
    try {
        return std::make_unique<storage::SqliteDatabase>(std::move(options));
    } catch (const Refusal&) {
        throw no_room_beside(file);
    } catch (const std::exception& error) {
        throw Stop(Exit::Failed, file.string() + " cannot be opened: " + error.what());
    }
}

/// What reading or changing the schema throws, as sentences for the operator.
template <class Work>
auto over_schema(const fs::path& file, const Work& work) {
    try {
        return work();
    } catch (const Refusal&) {
        throw no_room_beside(file);
    } catch (const std::exception& error) {
        throw Stop(Exit::NewerData, file.string() + ": " + error.what());
    }
}

std::unique_ptr<storage::Database> open_and_migrate(const HouseOptions& house, const fs::path& file,
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
    if (house.vfs.empty() && fs::exists(house.database)) {
        const auto behind = over_schema(house.database, [&] {
            return storage::find_change_behind(*open_file(house, house.database),
                                               storage::Dialect::Sqlite, migrations);
        });
        if (behind) copy_before_upgrade(house.database, *behind, clock);
    }
    return open_and_migrate(house, house.database, migrations, std::move(figures));
}

storage::InstanceKey::Kept kept_by(const HouseOptions& options) {
    const fs::path handed = installed::credentials();
    return !handed.empty() && options.instance_key.parent_path() == handed
               ? storage::InstanceKey::Kept::BySystemd
               : storage::InstanceKey::Kept::ByUs;
}

storage::InstanceKey open_key(const HouseOptions& options, bool is_new, Random& random) {
    try {
        return is_new ? storage::InstanceKey::create(options.instance_key, random)
                      : storage::InstanceKey::load(options.instance_key, kept_by(options));
    } catch (const std::exception& error) {
        throw Stop(Exit::Keys, error.what());
    }
}

Databases open_files(const HouseOptions& options, Figures figures, const Clock& clock,
                     Random& random) {
    const fs::path mark = elsewhere_mark_of(options);
    if (fs::exists(mark))
        throw Stop(Exit::Configuration,
                   "The data of this folder stands in PostgreSQL, and the configuration read here "
                   "does not name it. Name that configuration with --config, or write “database” "
                   "and “keys_database” into breather.toml. To go back to the files, with nothing "
                   "in them that was written since, remove " +
                       mark.string() + ".");
    // A new key beside old data would open none of it: then the key is missing, not new.
    const bool is_new = !fs::exists(options.instance_key) && !fs::exists(options.database) &&
                        !fs::exists(options.keys);
    const auto instance_key = open_key(options, is_new, random);
    return {.instance_key = instance_key,
            .made_instance_key = is_new,
            .keys = open_and_migrate(options, options.keys, storage::key_migrations()),
            .data = open_data(options, clock, std::move(figures))};
}

std::unique_ptr<storage::Database> open_address(const std::string& setting,
                                                storage::PostgresOptions options,
                                                std::span<const storage::Migration> migrations) {
    try {
        return storage::open_postgres(std::move(options), migrations);
    } catch (const storage::UnfinishedFilling& error) {
        throw Stop(Exit::NotRestored, "“" + setting + "”: " + error.what());
    } catch (const std::exception& error) {
        const std::string says = error.what();
        const bool is_newer = says.find("newer Breather") != says.npos;
        throw Stop(is_newer ? Exit::NewerData : Exit::Failed, "“" + setting + "”: " + says);
    }
}

/// Only the first server of an installation makes the key; the others are brought a copy.
bool is_new_where_shared(const HouseOptions& options, storage::Database& keys) {
    if (fs::exists(options.instance_key)) return false;
    if (!storage::Keys::is_bound(keys)) return true;
    throw Stop(Exit::Keys, "The instance key " + options.instance_key.string() +
                               " is missing. Copy it from another server of this installation, or "
                               "from where you kept it; without it nothing that people wrote can "
                               "be opened.");
}

Databases open_shared(const HouseOptions& options, Figures figures, Random& random) {
    const PostgresPlaces& places = *options.postgres;
    refuse_one_for_both(places);
    // Keys are few and small: one asks, one writes.
    auto keys =
        open_address("keys_database",
                     {.address = places.keys, .readers = 1, .read_time_max = places.read_time_max},
                     storage::key_migrations());
    auto data = open_address("database",
                             {.address = places.data,
                              .read_time_max = places.read_time_max,
                              .figures = std::move(figures)},
                             storage::data_migrations());
    const bool is_new = is_new_where_shared(options, *keys);
    const auto instance_key = open_key(options, is_new, random);
    std::ofstream(elsewhere_mark_of(options))
        << "The data of this installation stands in PostgreSQL: see breather.toml.\n";
    return {.instance_key = instance_key,
            .made_instance_key = is_new,
            .keys = std::move(keys),
            .data = std::move(data)};
}

}  // namespace

void refuse_one_for_both(const PostgresPlaces& places) {
    bool same = false;
    try {
        same = storage::is_same_postgres(places.data, places.keys);
    } catch (const std::exception& error) {
        throw Stop(Exit::Failed, error.what());
    }
    if (same)
        throw Stop(Exit::Configuration,
                   "“database” and “keys_database” lead to one and the same database. Make a "
                   "second one for the keys: it has backups of its own that live seven days.");
}

fs::path elsewhere_mark_of(const HouseOptions& options) {
    // Without a folder the mark would lie in whichever one the program was started in.
    ensure(options.database.has_parent_path(), "no data folder was named");
    return DataFolder::elsewhere_mark_of(options.database.parent_path());
}

Databases open_databases(const HouseOptions& options, Figures figures, const Clock& clock,
                         Random& random) {
    return options.postgres ? open_shared(options, std::move(figures), random)
                            : open_files(options, std::move(figures), clock, random);
}

}  // namespace breather

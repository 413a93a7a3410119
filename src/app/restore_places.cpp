#include "app/restore_places.h"

#include <fstream>

#include "app/databases.h"
#include "app/exit.h"
#include "base/log.h"
#include "engines/storage/filling.h"
#include "engines/storage/postgres_opening.h"
#include "engines/storage/sqlite_database.h"

namespace breather {
namespace {

namespace fs = std::filesystem;
using storage::PostgresFilling;

std::unique_ptr<storage::Database> open(const fs::path& file) {
    storage::SqliteOptions options;
    options.file = file;
    return std::make_unique<storage::SqliteDatabase>(std::move(options));
}

class Files final : public RestorePlaces {
  public:
    explicit Files(const DataFolder& folder)
        : name_(folder.path().string()),
          data_(open(folder.database())),
          keys_(open(folder.keys())) {}
    storage::Database& data() override { return *data_; }
    storage::Database& keys() override { return *keys_; }
    storage::Dialect dialect() const override { return storage::Dialect::Sqlite; }
    std::string name() const override { return name_; }
    std::string settings() const override { return ""; }
    void finish() override {}  // the folder's own mark goes last

  private:
    std::string name_;
    std::unique_ptr<storage::Database> data_, keys_;
};

/// With the setting that names the database.
template <class Work>
auto named(const char* setting, const Work& work) {
    try {
        return work();
    } catch (const Stop&) {
        throw;
    } catch (const std::exception& error) {
        throw Stop(Exit::Failed, std::string(setting) + ": " + error.what());
    }
}

/// One database, marked from the beginning, and emptied again unless it was finished.
class Filled {
  public:
    Filled(const char* setting, std::string address, std::span<const storage::Migration> changes)
        : setting_(setting), filling_(address), changes_(changes) {
        named(setting_, [&] { filling_.begin(); });
        database_ = named(setting_, [&] {
            return std::make_unique<storage::PostgresDatabase>(
                storage::PostgresOptions{.address = std::move(address),

                                         .readers = 1,
                                         .read_time_max = std::chrono::minutes(1)});
        });
    }
    ~Filled() {
        if (finished_) return;
        database_.reset();
        try {
            filling_.give_up(changes_);
        } catch (const std::exception& error) {
            // The mark stays, and keeps every server out.
            log::warning("a database could not be emptied again", {{"why", error.what()}});
        }
    }
    Filled(const Filled&) = delete;
    Filled& operator=(const Filled&) = delete;
    storage::Database& database() { return *database_; }
    void finish() {
        named(setting_, [&] { filling_.finish(); });
        finished_ = true;
    }

  private:
    const char* setting_;
    PostgresFilling filling_;
    std::span<const storage::Migration> changes_;
    std::unique_ptr<storage::Database> database_;
    bool finished_ = false;
};

class OnPostgres final : public RestorePlaces {
  public:
    OnPostgres(const DataFolder& folder, const PostgresPlaces& places)
        : folder_(folder),
          places_(places),
          keys_("--keys-database", places.keys, storage::key_migrations()),
          data_("--database", places.data, storage::data_migrations()) {}
    storage::Database& data() override { return data_.database(); }
    storage::Database& keys() override { return keys_.database(); }
    storage::Dialect dialect() const override { return storage::Dialect::Postgres; }
    std::string name() const override {
        return "PostgreSQL, sounds into " + folder_.path().string();
    }
    std::string settings() const override {
        return "  database = \"" + places_.data + "\"\n  keys_database = \"" + places_.keys +
               "\"\n";
    }
    /// The data last: as long as its mark stands, no server opens either.
    void finish() override {
        std::ofstream(elsewhere_mark_of(options_of(folder_, "")))
            << "The data of this installation stands in PostgreSQL: see breather.toml.\n";
        keys_.finish();
        data_.finish();
    }

  private:
    const DataFolder& folder_;
    PostgresPlaces places_;
    Filled keys_, data_;
};

}  // namespace

void refuse_what_cannot_be_filled(const PostgresPlaces& places) {
    for (const std::string* address : {&places.data, &places.keys})
        if (const auto fault = storage::postgres_address_fault(*address); !fault.empty())
            throw Stop(Exit::Configuration, "The address of a database " + fault);
    const auto refuse = [](const char* setting, const std::string& address) {
        try {
            PostgresFilling(address).refuse_what_is_not_empty();
        } catch (const std::exception& error) {
            throw Stop(Exit::FolderNotEmpty, std::string(setting) + ": " + error.what());
        }
    };
    refuse_one_for_both(places);
    refuse("--keys-database", places.keys);
    refuse("--database", places.data);
}

std::unique_ptr<RestorePlaces> open_restore_places(const DataFolder& folder,
                                                   const std::optional<PostgresPlaces>& places) {
    if (places) return std::make_unique<OnPostgres>(folder, *places);
    return std::make_unique<Files>(folder);
}

}  // namespace breather

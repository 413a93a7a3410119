#include "app/migrate.h"

#include <array>
#include <chrono>

#include "app/data_folder.h"
#include "app/databases.h"
#include "app/exit.h"
#include "app/serve.h"
#include "base/elapsed.h"
#include "engines/storage/move.h"
#include "engines/storage/postgres_opening.h"

namespace breather {
namespace {

using Tell = std::function<void(const std::string&)>;

/// Where it stands, and what libpq or SQLite had to say.
template <class Work>
auto named(const std::string& which, const Work& work) {
    try {
        return work();
    } catch (const Stop&) {
        throw;
    } catch (const std::exception& error) {
        throw Stop(Exit::Failed, which + ": " + error.what());
    }
}

void refuse_what_cannot_be_read(const MigrateFlags& flags) {
    for (const std::string* address : {&flags.to.data, &flags.to.keys})
        if (const auto fault = storage::postgres_address_fault(*address); !fault.empty())
            throw Stop(Exit::Configuration, "The address of a database " + fault);
    if (!std::filesystem::exists(flags.data / "breather.db"))
        throw Stop(Exit::NotFound, "There is no data in " + flags.data.string() +
                                       " to move. Name the folder with --data.");
}

std::string line_of(const storage::ComparedTable& table) {
    std::array<char, 200> line{};
    std::snprintf(line.data(), line.size(), "  %-24s %10lld rows  %s  %s\n", table.table.c_str(),
                  static_cast<long long>(table.rows_to), table.hash_to.c_str(),
                  table.is_same() ? "same" : "NOT THE SAME");
    std::string says = line.data();
    if (!table.is_same()) {
        std::snprintf(line.data(), line.size(), "  %-24s %10lld rows  %s  in the file\n", "",
                      static_cast<long long>(table.rows_from), table.hash_from.c_str());
        says += line.data();
    }
    return says;
}

/// How many tables are not the same.
int report(const std::string& title, const std::vector<storage::ComparedTable>& tables,
           const Tell& tell) {
    tell(title + "\n");
    int others = 0;
    for (const auto& table : tables) {
        tell(line_of(table));
        others += !table.is_same();
    }
    return others;
}

/// Opened once as the server will: its key fits, and the sounds stand where the others find them.
void open_once(const DataFolder& folder, const MigrateFlags& flags) {
    const SystemClock clock;
    SystemRandom random;
    HouseOptions options = options_of(folder, address_of(configuration_of(flags.data), false));
    options.postgres = flags.to;
    House(std::move(options), clock, random);
}

}  // namespace

void migrate_to_postgres(const MigrateFlags& flags, const Tell& tell) {
    refuse_what_cannot_be_read(flags);
    const DataFolder folder(flags.data);
    const auto began = machine_elapsed();
    using storage::Move;
    auto keys = named("--keys-database", [&] {
        return Move(folder.keys(), flags.to.keys, storage::key_migrations());
    });
    auto data = named("--database", [&] {
        return Move(folder.database(), flags.to.data, storage::data_migrations());
    });
    refuse_one_for_both(flags.to);
    named("--keys-database", [&] { keys.refuse_what_is_not_empty(); });
    named("--database", [&] { data.refuse_what_is_not_empty(); });
    const auto each = [&](const std::string& table) { tell("copying " + table + "\n"); };
    named("--keys-database", [&] { keys.copy(each); });
    named("--database", [&] { data.copy(each); });
    if (flags.before_comparing) flags.before_comparing();
    const int others =
        report("keys", named("--keys-database", [&] { return keys.compare(); }), tell) +
        report("data", named("--database", [&] { return data.compare(); }), tell);
    if (others > 0)
        throw Stop(Exit::Failed,
                   std::to_string(others) +
                       " of the tables are not the same on both sides. The files are as they "
                       "were. Drop and create both databases again and repeat; if it happens "
                       "twice, do not use that PostgreSQL.");
    named("--keys-database", [&] { keys.finish(); });
    named("--database", [&] { data.finish(); });
    open_once(folder, flags);
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(machine_elapsed() - began).count();
    tell("Everything arrived, in " + std::to_string(seconds) +
         " s. Before the next start, write into " +
         DataFolder::configuration_of(folder.path()).string() + ":\n  database = \"" +
         flags.to.data + "\"\n  keys_database = \"" + flags.to.keys +
         "\"\nThe files stay as they are; keep them until the first backup from PostgreSQL.\n");
}

}  // namespace breather

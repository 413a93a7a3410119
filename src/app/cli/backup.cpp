#include <thread>

#include "app/backup_commands.h"
#include "app/cli/cli.h"
#include "app/cli/live.h"
#include "app/configuration.h"
#include "app/exit.h"
#include "app/jobs.h"
#include "app/restore_folder.h"
#include "features/backups/key_pair.h"

namespace breather::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds between_looks{500};
constexpr int looks_before_it_begins = 120;

struct Asked {
    fs::path data = data_usual, file;
};

std::string ask(const fs::path& data, std::string_view command, const boost::json::object& with) {
    const CommandAnswer answer = perform_live(data, command, with);
    if (answer.code != Exit::Ok) throw Stop(answer.code, answer.says);
    return answer.says;
}

/// A running server does it as its job, and is asked until it is done.
void make_and_wait(const fs::path& data, const std::string& command, const char* what) {
    std::string says = ask(data, command, {});
    if (!says.starts_with(backup_begun)) {
        std::cout << says << std::flush;
        return;
    }
    const std::int64_t since = std::stoll(says.substr(backup_begun.size()));
    std::cerr << "The server has begun." << std::endl;
    for (int looks = 0;; ++looks) {
        std::this_thread::sleep_for(between_looks);
        says = ask(data, "backup.look", {{"what", what}, {"since", since}});
        if (!says.empty()) break;
        if (looks == looks_before_it_begins)
            std::cerr << "It takes long. `breather backup list` shows how it ended; this command "
                         "may be stopped, the server goes on."
                      << std::endl;
    }
    std::cout << says << std::flush;
}

CLI::App* add(CLI::App& to, const std::string& name, const std::string& about,
              const std::shared_ptr<Asked>& asked) {
    auto* made = to.add_subcommand(name, about);
    made->add_option("--data", asked->data, "The data folder")->capture_default_str();
    return made;
}

void make_key_pair(const fs::path& file) {
    SystemRandom random;
    const auto pair = backups::KeyPair::make(random);
    try {
        pair.write(file);
    } catch (const std::runtime_error& error) {
        throw Stop(Exit::FolderNotWritable, error.what());
    }
    std::cout << "The secret key is in " << fs::absolute(file).string()
              << ".\nMove it off this machine, to two places: without it no backup opens, and "
                 "whoever has it opens all.\nInto breather.toml goes\n\n  backup_public_key = \""
              << pair.public_key.text() << "\"\n";
}

/// Nothing: into files. Which it is, is always said, never found out.
std::optional<PostgresPlaces> restored_into(const PostgresPlaces& to,
                                            const std::optional<fs::path>& configuration) {
    if (to.data.empty() != to.keys.empty())
        throw Stop(Exit::Usage, "--database and --keys-database belong together.");
    if (!to.data.empty()) return to;
    if (!configuration) return std::nullopt;
    const auto places = read_configuration(*configuration).postgres;
    if (!places)
        throw Stop(
            Exit::Configuration,
            configuration->string() +
                " names no PostgreSQL databases. Leave --config away to restore into files.");
    return places;
}

void add_restore(CLI::App& program) {
    auto* command = program.add_subcommand("restore", "Make a new data folder from a backup");
    struct AskedToRestore {
        RestoreAsk ask;
        PostgresPlaces to;
        std::optional<fs::path> configuration;
    };
    const auto all = std::make_shared<AskedToRestore>();
    RestoreAsk* asked = &all->ask;
    command->add_option("--from", asked->from, "The file of data")->required();
    command->add_option("--keys", asked->keys, "The newest file of keys")->required();
    command->add_option("--secret-key", asked->secret_key, "The secret key of backups")->required();
    command->add_option("--data", asked->data, "The folder to make")->required();
    command->add_option("--instance-key", asked->instance_key,
                        "The installation's own key, from where you kept it");
    command->add_option("--tombstones", asked->tombstones, "A ledger newer than the keys");
    command->add_option("--database", all->to.data,
                        "An empty PostgreSQL database for the rows, as a libpq connection string; "
                        "into files if not given");
    command->add_option("--keys-database", all->to.keys, "Another one, for the keys");
    command->add_option("--config", all->configuration,
                        "Settings that name both databases, instead of the two");
    command->callback([all] {
        all->ask.postgres = restored_into(all->to, all->configuration);
        const SystemClock clock;
        SystemRandom random;
        std::cout << restore_folder(all->ask, clock, random) << std::flush;
    });
}

}  // namespace

void add_backup(CLI::App& program) {
    const auto asked = std::make_shared<Asked>();
    auto* backup = add(program, "backup", "Make a backup now, while the server serves", asked);
    backup->require_subcommand(0, 1);
    backup->callback([backup, asked] {
        if (backup->get_subcommands().empty())
            make_and_wait(asked->data, "backup.make", jobs::backup);
    });
    const auto key_file = std::make_shared<fs::path>("backup-secret.key");
    auto* keypair = backup->add_subcommand("keypair", "Make the key pair backups are sealed with");
    keypair->add_option("file", *key_file, "Where the secret key goes")->capture_default_str();
    keypair->callback([key_file] { make_key_pair(*key_file); });

    const auto rehearsed = std::make_shared<Asked>();
    add(*backup, "rehearse", "Put a snapshot back beside the live data, and check it", rehearsed)
        ->callback(
            [rehearsed] { make_and_wait(rehearsed->data, "backup.rehearse", jobs::rehearsal); });
    const auto listed = std::make_shared<Asked>();
    add(*backup, "list", "List backups and rehearsals", listed)->callback([listed] {
        perform_and_print(listed->data, "backup.list", {});
    });
    const auto ledger = std::make_shared<Asked>();
    auto* tombstones =
        add(*backup, "tombstones", "Write the ledger of who was erased, sealed", ledger);
    tombstones->add_option("file", ledger->file, "Where it goes")->required();
    tombstones->callback([ledger] {
        perform_and_print(ledger->data, "backup.tombstones",
                          {{"file", fs::absolute(ledger->file).string()}});
    });
    add_restore(program);
}

}  // namespace breather::cli

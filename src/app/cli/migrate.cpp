#include "app/migrate.h"

#include <iostream>

#include "app/cli/cli.h"
#include "app/exit.h"

namespace breather::cli {

void add_migrate(CLI::App& program) {
    struct Asked {
        MigrateFlags flags;
        std::string from, to;
        std::optional<std::filesystem::path> configuration;
    };
    const auto asked = std::make_shared<Asked>();
    asked->flags.data = data_usual;
    auto* command = program.add_subcommand(
        "migrate", "Move an installation from its files into two empty PostgreSQL databases");
    command->add_option("--from", asked->from, "Where the data stands: sqlite")
        ->required()
        ->check(CLI::IsMember({"sqlite"}));
    command->add_option("--to", asked->to, "Where it goes: postgresql")
        ->required()
        ->check(CLI::IsMember({"postgresql"}));
    command->add_option("--data", asked->flags.data, "The data folder; its server must be stopped")
        ->capture_default_str();
    command->add_option("--config", asked->configuration,
                        "Settings; breather.toml in the data folder if not given");
    command->add_option("--database", asked->flags.to.data,
                        "An empty database, as a libpq connection string; as in the settings if "
                        "not given");
    command->add_option("--keys-database", asked->flags.to.keys, "Another one, for the keys");
    command->callback([asked] {
        const auto places = configuration_of(asked->flags.data, asked->configuration).postgres;
        PostgresPlaces& to = asked->flags.to;
        if (places && to.data.empty()) to.data = places->data;
        if (places && to.keys.empty()) to.keys = places->keys;
        if (to.data.empty() || to.keys.empty())
            throw Stop(Exit::Usage,
                       "Name both empty databases with --database and "
                       "--keys-database, or in the settings.");
        migrate_to_postgres(asked->flags,
                            [](const std::string& says) { std::cout << says << std::flush; });
    });
}

}  // namespace breather::cli

#include <iostream>

#include "app/before_upgrade.h"
#include "app/cli/cli.h"
#include "app/data_folder.h"
#include "app/exit.h"

namespace breather::cli {
namespace {

struct Asked {
    std::filesystem::path data = data_usual;
    std::string copy;
};

void roll_back(const Asked& asked) {
    if (!DataFolder::is_begun(asked.data))
        throw Stop(Exit::NotFound,
                   "There is no data in " + asked.data.string() + ". Name the folder with --data.");
    if (asked.copy.empty()) {
        const auto all = list_upgrade_copies(asked.data);
        for (const std::string& one : all) std::cout << one << "\n";
        std::cout << (all.empty() ? "There is no copy: no upgrade of the last 7 days changed the "
                                    "database.\n"
                                  : "`breather roll-back NAME` puts one back.\n");
        return;
    }
    const DataFolder folder(asked.data);
    const SystemClock clock;
    put_back(folder, asked.copy, clock);
    std::cout << "The database is again as it was in " << asked.copy
              << ". What was there stands in " << folder.before_upgrade().string()
              << " for 7 days.\n";
}

}  // namespace

void add_roll_back(CLI::App& program) {
    auto* command = program.add_subcommand("roll-back",
                                           "List the copies made before upgrades, or put one back");
    const auto asked = std::make_shared<Asked>();
    command->add_option("--data", asked->data, "The data folder")->capture_default_str();
    command->add_option("copy", asked->copy, "The copy to put back");
    command->callback([asked] { roll_back(*asked); });
}

}  // namespace breather::cli

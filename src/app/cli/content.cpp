#include "app/cli/cli.h"
#include "app/cli/live.h"
#include "app/content_check.h"

namespace breather::cli {
namespace {

struct Asked {
    std::filesystem::path data = data_usual, folder;
    bool figures = false;
};

CheckedContent checked(const std::filesystem::path& folder) {
    const SystemClock clock;
    CheckedContent found =
        check_content(folder, std::chrono::floor<std::chrono::days>(clock.now()));
    std::cout << found.text();
    if (found.faults() > 0)
        throw Stop(Exit::BrokenPack,
                   std::to_string(found.faults()) + " to put right in " + folder.string() + ".");
    return found;
}

}  // namespace

void add_content(CLI::App& program) {
    auto* content = program.add_subcommand("content", "What authors wrote");
    content->require_subcommand(1);

    const auto check = std::make_shared<Asked>();
    auto* check_command =
        content->add_subcommand("check", "Tell every fault of a pack or a content folder");
    check_command->add_option("folder", check->folder, "The folder")->required();
    check_command->callback([check] {
        const CheckedContent found = checked(check->folder);
        std::cout << "Nothing to put right.";
        if (found.help_lines_not_yet_checked > 0)
            std::cout << " " << found.help_lines_not_yet_checked
                      << " help lines are not yet checked by anybody.";
        std::cout << std::endl;
    });

    const auto import = std::make_shared<Asked>();
    auto* import_command =
        content->add_subcommand("import", "Check, then bring all of it in or nothing");
    import_command->add_option("folder", import->folder, "The folder")->required();
    import_command->add_option("--data", import->data, "The data folder")->capture_default_str();
    import_command->callback([import] {
        checked(import->folder);
        perform_and_print(import->data, "content.import",
                          {{"folder", std::filesystem::absolute(import->folder).string()}});
    });

    const auto list = std::make_shared<Asked>();
    auto* list_command = content->add_subcommand("list", "List what was brought in");
    list_command->add_option("--data", list->data, "The data folder")->capture_default_str();
    list_command->add_flag("--stats", list->figures,
                           "Minutes, words and reading grade of every item");
    list_command->callback([list] {
        perform_and_print(list->data, "content.list", {{"stats", list->figures}});
    });
}

}  // namespace breather::cli

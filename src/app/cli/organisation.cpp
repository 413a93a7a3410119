#include <fstream>

#include "app/cli/cli.h"
#include "app/cli/live.h"

namespace breather::cli {
namespace {

struct Asked {
    std::filesystem::path data = data_usual;
    boost::json::object ask;
};
using AskedPtr = std::shared_ptr<Asked>;

CLI::App* add(CLI::App& to, const std::string& name, const std::string& about,
              const std::string& command, AskedPtr asked) {
    auto* made = to.add_subcommand(name, about);
    made->add_option("--data", asked->data, "The data folder")->capture_default_str();
    made->callback([asked, command] { perform_and_print(asked->data, command, asked->ask); });
    return made;
}

/// An option or place on the line that goes into the question as it stands.
CLI::Option* text(CLI::App* command, const AskedPtr& asked, const std::string& flag,
                  const std::string& key, const std::string& about) {
    return command->add_option_function<std::string>(
        flag, [asked, key](const std::string& value) { asked->ask[key] = value; }, about);
}

void add_add(CLI::App& organisation) {
    const auto asked = std::make_shared<Asked>();
    asked->ask = {{"country", "other"}, {"labels", "well_being"}, {"pack", "steady"}};
    auto* command = add(organisation, "add", "Add an organisation whose people may join",
                        "organisation.add", asked);
    text(command, asked, "--name", "name", "Who employs")->required();
    text(command, asked, "--operator", "operator", "Who runs this server; not the employer")
        ->required();
    text(command, asked, "--country", "country", "GB, CN or other: whose help lines come first");
    text(command, asked, "--labels", "labels", "well_being, resilience or professional_skills");
    text(command, asked, "--pack", "pack", "The content pack");
    text(command, asked, "--permission-en", "permission-en",
         "What its leadership permits, in English");
    text(command, asked, "--permission-zh", "permission-zh", "The same in Chinese");
}

void add_codes(CLI::App& organisation) {
    auto* code = organisation.add_subcommand("code", "Codes on posters");
    code->require_subcommand(1);
    const auto fresh = std::make_shared<Asked>();
    text(add(*code, "new", "Make a code", "organisation.code.new", fresh), fresh, "organisation",
         "organisation", "Its id or name")
        ->required();
    const auto list = std::make_shared<Asked>();
    text(add(*code, "list", "List an organisation's codes", "organisation.code.list", list), list,
         "organisation", "organisation", "Its id or name")
        ->required();
    const auto close = std::make_shared<Asked>();
    text(add(*code, "close", "Let nobody new join with a code", "organisation.code.close", close),
         close, "code", "code", "The code")
        ->required();
}

void add_poster(CLI::App& organisation) {
    const auto asked = std::make_shared<Asked>();
    auto* command =
        add(organisation, "poster", "Print a poster page as HTML", "organisation.poster", asked);
    text(command, asked, "code", "code", "The code")->required();
    text(command, asked, "--language", "language", "en-GB or zh-Hans");
    text(command, asked, "--address", "address", "Where people reach the server");
}

}  // namespace

void add_organisation(CLI::App& program) {
    auto* organisation = program.add_subcommand(
        "organisation", "Organisations and the codes their people join with");
    organisation->require_subcommand(1);
    add_add(*organisation);
    add(*organisation, "list", "List organisations", "organisation.list",
        std::make_shared<Asked>());
    add_codes(*organisation);
    add_poster(*organisation);
}

}  // namespace breather::cli

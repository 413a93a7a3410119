#include "app/cli/cli.h"
#include "app/cli/live.h"

namespace breather::cli {

void add_staff(CLI::App& program) {
    auto* command = program.add_subcommand("staff", "Who works here");
    command->require_subcommand(1);

    struct Invite {
        std::filesystem::path data = data_usual;
        std::string name, role = "administrator", organisation;
    };
    auto* invite = command->add_subcommand(
        "invite", "An enrolment link for a new member of staff; good once, for three days");
    const auto ask = std::make_shared<Invite>();
    invite->add_option("--data", ask->data, "The data folder")->capture_default_str();
    invite->add_option(
        "--name", ask->name,
        "Their name, as colleagues read it; they say it themselves where it is left out");
    invite
        ->add_option("--role", ask->role,
                     "administrator, coach, facilitator, organisation, "
                     "researcher or author")
        ->capture_default_str();
    invite->add_option("--organisation", ask->organisation,
                       "The organisation's name or id, for the roles that work for one");
    invite->callback([ask] {
        perform_and_print(
            ask->data, "staff.invite",
            {{"name", ask->name}, {"role", ask->role}, {"organisation", ask->organisation}});
    });
}

}  // namespace breather::cli

#include <cstdlib>
#include <iostream>

#include "app/api_description.h"
#include "app/cli/cli.h"

namespace breather::cli {

void add_about(CLI::App& program) {
    auto* api = program.add_subcommand("api", "Print the description of the API (OpenAPI 3.1)");
    const auto staff = std::make_shared<bool>(false);
    api->add_flag("--staff", *staff, "What may be asked on the staff's own host name");
    api->callback([staff] {
        std::cout << api_description(*staff ? Realm::Staff : Realm::People) << std::flush;
    });
    program.add_subcommand("version", "Print the version")->callback([] {
        std::cout << "breather " << BREATHER_VERSION << std::endl;
    });
}

}  // namespace breather::cli

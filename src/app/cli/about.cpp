#include <cstdlib>
#include <iostream>

#include "app/api_description.h"
#include "app/cli/cli.h"

namespace breather::cli {

void add_about(CLI::App& program) {
    program.add_subcommand("api", "Print the description of the API (OpenAPI 3.1)")->callback([] {
        std::cout << api_description() << std::flush;
    });
    program.add_subcommand("version", "Print the version")->callback([] {
        std::cout << "breather " << BREATHER_VERSION << std::endl;
    });
}

}  // namespace breather::cli

#include "app/cli/cli.h"

namespace breather::cli {

void add_serve(CLI::App& program, const Extra& extra) {
    auto* command = program.add_subcommand("serve", "Serve the app and its API until stopped");
    const auto flags = std::make_shared<ServeFlags>();
    flags->data = data_usual;
    command->add_option("--data", flags->data, "The data folder")->capture_default_str();
    command->add_option("--config", flags->configuration,
                        "Settings; breather.toml in the data folder if not given");
    command->add_option("--bind", flags->bind, "The address to listen on; 127.0.0.1 if not given");
    command->add_option("--port", flags->port, "The port; 8080 if not given, 0 for any free one")
        ->check(CLI::Range(0, 65535));
    command->add_option("--app", flags->app, "The folder of the app's files");
    command->add_flag("--no-app", flags->no_app, "Serve the API alone");
    command->add_flag("--tls", flags->tls, "TLS with a certificate of our own");
    command->add_flag("--phone", flags->phone,
                      "As --tls, for the whole network, with a QR code to open");
    if (extra.serve) extra.serve(*command, *flags);
    command->callback([flags] { serve(*flags); });
}

}  // namespace breather::cli

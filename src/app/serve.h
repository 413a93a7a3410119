// The server from start to a graceful stop.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "app/configuration.h"
#include "app/house.h"
#include "engines/web/server.h"

namespace breather {

struct ServeFlags {
    std::filesystem::path data;
    std::optional<std::filesystem::path> configuration;
    std::optional<std::string> bind;
    std::optional<int> port;
    std::optional<std::filesystem::path> app;
    bool no_app = false;  // the API alone
    bool tls = false;
    bool phone = false;
    /// Before the house opens; the shipped program changes nothing.
    std::function<void(HouseOptions&)> change_house;
    std::function<void(web::ServerOptions&)> change_server;
    /// When it was asked to stop, before anything is finished.
    std::function<void()> asked_to_stop;
};

/// Serves until SIGTERM or SIGINT. Throws Stop.
void serve(const ServeFlags& flags);

/// breather.toml of the data folder, or the one named; what is not there is as usual.
Configuration configuration_of(const std::filesystem::path& data,
                               const std::optional<std::filesystem::path>& named = std::nullopt);
/// As people reach the server.
std::string address_of(const Configuration& configuration, bool tls);

/// The app's files: `named`, or where they were built or installed beside this program.
/// Throws Stop(MissingApp).
std::filesystem::path find_app(const std::optional<std::filesystem::path>& named);

}  // namespace breather

// What the operator decides: breather.toml in the data folder, and flags that win over it.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "app/house.h"
#include "base/civil_time.h"
#include "features/backups/backups_service.h"

namespace breather {

struct Configuration {
    std::string bind = "127.0.0.1";
    std::uint16_t port = 8080;
    std::string
        address;  // where people reach it, "https://steady.example.org"; empty: bind and port
    std::string staff_address;  // where staff come in, "https://staff.example.org"; empty: this
                                // machine only, at staff.localhost
    std::string leave_to;       // where Leave takes a person; empty: our own blank page
    bool behind_tls = false;
    std::size_t threads = 0;  // 0: one a core
    std::optional<std::filesystem::path> certificate, key;
    std::string metrics_bind = "127.0.0.1";
    std::optional<std::uint16_t> metrics_port;  // nothing: nobody watches from outside
    std::optional<std::filesystem::path> metrics_token_file;
    std::string mail_server;  // "smtps://mail.example.org:465"; empty: no mail goes out
    std::string mail_from, mail_user;
    std::optional<std::filesystem::path> mail_password_file;
    mail::Server mail() const;
    std::optional<PostgresPlaces> postgres;    // instead of files in the data folder
    std::optional<backups::Settings> backups;  // nothing: none are made
    staff::OutsideParts outside;  // without settings: staff have passphrases, all of them
    TimeZone zone = TimeZone::of_this_machine();
    std::optional<std::filesystem::path>
        app;  // the app's files; nothing: where they were built or installed
};

/// Reads a file; every key is checked. Throws Stop(Configuration) with `file:line: sentence`, one a
/// line.
Configuration read_configuration(const std::filesystem::path& file);

}  // namespace breather

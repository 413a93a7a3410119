// Where the Debian package puts things. A program that lies elsewhere (a build, a copy) knows none
// of these places.
#pragma once
#include <filesystem>

namespace breather::installed {

/// Whether this is the program of the package, /usr/bin/breather.
bool is_this();

/// /var/lib/breather for the package's program; "breather-data" here for any other.
std::filesystem::path data_usual();

/// The settings of a data folder: its own breather.toml, or for the package's folder, where it has
/// none, /etc/breather/breather.toml.
std::filesystem::path settings_of(const std::filesystem::path& data);

/// The folder in which systemd hands this service what was not to lie about (LoadCredential);
/// empty: none.
std::filesystem::path credentials();

/// Root that opens a folder of another account becomes that account, for good: files it left there
/// as root would stop the service. Everybody else stays who they are. Throws std::system_error.
void become_owner_of(const std::filesystem::path& folder);

}  // namespace breather::installed

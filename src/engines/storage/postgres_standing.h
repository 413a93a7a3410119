// What a PostgreSQL promises about a commit: asked over a connection of its own, changing nothing.
#pragma once
#include <cstdint>
#include <string>

namespace breather::storage {

struct PostgresStanding {
    std::int64_t version_number = 0;  // 150004
    std::string version;              // "15.4"
    std::string synchronous_commit;   // "on", "off", "local", "remote_write", "remote_apply"
    std::string standbys;             // synchronous_standby_names; empty: nobody is waited for
    bool syncs = true;                // fsync

    /// A commit is told only when a standby has it on its disk, too.
    bool waits_for_a_standby() const {
        return !standbys.empty() &&
               (synchronous_commit == "on" || synchronous_commit == "remote_apply");
    }
};

/// Throws std::runtime_error with one clear sentence when nobody answers at the address.
PostgresStanding ask_standing(const std::string& address);

}  // namespace breather::storage

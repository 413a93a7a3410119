// The looks of the doctor: from facts to findings. Nothing here changes anything.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/configuration.h"
#include "app/watch/finding.h"
#include "base/clock.h"
#include "engines/storage/postgres_standing.h"
#include "features/safety/help_lines.h"

namespace breather::watch {

// configuration_check.cpp
/// Every key of the file; nothing there is fine too.
Findings look_at_configuration(const std::filesystem::path& file);
/// What people type: reachable, secure, and neutral (no telling words in the host name).
Findings look_at_address(const Configuration& configuration);

// postgres_check.cpp
/// What a commit is worth there.
Findings look_at_standing(const storage::PostgresStanding& standing);
/// Asks both databases; nothing where the data lies in files.
Findings look_at_postgres(const Configuration& configuration);

// machine_checks.cpp
/// Whose it is and who may look into it.
Findings look_at_folder(const std::filesystem::path& folder);
/// The instance key: there, and closed to others. (Whether it is the right one is known when the
/// house opens.)
Findings look_at_key_file(const std::filesystem::path& file);
struct Disk {
    std::uint64_t free = 0, taken = 0;  // bytes
};
/// Every file of the data folder counts as taken.
Disk disk_of(const std::filesystem::path& folder);
Findings look_at_disk(const Disk& disk);
enum class Kept { ByNetwork, ByNobody };
Kept clock_kept();
Findings look_at_clock(Instant now, Kept kept);
Findings look_at_open_files(std::uint64_t limit);
std::uint64_t open_files_limit();
/// "12.3 GB"
std::string size_text(std::uint64_t bytes);

// certificate_check.cpp
Findings look_at_certificate(const Configuration& configuration, Instant now);

// mail_check.cpp
/// Greets the server, changes to TLS, signs in, and leaves. Sends no message.
Findings look_at_mail(const Configuration& configuration);

// outside_check.cpp
/// Whether the provider that staff sign in with says what it is. Nothing where there is none.
Findings look_at_outside(const Configuration& configuration, oidc::Net& net, const Clock& clock);

// content_checks.cpp
struct Shelf {
    std::size_t items = 0, unsigned_items = 0;
};
Findings look_at_content(const Shelf& shelf);
/// Nothing: the file is not there.
Findings look_at_help_lines(const std::optional<safety::HelpLines>& lines);
std::optional<safety::HelpLines> find_help_lines(std::chrono::sys_days today);

// running_checks.cpp
struct Backups {
    bool set_up = false;
    std::optional<Instant> last_made, last_rehearsed;
    bool rehearsal_held = true;
};
Findings look_at_backups(const Backups& backups, Instant now);
Findings look_at_jobs(std::size_t failed);
Findings look_at_beat(std::chrono::seconds age);

// listener_check.cpp
Findings look_at_metrics_token(const Configuration& configuration);

}  // namespace breather::watch

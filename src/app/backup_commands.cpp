#include "app/backup_commands.h"

#include <array>
#include <cstdio>

#include "app/exit.h"
#include "app/jobs.h"
#include "base/refusal.h"

namespace breather {
namespace {

using backups::BackupRow;
using backups::RehearsalRow;
using backups::State;
using boost::json::object;

bool flag_at(const object& ask, std::string_view key) {
    const auto* found = ask.if_contains(key);
    return found && found->is_bool() && found->as_bool();
}

std::string text_at(const object& ask, std::string_view key) {
    const auto* found = ask.if_contains(key);
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::string size_text(std::int64_t bytes) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%.1f MB", static_cast<double>(bytes) / 1e6);
    return text.data();
}

std::string seconds_text(Instant began, const std::optional<Instant>& ended) {
    if (!ended) return "";
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), ", %.1f s",
                  static_cast<double>((*ended - began).count()) / 1e3);
    return text.data();
}

std::string says(const BackupRow& row) {
    return "  " + row.data_file + "\n  " + row.keys_file + "\n  " + std::to_string(row.rows) +
           " rows, " + size_text(row.bytes) + seconds_text(row.began_at, row.ended_at) + "\n";
}

std::string says(const RehearsalRow& row) {
    return "  " + std::to_string(row.rows) + " rows put back and compared, " +
           std::to_string(row.opened) + " sealed values opened, " + size_text(row.bytes) +
           seconds_text(row.began_at, row.ended_at) + "\n";
}

std::string finished(const BackupRow& row) {
    return "The backup is made. Copy both files elsewhere; those of keys go after seven days.\n" +
           says(row);
}

std::string finished(const RehearsalRow& row) {
    return "The restore was rehearsed: all of it was there.\n" + says(row);
}

/// How far the newest is: nothing yet, what it came to, or why it failed.
template <class Row>
std::string look(const std::vector<Row>& rows, Instant since) {
    if (rows.empty() || rows[0].began_at < since || rows[0].state == State::Running) return "";
    if (rows[0].state == State::Failed)
        throw Stop(Exit::Failed, "It failed: " + rows[0].why.value_or("unknown"));
    return finished(rows[0]);
}

/// Already running: that one is what is waited for.
template <class Row>
std::string begin(House& house, const Clock& clock, const std::vector<Row>& rows,
                  const char* kind) {
    const bool runs = !rows.empty() && rows[0].state == State::Running;
    const Instant since = runs ? rows[0].began_at : clock.now();
    if (!runs) house.scheduler().hasten(kind);
    return std::string(backup_begun) + std::to_string(since.time_since_epoch().count());
}

Stop not_set_up() {
    return {Exit::Configuration,
            "No backups are set up. `breather backup keypair FILE` makes a key pair; then write "
            "backup_folder, keys_backup_folder and backup_public_key into breather.toml, and start "
            "the server again."};
}

std::string make(House& house, const Clock& clock, const object& ask) {
    if (!house.backups().is_set_up()) throw not_set_up();
    if (flag_at(ask, "live"))
        return begin(house, clock, house.backups().list_backups(), jobs::backup);
    house.backups().make();
    return finished(house.backups().list_backups().at(0));
}

std::string rehearse(House& house, const Clock& clock, const object& ask) {
    if (flag_at(ask, "live"))
        return begin(house, clock, house.backups().list_rehearsals(), jobs::rehearsal);
    house.backups().rehearse();
    return finished(house.backups().list_rehearsals().at(0));
}

std::string look_again(House& house, const object& ask) {
    const Instant since{std::chrono::milliseconds(ask.at("since").as_int64())};
    if (text_at(ask, "what") == jobs::rehearsal)
        return look(house.backups().list_rehearsals(), since);
    return look(house.backups().list_backups(), since);
}

template <class Row>
std::string line_of(const Row& row) {
    return backups::time_text(row.began_at) + "  " + std::string(name_of(row.state)) +
           (row.why ? ": " + *row.why : "") + "\n" + says(row);
}

std::string list(House& house) {
    std::string all;
    for (const BackupRow& row : house.backups().list_backups()) all += "backup     " + line_of(row);
    for (const RehearsalRow& row : house.backups().list_rehearsals())
        all += "rehearsal  " + line_of(row);
    return all.empty() ? "There is no backup yet. `breather backup` makes one.\n" : all;
}

std::string write_tombstones(House& house, const object& ask) {
    if (!house.backups().is_set_up()) throw not_set_up();
    const std::string file = text_at(ask, "file");
    house.backups().write_tombstones(file);
    return "The ledger of who was erased is in " + file + ", sealed as a backup is.\n";
}

}  // namespace

std::optional<std::string> perform_backup_command(House& house, const Clock& clock,
                                                  std::string_view command, const object& ask) {
    if (command == "backup.make") return make(house, clock, ask);
    if (command == "backup.rehearse") return rehearse(house, clock, ask);
    if (command == "backup.look") return look_again(house, ask);
    if (command == "backup.list") return list(house);
    if (command == "backup.tombstones") return write_tombstones(house, ask);
    return std::nullopt;
}

}  // namespace breather

#include "features/backups/backups_service.h"

#include <algorithm>

#include "base/log.h"
#include "base/refusal.h"
#include "engines/storage/sqlite_database.h"
#include "features/backups/backups_store.h"

namespace breather::backups {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t shown_max = 50;
constexpr std::size_t data_files_min = 3;    // stay, whatever a clock says
constexpr std::chrono::days rows_kept{400};  // what the list shows
constexpr std::size_t why_max = 300;

std::string name_of_file(std::string_view kind, Instant at, const std::string& id) {
    std::string when = time_text(at);
    std::erase_if(when, [](char c) { return c == '-' || c == ':'; });
    return "breather-" + std::string(kind) + "-" + when + "-" + id.substr(id.size() - 8) +
           ".backup";
}

std::string sentence_of(const std::exception& error) {
    if (const auto* refusal = dynamic_cast<const Refusal*>(&error))
        return refusal->kind == Refusal::Kind::storage_full ? "there is no room left on the disk"
                                                            : refusal->key;
    return std::string(error.what()).substr(0, why_max);
}

struct Found {
    fs::path file;
    Head head;
};

/// The backups of one kind in a folder, newest first. What is not ours is left alone.
std::vector<Found> list_files(const fs::path& folder, FileKind kind) {
    std::vector<Found> all;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".backup") continue;
        try {
            const Head head = read_head(entry.path());
            if (head.kind == kind) all.push_back({entry.path(), head});
        } catch (const BadFile&) {
            continue;
        }
    }
    std::sort(all.begin(), all.end(), [](const Found& left, const Found& right) {
        return left.head.made_at > right.head.made_at;
    });
    return all;
}

void remove(const Found& found) {
    fs::path beside = found.file;
    beside.replace_extension(".json");
    fs::remove(found.file);
    fs::remove(beside);
    log::info("backup_removed", {{"file", found.file.filename().string()}});
}

/// What a killed server left half written.
void remove_parts(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().string().ends_with(".backup.part")) fs::remove(entry.path());
}

std::unique_ptr<storage::SqliteDatabase> open(const fs::path& file) {
    storage::SqliteOptions options;
    options.file = file;
    return std::make_unique<storage::SqliteDatabase>(std::move(options));
}

/// A folder that goes with us, and with whatever a killed server left in it.
class Scratch {
  public:
    explicit Scratch(fs::path path) : path_(std::move(path)) {
        fs::remove_all(path_);
        fs::create_directories(path_);
        fs::permissions(path_, fs::perms::owner_all);
    }
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    fs::path operator/(const char* name) const { return path_ / name; }

  private:
    fs::path path_;
};

}  // namespace

SnapshotOf BackupsService::what(FileKind kind, const std::string& backup) const {
    SnapshotOf made{.head = {kind, parts_.clock.now(), parts_.program, {}, backup},
                    .instance = parts_.instance,
                    .mark = parts_.mark};
    if (parts_.audit_head) made.audit_head = to_hex(parts_.audit_head());
    if (kind == FileKind::Data) made.files = parts_.files;
    if (kind == FileKind::Tombstones) made.only_table = "tombstone";
    return made;
}

BackupRow BackupsService::make(const std::stop_token& stop) {
    if (!parts_.settings) throw Refusal::conflict("backups.not_set_up");
    const std::lock_guard lock(one_at_a_time_);
    BackupRow row;
    row.backup_id = BackupId::make(parts_.clock, parts_.random);
    row.began_at = parts_.clock.now();
    row.data_file = name_of_file("data", row.began_at, row.backup_id.text());
    row.keys_file = name_of_file("keys", row.began_at, row.backup_id.text());
    parts_.data.database.write_now([&](storage::Transaction& tx) {
        store::fail_what_runs(tx, row.began_at, "the server stopped before this was done");
        store::forget_before(tx, row.began_at - rows_kept);
        store::begin_backup(tx, row.backup_id, row.began_at, row.data_file, row.keys_file);
    });
    try {
        copy(*parts_.settings, row, stop);
        row.state = State::Done;
    } catch (const std::exception& error) {
        row.state = State::Failed;
        row.why = sentence_of(error);
        note(row);
        throw;
    }
    note(row);
    remove_what_is_too_old(*parts_.settings);
    return row;
}

void BackupsService::copy(const Settings& settings, BackupRow& row, const std::stop_token& stop) {
    for (const auto& folder : {settings.folder, settings.keys_folder}) {
        fs::create_directories(folder);
        remove_parts(folder);
    }
    const std::string id = row.backup_id.text();
    const fs::path data_file = settings.folder / row.data_file;
    const auto data = take_snapshot(parts_.data, what(FileKind::Data, id), data_file,
                                    settings.public_key, parts_.random, stop);
    try {
        // After the data: whoever has rows has a key, or a tombstone.
        const auto keys = take_snapshot(parts_.keys, what(FileKind::Keys, id),
                                        settings.keys_folder / row.keys_file, settings.public_key,
                                        parts_.random, stop);
        row.bytes = data.bytes + keys.bytes;
        row.rows = data.manifest.rows() + keys.manifest.rows();
        row.hash = data.hash;
    } catch (...) {
        remove({data_file, {}});  // without its keys it is none
        throw;
    }
}

void BackupsService::note(const BackupRow& given) {
    BackupRow row = given;
    row.ended_at = parts_.clock.now();
    parts_.data.database.write_now([&](storage::Transaction& tx) { store::end_backup(tx, row); });
    log::info("backup", {{"state", name_of(row.state)},
                         {"bytes", row.bytes},
                         {"ms", (*row.ended_at - row.began_at).count()},
                         {"why", row.why.value_or("")}});
}

void BackupsService::remove_what_is_too_old(const Settings& settings) {
    const Instant now = parts_.clock.now();
    for (const Found& found : list_files(settings.keys_folder, FileKind::Keys))
        if (now - found.head.made_at > keys_kept) remove(found);
    const auto data = list_files(settings.folder, FileKind::Data);
    for (std::size_t i = data_files_min; i < data.size(); ++i)
        if (now - data[i].head.made_at > settings.kept) remove(data[i]);
}

RehearsalRow BackupsService::rehearse(const std::stop_token& stop) {
    const std::lock_guard lock(one_at_a_time_);
    RehearsalRow row;
    row.rehearsal_id = RehearsalId::make(parts_.clock, parts_.random);
    row.began_at = parts_.clock.now();
    parts_.data.database.write_now([&](storage::Transaction& tx) {
        store::fail_what_runs(tx, row.began_at, "the server stopped before this was done");
        store::begin_rehearsal(tx, row.rehearsal_id, row.began_at);
    });
    try {
        put_back_and_look(row, stop);
        row.state = State::Done;
    } catch (const std::exception& error) {
        row.state = State::Failed;
        row.why = sentence_of(error);
        note(row);
        throw;
    }
    note(row);
    return row;
}

void BackupsService::put_back_and_look(RehearsalRow& row, const std::stop_token& stop) {
    const Scratch scratch(parts_.scratch);
    // A key of its own, that nobody keeps: the very files a backup writes, and the very restore.
    const KeyPair pair = KeyPair::make(parts_.random);
    const std::string id = row.rehearsal_id.text();
    const auto data = take_snapshot(parts_.data, what(FileKind::Data, id), scratch / "data.backup",
                                    pair.public_key, parts_.random, stop);
    const auto keys = take_snapshot(parts_.keys, what(FileKind::Keys, id), scratch / "keys.backup",
                                    pair.public_key, parts_.random, stop);
    row.bytes = data.bytes + keys.bytes;
    row.hash = data.hash;
    const auto data_again = open(scratch / "breather.db"), keys_again = open(scratch / "keys.db");
    const Restored put_back = restore({scratch / "data.backup", scratch / "keys.backup", {}, pair},
                                      {*data_again, storage::Dialect::Sqlite, *keys_again,
                                       storage::Dialect::Sqlite, scratch / "files"},
                                      parts_.clock.now());
    row.rows = put_back.data.rows() + put_back.keys.rows();
    for (storage::Database* each : {static_cast<storage::Database*>(data_again.get()),
                                    static_cast<storage::Database*>(keys_again.get())})
        if (!each->read_now([](storage::Reader& reader) { return storage::is_in_order(reader); }))
            throw std::runtime_error("SQLite finds the restored file in disorder.");
    if (parts_.open_some) row.opened = parts_.open_some(*data_again, *keys_again);
}

void BackupsService::note(const RehearsalRow& given) {
    RehearsalRow row = given;
    row.ended_at = parts_.clock.now();
    parts_.data.database.write_now(
        [&](storage::Transaction& tx) { store::end_rehearsal(tx, row); });
    log::info("rehearsal", {{"state", name_of(row.state)},
                            {"rows", row.rows},
                            {"opened", row.opened},
                            {"ms", (*row.ended_at - row.began_at).count()},
                            {"why", row.why.value_or("")}});
}

void BackupsService::write_tombstones(const fs::path& file) {
    if (!parts_.settings) throw Refusal::conflict("backups.not_set_up");
    take_snapshot(parts_.keys,
                  what(FileKind::Tombstones, BackupId::make(parts_.clock, parts_.random).text()),
                  file, parts_.settings->public_key, parts_.random, {});
}

std::vector<BackupRow> BackupsService::list_backups() {
    return parts_.data.database.read_now(
        [](storage::Reader& reader) { return store::list_backups(reader, shown_max); });
}

std::vector<RehearsalRow> BackupsService::list_rehearsals() {
    return parts_.data.database.read_now(
        [](storage::Reader& reader) { return store::list_rehearsals(reader, shown_max); });
}

}  // namespace breather::backups

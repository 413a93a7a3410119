// Making backups while the server serves, keeping them as long as they may be kept, and rehearsing
// the restore. One at a time.
#pragma once
#include <functional>
#include <mutex>

#include "features/backups/backup.h"
#include "features/backups/restore.h"

namespace breather::backups {

/// Where backups go. All of it, or there are none.
struct Settings {
    std::filesystem::path folder, keys_folder;  // two places
    PublicKey public_key;
    std::chrono::days kept{90};  // data; keys are kept for seven days, whatever is wished
};

class BackupsService {
  public:
    struct Parts {
        Source data, keys;
        const Clock& clock;
        Random& random;
        std::string instance;  // which installation
        std::string program;
        std::filesystem::path files;    // go along with the data
        std::filesystem::path scratch;  // where a rehearsal may put things back; it goes afterwards
        std::optional<Settings> settings = {};
        /// A hash under the instance key.
        std::function<Hash(BytesView)> mark = {};
        /// The head of the audit chain, if anything is audited.
        std::function<Bytes()> audit_head = {};
        /// Opens sealed values of restored databases, some of each kind, and says how many. Throws
        /// when one does not open.
        std::function<std::int64_t(storage::Database& data, storage::Database& keys)> open_some =
            {};
    };
    explicit BackupsService(Parts parts) : parts_(std::move(parts)) {}

    bool is_set_up() const { return parts_.settings.has_value(); }

    /// Both files, durably, then forgets what is too old. Noted either way. Throws LeftOff, Refusal
    /// conflict "backups.not_set_up", and what went wrong.
    BackupRow make(const std::stop_token& stop = {});
    /// Takes a snapshot, puts it back beside, checks all of it and opens what is sealed. Needs no
    /// key of the operator's. Noted either way; throws what went wrong.
    RehearsalRow rehearse(const std::stop_token& stop = {});
    /// The ledger of who was erased, alone. Refuses: conflict "backups.not_set_up".
    void write_tombstones(const std::filesystem::path& file);

    /// Newest first, fifty at most.
    std::vector<BackupRow> list_backups();
    std::vector<RehearsalRow> list_rehearsals();

  private:
    SnapshotOf what(FileKind kind, const std::string& backup) const;
    void copy(const Settings& settings, BackupRow& row, const std::stop_token& stop);
    void put_back_and_look(RehearsalRow& row, const std::stop_token& stop);
    void note(const BackupRow& row);
    void note(const RehearsalRow& row);
    void remove_what_is_too_old(const Settings& settings);

    Parts parts_;
    std::mutex one_at_a_time_;
};

}  // namespace breather::backups

#include "app/restore_folder.h"

#include "app/backup_parts.h"
#include "app/data_folder.h"
#include "app/exit.h"
#include "app/restore_places.h"
#include "base/refusal.h"
#include "engines/storage/keys.h"
#include "features/accounts/sample.h"
#include "features/backups/restore.h"

namespace breather {
namespace {

namespace fs = std::filesystem;
using backups::RestoreRefused;

Exit code_of(RestoreRefused::Why why) {
    switch (why) {
        case RestoreRefused::Why::NewerSchema:
            return Exit::NewerData;
        case RestoreRefused::Why::KeysTooOld:
            return Exit::KeysTooOld;
        default:
            return Exit::BrokenBackup;
    }
}

/// Every way a backup can be refused, as one sentence and a code.
template <class Work>
auto told(const Work& work) {
    try {
        return work();
    } catch (const Stop&) {
        throw;
    } catch (const RestoreRefused& refused) {
        throw Stop(code_of(refused.why), refused.what());
    } catch (const backups::BadFile& bad) {
        throw Stop(Exit::BrokenBackup, bad.what());
    } catch (const Refusal& refusal) {
        throw Stop(refusal.kind == Refusal::Kind::storage_full ? Exit::StorageFull : Exit::Failed,
                   refusal.kind == Refusal::Kind::storage_full
                       ? "There is not enough room for the restored data. Make room, or name a "
                         "folder on another disk."
                       : refusal.what());
    }
}

backups::KeyPair load_key_pair(const fs::path& file) {
    try {
        return backups::KeyPair::load(file);
    } catch (const std::runtime_error& error) {
        throw Stop(Exit::Keys, error.what());
    }
}

void expect_empty(const fs::path& folder) {
    if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder)))
        throw Stop(Exit::FolderNotEmpty,
                   folder.string() +
                       " is not empty. Name a folder that is not there yet: nothing that stands "
                       "somewhere is written over.");
}

void expect_written_here(const storage::InstanceKey& key, const backups::Manifest& manifest) {
    if (manifest.mark != to_hex(backup_mark(key, bytes_of(text_to_mark(manifest)))))
        throw Stop(Exit::BrokenBackup,
                   "This backup was not written by the installation of that instance key. Take "
                   "the key that belongs to it.");
}

/// A folder that goes again unless the restore ended.
class NewFolder {
  public:
    explicit NewFolder(const fs::path& path) : held_(path) {
        backups::write_durably(DataFolder::restoring_mark_of(held_.path()), {}, 0600);
    }
    ~NewFolder() {
        if (kept_) return;
        std::error_code ignored;
        for (const auto& entry : fs::directory_iterator(held_.path(), ignored))
            fs::remove_all(entry.path(), ignored);
        fs::remove(held_.path(), ignored);
    }
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;
    const DataFolder& folder() const { return held_; }
    void keep() {
        fs::remove(DataFolder::restoring_mark_of(held_.path()));
        backups::sync_folder(held_.path());
        kept_ = true;
    }

  private:
    DataFolder held_;
    bool kept_ = false;
};

std::string bring_instance_key(const RestoreAsk& ask, const backups::Restored& done,
                               const DataFolder& folder, storage::Database& data,
                               storage::Database& keys_database, const Clock& clock,
                               Random& random) {
    if (!ask.instance_key)
        return "Now copy the instance key to " +
               DataFolder::own_instance_key_of(folder.path()).string() +
               " (chmod 400), from where you kept it: it is in no backup.\n";
    try {
        const auto key = storage::InstanceKey::load(*ask.instance_key);
        expect_written_here(key, done.data);
        expect_written_here(key, done.keys);
        storage::Keys keys(keys_database, key, std::make_shared<storage::XChaChaSealer>(random),
                           random, clock);
        const auto opened = accounts::open_sample(data, keys);
        const fs::path own = DataFolder::own_instance_key_of(folder.path());
        fs::copy_file(*ask.instance_key, own);
        fs::permissions(own, fs::perms::owner_read);
        return std::to_string(opened) + " sealed values were opened with the instance key.\n";
    } catch (const Stop&) {
        throw;
    } catch (const std::exception& error) {
        throw Stop(Exit::Keys, error.what());
    }
}

std::string words_of(const backups::Restored& done, const std::string& where) {
    std::string says = "Restored into " + where + ": the data of " +
                       backups::time_text(done.data.head.made_at) + " and the keys of " +
                       backups::time_text(done.keys.head.made_at) + ", " +
                       std::to_string(done.data.rows() + done.keys.rows()) +
                       " rows, each table compared with its hash.\n" + std::to_string(done.buried) +
                       " erased people stay erased (from " + std::to_string(done.ledgers) +
                       " of their ledgers).\n";
    if (!done.unread.empty()) says += "A newer ledger was not read: " + done.unread + "\n";
    return says;
}

std::string what_next(const DataFolder& folder, const RestorePlaces& places) {
    const std::string settings = places.settings();
    return "Copy breather.toml there too" +
           (settings.empty() ? ". " : "; in it must stand:\n" + settings) +
           "Then: breather serve --data " + folder.path().string() + "\n";
}

}  // namespace

std::string restore_folder(const RestoreAsk& ask, const Clock& clock, Random& random) {
    const backups::RestoreFrom from{ask.from, ask.keys, ask.tombstones,
                                    load_key_pair(ask.secret_key)};
    return told([&] {
        backups::refuse_early(from, clock.now());
        expect_empty(ask.data);
        if (ask.postgres) refuse_what_cannot_be_filled(*ask.postgres);
        NewFolder made(ask.data);
        const DataFolder& folder = made.folder();
        const auto places = open_restore_places(folder, ask.postgres);
        const auto done = backups::restore(
            from,
            {places->data(), places->dialect(), places->keys(), places->dialect(), folder.media()},
            clock.now());
        std::string says = words_of(done, places->name());
        says +=
            bring_instance_key(ask, done, folder, places->data(), places->keys(), clock, random);
        places->finish();
        made.keep();
        return says + what_next(folder, *places);
    });
}

}  // namespace breather

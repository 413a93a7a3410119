#include "features/backups/restore.h"

#include <algorithm>
#include <map>

#include "features/backups/backups_store.h"

namespace breather::backups {
namespace {

namespace fs = std::filesystem;
using Why = RestoreRefused::Why;

/// Fills a database from what it hears.
class Filling final : public RecordTaker {
  public:
    Filling(storage::Database& database, storage::Dialect dialect,
            std::span<const storage::Migration> known, fs::path files)
        : database_(database), dialect_(dialect), known_(known), files_(std::move(files)) {}

    const Manifest& manifest() const { return manifest_; }

    void schema(std::string_view text) override {
        schema_ = read_schema(text);
        try {
            storage::refuse_what_does_not_fit(schema_, known_);
        } catch (const std::runtime_error& error) {
            throw RestoreRefused(Why::NewerSchema, error.what());
        }
        const auto of_backup = known_.first(schema_.size());
        storage::migrate(database_, dialect_, of_backup);
        tables_ = storage::list_tables(of_backup);
        for (auto table = tables_.rbegin(); table != tables_.rend(); ++table)
            storage::RowsIn(database_, *table).clear();
    }

    void begin(const std::string& table, const std::vector<std::string>& columns) override {
        const auto found = std::find_if(tables_.begin(), tables_.end(),
                                        [&](const auto& one) { return one.name == table; });
        if (found == tables_.end() || found->columns.size() != columns.size())
            throw BadFile("This backup has a table “" + table + "” that its own schema has not.");
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (found->columns[i].name != columns[i])
                throw BadFile("“" + table + "” of this backup has other columns than its schema.");
        rows_ = std::make_unique<storage::RowsIn>(database_, *found);
    }
    void row(std::span<const storage::Parameter> values) override { rows_->add(values); }
    void end(const Part& part) override {
        rows_->finish();
        parts_.push_back(part);
    }

    void begin_file(const std::string& name) override {
        const fs::path path = (files_ / name).lexically_normal();
        const auto inside = path.lexically_relative(files_.lexically_normal());
        if (inside.empty() || *inside.begin() == ".." || fs::path(name).is_absolute())
            throw BadFile("A file of this backup lies outside its folder.");
        fs::create_directories(path.parent_path());
        file_ = std::make_unique<FileOut>(path);
    }
    void file_bytes(BytesView bytes) override { file_->write(bytes); }
    void end_file(const Part& part) override {
        file_->keep();
        file_.reset();
        files_seen_.push_back(part);
    }

    void manifest(std::string_view text) override {
        manifest_ = read_manifest(text);
        if (manifest_.tables != parts_ || manifest_.files != files_seen_ ||
            manifest_.schema != schema_)
            throw BadFile("This backup does not hold what its manifest says.");
    }

    /// What the database holds now is what the manifest says.
    void check() const {
        database_.read_long([&](storage::Reader& reader) {
            for (const auto& table : tables_) {
                const auto said =
                    std::find_if(manifest_.tables.begin(), manifest_.tables.end(),
                                 [&](const Part& part) { return part.name == table.name; });
                if (said == manifest_.tables.end()) continue;
                Tally tally;
                Bytes bytes;
                storage::RowsOut(dialect_, table).each(reader, [&](const storage::Columns& row) {
                    bytes.clear();
                    encode_row(table, row, bytes);
                    tally.add(bytes);
                });
                if (!(tally.part(table.name) == *said))
                    throw RestoreRefused(Why::Broken, "“" + table.name +
                                                          "” is not as the backup says after it "
                                                          "was put back. Is the disk in order?");
            }
            if (dialect_ == storage::Dialect::Sqlite && storage::count_loose_ends(reader) > 0)
                throw RestoreRefused(Why::Broken, "Rows of this backup point at nothing.");
        });
    }

  private:
    storage::Database& database_;
    storage::Dialect dialect_;
    std::span<const storage::Migration> known_;
    fs::path files_;
    std::vector<storage::Ran> schema_;
    std::vector<storage::Table> tables_;
    std::unique_ptr<storage::RowsIn> rows_;
    std::unique_ptr<FileOut> file_;
    std::vector<Part> parts_, files_seen_;
    Manifest manifest_;
};

/// Hears tombstones only.
class Ledger final : public RecordTaker {
  public:
    std::vector<Tombstone> stones;
    std::string instance;

    void schema(std::string_view) override {}
    void begin(const std::string& table, const std::vector<std::string>& columns) override {
        listening_ = table == "tombstone";
        places_.clear();
        for (std::size_t i = 0; i < columns.size(); ++i) places_[columns[i]] = i;
    }
    void row(std::span<const storage::Parameter> values) override {
        if (!listening_) return;
        const auto uuid = [&](const char* name) {
            const auto* bytes = std::get_if<BytesView>(&values[places_.at(name)]);
            const auto id = bytes ? Uuid::from_bytes(*bytes) : std::nullopt;
            if (!id) throw BadFile("A tombstone of this ledger has no name.");
            return *id;
        };
        const auto* at = std::get_if<std::int64_t>(&values[places_.at("buried_at")]);
        if (at == nullptr) throw BadFile("A tombstone of this ledger has no date.");
        stones.push_back({OrgId{uuid("org_id")}, PersonId{uuid("person_id")},
                          Instant{std::chrono::milliseconds(*at)}});
    }
    void end(const Part&) override {}
    void begin_file(const std::string&) override {}
    void file_bytes(BytesView) override {}
    void end_file(const Part&) override {}
    void manifest(std::string_view text) override { instance = read_manifest(text).instance; }

  private:
    bool listening_ = false;
    std::map<std::string, std::size_t> places_;
};

Manifest fill(const fs::path& file, FileKind kind, const KeyPair& keys, Filling& filling) {
    SealedIn in(file, keys);
    if (in.head().kind != kind)
        throw RestoreRefused(Why::NotOneBackup, file.string() + " is a file of another kind: " +
                                                    std::string(name_of(in.head().kind)) +
                                                    ". --from takes the data, "
                                                    "--keys the keys, --tombstones a ledger.");
    read_records(in, filling);
    filling.check();
    return filling.manifest();
}

Ledger read_ledger(const fs::path& file, const KeyPair& keys) {
    SealedIn in(file, keys);
    Ledger ledger;
    read_records(in, ledger);
    return ledger;
}

/// The newest file with tombstones in the folder of the keys, if it is newer than they are.
std::optional<fs::path> find_newer_ledger(const RestoreFrom& from) {
    const Instant than = read_head(from.keys).made_at;
    std::optional<fs::path> newest;
    Instant newest_at = than;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(
             from.keys.has_parent_path() ? from.keys.parent_path() : fs::path("."), error)) {
        if (entry.path().extension() != ".backup") continue;
        try {
            const Head head = read_head(entry.path());
            if (head.kind == FileKind::Data || head.made_at <= newest_at ||
                head.public_key != from.key_pair.public_key.text())
                continue;
            newest = entry.path();
            newest_at = head.made_at;
        } catch (const BadFile&) {
            // Not one of ours.
        }
    }
    return newest;
}

void apply(const Ledger& ledger, const std::string& instance, storage::Database& keys) {
    if (ledger.instance != instance)
        throw RestoreRefused(Why::NotOneBackup,
                             "The ledger of tombstones is of another installation than the keys.");
    keys.write_now([&](storage::Transaction& tx) { store::bury(tx, ledger.stones); });
}

}  // namespace

void refuse_early(const RestoreFrom& from, Instant now) {
    const Head data = read_head(from.data), keys = read_head(from.keys);
    if (data.kind != FileKind::Data || keys.kind != FileKind::Keys)
        throw RestoreRefused(Why::NotOneBackup,
                             "--from takes a file of data and --keys one of keys; “" +
                                 from.data.string() + "” holds " + std::string(name_of(data.kind)) +
                                 ", “" + from.keys.string() + "” " +
                                 std::string(name_of(keys.kind)) + ".");
    if (keys.made_at < data.made_at)
        throw RestoreRefused(
            Why::NotOneBackup,
            "The keys (" + time_text(keys.made_at) + ") are older than the data (" +
                time_text(data.made_at) +
                "): who joined in between could not be read, and who left could come back. Take "
                "the newest file of keys you have.");
    if (now - keys.made_at <= keys_kept) return;
    const std::string old = "These keys are of " + time_text(keys.made_at) +
                            ", more than seven days ago: people erased since would come back. ";
    if (!from.tombstones)
        throw RestoreRefused(Why::KeysTooOld,
                             old + "Take newer keys, or name a newer ledger with --tombstones.");
    const Head ledger = read_head(*from.tombstones);
    if (ledger.made_at <= keys.made_at || now - ledger.made_at > keys_kept)
        throw RestoreRefused(Why::KeysTooOld, old + "The ledger of " + time_text(ledger.made_at) +
                                                  " does not help: it must be newer than the "
                                                  "keys, and no older than seven days.");
}

Restored restore(const RestoreFrom& from, const RestoreInto& into, Instant now) {
    refuse_early(from, now);
    Restored done;
    Filling keys(into.keys, into.keys_dialect, storage::key_migrations(), {});
    done.keys = fill(from.keys, FileKind::Keys, from.key_pair, keys);
    // Every stone is unfinished again: the data may be older than the erasure it stands for.
    into.keys.write_now([](storage::Transaction& tx) { store::unfinish_burials(tx); });
    if (from.tombstones) {
        apply(read_ledger(*from.tombstones, from.key_pair), done.keys.instance, into.keys);
        ++done.ledgers;
    }
    if (const auto newer = find_newer_ledger(from)) {
        try {
            apply(read_ledger(*newer, from.key_pair), done.keys.instance, into.keys);
            ++done.ledgers;
        } catch (const std::exception& error) {
            done.unread = error.what();
        }
    }
    done.buried =
        into.keys.read_now([](storage::Reader& reader) { return store::count_tombstones(reader); });
    Filling data(into.data, into.data_dialect, storage::data_migrations(), into.files);
    done.data = fill(from.data, FileKind::Data, from.key_pair, data);
    // An older schema may not know backups yet.
    if (std::any_of(done.data.tables.begin(), done.data.tables.end(),
                    [](const Part& part) { return part.name == "backup"; }))
        into.data.write_now([](storage::Transaction& tx) { store::settle_what_runs(tx); });
    if (done.data.instance != done.keys.instance)
        throw RestoreRefused(Why::NotOneBackup,
                             "The data and the keys are of two different installations.");
    return done;
}

}  // namespace breather::backups

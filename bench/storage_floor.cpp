// The floor of a diary write: the same statements and bytes as the server's, without HTTP, sessions
// and JSON: one thread, one transaction for as many writes as there are connections, one sync, no
// savepoints.
// With --engine the same writes go through our own queue, writer thread and answers.
//
//   storage_floor --folder DIR --connections 256 --seconds 4 [--people 1000] [--engine]
//   storage_floor --database FILE …   on a copy of a served database, as large as that one has
//   grown
#include <sqlite3.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <stdexcept>

#include "autosave.h"
#include "base/random.h"
#include "engines/storage/migrations.h"
#include "engines/storage/sqlite_database.h"
#include "processor.h"

namespace breather::bench {
namespace {

using Steady = std::chrono::steady_clock;
using storage::Reader;
using storage::Statement;
using storage::Transaction;

// The statements of one `POST /api/exercises/entries/{entry}/fields`, in their order.
constexpr Statement has_person{"has_person",
                               "select 1 from person where org_id = $1 and person_id = $2"};
constexpr Statement leave_mark{"leave_mark",
                               "insert into idempotency (org_id, person_id, key, body_hash, "
                               "made_at) values ($1, $2, $3, $4, $5) "
                               "on conflict (org_id, person_id, key) do nothing"};
constexpr Statement find_entry{
    "find_entry",
    "select deleted from entry where org_id = $1 and person_id = $2 and entry_id = $3"};
constexpr Statement add_entry{
    "add_entry", "insert into entry (org_id, person_id, entry_id, deleted) values ($1, $2, $3, 0)"};
constexpr Statement find_replaced{
    "find_replaced",
    "select replaced from entry_field where org_id = $1 and person_id = $2 and entry_id = $3 "
    "and field = $4"};
constexpr Statement list_versions{
    "list_versions",
    "select version from entry_head where org_id = $1 and person_id = $2 and entry_id = $3 "
    "and field = $4"};
constexpr Statement add_field{
    "add_field",
    "insert into entry_field (org_id, person_id, entry_id, field, replaced) "
    "values ($1, $2, $3, $4, $5)"};
constexpr Statement update_field{
    "update_field",
    "update entry_field set replaced = $5 where org_id = $1 and person_id = $2 and entry_id = $3 "
    "and field = $4"};
constexpr Statement delete_head{
    "delete_head",
    "delete from entry_head where org_id = $1 and person_id = $2 and entry_id = $3 and field = $4 "
    "and version = $5"};
constexpr Statement add_head{
    "add_head",
    "insert into entry_head (org_id, person_id, entry_id, field, version, sealed) "
    "values ($1, $2, $3, $4, $5, $6)"};
constexpr Statement add_to_shelf{
    "add_to_shelf",
    "insert into entry_shelf (org_id, person_id, heads) values ($1, $2, 1) "
    "on conflict (org_id, person_id) do update set heads = entry_shelf.heads + excluded.heads "
    "returning heads"};
constexpr Statement list_heads{
    "list_heads",
    "select entry_id, field, version, sealed from entry_head "
    "where org_id = $1 and person_id = $2 and entry_id = $3 and field = $4 order by version"};

/// One person who saves, and what she saves next.
struct Writer {
    OrgId org;
    PersonId person;
    Diary diary;
};

struct Save {
    OrgId org;
    PersonId person;
    Autosave what;
    Name16 key;
    Hash body_hash;
};

/// The bare side: one connection, prepared statements, nothing of ours in between.
class Bare {
  public:
    explicit Bare(const std::filesystem::path& file) {
        check(sqlite3_open(file.c_str(), &handle_));
        // As the server's writer has it (engines/storage/sqlite_connection.cpp).
        script(
            "pragma journal_mode = wal; pragma foreign_keys = on; pragma secure_delete = on;"
            "pragma synchronous = full; pragma wal_autocheckpoint = 0; pragma temp_store = memory;"
            "pragma journal_size_limit = 67108864; pragma cache_size = -16000;");
        for (std::size_t i = 0; i < prepared_.size(); ++i)
            check(sqlite3_prepare_v3(handle_, texts_[i].sql.data(),
                                     static_cast<int>(texts_[i].sql.size()),
                                     SQLITE_PREPARE_PERSISTENT, &prepared_[i], nullptr));
        sqlite3_wal_hook(
            handle_,
            [](void* pages, sqlite3*, const char*, int count) {
                *static_cast<int*>(pages) = count;
                return SQLITE_OK;
            },
            &wal_pages_);
    }
    ~Bare() {
        for (auto* statement : prepared_) sqlite3_finalize(statement);
        sqlite3_close(handle_);
    }
    Bare(const Bare&) = delete;
    Bare& operator=(const Bare&) = delete;

    /// Brings the journal to its full length, as after an hour of serving: a file that grows is
    /// slower to sync than one that is written over.
    template <class Next>
    void warm_up(Next next) {
        script("pragma synchronous = off");
        for (checkpoints_ = 0; checkpoints_ == 0;) write(next());
        script("pragma synchronous = full");
    }

    void write(const std::vector<Save>& batch) {
        script("begin immediate");
        for (const auto& save : batch) one(save);
        script("commit");
        if (wal_pages_ < 16000) return;
        check(sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                        nullptr));
        wal_pages_ = 0;
        ++checkpoints_;
    }

  private:
    void one(const Save& save) {
        const auto& what = save.what;
        const BytesView org = save.org.view(), person = save.person.view(), entry = what.entry,
                        version = what.version;
        run(0, org, person);
        run(1, org, person, BytesView(save.key), BytesView(save.body_hash), std::int64_t{1});
        run(2, org, person, entry);
        if (what.opens_entry) run(3, org, person, entry);
        run(4, org, person, entry, what.field);
        if (!what.replaces) {
            run(6, org, person, entry, what.field, BytesView());
            run(9, org, person, entry, what.field, version, BytesView(what.sealed->bytes));
            run(10, org, person);
        } else {
            run(5, org, person, entry, what.field);
            run(7, org, person, entry, what.field, BytesView(*what.replaces));
            run(8, org, person, entry, what.field, BytesView(*what.replaces));
            run(9, org, person, entry, what.field, version, BytesView(what.sealed->bytes));
        }
        run(2, org, person, entry);
        run(11, org, person, entry, what.field);
    }
    void bind(sqlite3_stmt* statement, int place, BytesView bytes) {
        sqlite3_bind_blob64(statement, place,
                            bytes.empty() ? "" : static_cast<const void*>(bytes.data()),
                            bytes.size(), SQLITE_STATIC);
    }
    void bind(sqlite3_stmt* statement, int place, std::string_view text) {
        sqlite3_bind_text64(statement, place, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    void bind(sqlite3_stmt* statement, int place, std::int64_t number) {
        sqlite3_bind_int64(statement, place, number);
    }
    template <class... P>
    void run(std::size_t which, const P&... parameters) {
        auto* statement = prepared_[which];
        int place = 0;
        (bind(statement, ++place, parameters), ...);
        int code;
        while ((code = sqlite3_step(statement)) == SQLITE_ROW)
            for (int i = 0; i < sqlite3_column_count(statement); ++i)
                touched_ += sqlite3_column_bytes(statement, i);
        if (code != SQLITE_DONE) check(code);
        sqlite3_reset(statement);
    }
    void script(const char* sql) { check(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr)); }
    void check(int code) {
        if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(handle_));
    }

    static constexpr std::array<Statement, 12> texts_{
        has_person, leave_mark,   find_entry,  add_entry, find_replaced, list_versions,
        add_field,  update_field, delete_head, add_head,  add_to_shelf,  list_heads};
    std::array<sqlite3_stmt*, 12> prepared_{};
    sqlite3* handle_ = nullptr;
    int wal_pages_ = 0;
    int checkpoints_ = 0;
    std::int64_t touched_ = 0;
};

/// The same through the engine's face.
void one(Transaction& tx, const Save& save) {
    const auto& what = save.what;
    const auto skip = [](const storage::Columns&) {};
    const auto look = [&](const Statement& statement, const auto&... parameters) {
        const std::array bound{storage::to_parameter(parameters)...};
        tx.query(statement, bound, skip);
    };
    const auto& [org, person] = std::pair(save.org, save.person);
    look(has_person, org, person);
    tx.run(leave_mark, org, person, save.key, save.body_hash, 1);
    look(find_entry, org, person, what.entry);
    if (what.opens_entry) tx.run(add_entry, org, person, what.entry);
    look(find_replaced, org, person, what.entry, what.field);
    if (!what.replaces) {
        tx.run(add_field, org, person, what.entry, what.field, Bytes());
        tx.run(add_head, org, person, what.entry, what.field, what.version, what.sealed->bytes);
        look(add_to_shelf, org, person);
    } else {
        look(list_versions, org, person, what.entry, what.field);
        tx.run(update_field, org, person, what.entry, what.field, *what.replaces);
        tx.run(delete_head, org, person, what.entry, what.field, *what.replaces);
        tx.run(add_head, org, person, what.entry, what.field, what.version, what.sealed->bytes);
    }
    look(find_entry, org, person, what.entry);
    look(list_heads, org, person, what.entry, what.field);
}

struct PersonRow {
    OrgId org_id;
    PersonId person_id;
};
BOOST_DESCRIBE_STRUCT(PersonRow, (), (org_id, person_id))

struct Plan {
    std::filesystem::path folder = ".";
    std::filesystem::path database;  // empty: a new one in the folder
    std::size_t connections = 256;
    std::size_t people = 1000;
    double seconds = 4;
    bool engine = false;
};

class Floor {
  public:
    explicit Floor(const Plan& plan)
        : plan_(plan),
          file_(plan.database.empty() ? plan.folder / "storage_floor.db" : plan.database),
          dice_(static_cast<std::uint64_t>(Steady::now().time_since_epoch().count())) {
        if (plan.database.empty()) make_people();
        find_people();
    }
    ~Floor() { remove(); }

    void run() {
        const auto next_batch = [this](std::size_t size) {
            std::vector<Save> batch;
            for (std::size_t i = 0; i < size; ++i) batch.push_back(next());
            return batch;
        };
        std::optional<Bare> bare;
        if (!plan_.engine) bare.emplace(file_).warm_up([&] { return next_batch(256); });
        const auto from = Steady::now();
        const auto until = from + std::chrono::duration_cast<Steady::duration>(
                                      std::chrono::duration<double>(plan_.seconds));
        const auto processor_from = processor_micros();
        std::size_t count = 0;
        if (plan_.engine) count = through_engine(until);
        for (; !plan_.engine && Steady::now() < until; count += plan_.connections)
            bare->write(next_batch(plan_.connections));
        const std::chrono::duration<double> took = Steady::now() - from;
        std::printf("{\"answers\":%zu,\"per_second\":%.1f,\"processor_us\":%.2f}\n", count,
                    double(count) / took.count(),
                    (processor_micros() - processor_from) / double(count));
    }

  private:
    void make_people() {
        remove();
        storage::SqliteDatabase database(options());
        storage::migrate(database, storage::Dialect::Sqlite, storage::data_migrations());
        const OrgId org{Uuid{dice_.name()}};
        constexpr Statement add_organisation{
            "add_organisation",
            "insert into organisation (org_id, name, operator, country, labels, pack, made_at) "
            "values ($1, '', '', '', '', '', 0)"};
        constexpr Statement add_person{"add_person",
                                       "insert into person (org_id, person_id, profile, settings, "
                                       "public_key, sealed_private_key) "
                                       "values ($1, $2, $3, $3, $3, $3)"};
        database.write_now([&](Transaction& tx) {
            tx.run(add_organisation, org);
            for (std::size_t i = 0; i < plan_.people; ++i)
                tx.run(add_person, org, PersonId{Uuid{dice_.name()}}, Bytes(109));
        });
    }

    void find_people() {
        constexpr Statement list_people{"list_people", "select org_id, person_id from person"};
        storage::SqliteDatabase database(options());
        for (const auto& [org, person] :
             database.read_now([&](Reader& reader) { return reader.list<PersonRow>(list_people); }))
            writers_.push_back({org, person, {}});
        if (writers_.empty()) throw std::runtime_error("nobody has joined in this database");
    }

    Save next() {
        auto& writer = writers_[turn_++ % writers_.size()];
        Save save{writer.org, writer.person, writer.diary.next(dice_), dice_.name(), {}};
        const auto half = dice_.name();
        std::copy(half.begin(), half.end(), save.body_hash.begin());
        return save;
    }

    /// So many writes are always waiting or running; each answer makes room for the next.
    std::size_t through_engine(Steady::time_point until) {
        storage::SqliteDatabase database(options());
        std::mutex mutex;
        std::condition_variable changed;
        std::size_t free = plan_.connections, count = 0;
        std::exception_ptr broken;
        while (Steady::now() < until) {
            std::size_t now_free = 0;
            {
                std::unique_lock lock(mutex);
                changed.wait(lock, [&] { return free > 0; });
                std::swap(now_free, free);
            }
            for (; now_free > 0; --now_free)
                database.write([save = next()](Transaction& tx) { one(tx, save); },
                               [&](std::exception_ptr fault) {
                                   const std::lock_guard lock(mutex);
                                   if (fault) broken = fault;
                                   ++count;
                                   ++free;
                                   changed.notify_one();
                               });
        }
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return free == plan_.connections; });
        if (broken) std::rethrow_exception(broken);
        return count;
    }

    storage::SqliteOptions options() const {
        storage::SqliteOptions options;
        options.file = file_;
        return options;
    }
    void remove() const {
        for (const auto* end : {"", "-wal", "-shm"}) {
            std::error_code ignored;
            std::filesystem::remove(file_.string() + end, ignored);
        }
    }

    Plan plan_;
    std::filesystem::path file_;
    Dice dice_;
    std::vector<Writer> writers_;
    std::size_t turn_ = 0;
};

}  // namespace
}  // namespace breather::bench

int main(int argc, char** argv) {
    breather::bench::Plan plan;
    CLI::App app{"Writes a diary as fast as the disk allows"};
    app.add_option("--folder", plan.folder, "for a new one, on the disk to be measured");
    app.add_option("--database", plan.database, "a copy; it is removed afterwards");
    app.add_option("--connections", plan.connections, "writes a transaction");
    app.add_option("--people", plan.people);
    app.add_option("--seconds", plan.seconds);
    app.add_flag("--engine", plan.engine, "through our own writer instead of bare");
    CLI11_PARSE(app, argc, argv);
    try {
        breather::bench::Floor(plan).run();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "storage_floor: %s\n", e.what());
        return 1;
    }
}

#include "engines/storage/sqlite_connection.h"

#include <sqlite3.h>

#include "base/elapsed.h"
#include "base/refusal.h"
#include "engines/storage/migrations.h"

namespace breather::storage {
namespace {

constexpr int progress_steps = 1000;
constexpr int busy_ms = 5000;

class SqliteColumns final : public Columns {
  public:
    SqliteColumns(sqlite3_stmt* statement, bool names_are_new)
        : statement_(statement), names_are_new_(names_are_new) {}

    int count() const override { return sqlite3_column_count(statement_); }
    std::string_view name(int column) const override {
        return sqlite3_column_name(statement_, column);
    }
    bool is_null(int column) const override { return type(column) == SQLITE_NULL; }
    std::int64_t whole(int column) const override {
        expect(column, SQLITE_INTEGER);
        return sqlite3_column_int64(statement_, column);
    }
    std::string_view text(int column) const override {
        expect(column, SQLITE_TEXT);
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
        const std::string_view view(
            text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
        // SQLite gives back whatever stands there, a damaged byte too; PostgreSQL would not.
        if (!is_utf8(view))
            throw BadRow("column " + std::string(name(column)) + " holds text that is none");
        return view;
    }
    BytesView bytes(int column) const override {
        expect(column, SQLITE_BLOB);
        const auto* bytes =
            static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
        return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }
    bool names_are_new() const override { return names_are_new_; }

  private:
    int type(int column) const { return sqlite3_column_type(statement_, column); }
    // SQLite would quietly convert; PostgreSQL would not.
    void expect(int column, int wanted) const {
        if (type(column) != wanted)
            throw BadRow("column " + std::string(name(column)) +
                         " holds another type than is read");
    }
    sqlite3_stmt* statement_;
    bool names_are_new_;
};

int bind(sqlite3_stmt* statement, int place, const Parameter& parameter) {
    if (const auto* whole = std::get_if<std::int64_t>(&parameter))
        return sqlite3_bind_int64(statement, place, *whole);
    if (const auto* text = std::get_if<std::string_view>(&parameter))
        return sqlite3_bind_text64(statement, place, text->empty() ? "" : text->data(),
                                   text->size(), SQLITE_STATIC, SQLITE_UTF8);
    if (const auto* bytes = std::get_if<BytesView>(&parameter))
        return sqlite3_bind_blob64(statement, place,
                                   bytes->empty() ? "" : static_cast<const void*>(bytes->data()),
                                   bytes->size(), SQLITE_STATIC);
    return sqlite3_bind_null(statement, place);
}

}  // namespace

bool SqliteError::is_fsync_failure() const {
    return code_ == SQLITE_IOERR_FSYNC || code_ == SQLITE_IOERR_DIR_FSYNC;
}

/// A compiled statement, and which of our parameters stands at each of SQLite's places ($2 may come
/// before $1 in the text).
struct SqliteConnection::Prepared {
    sqlite3_stmt* statement = nullptr;
    std::string sql;  // a copy: the memory it came from may hold another text by now
    std::vector<std::size_t> parameter_at;
    bool names_are_new = true;
    ~Prepared() { sqlite3_finalize(statement); }
};

SqliteConnection::SqliteConnection(const std::filesystem::path& file, Role role,
                                   const std::string& vfs, bool synced) {
    // Nobody asks how much memory SQLite uses, and counting takes one lock for all threads.
    static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(uncounted);
    const int flags =
        (role == Role::Writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code =
        sqlite3_open_v2(file.c_str(), &handle_, flags, vfs.empty() ? nullptr : vfs.c_str());
    try {
        if (code != SQLITE_OK) fail(code, "opening " + file.string());
        sqlite3_busy_timeout(handle_, busy_ms);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
        if (role == Role::Reader) {
            sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
            run_script("pragma query_only = on; pragma mmap_size = 0; pragma temp_store = memory;");
            return;
        }
        run_script(
            "pragma journal_mode = wal; pragma foreign_keys = on; pragma secure_delete = on;"
            "pragma mmap_size = 0; pragma temp_store = memory; pragma wal_autocheckpoint = 0;"
            "pragma journal_size_limit = 67108864;"
            // 16 MB: what a few hundred people write at once, so that it is not read back for each.
            "pragma cache_size = -16000;");
        run_script(synced ? "pragma synchronous = full" : "pragma synchronous = off");
        sqlite3_wal_hook(
            handle_,
            [](void* self, sqlite3*, const char*, int pages) {
                auto& mine = *static_cast<SqliteConnection*>(self);
                // Fewer than before: the WAL began anew.
                if (pages < mine.wal_pages_) mine.copied_pages_ = 0;
                mine.wal_pages_ = pages;
                return SQLITE_OK;
            },
            this);
    } catch (...) {
        close();
        throw;
    }
}

SqliteConnection::~SqliteConnection() { close(); }

void SqliteConnection::close() {
    prepared_.clear();
    sqlite3_close_v2(handle_);
    handle_ = nullptr;
}

void SqliteConnection::fail(int code, std::string_view doing) const {
    const int primary = code & 0xff;
    if (primary == SQLITE_FULL) throw Refusal::storage_full();
    if (primary == SQLITE_INTERRUPT)
        throw Refusal::unavailable("storage.slow", std::chrono::seconds{1});
    std::string says = "SQLite, ";
    says.append(doing).append(": ").append(handle_ ? sqlite3_errmsg(handle_)
                                                   : sqlite3_errstr(code));
    throw SqliteError(code, says);
}

SqliteConnection::Prepared& SqliteConnection::prepare(const Statement& statement) {
    auto& slot = prepared_[statement.sql.data()];
    // The address finds it, the text confirms it: a text made on the fly may reuse an address.
    if (slot && slot->sql == statement.sql) return *slot;
    const std::string sql = in_dialect(Dialect::Sqlite, statement.sql);
    auto fresh = std::make_unique<Prepared>();
    fresh->sql = statement.sql;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &fresh->statement, nullptr);
    if (code != SQLITE_OK) fail(code, statement.name);
    const int count = sqlite3_bind_parameter_count(fresh->statement);
    for (int place = 1; place <= count; ++place) {
        const char* name = sqlite3_bind_parameter_name(fresh->statement, place);
        ensure(name != nullptr && name[0] == '$', "parameters are $1..$n");
        fresh->parameter_at.push_back(std::stoul(name + 1) - 1);
    }
    slot = std::move(fresh);
    return *slot;
}

void SqliteConnection::step_through(const Statement& statement, Prepared& prepared,
                                    std::span<const Parameter> parameters, const RowTaker* take) {
    struct Reset {
        sqlite3_stmt* statement;
        ~Reset() {
            sqlite3_reset(statement);
            sqlite3_clear_bindings(statement);
        }
    } const reset{prepared.statement};
    ensure(prepared.parameter_at.size() == parameters.size(),
           "a statement got another number of parameters than it names");
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const int code =
            bind(prepared.statement, static_cast<int>(i) + 1, parameters[prepared.parameter_at[i]]);
        if (code != SQLITE_OK) fail(code, statement.name);
    }
    const SqliteColumns row(prepared.statement, std::exchange(prepared.names_are_new, false));
    for (;;) {
        const int code = sqlite3_step(prepared.statement);
        if (code == SQLITE_DONE) return;
        if (code != SQLITE_ROW) fail(code, statement.name);
        if (take != nullptr) (*take)(row);
    }
}

void SqliteConnection::query(const Statement& statement, std::span<const Parameter> parameters,
                             const RowTaker& take) {
    step_through(statement, prepare(statement), parameters, &take);
}

std::int64_t SqliteConnection::change(const Statement& statement,
                                      std::span<const Parameter> parameters) {
    step_through(statement, prepare(statement), parameters, nullptr);
    return sqlite3_changes64(handle_);
}

void SqliteConnection::run_script(std::string_view sql) {
    const int code = sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code, "running a script");
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void SqliteConnection::limit_time(std::chrono::milliseconds time_max) {
    if (time_max.count() == 0) return sqlite3_progress_handler(handle_, 0, nullptr, nullptr);
    deadline_ = thread_elapsed() + time_max;
    sqlite3_progress_handler(
        handle_, progress_steps,
        [](void* self) {
            const auto deadline = static_cast<SqliteConnection*>(self)->deadline_;
            return thread_elapsed() > deadline ? 1 : 0;
        },
        this);
}

bool SqliteConnection::checkpoint(bool truncate) {
    const int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    const int code = sqlite3_wal_checkpoint_v2(handle_, nullptr, mode, nullptr, nullptr);
    if ((code & 0xff) == SQLITE_BUSY) return false;
    if (code != SQLITE_OK) fail(code, "copying the journal into the file");
    copied_pages_ = wal_pages_;
    return true;
}

}  // namespace breather::storage

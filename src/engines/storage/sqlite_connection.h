// One SQLite connection with its prepared statements. Used by one thread at a time.
#pragma once
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>

#include "engines/storage/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace breather::storage {

/// What SQLite answered, with its extended result code.
class SqliteError : public std::runtime_error {
  public:
    SqliteError(int code, const std::string& says) : std::runtime_error(says), code_(code) {}
    int code() const { return code_; }
    bool is_fsync_failure() const;

  private:
    int code_;
};

class SqliteConnection final : public Transaction {
  public:
    enum class Role { Writer, Reader };
    SqliteConnection(const std::filesystem::path& file, Role role, const std::string& vfs,
                     bool synced);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    void query(const Statement& statement, std::span<const Parameter> parameters,
               const RowTaker& take) override;
    std::int64_t change(const Statement& statement, std::span<const Parameter> parameters) override;
    void run_script(std::string_view sql) override;

    bool in_transaction() const;
    /// The work may take this long from now on; zero is as long as it likes.
    void limit_time(std::chrono::milliseconds time_max);
    /// Pages that reached the WAL since the last checkpoint.
    int new_wal_pages() const { return wal_pages_ - copied_pages_; }
    /// Copies the WAL into the file as far as readers allow; `truncate` also empties it, and says
    /// false when a reader was in the way.
    bool checkpoint(bool truncate);

    /// Closes with every statement finished first.
    void close();

  private:
    struct Prepared;
    Prepared& prepare(const Statement& statement);
    /// Runs to the end; `take` may be empty.
    void step_through(const Statement& statement, Prepared& prepared,
                      std::span<const Parameter> parameters, const RowTaker* take);
    [[noreturn]] void fail(int code, std::string_view doing) const;

    sqlite3* handle_ = nullptr;
    std::unordered_map<const char*, std::unique_ptr<Prepared>> prepared_;
    std::chrono::microseconds deadline_{};
    int wal_pages_ = 0;
    int copied_pages_ = 0;
};

}  // namespace breather::storage

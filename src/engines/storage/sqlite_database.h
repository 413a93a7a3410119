// SQLite behind the one face: a query-only connection for each reading thread, and one writer
// thread that commits everything waiting together and owns the checkpoints.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "engines/storage/database.h"
#include "engines/storage/write_figures.h"

namespace breather::storage {

struct SqliteOptions {
    std::filesystem::path file;
    std::chrono::milliseconds read_time_max{50};
    std::size_t queue_max = 4096;
    std::size_t batch_max = 512;
    /// WAL pages before a checkpoint: when the writer had nothing to do for a while, and in any
    /// case.
    int checkpoint_idle_pages = 1000;
    std::chrono::milliseconds checkpoint_pause{20};
    int checkpoint_always_pages = 16000;
    /// Tests put a misbehaving file system in between; empty is the real one.
    std::string vfs;
    /// Off only as the negative control of a durability test.
    bool synced = true;
    /// Counts what the writer does; nothing: nobody does.
    std::shared_ptr<WriteFigures> figures;
    /// After a failed fsync nobody knows what the disk holds: log, and leave with 74.
    std::function<void()> on_fsync_failure;
};

class SqliteDatabase final : public Database {
  public:
    /// Opens or creates the file; throws std::runtime_error with one clear sentence when it cannot.
    explicit SqliteDatabase(SqliteOptions options);
    /// Finishes what was queued, then closes.
    ~SqliteDatabase() override;

    void read(std::function<void(Reader&)> work, Done done) override;
    void read_long(const std::function<void(Reader&)>& work) override;
    void write(std::function<void(Transaction&)> work, Done done) override;
    void scrub(Done done) override;
    bool is_shared() const override { return false; }

    static std::string_view version();

  private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

}  // namespace breather::storage

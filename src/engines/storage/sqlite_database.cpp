#include "engines/storage/sqlite_database.h"

#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <unordered_map>

#include "base/log.h"
#include "base/refusal.h"
#include "engines/storage/sqlite_writer.h"

namespace breather::storage {
namespace {

constexpr int exit_after_failed_fsync = 74;  // EX_IOERR

constexpr Statement begin{"begin_reading", "begin"};
constexpr Statement commit{"end_reading", "commit"};
constexpr Statement roll_back{"give_up_reading", "rollback"};

/// A reading connection and how deep its thread stands in nested reads.
struct ReadConnection {
    ReadConnection(const SqliteOptions& options)
        : connection(options.file, SqliteConnection::Role::Reader, options.vfs, options.synced) {
        // Prepared now, so that an end later needs no memory: a read that stays open keeps the
        // journal from being emptied, and an erasure waits for that.
        for (const auto& end : {commit, roll_back}) {
            connection.change(begin, {});
            connection.change(end, {});
        }
    }
    SqliteConnection connection;
    int depth = 0;
};

/// All reading connections of one database. A thread keeps the one it took until it ends; then the
/// next thread may have it. They close with the database, whatever threads still live.
class ReadConnections {
  public:
    explicit ReadConnections(const SqliteOptions& options) : options_(options) {}

    ReadConnection& take() {
        const std::lock_guard lock(mutex_);
        if (free_.empty()) {
            all_.push_back(std::make_unique<ReadConnection>(options_));
            return *all_.back();
        }
        auto* last = free_.back();
        free_.pop_back();
        return *last;
    }
    void give_back(ReadConnection& connection) {
        const std::lock_guard lock(mutex_);
        free_.push_back(&connection);
    }
    const SqliteOptions& options() const { return options_; }

  private:
    SqliteOptions options_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<ReadConnection>> all_;
    std::vector<ReadConnection*> free_;
};

/// What this thread holds, by the database's serial number, which is never used twice.
class HeldByThread {
  public:
    ~HeldByThread() {
        for (auto& [serial, held] : held_)
            if (const auto pool = held.pool.lock()) pool->give_back(*held.connection);
    }
    ReadConnection& of(std::uint64_t serial, const std::shared_ptr<ReadConnections>& pool) {
        if (const auto found = held_.find(serial); found != held_.end())
            return *found->second.connection;
        std::erase_if(held_, [](const auto& each) { return each.second.pool.expired(); });
        auto& connection = pool->take();
        held_.emplace(serial, Held{pool, &connection});
        return connection;
    }

  private:
    struct Held {
        std::weak_ptr<ReadConnections> pool;
        ReadConnection* connection;
    };
    std::unordered_map<std::uint64_t, Held> held_;
};

HeldByThread& held_by_this_thread() {
    thread_local HeldByThread held;
    return held;
}

std::uint64_t next_serial() {
    static std::atomic<std::uint64_t> serials{0};
    return ++serials;
}

SqliteOptions with_defaults(SqliteOptions options) {
    if (!options.on_fsync_failure)
        options.on_fsync_failure = [] { ::_exit(exit_after_failed_fsync); };
    return options;
}

}  // namespace

struct SqliteDatabase::Inner {
    explicit Inner(const SqliteOptions& options)
        : writer(std::make_unique<SqliteWriter>(options)),
          readers(std::make_shared<ReadConnections>(options)) {}

    /// Everything in one closure sees the same state of the database.
    void read(const std::function<void(Reader&)>& work, std::chrono::milliseconds time_max) {
        auto& held = held_by_this_thread().of(serial, readers);
        auto& connection = held.connection;
        if (held.depth > 0) return work(connection);
        struct Depth {
            int& depth;
            explicit Depth(int& of) : depth(of) { ++depth; }
            ~Depth() { --depth; }
        } const depth(held.depth);
        connection.limit_time(time_max);
        connection.change(begin, {});
        try {
            work(connection);
            connection.limit_time(std::chrono::milliseconds{0});
            connection.change(commit, {});
        } catch (...) {
            if (connection.in_transaction()) connection.change(roll_back, {});
            throw;
        }
    }

    const std::uint64_t serial = next_serial();
    // Readers close first, so that the writer's connection is the last and leaves no WAL behind.
    std::unique_ptr<SqliteWriter> writer;
    std::shared_ptr<ReadConnections> readers;
};

SqliteDatabase::SqliteDatabase(SqliteOptions options)
    : inner_(std::make_unique<Inner>(with_defaults(std::move(options)))) {}

SqliteDatabase::~SqliteDatabase() = default;

void SqliteDatabase::read(std::function<void(Reader&)> work, Done done) {
    std::exception_ptr fault;
    try {
        inner_->read(work, inner_->readers->options().read_time_max);
    } catch (...) {
        fault = std::current_exception();
    }
    done(fault);
}

void SqliteDatabase::read_long(const std::function<void(Reader&)>& work) {
    inner_->read(work, std::chrono::milliseconds{0});
}

void SqliteDatabase::write(std::function<void(Transaction&)> work, Done done) {
    inner_->writer->add(std::move(work), std::move(done));
}

void SqliteDatabase::scrub(Done done) { inner_->writer->scrub(std::move(done)); }

std::string_view SqliteDatabase::version() { return sqlite3_libversion(); }

}  // namespace breather::storage

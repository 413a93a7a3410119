#include "engines/storage/sqlite_writer.h"

#include "base/elapsed.h"
#include "base/log.h"
#include "base/refusal.h"

namespace breather::storage {
namespace {

constexpr Statement begin{"begin", "begin immediate"};
constexpr Statement commit{"commit", "commit"};
constexpr Statement roll_back{"roll_back", "rollback"};
constexpr Statement save{"save", "savepoint one"};
constexpr Statement release{"release", "release one"};
constexpr Statement undo{"undo", "rollback to one"};

constexpr std::chrono::milliseconds scrub_again_after{20};

void tell(const Done& done, const std::exception_ptr& fault) {
    try {
        if (done) done(fault);
    } catch (const std::exception& e) {
        log::error("an answer could not be given", {{"why", e.what()}});
    }
}

std::string says(const std::exception_ptr& fault) {
    try {
        std::rethrow_exception(fault);
    } catch (const std::exception& e) {
        return e.what();
    } catch (...) {
        return "unknown";
    }
}

bool is_fsync_failure(const std::exception_ptr& fault) {
    try {
        std::rethrow_exception(fault);
    } catch (const SqliteError& e) {
        return e.is_fsync_failure();
    } catch (...) {
        return false;
    }
}

}  // namespace

SqliteWriter::SqliteWriter(SqliteOptions options)
    : options_(std::move(options)),
      figures_(options_.figures ? options_.figures : std::make_shared<WriteFigures>()),
      connection_(options_.file, SqliteConnection::Role::Writer, options_.vfs, options_.synced),
      thread_([this] { run(); }) {}

SqliteWriter::~SqliteWriter() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void SqliteWriter::add(std::function<void(Transaction&)> work, Done done) {
    {
        std::unique_lock lock(mutex_);
        if (!stopping_ && queue_.size() < options_.queue_max) {
            queue_.push_back({std::move(work), std::move(done), nullptr});
            // Only an empty queue can have a sleeping writer.
            const bool first = queue_.size() == 1;
            figures_->waiting.store(queue_.size(), std::memory_order_relaxed);
            lock.unlock();
            if (first) wake_.notify_one();
            return;
        }
    }
    figures_->refused.add(0);
    tell(done,
         std::make_exception_ptr(Refusal::unavailable("storage.busy", std::chrono::seconds{1})));
}

void SqliteWriter::scrub(Done done) {
    {
        const std::lock_guard lock(mutex_);
        scrubs_.push_back(std::move(done));
    }
    wake_.notify_one();
}

void SqliteWriter::run() {
    std::vector<Waiting> batch;
    bool rested = false;  // since the last batch
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            const auto called = [&] { return stopping_ || !queue_.empty() || !scrubs_.empty(); };
            // However many write, the queue is empty for a moment after each batch; that is no
            // rest.
            if (!rested && connection_.new_wal_pages() >= options_.checkpoint_idle_pages &&
                !wake_.wait_for(lock, options_.checkpoint_pause, called)) {
                lock.unlock();
                checkpoint_if_due(options_.checkpoint_idle_pages);
                rested = true;
                continue;
            }
            wake_.wait(lock, called);
            if (stopping_ && queue_.empty()) break;
            while (!queue_.empty() && batch.size() < options_.batch_max) {
                batch.push_back(std::move(queue_.front()));
                queue_.pop_front();
            }
            figures_->waiting.store(queue_.size(), std::memory_order_relaxed);
        }
        rested = false;
        if (!batch.empty()) run_batch(batch);
        batch.clear();
        scrub_if_wanted();
        checkpoint_if_due(options_.checkpoint_always_pages);
    }
    for (const auto& done : scrubs_)
        tell(done, std::make_exception_ptr(
                       Refusal::unavailable("storage.busy", std::chrono::seconds{1})));
}

void SqliteWriter::run_batch(std::vector<Waiting>& batch) {
    std::exception_ptr lost;  // what undid the whole batch
    const auto began = machine_elapsed();
    try {
        if (broken_) throw std::runtime_error("the database stopped after a failed fsync");
        connection_.change(begin, {});
        for (auto& waiting : batch) run_one(waiting);
        connection_.change(commit, {});
        figures_->batch.add(batch.size());
        figures_->commit_microseconds.add(
            static_cast<std::uint64_t>((machine_elapsed() - began).count()));
    } catch (...) {
        lost = std::current_exception();
        try {
            if (connection_.in_transaction()) connection_.change(roll_back, {});
        } catch (const std::exception& e) {
            log::error("a failed batch could not be rolled back", {{"why", e.what()}});
        }
        notice(lost);
    }
    for (auto& waiting : batch) tell(waiting.done, waiting.fault ? waiting.fault : lost);
}

/// Throws only when the whole transaction is gone (SQLite undoes it on a full disk, for example).
void SqliteWriter::run_one(Waiting& waiting) {
    connection_.change(save, {});
    try {
        waiting.work(connection_);
    } catch (...) {
        waiting.fault = std::current_exception();
        if (!connection_.in_transaction()) std::rethrow_exception(waiting.fault);
        connection_.change(undo, {});
    }
    if (!connection_.in_transaction())
        throw std::runtime_error("a write swallowed the failure of its own transaction");
    connection_.change(release, {});
}

void SqliteWriter::checkpoint_if_due(int pages) {
    if (connection_.new_wal_pages() < pages || broken_) return;
    try {
        connection_.checkpoint(false);
    } catch (...) {
        const auto fault = std::current_exception();
        // Nothing is lost: the WAL still holds it, and the next checkpoint tries again.
        log::warning("the journal could not be copied yet", {{"why", says(fault)}});
        notice(fault);
    }
}

void SqliteWriter::scrub_if_wanted() {
    std::vector<Done> wanted;
    {
        const std::lock_guard lock(mutex_);
        wanted.swap(scrubs_);
    }
    if (wanted.empty()) return;
    std::exception_ptr fault;
    try {
        if (!connection_.checkpoint(true)) {
            // A long reader still looks at the old state: let writes pass, and try again.
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, scrub_again_after, [&] { return stopping_ || !queue_.empty(); });
            scrubs_.insert(scrubs_.begin(), wanted.begin(), wanted.end());
            return;
        }
    } catch (...) {
        fault = std::current_exception();
        notice(fault);
    }
    for (const auto& done : wanted) tell(done, fault);
}

void SqliteWriter::notice(const std::exception_ptr& fault) {
    if (!is_fsync_failure(fault)) return;
    broken_ = true;
    figures_->failed_syncs.add(0);
    log::error("fsync failed; leaving, because nobody knows what the disk holds",
               {{"why", says(fault)}});
    log::flush();
    options_.on_fsync_failure();
}

}  // namespace breather::storage

#include "engines/storage/postgres_database.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/elapsed.h"
#include "base/log.h"
#include "base/refusal.h"
#include "engines/storage/postgres_connection.h"

namespace breather::storage {
namespace {

Refusal busy() { return Refusal::unavailable("storage.busy", std::chrono::seconds{1}); }

void tell(const Done& done, const std::exception_ptr& fault) {
    try {
        if (done) done(fault);
    } catch (const std::exception& e) {
        log::error("who asked did not take the answer", {{"why", e.what()}});
    }
}

/// What the asker hears: that nobody answers, or that a standby did, is not theirs to solve.
std::exception_ptr for_asker(const std::exception_ptr& fault) {
    try {
        std::rethrow_exception(fault);
    } catch (const PostgresError& error) {
        const auto& state = error.state();
        const bool passing = error.is_loss() || state.starts_with("08") ||
                             state.starts_with("57P") || state == "25006" ||
                             error.may_succeed_again();
        if (!passing) return fault;
        log::warning("the database does not answer", {{"why", error.what()}});
        return std::make_exception_ptr(busy());
    } catch (...) {
        return fault;
    }
}

/// Work for several threads, bounded.
template <class Item>
class Queue {
  public:
    explicit Queue(std::size_t max) : max_(max) {}

    bool add(Item item) {
        {
            const std::lock_guard lock(mutex_);
            if (stopping_ || items_.size() >= max_) return false;
            items_.push_back(std::move(item));
            ++untold_;
        }
        wake_.notify_one();
        return true;
    }
    /// So many of those taken have been told.
    void note_told(std::size_t count) {
        {
            const std::lock_guard lock(mutex_);
            untold_ -= count;
        }
        told_.notify_all();
    }
    void wait_until_all_told() {
        std::unique_lock lock(mutex_);
        told_.wait(lock, [&] { return untold_ == 0; });
    }
    /// Waits; nothing once it was stopped and is empty.
    std::vector<Item> take(std::size_t max) {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return stopping_ || !items_.empty(); });
        std::vector<Item> taken;
        while (!items_.empty() && taken.size() < max) {
            taken.push_back(std::move(items_.front()));
            items_.pop_front();
        }
        return taken;
    }
    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return items_.size();
    }
    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_all();
    }

  private:
    const std::size_t max_;
    mutable std::mutex mutex_;
    std::condition_variable wake_, told_;
    std::deque<Item> items_;
    std::size_t untold_ = 0;
    bool stopping_ = false;
};

struct Read {
    std::function<void(Reader&)> work;
    Done done;
};

struct Write {
    std::function<void(Transaction&)> work;
    Done done;
    std::exception_ptr fault = nullptr;
};

constexpr Statement begin_writing{"begin", "begin isolation level serializable"};
constexpr Statement begin_looking{"begin_looking",
                                  "begin isolation level repeatable read read only"};
constexpr Statement commit{"commit", "commit"};
constexpr Statement save{"save", "savepoint one"};
constexpr Statement release{"release", "release one"};
constexpr Statement undo{"undo", "rollback to one"};

void roll_back(PostgresConnection& connection) {
    try {
        connection.forget_unheard();
        if (connection.in_transaction()) connection.run_script("rollback");
    } catch (const std::exception& e) {
        log::warning("a failed transaction could not be rolled back", {{"why", e.what()}});
        connection.disconnect();
    }
}

/// Throws when the whole transaction is gone.
void run_one(PostgresConnection& connection, Write& write) {
    write.fault = nullptr;
    connection.send(save);
    try {
        write.work(connection);
        connection.hear_all();
    } catch (const PostgresError& error) {
        if (error.may_succeed_again() || error.is_loss()) throw;
        write.fault = std::current_exception();
    } catch (...) {
        write.fault = std::current_exception();
    }
    connection.forget_unheard();
    if (!write.fault && !connection.in_good_transaction()) {
        write.fault = std::make_exception_ptr(
            std::runtime_error("a write swallowed the failure of its own transaction"));
    }
    if (write.fault) connection.send(undo);
    connection.send(release);
}

/// All of them in one transaction. False: they met others and nothing happened.
bool commit_together(PostgresConnection& connection, std::span<Write> writes) {
    std::uint64_t answered = 0;
    const auto once = [&] {
        connection.connect();
        answered = connection.count_answered();
        connection.send(begin_writing);
        for (auto& write : writes) run_one(connection, write);
        connection.change(commit, {});
    };
    const bool was_connected = connection.is_connected();
    try {
        try {
            once();
        } catch (const PostgresError& error) {
            // Lost while nobody used it: nothing has happened yet.
            if (!was_connected || !error.is_loss() || connection.count_answered() > answered) throw;
            connection.disconnect();
            once();
        }
        return true;
    } catch (const PostgresError& error) {
        // Lost, or a leader that is none any more.
        if (error.is_loss() || error.state() == "25006") connection.disconnect();
        roll_back(connection);
        if (error.may_succeed_again()) return false;
        throw;
    } catch (...) {
        roll_back(connection);
        throw;
    }
}

/// Another program's transaction was met: its commit takes a moment.
void wait_for_the_other(int tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds{std::min(tries, 10)});
}

/// As it is told afterwards: nothing, or what undid all of them.
std::exception_ptr perform(PostgresConnection& connection, std::span<Write> writes, int tries_max) {
    try {
        for (int tries = 0; tries < tries_max; ++tries) {
            if (tries > 0) wait_for_the_other(tries);
            if (commit_together(connection, writes)) return nullptr;
        }
        throw busy();
    } catch (...) {
        return for_asker(std::current_exception());
    }
}

void look_once(PostgresConnection& connection, const std::function<void(Reader&)>& work) {
    connection.connect();
    connection.send(begin_looking);
    try {
        work(connection);
        // There is nothing to hear about the end of a look, so nobody waits for it.
        connection.send(commit);
        connection.leave();
    } catch (...) {
        roll_back(connection);
        throw;
    }
}

std::string limit_time(std::chrono::milliseconds max) {
    return "set statement_timeout = " + std::to_string(max.count());
}

/// Everything in one closure sees the same state. A lost connection is taken up once more: looking
/// twice harms nobody.
void look(PostgresConnection& connection, const std::function<void(Reader&)>& work) {
    const bool was_connected = connection.is_connected();
    try {
        look_once(connection, work);
    } catch (const PostgresError& error) {
        if (!was_connected || !error.is_loss()) throw;
        connection.disconnect();
        look_once(connection, work);
    }
}

}  // namespace

struct PostgresDatabase::Inner {
    explicit Inner(PostgresOptions given)
        : options(std::move(given)), writes(options.queue_max), reads(options.queue_max) {
        if (!options.figures) options.figures = std::make_shared<WriteFigures>();
        PostgresConnection first(options.address);
        try {
            first.connect();
        } catch (const PostgresError& error) {
            throw std::runtime_error(std::string("PostgreSQL does not answer: ") + error.what());
        }
        threads.emplace_back([this] {
            PostgresConnection connection(options.address);
            for (auto batch = writes.take(options.batch_max); !batch.empty();
                 batch = writes.take(options.batch_max)) {
                const auto began = machine_elapsed();
                const auto lost = perform(connection, batch, options.tries_max);
                for (auto& write : batch) tell(write.done, lost ? lost : write.fault);
                count_batch(batch.size(), began);
                writes.note_told(batch.size());
            }
        });
        for (std::size_t i = 0; i < options.readers; ++i)
            threads.emplace_back([this] {
                PostgresConnection connection(options.address, limit_time(options.read_time_max));
                for (auto batch = reads.take(1); !batch.empty(); batch = reads.take(1)) {
                    perform_read(connection, batch.front());
                    reads.note_told(1);
                }
            });
    }
    ~Inner() {
        writes.stop();
        reads.stop();
        for (auto& thread : threads) thread.join();
    }

    /// The time is that of the whole batch, with those of its writes that went again alone.
    void count_batch(std::size_t size, std::chrono::microseconds began) {
        options.figures->batch.add(size);
        options.figures->commit_microseconds.add(
            static_cast<std::uint64_t>((machine_elapsed() - began).count()));
        options.figures->waiting.store(writes.size(), std::memory_order_relaxed);
    }

    void perform_read(PostgresConnection& connection, const Read& read) {
        std::exception_ptr fault;
        try {
            look(connection, read.work);
        } catch (...) {
            fault = for_asker(std::current_exception());
        }
        tell(read.done, fault);
    }

    /// A connection nobody uses, for whoever waits by themselves; given back afterwards.
    void with_spare(const std::function<void(PostgresConnection&)>& use) {
        std::unique_ptr<PostgresConnection> spare;
        {
            const std::lock_guard lock(mutex);
            if (!spares.empty()) {
                spare = std::move(spares.back());
                spares.pop_back();
            }
        }
        if (!spare) spare = std::make_unique<PostgresConnection>(options.address, limit_time({}));
        try {
            use(*spare);
        } catch (...) {
            const std::lock_guard lock(mutex);
            spares.push_back(std::move(spare));
            std::rethrow_exception(for_asker(std::current_exception()));
        }
        const std::lock_guard lock(mutex);
        spares.push_back(std::move(spare));
    }

    PostgresOptions options;
    Queue<Write> writes;
    Queue<Read> reads;
    std::mutex mutex;
    std::vector<std::unique_ptr<PostgresConnection>> spares;
    std::vector<std::thread> threads;
};

PostgresDatabase::PostgresDatabase(PostgresOptions options)
    : inner_(std::make_unique<Inner>(std::move(options))) {}

PostgresDatabase::~PostgresDatabase() = default;

void PostgresDatabase::read(std::function<void(Reader&)> work, Done done) {
    if (!inner_->reads.add({std::move(work), done})) tell(done, std::make_exception_ptr(busy()));
}

void PostgresDatabase::read_long(const std::function<void(Reader&)>& work) {
    inner_->with_spare([&](PostgresConnection& connection) { look(connection, work); });
}

void PostgresDatabase::write(std::function<void(Transaction&)> work, Done done) {
    if (inner_->writes.add({std::move(work), done, nullptr})) return;
    inner_->options.figures->refused.add(0);
    tell(done, std::make_exception_ptr(busy()));
}

void PostgresDatabase::wait_for_all() {
    inner_->reads.wait_until_all_told();
    inner_->writes.wait_until_all_told();
}

void PostgresDatabase::scrub(Done done) {
    std::exception_ptr fault;
    try {
        // Deleted rows stay in their pages until they are vacuumed; what is in the journal already
        // is kept as long as the operator keeps it.
        inner_->with_spare([](PostgresConnection& connection) {
            connection.connect();
            connection.run_script("vacuum");
        });
    } catch (...) {
        fault = std::current_exception();
    }
    tell(done, fault);
}

}  // namespace breather::storage

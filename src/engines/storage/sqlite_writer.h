// The one thread that writes. It takes all closures that wait, runs each in a savepoint of one
// transaction, commits once, and only then tells everyone. It alone moves the WAL into the file.
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "engines/storage/sqlite_connection.h"
#include "engines/storage/sqlite_database.h"

namespace breather::storage {

class SqliteWriter {
  public:
    explicit SqliteWriter(SqliteOptions options);
    /// Finishes what waits.
    ~SqliteWriter();

    void add(std::function<void(Transaction&)> work, Done done);
    void scrub(Done done);

  private:
    struct Waiting {
        std::function<void(Transaction&)> work;
        Done done;
        std::exception_ptr fault;
    };
    void run();
    void run_batch(std::vector<Waiting>& batch);
    void run_one(Waiting& waiting);
    void checkpoint_if_due(int pages);
    void scrub_if_wanted();
    /// After a failed fsync: tells the outside, which normally ends the process.
    void notice(const std::exception_ptr& fault);

    SqliteOptions options_;
    const std::shared_ptr<WriteFigures> figures_;
    SqliteConnection connection_;
    bool broken_ = false;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Waiting> queue_;
    std::vector<Done> scrubs_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace breather::storage

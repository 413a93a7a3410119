// PostgreSQL behind the one face. One connection writes, with a thread of its own that commits what
// waits together, serialisably (why not several: docs/decisions/postgresql.md); others read, never
// on a thread of the network. Several programs may share one database: what they do at once is told
// apart by PostgreSQL, and what met is run again.
#pragma once
#include <memory>
#include <string>

#include "engines/storage/database.h"
#include "engines/storage/write_figures.h"

namespace breather::storage {

struct PostgresOptions {
    /// A libpq connection string: "host=/run/postgresql dbname=breather".
    std::string address;
    std::size_t readers = 8;
    std::size_t queue_max = 4096;
    std::size_t batch_max = 64;
    /// A write that met others so often is refused as unavailable; its asker tries again.
    int tries_max = 20;
    std::chrono::milliseconds read_time_max{50};
    /// Counted here, if somebody watches.
    std::shared_ptr<WriteFigures> figures = nullptr;
};

class PostgresDatabase final : public Database {
  public:
    /// Throws std::runtime_error with one clear sentence when nobody answers at the address.
    explicit PostgresDatabase(PostgresOptions options);
    /// Finishes what was queued, then closes.
    ~PostgresDatabase() override;

    void read(std::function<void(Reader&)> work, Done done) override;
    void read_long(const std::function<void(Reader&)>& work) override;
    /// A commit whose answer was lost is told as unavailable: the idempotency key of the same write
    /// settles, when it is asked again, whether it happened.
    void write(std::function<void(Transaction&)> work, Done done) override;
    void scrub(Done done) override;
    bool is_shared() const override { return true; }
    void wait_for_all() override;

  private:
    struct Inner;
    std::unique_ptr<Inner> inner_;
};

}  // namespace breather::storage

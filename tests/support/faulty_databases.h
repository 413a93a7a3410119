// Databases with one promise broken: the negative controls of what tests of lost, halved and
// doubled writes claim to see.
#pragma once
#include <atomic>
#include <memory>
#include <thread>

#include "engines/storage/database.h"

namespace breather::testing {

/// Hands everything on; a control changes one thing.
class Around : public storage::Database {
  public:
    explicit Around(std::unique_ptr<storage::Database> inner) : inner_(std::move(inner)) {}
    void read(std::function<void(storage::Reader&)> work, storage::Done done) override {
        inner_->read(std::move(work), std::move(done));
    }
    void read_long(const std::function<void(storage::Reader&)>& work) override {
        inner_->read_long(work);
    }
    void write(std::function<void(storage::Transaction&)> work, storage::Done done) override {
        inner_->write(std::move(work), std::move(done));
    }
    void scrub(storage::Done done) override { inner_->scrub(std::move(done)); }
    bool is_shared() const override { return inner_->is_shared(); }
    void wait_for_all() override { inner_->wait_for_all(); }

  protected:
    storage::Database& inner() { return *inner_; }

  private:
    std::unique_ptr<storage::Database> inner_;
};

/// Answers as soon as the work was applied, and lets the commit come later.
class AnswersTooSoon final : public Around {
  public:
    AnswersTooSoon(std::unique_ptr<storage::Database> inner, std::chrono::milliseconds linger)
        : Around(std::move(inner)), linger_(linger) {}
    void write(std::function<void(storage::Transaction&)> work, storage::Done done) override {
        const auto answered = std::make_shared<std::atomic<bool>>(false);
        inner().write(
            [work = std::move(work), done, answered, linger = linger_](storage::Transaction& tx) {
                work(tx);
                if (!answered->exchange(true)) done(nullptr);
                // Long enough that a kill meets an answered write that no disk has.
                std::this_thread::sleep_for(linger);
            },
            [done, answered](std::exception_ptr fault) {
                if (!answered->exchange(true)) done(fault);
            });
    }

  private:
    std::chrono::milliseconds linger_;
};

/// Takes a long look on the writer's own thread, so that everybody who writes waits for it.
class ReadsByWriter final : public Around {
  public:
    using Around::Around;
    void read_long(const std::function<void(storage::Reader&)>& work) override {
        inner().write_now([&](storage::Transaction& tx) { work(tx); });
    }
};

/// A transaction between a write and the real one.
class AroundTransaction : public storage::Transaction {
  public:
    explicit AroundTransaction(storage::Transaction& inner) : inner_(inner) {}
    void query(const storage::Statement& statement, std::span<const storage::Parameter> parameters,
               const RowTaker& take) override {
        inner_.query(statement, parameters, take);
    }
    std::int64_t change(const storage::Statement& statement,
                        std::span<const storage::Parameter> parameters) override {
        return inner_.change(statement, parameters);
    }
    void run_script(std::string_view sql) override { inner_.run_script(sql); }

  private:
    storage::Transaction& inner_;
};

/// Makes every statement durable by itself, so that what fails in the middle leaves a half.
class PieceByPiece final : public Around {
  public:
    using Around::Around;
    void write(std::function<void(storage::Transaction&)> work, storage::Done done) override {
        Pieces pieces(inner());
        try {
            work(pieces);
        } catch (...) {
            return done(std::current_exception());
        }
        done(nullptr);
    }

  private:
    class Pieces final : public storage::Transaction {
      public:
        explicit Pieces(storage::Database& database) : database_(database) {}
        void query(const storage::Statement& statement,
                   std::span<const storage::Parameter> parameters, const RowTaker& take) override {
            database_.write_now(
                [&](storage::Transaction& tx) { tx.query(statement, parameters, take); });
        }
        std::int64_t change(const storage::Statement& statement,
                            std::span<const storage::Parameter> parameters) override {
            return database_.write_now(
                [&](storage::Transaction& tx) { return tx.change(statement, parameters); });
        }
        void run_script(std::string_view sql) override {
            database_.write_now([&](storage::Transaction& tx) { tx.run_script(sql); });
        }

      private:
        storage::Database& database_;
    };
};

/// Forgets that a key was used.
class NoIdempotency final : public Around {
  public:
    using Around::Around;
    void write(std::function<void(storage::Transaction&)> work, storage::Done done) override {
        inner().write(
            [work = std::move(work)](storage::Transaction& tx) {
                Forgetful forgetful(tx);
                work(forgetful);
            },
            std::move(done));
    }

  private:
    class Forgetful final : public AroundTransaction {
      public:
        using AroundTransaction::AroundTransaction;
        std::int64_t change(const storage::Statement& statement,
                            std::span<const storage::Parameter> parameters) override {
            return statement.name == "leave_mark"
                       ? 1
                       : AroundTransaction::change(statement, parameters);
        }
    };
};

/// Lets reads wait behind writes.
class OneQueue final : public Around {
  public:
    using Around::Around;
    void read(std::function<void(storage::Reader&)> work, storage::Done done) override {
        inner().write([work = std::move(work)](storage::Transaction& tx) { work(tx); },
                      std::move(done));
    }
};

}  // namespace breather::testing

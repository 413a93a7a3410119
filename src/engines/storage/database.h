// The one face of both databases. SQLite stands behind it now; PostgreSQL fits the same words:
// reads answer by callback, write closures can be run again, and nobody is answered before the
// commit is durable.
#pragma once
#include <array>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "engines/storage/statement.h"
#include "engines/storage/values.h"

namespace breather::storage {

/// Looks things up; cannot change anything. Lives only inside the closure it is given to.
class Reader {
  public:
    virtual ~Reader() = default;

    /// The only row, or nothing. More than one row is our mistake.
    template <class Row, class... P>
    std::optional<Row> find(const Statement& statement, const P&... parameters) {
        std::optional<Row> out;
        each<Row>(
            statement,
            [&](Row row) {
                ensure(!out, "more than one row where one was expected");
                out = std::move(row);
            },
            parameters...);
        return out;
    }

    template <class Row, class... P>
    std::vector<Row> list(const Statement& statement, const P&... parameters) {
        std::vector<Row> out;
        each<Row>(
            statement, [&](Row row) { out.push_back(std::move(row)); }, parameters...);
        return out;
    }

    /// Hands over row by row, for what is too long to hold.
    template <class Row, class F, class... P>
    void each(const Statement& statement, F take, const P&... parameters) {
        const std::array<Parameter, sizeof...(P)> bound{to_parameter(parameters)...};
        query(statement, bound, [&](const Columns& row) { take(read_row<Row>(row)); });
    }

    using RowTaker = std::function<void(const Columns&)>;
    virtual void query(const Statement& statement, std::span<const Parameter> parameters,
                       const RowTaker& take) = 0;
};

/// Changes things, as one of a batch that is committed together; sees its own changes.
class Transaction : public Reader {
  public:
    /// How many rows changed.
    template <class... P>
    std::int64_t run(const Statement& statement, const P&... parameters) {
        const std::array<Parameter, sizeof...(P)> bound{to_parameter(parameters)...};
        return change(statement, bound);
    }

    /// Where nobody asks how many: PostgreSQL need not answer before the next statement is asked,
    /// and a failure is heard with that one, or at the end of the write.
    template <class... P>
    void send(const Statement& statement, const P&... parameters) {
        const std::array<Parameter, sizeof...(P)> bound{to_parameter(parameters)...};
        change_unheard(statement, bound);
    }

    virtual std::int64_t change(const Statement& statement,
                                std::span<const Parameter> parameters) = 0;
    virtual void change_unheard(const Statement& statement, std::span<const Parameter> parameters) {
        change(statement, parameters);
    }
    /// Several statements without parameters: migrations.
    virtual void run_script(std::string_view sql) = 0;
};

/// A write that can be run again. Ids, times and ciphertext are made before; `apply` has no effect
/// outside its transaction. When a repeated request finds its key used, only `answer` runs.
template <class Answer>
struct Work {
    std::function<void(Transaction&)> apply;
    std::function<Answer(Reader&)> answer;
};

/// Called once: with nothing after the work is done (for writes: durably), or with what went wrong.
/// May be called on any thread; must not throw.
using Done = std::function<void(std::exception_ptr)>;

class Database {
  public:
    virtual ~Database() = default;

    /// A short look (50 ms of computing at most): refused as unavailable when it takes longer.
    /// SQLite runs it at once on the calling thread.
    virtual void read(std::function<void(Reader&)> work, Done done) = 0;
    /// As long as it takes; waits. For start-up, the command line, long routes and tests.
    virtual void read_long(const std::function<void(Reader&)>& work) = 0;
    /// Queues a write. `done` hears unavailable at once when too many wait.
    virtual void write(std::function<void(Transaction&)> work, Done done) = 0;
    /// Erasure to the last copy: when `done` hears, what earlier writes deleted no longer stands in
    /// any journal beside the tables either.
    virtual void scrub(Done done) = 0;
    /// Scrubs and waits.
    void scrub_now();
    /// Whether other programs may write here too: then nothing they may end is kept in memory.
    virtual bool is_shared() const = 0;
    /// Waits until everything asked for before is told: before what its closures point at goes.
    virtual void wait_for_all();

    /// Reads and waits, and gives back what `work` returns.
    template <class F>
    auto read_now(F work) -> std::invoke_result_t<F, Reader&> {
        using Result = std::invoke_result_t<F, Reader&>;
        if constexpr (std::is_void_v<Result>) {
            read_long([&](Reader& reader) { work(reader); });
        } else {
            std::optional<Result> result;
            read_long([&](Reader& reader) { result.emplace(work(reader)); });
            return std::move(*result);
        }
    }

    /// Writes, waits for the durable commit, and gives back what `work` returned.
    template <class F>
    auto write_now(F work) -> std::invoke_result_t<F, Transaction&> {
        using Result = std::invoke_result_t<F, Transaction&>;
        // Shared, because it may still be waking us when we are already gone.
        const auto promise = std::make_shared<std::promise<void>>();
        const Done done = [promise](std::exception_ptr fault) {
            fault ? promise->set_exception(fault) : promise->set_value();
        };
        if constexpr (std::is_void_v<Result>) {
            write([&](Transaction& tx) { work(tx); }, done);
            promise->get_future().get();
        } else {
            std::optional<Result> result;
            // It may run again: the last run counts.
            write([&](Transaction& tx) { result.emplace(work(tx)); }, done);
            promise->get_future().get();
            return std::move(*result);
        }
    }
};

}  // namespace breather::storage

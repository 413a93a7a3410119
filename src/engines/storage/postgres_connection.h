// One PostgreSQL connection with its prepared statements, everything in binary form. A statement
// whose answer nobody needs yet travels with the next that is heard: a way there and back costs
// more than most statements. Used by one thread at a time.
#pragma once
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>

#include "engines/storage/database.h"

struct pg_conn;
struct pg_result;

namespace breather::storage {

/// What PostgreSQL answered, with its five-character SQLSTATE; empty when nobody answered.
class PostgresError : public std::runtime_error {
  public:
    PostgresError(std::string state, const std::string& says)
        : std::runtime_error(says), state_(std::move(state)) {}
    const std::string& state() const { return state_; }
    /// Two transactions met; the same work may succeed when it is run again.
    bool may_succeed_again() const { return state_ == "40001" || state_ == "40P01"; }
    /// Nobody answered, or the last that was said is that the line is closed. libpq may still call
    /// such a connection good.
    bool is_loss() const { return state_.empty() || state_.starts_with("57P"); }

  private:
    std::string state_;
};

class PostgresConnection final : public Transaction {
  public:
    /// `address`: a libpq connection string. Connects at the first use, and again after a loss;
    /// `opening` runs first on each new line.
    explicit PostgresConnection(std::string address, std::string opening = "");
    ~PostgresConnection() override;
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    void query(const Statement& statement, std::span<const Parameter> parameters,
               const RowTaker& take) override;
    std::int64_t change(const Statement& statement, std::span<const Parameter> parameters) override;
    void change_unheard(const Statement& statement, std::span<const Parameter> parameters) override;
    void run_script(std::string_view sql) override;
    /// Waits until everything sent is answered; throws the first of their failures.
    void hear_all();
    /// The same, and lets the failures go.
    void forget_unheard();
    /// Everything sent is on its way now; its answers are heard with the next, or never.
    void leave();

    /// Rows in COPY's binary form, in as many parts as one likes.
    void begin_copy(const std::string& sql);
    void copy(std::string_view part);
    void end_copy();

    /// A transaction that can still go on: none of its statements failed.
    bool in_good_transaction() const;
    bool in_transaction() const;
    /// Throws PostgresError with an empty state when nobody answers.
    void connect();
    bool is_connected() const;
    /// Readable when the other side has something to say: a notice after `listen`, or that it goes.
    int socket() const;
    /// How many statements were answered well on all lines so far.
    std::uint64_t count_answered() const { return answered_; }
    /// Takes the notices that came and lets them go. Throws PostgresError when the line is lost.
    void forget_notices();
    void disconnect();

  private:
    struct Prepared {
        std::string name;  // nothing: not prepared yet
        std::string sql;   // a copy: the memory it came from may hold another text by now
        std::string statement;
        bool names_are_new = true;
    };
    struct Clear {
        void operator()(pg_result* result) const;
    };
    using Result = std::unique_ptr<pg_result, Clear>;
    Prepared& prepare(const Statement& statement);
    Prepared& post(const Statement& statement, std::span<const Parameter> parameters);
    /// The answer to what was posted last.
    Result hear();
    void end_segment();
    void use_pipeline();
    void leave_pipeline();
    /// Refuses: storage_full, unavailable "storage.slow"; otherwise throws PostgresError.
    void refuse_failed(const Result& result, std::string_view doing) const;
    [[noreturn]] void throw_loss() const;

    std::string address_, opening_;
    pg_conn* handle_ = nullptr;
    std::vector<const Prepared*> unheard_;  // in order; nothing: a segment's end
    std::unordered_map<const char*, Prepared> prepared_;
    std::uint64_t prepared_count_ = 0, answered_ = 0;
};

}  // namespace breather::storage

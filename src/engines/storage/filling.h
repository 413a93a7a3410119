// An empty PostgreSQL database while somebody fills it: by a move, by a restore. It carries a mark
// until that somebody has compared what arrived; open_postgres refuses it meanwhile.
#pragma once
#include <span>
#include <stdexcept>
#include <string>

#include "engines/storage/migrations.h"

namespace breather::storage {

/// What was begun here did not end: nobody may take it for an installation.
class UnfinishedFilling : public std::runtime_error {
  public:
    UnfinishedFilling();
};

class PostgresFilling {
  public:
    explicit PostgresFilling(std::string address) : address_(std::move(address)) {}

    /// Throws std::runtime_error with one clear sentence when there is anything in it, or nobody
    /// answers.
    void refuse_what_is_not_empty() const;
    /// Sets the mark, in a database that is still empty; no server opens it in between.
    void begin() const;
    /// Takes the mark away: it may be opened. Before the first question, the tables are looked at,
    /// or the first hours are planned for empty ones.
    void finish() const;
    /// Empty again: takes away what those changes made, and the mark with it.
    void give_up(std::span<const Migration> migrations) const;

    static bool is_unfinished(class PostgresConnection& database);

  private:
    std::string address_;
};

}  // namespace breather::storage

// Moving a SQLite file into an empty PostgreSQL: every table as it stands, and both sides summed in
// the same order afterwards. The target carries a mark until somebody who compared takes it away;
// open_postgres refuses it meanwhile. The file is only read.
#pragma once
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engines/storage/migrations.h"

namespace breather::storage {

/// A table on both sides: how many rows, and a hash of all values in the order of its key.
struct ComparedTable {
    std::string table;
    std::int64_t rows_from = 0, rows_to = 0;
    std::string hash_from, hash_to;
    bool is_same() const { return rows_from == rows_to && hash_from == hash_to; }
};

class Move {
  public:
    /// Throws std::runtime_error with one clear sentence: nobody answers at `to`, the file's schema
    /// is not this program's.
    Move(std::filesystem::path from, std::string to, std::span<const Migration> migrations);

    /// Throws std::runtime_error when there is anything in the target.
    void refuse_what_is_not_empty();
    /// Marks the target, makes its tables and fills them. `tell` hears each table before its turn.
    void copy(const std::function<void(const std::string& table)>& tell);
    std::vector<ComparedTable> compare();
    /// Takes the mark away: the target may be opened.
    void finish();

  private:
    std::filesystem::path from_;
    std::string to_;
    std::span<const Migration> migrations_;
};

}  // namespace breather::storage

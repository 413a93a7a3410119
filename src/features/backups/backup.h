// What the administrator is shown: which backups were made, and which restores were rehearsed.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/id.h"

namespace breather::backups {

using BackupId = Id<struct BackupTag>;
using RehearsalId = Id<struct RehearsalTag>;

enum class State { Running, Done, Failed };
BOOST_DESCRIBE_ENUM(State, Running, Done, Failed)

struct BackupRow {
    BackupId backup_id;
    State state{};
    Instant began_at;
    std::optional<Instant> ended_at;
    std::string data_file;  // names, in the folders of the configuration
    std::string keys_file;
    std::int64_t bytes = 0;  // of both files
    std::int64_t rows = 0;
    std::optional<Hash> hash;  // of the manifest of the data
    std::optional<std::string> why;
};
BOOST_DESCRIBE_STRUCT(BackupRow, (),
                      (backup_id, state, began_at, ended_at, data_file, keys_file, bytes, rows,
                       hash, why))

struct RehearsalRow {
    RehearsalId rehearsal_id;
    State state{};
    Instant began_at;
    std::optional<Instant> ended_at;
    std::int64_t bytes = 0;
    std::int64_t rows = 0;
    std::int64_t opened = 0;   // sealed values that were opened
    std::optional<Hash> hash;  // of the snapshot that was put back
    std::optional<std::string> why;
};
BOOST_DESCRIBE_STRUCT(RehearsalRow, (),
                      (rehearsal_id, state, began_at, ended_at, bytes, rows, opened, hash, why))

}  // namespace breather::backups

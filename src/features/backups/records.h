// What stands inside a backup: the schema it was taken from, tables row by row, files, and at the
// end the manifest. Each part has a count and a hash that does not depend on the order of its rows.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engines/storage/tables.h"
#include "features/backups/sealed_file.h"

namespace breather::backups {

/// A table or a file: how many rows (or bytes), and what they hash to.
struct Part {
    std::string name;
    std::int64_t rows = 0;
    std::string hash;
    bool operator==(const Part&) const = default;
};

/// Adds up rows in any order.
class Tally {
  public:
    void add(BytesView row);
    Part part(const std::string& name) const;

  private:
    std::int64_t rows_ = 0;
    std::array<std::uint64_t, 4> sum_{};
};

/// One row as it stands in a backup.
void encode_row(const storage::Table& table, const storage::Columns& row, Bytes& into);

class RecordsOut {
  public:
    using Sink = std::function<void(BytesView)>;
    explicit RecordsOut(Sink sink) : sink_(std::move(sink)) {}

    void schema(std::string_view text);
    void begin(const storage::Table& table);
    void row(const storage::Table& table, const storage::Columns& row);
    Part end(const storage::Table& table);
    Part file(const std::filesystem::path& path, const std::string& name);
    void manifest(std::string_view text);

  private:
    void text(char kind, std::string_view says);
    Sink sink_;
    Tally tally_;
    Bytes row_;
};

/// Hears a backup from its beginning to its end.
class RecordTaker {
  public:
    virtual ~RecordTaker() = default;
    virtual void schema(std::string_view text) = 0;
    virtual void begin(const std::string& table, const std::vector<std::string>& columns) = 0;
    virtual void row(std::span<const storage::Parameter> values) = 0;
    virtual void end(const Part& part) = 0;
    virtual void begin_file(const std::string& name) = 0;
    virtual void file_bytes(BytesView bytes) = 0;
    virtual void end_file(const Part& part) = 0;
    virtual void manifest(std::string_view text) = 0;
};

/// Throws BadFile.
void read_records(SealedIn& in, RecordTaker& taker);

}  // namespace breather::backups

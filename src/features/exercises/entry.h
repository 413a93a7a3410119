// What a person writes, as it travels: an entry of fields, each field with the versions that stand.
// The server can read neither what an entry is about nor what its fields say; it sees their names.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/blob.h"
#include "base/id.h"
#include "features/exercises/sealed_value.h"

namespace breather::exercises {

using EntryId = Id<struct EntryTag>;

inline constexpr std::size_t fields_max = 64;      // in one write
inline constexpr std::size_t replaces_max = 64;    // by one version
inline constexpr std::int64_t heads_max = 20'000;  // that stand, of one person
inline constexpr std::size_t page_heads = 500;
inline constexpr std::int64_t page_bytes = 512 * 1024;

/// An author's stable slug: small letters, digits, `-` and `_`, up to 64.
class FieldName {
  public:
    FieldName() = default;
    explicit FieldName(std::string text);
    const std::string& str() const { return text_; }
    std::string_view view() const { return text_; }
    auto operator<=>(const FieldName&) const = default;

    static std::optional<Fault> take(std::string_view text, FieldName& out);
    const std::string& json_text() const { return text_; }
    static TextRule rule() { return {1, 64, "^[a-z0-9_-]+$"}; }

  private:
    std::string text_;
};

struct FieldWrite {
    FieldName field;
    Uuid version;
    std::vector<Uuid> replaces;
    Blob<sealed_max> sealed;
};
BOOST_DESCRIBE_STRUCT(FieldWrite, (), (field, version, replaces, sealed))

struct WriteAsk {
    std::vector<FieldWrite> fields;
};
BOOST_DESCRIBE_STRUCT(WriteAsk, (), (fields))

/// Refuses: invalid, naming each field: none or too many, too many replaced, a value no vault
/// makes.
void check(const WriteAsk& ask);

struct HeadAnswer {
    Uuid version;
    Blob<sealed_max> sealed;
};
BOOST_DESCRIBE_STRUCT(HeadAnswer, (), (version, sealed))

/// More than one head: two screens wrote without seeing each other, and the person picks.
struct FieldAnswer {
    std::string field;
    std::vector<HeadAnswer> heads;
};
BOOST_DESCRIBE_STRUCT(FieldAnswer, (), (field, heads))

struct FieldsAnswer {
    std::vector<FieldAnswer> fields;
};
BOOST_DESCRIBE_STRUCT(FieldsAnswer, (), (fields))

struct EntryAnswer {
    EntryId entry;
    std::vector<FieldAnswer> fields;
};
BOOST_DESCRIBE_STRUCT(EntryAnswer, (), (entry, fields))

struct EntriesAnswer {
    std::vector<EntryAnswer> entries;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(EntriesAnswer, (), (entries, next))

/// Where a page of entries ends and the next begins.
struct Cursor {
    Uuid entry;
    std::string field;
    Uuid version;

    std::string text() const;
    /// Refuses: malformed "exercises.cursor".
    static Cursor read(std::string_view text);
};

}  // namespace breather::exercises

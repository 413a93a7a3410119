// The only SQL about content packs.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "engines/storage/database.h"
#include "features/content/delivery.h"

namespace breather::content {

struct PackRow {
    std::string pack, hash;
    Instant imported_at;
    bool current = false;
};
BOOST_DESCRIBE_STRUCT(PackRow, (), (pack, hash, imported_at, current))

struct CurrentRow {
    std::string pack, hash;
};
BOOST_DESCRIBE_STRUCT(CurrentRow, (), (pack, hash))

namespace store {

bool has_pack(storage::Reader& reader, std::string_view hash);
void add_pack(storage::Transaction& tx, const Delivery& delivery, Instant now);
void make_current(storage::Transaction& tx, std::string_view pack, std::string_view hash);
std::vector<PackRow> list_packs(storage::Reader& reader);
std::vector<CurrentRow> list_current(storage::Reader& reader);
/// Which programme this is a version of.
std::optional<std::string> find_pack(storage::Reader& reader, std::string_view hash);
std::vector<Item> list_items(storage::Reader& reader, std::string_view hash);
std::vector<std::string> list_media(storage::Reader& reader);
/// Where several servers share the database, the bytes of sounds stand in it too.
void keep_sound(storage::Transaction& tx, std::string_view media, BytesView bytes);
bool has_sound(storage::Reader& reader, std::string_view media);
std::optional<Bytes> find_sound(storage::Reader& reader, std::string_view media);
std::optional<std::string> find_step(storage::Reader& reader, std::string_view hash,
                                     std::string_view module, std::string_view step,
                                     Language language);

}  // namespace store
}  // namespace breather::content

#include "features/content/content_store.h"

namespace breather::content::store {
namespace {

using storage::Statement;

constexpr Statement select_pack{"content.select_pack", R"sql(
    select pack from content_pack where hash = $1
)sql"};

constexpr Statement insert_pack{"content.insert_pack", R"sql(
    insert into content_pack (hash, pack, imported_at) values ($1, $2, $3)
)sql"};

constexpr Statement insert_item{"content.insert_item", R"sql(
    insert into content_item (hash, kind, module, step, language, body) values ($1, $2, $3, $4, $5, $6)
)sql"};

constexpr Statement insert_media{"content.insert_media", R"sql(
    insert into content_media (hash, media) values ($1, $2)
)sql"};

constexpr Statement upsert_current{"content.upsert_current", R"sql(
    insert into content_current (pack, hash) values ($1, $2)
    on conflict (pack) do update set hash = excluded.hash
)sql"};

constexpr Statement select_packs{"content.select_packs", R"sql(
    select p.pack, p.hash, p.imported_at,
           cast(case when c.hash is null then 0 else 1 end as bigint) as current
    from content_pack p left join content_current c on c.hash = p.hash and c.pack = p.pack
    order by p.pack, p.imported_at, p.hash
)sql"};

constexpr Statement select_current{"content.select_current", R"sql(
    select pack, hash from content_current order by pack
)sql"};

constexpr Statement select_items{"content.select_items", R"sql(
    select kind, module, step, language, body from content_item where hash = $1
    order by kind, module, step, language
)sql"};

constexpr Statement select_media{"content.select_media", R"sql(
    select distinct media from content_media order by media
)sql"};

constexpr Statement insert_sound{"content.insert_sound", R"sql(
    insert into content_sound (media, bytes) values ($1, $2) on conflict (media) do nothing
)sql"};

constexpr Statement select_sound_name{"content.select_sound_name", R"sql(
    select media from content_sound where media = $1
)sql"};

constexpr Statement select_sound{"content.select_sound", R"sql(
    select bytes from content_sound where media = $1
)sql"};

constexpr Statement select_step{"content.select_step", R"sql(
    select body from content_item
    where hash = $1 and kind = 'step' and module = $2 and step = $3 and language = $4
)sql"};

}  // namespace

bool has_pack(storage::Reader& reader, std::string_view hash) {
    return find_pack(reader, hash).has_value();
}

std::optional<std::string> find_pack(storage::Reader& reader, std::string_view hash) {
    return reader.find<std::string>(select_pack, hash);
}

void add_pack(storage::Transaction& tx, const Delivery& delivery, Instant now) {
    tx.run(insert_pack, delivery.hash, delivery.pack, now);
    for (const Item& item : delivery.items)
        tx.run(insert_item, delivery.hash, item.kind, item.module, item.step, item.language,
               item.body);
    for (const auto& [media, path] : delivery.media) tx.run(insert_media, delivery.hash, media);
}

void make_current(storage::Transaction& tx, std::string_view pack, std::string_view hash) {
    tx.run(upsert_current, pack, hash);
}

std::vector<PackRow> list_packs(storage::Reader& reader) {
    return reader.list<PackRow>(select_packs);
}

std::vector<CurrentRow> list_current(storage::Reader& reader) {
    return reader.list<CurrentRow>(select_current);
}

std::vector<Item> list_items(storage::Reader& reader, std::string_view hash) {
    return reader.list<Item>(select_items, hash);
}

std::vector<std::string> list_media(storage::Reader& reader) {
    return reader.list<std::string>(select_media);
}

void keep_sound(storage::Transaction& tx, std::string_view media, BytesView bytes) {
    tx.run(insert_sound, media, bytes);
}

bool has_sound(storage::Reader& reader, std::string_view media) {
    return reader.find<std::string>(select_sound_name, media).has_value();
}

std::optional<Bytes> find_sound(storage::Reader& reader, std::string_view media) {
    return reader.find<Bytes>(select_sound, media);
}

std::optional<std::string> find_step(storage::Reader& reader, std::string_view hash,
                                     std::string_view module, std::string_view step,
                                     Language language) {
    return reader.find<std::string>(select_step, hash, module, step, language);
}

}  // namespace breather::content::store

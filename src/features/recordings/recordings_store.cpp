#include "features/recordings/recordings_store.h"

namespace breather::recordings::store {
namespace {

using storage::Statement;

constexpr Statement select_all{"recordings.select_all", R"sql(
    select version, language, pack, place, media, transcript, millis, staff_id, recorded_at
    from recording order by recorded_at desc, version
)sql"};

constexpr Statement upsert_one{"recordings.upsert_one", R"sql(
    insert into recording (version, language, pack, place, media, transcript, millis, staff_id, recorded_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (version) do update set language = excluded.language, pack = excluded.pack,
        place = excluded.place, media = excluded.media, transcript = excluded.transcript,
        millis = excluded.millis, staff_id = excluded.staff_id, recorded_at = excluded.recorded_at
)sql"};

constexpr Statement delete_of_place{"recordings.delete_of_place", R"sql(
    delete from recording where pack = $1 and place = $2 and language = $3 returning version
)sql"};

constexpr Statement insert_sound{"recordings.insert_sound", R"sql(
    insert into recording_sound (media, bytes) values ($1, $2) on conflict (media) do nothing
)sql"};

constexpr Statement delete_unheard{"recordings.delete_unheard", R"sql(
    delete from recording_sound where media not in (select media from recording)
)sql"};

constexpr Statement select_sounds{"recordings.select_sounds", R"sql(
    select media from recording_sound order by media
)sql"};

constexpr Statement select_sound{"recordings.select_sound", R"sql(
    select bytes from recording_sound where media = $1
)sql"};

}  // namespace

std::vector<Recording> list(storage::Reader& reader) { return reader.list<Recording>(select_all); }

void keep(storage::Transaction& tx, const Recording& one) {
    tx.run(upsert_one, one.version, one.language, one.pack, one.place, one.media, one.transcript,
           one.millis, one.staff_id, one.recorded_at);
}

std::int64_t remove(storage::Transaction& tx, std::string_view pack, std::string_view place,
                    Language language) {
    return static_cast<std::int64_t>(
        tx.list<std::string>(delete_of_place, pack, place, language).size());
}

void keep_sound(storage::Transaction& tx, std::string_view media, BytesView bytes) {
    tx.run(insert_sound, media, bytes);
}

void remove_sounds_unheard(storage::Transaction& tx) { tx.run(delete_unheard); }

std::vector<std::string> list_sounds(storage::Reader& reader) {
    return reader.list<std::string>(select_sounds);
}

std::optional<Bytes> find_sound(storage::Reader& reader, std::string_view media) {
    return reader.find<Bytes>(select_sound, media);
}

}  // namespace breather::recordings::store

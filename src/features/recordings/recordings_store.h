// The only SQL of this room.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/language.h"
#include "engines/storage/database.h"
#include "features/staff/role.h"

namespace breather::recordings {

/// One text's recording, as it is kept.
struct Recording {
    std::string version;
    Language language{};
    std::string pack, place, media, transcript;
    std::int64_t millis = 0;
    staff::StaffId staff_id;
    Instant recorded_at{};
};
BOOST_DESCRIBE_STRUCT(Recording, (),
                      (version, language, pack, place, media, transcript, millis, staff_id,
                       recorded_at))

namespace store {

/// Newest first.
std::vector<Recording> list(storage::Reader& reader);
/// Instead of what was there for this version.
void keep(storage::Transaction& tx, const Recording& recording);
/// Every version of what stands there; how many those were.
std::int64_t remove(storage::Transaction& tx, std::string_view pack, std::string_view place,
                    Language language);

void keep_sound(storage::Transaction& tx, std::string_view media, BytesView bytes);
/// Bytes that no recording plays any more.
void remove_sounds_unheard(storage::Transaction& tx);
std::vector<std::string> list_sounds(storage::Reader& reader);
std::optional<Bytes> find_sound(storage::Reader& reader, std::string_view media);

}  // namespace store
}  // namespace breather::recordings

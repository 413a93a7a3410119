// What an author sends: the bytes of a recording, the words that are heard in it, and how long it
// is. What the browser measured before (loudness, silence) it alone can hear; what bytes and
// numbers can tell is looked at here again.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/blob.h"
#include "base/bounded.h"
#include "base/text.h"

namespace breather::recordings {

inline constexpr std::size_t sound_max = 5 * 1024 * 1024;
inline constexpr std::int64_t second_ms = 1000;
inline constexpr std::int64_t length_max = 12 * 60 * second_ms;
inline constexpr std::size_t transcript_max = 8000;

struct Take {
    Blob<sound_max, 1> sound;
    Text<transcript_max, 1> transcript;
    Bounded<second_ms, length_max> millis;
};
BOOST_DESCRIBE_STRUCT(Take, (), (sound, transcript, millis))

/// The whole request: base64 takes four letters for three bytes; the words may be of three bytes
/// each.
inline constexpr std::size_t request_max = sound_max / 3 * 4 + transcript_max * 4 + 1024;

/// ".webm", ".ogg", ".m4a" or ".mp3", by how the bytes begin; nothing for anything else.
std::optional<std::string_view> find_kind(BytesView sound);

/// "voice-<64 hex>.webm": by what it holds. Refuses: invalid "sound", where it is no such sound.
std::string media_name_of(BytesView sound);
/// Refuses: invalid "transcript", where it holds no word.
void check(const Take& take);

}  // namespace breather::recordings

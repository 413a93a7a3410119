#include "features/recordings/take.h"

#include <sodium.h>

#include "base/refusal.h"

namespace breather::recordings {

std::optional<std::string_view> find_kind(BytesView sound) {
    const auto text = text_of(sound);
    if (text.starts_with("\x1a\x45\xdf\xa3")) return ".webm";
    // Ogg holds films too; its first page says what is in it.
    if (text.starts_with("OggS") && text.substr(0, 64).find("OpusHead") != std::string_view::npos)
        return ".ogg";
    if (text.size() > 12 && text.substr(4, 4) == "ftyp") return ".m4a";
    // A tag, or the first frame: eleven bits set, layer three.
    if (text.starts_with("ID3")) return ".mp3";
    if (sound.size() > 3 && sound[0] == 0xff && (sound[1] & 0xe6) == 0xe2) return ".mp3";
    return std::nullopt;
}

std::string media_name_of(BytesView sound) {
    const auto kind = find_kind(sound);
    if (!kind) throw Refusal::invalid({FieldFault{"sound", "recordings.not_a_sound", {}}});
    Hash hash;
    crypto_generichash(hash.data(), hash.size(), sound.data(), sound.size(), nullptr, 0);
    return "voice-" + to_hex(hash) + std::string(*kind);
}

void check(const Take& take) {
    const auto words = take.transcript.view();
    if (words.find_first_not_of(" \t\n") == std::string_view::npos)
        throw Refusal::invalid({FieldFault{"transcript", "recordings.no_transcript", {}}});
}

}  // namespace breather::recordings

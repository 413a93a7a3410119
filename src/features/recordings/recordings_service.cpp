#include "features/recordings/recordings_service.h"

#include <algorithm>
#include <fstream>
#include <set>

#include "base/log.h"
#include "base/refusal.h"

namespace breather::recordings {
namespace {

namespace fs = std::filesystem;
using staff::Told;

std::string file_of(const Recording& recording) { return "/media/" + recording.media; }
double seconds_of(const Recording& recording) {
    return static_cast<double>(recording.millis) / static_cast<double>(second_ms);
}

/// Made for another text of the same place, and so for an earlier one; the newest of them.
const Recording* find_earlier(const std::vector<Recording>& newest_first, const SpokenText& text) {
    for (const Recording& each : newest_first)
        if (each.place == text.place && each.pack == text.pack && each.language == text.language &&
            each.version != text.version)
            return &each;
    return nullptr;
}

const Recording* find_own(const std::vector<Recording>& all, const SpokenText& text) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Recording& each) {
        return each.version == text.version;
    });
    return found == all.end() ? nullptr : &*found;
}

Recording recording_of(const SpokenText& text, const Author& by, Instant now) {
    return {.version = text.version,
            .language = text.language,
            .pack = text.pack,
            .place = text.place,
            .media = {},
            .transcript = {},
            .millis = 0,
            .staff_id = by.id(),
            .recorded_at = now};
}

}  // namespace

RecordingsService::RecordingsService(storage::Database& database,
                                     const content::ContentService& content,
                                     const staff::StaffService& staff, const Clock& clock,
                                     fs::path media, storage::Hints& hints)
    : database_(database),
      content_(content),
      staff_(staff),
      clock_(clock),
      media_(std::move(media)),
      hints_(hints) {}

void RecordingsService::open() {
    try {
        fill_folder();
    } catch (const std::exception& error) {
        log::warning("voices_not_here", {{"why", error.what()}});
    }
}

void RecordingsService::fill_folder() {
    const std::lock_guard lock(filling_);
    const auto names = database_.read_now(store::list_sounds);
    const std::set<std::string> wanted(names.begin(), names.end());
    if (!wanted.empty()) fs::create_directories(media_);
    for (const std::string& name : wanted) {
        if (fs::exists(media_ / name)) continue;
        const auto bytes = database_.read_now(
            [&](storage::Reader& reader) { return store::find_sound(reader, name); });
        if (!bytes) continue;  // taken back meanwhile
        const fs::path arriving = media_ / ("arriving-" + name);
        std::ofstream out(arriving, std::ios::binary);
        const auto text = text_of(BytesView(*bytes));
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
        out.close();
        if (!out) throw Refusal::storage_full();
        fs::permissions(arriving, fs::perms::owner_read | fs::perms::owner_write);
        fs::rename(arriving, media_ / name);
    }
    if (!fs::exists(media_)) return;
    std::vector<fs::path> gone;
    for (const auto& entry : fs::directory_iterator(media_)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with("voice-") && !wanted.contains(name)) gone.push_back(entry.path());
    }
    for (const fs::path& path : gone) fs::remove(path);
}

void RecordingsService::changed() {
    hints_.send();
    fill_folder();
}

Heard RecordingsService::heard_of(storage::Reader& reader, const Recording& recording) const {
    return {file_of(recording), recording.transcript, seconds_of(recording),
            staff_.find_name(reader, recording.staff_id.uuid), recording.recorded_at};
}

TextsAnswer RecordingsService::list(storage::Reader& reader, const SpokenTexts& texts) const {
    const auto recordings = store::list(reader);
    TextsAnswer answer;
    for (const SpokenText& text : texts) {
        TextAnswer one{text.version, text.pack,  text.place, text.language,
                       text.item,    text.title, text.file,  text.transcript,
                       text.minutes, {},         {}};
        if (const auto* own = find_own(recordings, text))
            one.heard = heard_of(reader, *own);
        else if (const auto* earlier = find_earlier(recordings, text))
            one.earlier = heard_of(reader, *earlier);
        answer.texts.push_back(std::move(one));
    }
    return answer;
}

TextsAnswer RecordingsService::list(storage::Reader& reader) const {
    return list(reader, list_spoken_texts(*content_.shelf()));
}

VoicesAnswer RecordingsService::list_voices(storage::Reader& reader, Language language) const {
    VoicesAnswer answer;
    for (const Recording& each : store::list(reader))
        if (each.language == language)
            answer.voices.push_back(
                {each.version, file_of(each), each.transcript, seconds_of(each)});
    return answer;
}

SpokenText RecordingsService::get_text(std::string_view version) const {
    for (SpokenText& text : list_spoken_texts(*content_.shelf()))
        if (text.version == version) return std::move(text);
    throw Refusal::not_found("recordings.text");
}

/// The texts are read before, because a writer has more to do than to look for them.
std::function<TextsAnswer(storage::Reader&)> RecordingsService::answer() const {
    return [this, texts = list_spoken_texts(*content_.shelf())](storage::Reader& reader) {
        return list(reader, texts);
    };
}

Deed<TextsAnswer> RecordingsService::use(const Author& by, std::string_view version,
                                         const Take& take) {
    check(take);
    Recording made = recording_of(get_text(version), by, clock_.now());
    made.media = media_name_of(take.sound.view());
    made.transcript = take.transcript.str();
    made.millis = take.millis.value();
    const auto bytes = std::make_shared<const Bytes>(take.sound.bytes());
    return {[this, made, bytes](storage::Transaction& tx) {
                store::keep_sound(tx, made.media, *bytes);
                store::keep(tx, made);
                store::remove_sounds_unheard(tx);
                hints_.note(tx, topic);
                return Told{"recording.used", made.place};
            },
            answer(), [this] { changed(); }};
}

Deed<TextsAnswer> RecordingsService::use_earlier(const Author& by, std::string_view version) {
    const SpokenText text = get_text(version);
    const Recording made = recording_of(text, by, clock_.now());
    return {[this, text, made](storage::Transaction& tx) {
                const auto all = store::list(tx);
                const auto* earlier = find_earlier(all, text);
                if (!earlier || find_own(all, text)) throw Refusal::not_found("recordings.earlier");
                Recording again = made;
                again.media = earlier->media;
                again.transcript = earlier->transcript;
                again.millis = earlier->millis;
                again.staff_id = earlier->staff_id;  // whose voice it is stays as it was
                store::keep(tx, again);
                hints_.note(tx, topic);
                return Told{"recording.confirmed", text.place};
            },
            answer(), [this] { changed(); }};
}

Deed<TextsAnswer> RecordingsService::take_back(std::string_view version) {
    const SpokenText text = get_text(version);
    return {[this, text](storage::Transaction& tx) {
                if (store::remove(tx, text.pack, text.place, text.language) == 0)
                    throw Refusal::not_found("recordings.recording");
                store::remove_sounds_unheard(tx);
                hints_.note(tx, topic);
                return Told{"recording.taken_back", text.place};
            },
            answer(), [this] { changed(); }};
}

}  // namespace breather::recordings

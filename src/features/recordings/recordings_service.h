// What can be done with recordings: use a take, take it back, keep one for a text that changed, and
// have the bytes of all of them lie where they are sent from.
#pragma once
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engines/storage/hints.h"
#include "features/content/content_service.h"
#include "features/recordings/recordings_store.h"
#include "features/recordings/spoken_text.h"
#include "features/recordings/take.h"
#include "features/staff/staff_doors.h"
#include "features/staff/staff_service.h"

namespace breather::recordings {

using staff::Author;
using staff::Deed;

/// What a participant's app needs to play it: by which text, which file, with which words.
struct Voice {
    std::string version, file, transcript;
    double seconds = 0;
};
BOOST_DESCRIBE_STRUCT(Voice, (), (version, file, transcript, seconds))

struct VoicesAnswer {
    std::vector<Voice> voices;
};
BOOST_DESCRIBE_STRUCT(VoicesAnswer, (), (voices))

/// What an author sees of a recording.
struct Heard {
    std::string file, transcript;
    double seconds = 0;
    std::optional<std::string> by;
    Instant recorded_at{};
};
BOOST_DESCRIBE_STRUCT(Heard, (), (file, transcript, seconds, by, recorded_at))

struct TextAnswer {
    std::string version, pack, place;
    Language language{};
    std::string item, title, file, transcript;
    double minutes = 0;
    std::optional<Heard> heard;    // recorded for what it says now
    std::optional<Heard> earlier;  // recorded for what it said before; not heard
};
BOOST_DESCRIBE_STRUCT(TextAnswer, (),
                      (version, pack, place, language, item, title, file, transcript, minutes,
                       heard, earlier))

struct TextsAnswer {
    std::vector<TextAnswer> texts;
};
BOOST_DESCRIBE_STRUCT(TextsAnswer, (), (texts))

class RecordingsService {
  public:
    /// What other servers are told when a voice changed (storage::Hints).
    static constexpr std::string_view topic = "recordings";

    /// `media` is the folder sounds are sent from.
    RecordingsService(storage::Database& database, const content::ContentService& content,
                      const staff::StaffService& staff, const Clock& clock,
                      std::filesystem::path media, storage::Hints& hints);

    /// Fetches bytes this server lacks and lets go of those taken back; at start, and when another
    /// server changed something. What goes wrong is logged: a voice that is not here is a missing
    /// comfort, since the app then plays the built-in sound.
    void open();

    TextsAnswer list(storage::Reader& reader) const;
    VoicesAnswer list_voices(storage::Reader& reader, Language language) const;

    /// Refuses: not_found (no such text now); invalid, naming the field.
    Deed<TextsAnswer> use(const Author& by, std::string_view version, const Take& take);
    /// The recording of an earlier version of this text, for what it says now. Refuses: not_found.
    Deed<TextsAnswer> use_earlier(const Author& by, std::string_view version);
    /// The built-in sound again, and no version of this voice is kept. Refuses: not_found.
    Deed<TextsAnswer> take_back(std::string_view version);

  private:
    SpokenText get_text(std::string_view version) const;
    TextsAnswer list(storage::Reader& reader, const SpokenTexts& texts) const;
    Heard heard_of(storage::Reader& reader, const Recording& recording) const;
    std::function<TextsAnswer(storage::Reader&)> answer() const;
    void changed();
    void fill_folder();

    storage::Database& database_;
    const content::ContentService& content_;
    const staff::StaffService& staff_;
    const Clock& clock_;
    std::filesystem::path media_;
    storage::Hints& hints_;
    std::mutex filling_;
};

}  // namespace breather::recordings

// The recording desk over a real storage engine: who may, what is kept, what participants hear, and
// what happens to a voice when the text changes.
#include <gtest/gtest.h>

#include <fstream>

#include "features/content/pack_reader.h"
#include "features/recordings/recordings_routes.h"
#include "support/staff_world.h"

namespace breather::recordings {
namespace {

namespace fs = std::filesystem;
using boost::json::object;
using boost::json::value;
using staff::Role;

/// Begins as a recording of a browser does; the rest is anything.
std::string webm(const std::string& rest) { return "\x1a\x45\xdf\xa3" + rest; }

object take_of(const std::string& bytes, const std::string& transcript = "What I say.",
               std::int64_t millis = 61'500) {
    return {
        {"sound", to_base64url(bytes_of(bytes))}, {"transcript", transcript}, {"millis", millis}};
}

class Recordings : public ::testing::Test {
  protected:
    Recordings() {
        fs::copy(fs::path(BREATHER_SOURCE_DIR) / "tests/features/content/packs/small", pack(),
                 fs::copy_options::recursive);
        import();
        add_desk_routes(world.room.doors(), service);
        add_routes(open, *world.database, service);
    }

    fs::path pack() const { return world.folder / "pack"; }
    fs::path media() const { return world.folder / "media"; }
    void import() {
        content.import(
            content::make_delivery(content::read_pack(pack(), std::chrono::sys_days{}).pack));
    }
    /// Another sentence in the transcript of the one sound guide.
    void change_text() {
        const fs::path file = pack() / "en-GB/c1-begin/hear.md";
        std::ifstream in(file);
        std::string text{std::istreambuf_iterator<char>(in), {}};
        const std::string before = "transcript: |\n";
        text.insert(text.find(before) + before.size(), "  And another line.\n");
        std::ofstream(file) << text;
        import();
    }
    std::vector<std::string> voices_here() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(media()))
            if (entry.path().filename().string().starts_with("voice-"))
                names.push_back(entry.path().filename());
        return names;
    }
    value text(const std::string& language = "en-GB") {
        const auto heard = world.get(ada.browser, "/api/recordings");
        for (const auto& each : heard.json.at("texts").as_array())
            if (each.at("language").as_string() == language) return each;
        throw std::runtime_error("no text in " + language);
    }
    std::string version() { return std::string(text().at("version").as_string()); }
    auto post(const std::string& what, const value& body = object(),
              std::optional<std::string> key = {}) {
        return world.post(ada.browser, "/api/recordings/" + what, body, std::move(key));
    }
    VoicesAnswer voices(Language language = Language::en_GB) {
        return world.database->read_now(
            [&](storage::Reader& reader) { return service.list_voices(reader, language); });
    }

    testing::StaffWorld world;
    content::ContentService content{*world.database, world.clock, world.folder / "media",
                                    world.hints()};
    RecordingsService service{*world.database,        content,
                              world.room.service(),   world.clock,
                              world.folder / "media", world.hints()};
    web::Router open;
    testing::StaffWorld::Person ada = world.enrol(world.link_for(Role::Author), "ada");
};

TEST_F(Recordings, every_sound_guide_is_told_with_its_words_in_each_language) {
    const auto texts = world.get(ada.browser, "/api/recordings").json.at("texts").as_array();
    ASSERT_EQ(texts.size(), 2u);
    EXPECT_EQ(texts[0].at("language").as_string(), "en-GB");
    EXPECT_EQ(texts[1].at("language").as_string(), "zh-Hans");
    EXPECT_TRUE(texts[0].at("place").as_string().starts_with("step/c1-begin/hear/"));
    EXPECT_FALSE(texts[0].at("transcript").as_string().empty());
    EXPECT_TRUE(texts[0].at("file").as_string().starts_with("/media/"));
    EXPECT_FALSE(texts[0].as_object().contains("heard"));
}

TEST_F(Recordings, a_used_take_is_what_participants_hear_in_that_language_with_its_words) {
    const std::string bytes = webm("hello");
    const auto used = post(version(), take_of(bytes, "Lie down, if you like."));
    ASSERT_EQ(used.status, 201) << boost::json::serialize(used.json);
    ASSERT_EQ(voices().voices.size(), 1u);
    const Voice voice = voices().voices[0];
    EXPECT_EQ(voice.version, version());
    EXPECT_EQ(voice.transcript, "Lie down, if you like.");
    EXPECT_DOUBLE_EQ(voice.seconds, 61.5);
    ASSERT_TRUE(voice.file.starts_with("/media/voice-") && voice.file.ends_with(".webm"));
    std::ifstream in(media() / voice.file.substr(7), std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), bytes);
    EXPECT_TRUE(voices(Language::zh_Hans).voices.empty());
    EXPECT_EQ(text().at("heard").at("by").as_string(), "From the console");
    EXPECT_EQ(world.rows().front().deed, "recording.used");
}

TEST_F(Recordings, a_repeat_happens_once) {
    const std::string key = to_hex(world.random.bytes(16));
    const auto take = take_of(webm("once"));
    EXPECT_EQ(post(version(), take, key).status, 201);
    const auto rows = world.rows().size();
    EXPECT_EQ(post(version(), take, key).status, 201);
    EXPECT_EQ(world.rows().size(), rows);
    EXPECT_EQ(voices_here().size(), 1u);
}

TEST_F(Recordings, what_is_no_sound_has_no_words_or_is_too_long_is_refused_and_nothing_is_kept) {
    const auto fault = [&](const object& take) {
        const auto heard = post(version(), take);
        EXPECT_EQ(heard.status, 422);
        return heard.field();
    };
    EXPECT_EQ(fault(take_of("<!doctype html>")), "sound");
    EXPECT_EQ(fault(take_of("OggS a film, not a voice")), "sound");
    EXPECT_EQ(fault(take_of(webm("a"), " \n ")), "transcript");
    EXPECT_EQ(fault(take_of(webm("a"), "")), "transcript");
    EXPECT_EQ(fault(take_of(webm("a"), "Words.", length_max + 1)), "millis");
    EXPECT_EQ(fault(take_of(webm("a"), "Words.", 999)), "millis");
    EXPECT_EQ(fault(take_of(webm(std::string(sound_max, 'a')))), "sound");
    EXPECT_TRUE(voices().voices.empty());
    EXPECT_TRUE(voices_here().empty());
    EXPECT_EQ(post(std::string(64, 'a'), take_of(webm("a"))).status, 404) << "no such text";
}

TEST_F(Recordings, kinds_are_known_by_their_first_bytes) {
    EXPECT_EQ(find_kind(bytes_of(webm(""))), ".webm");
    EXPECT_EQ(find_kind(bytes_of("OggS...................OpusHead")), ".ogg");
    EXPECT_EQ(find_kind(bytes_of("....ftypM4A rest")), ".m4a");
    EXPECT_EQ(find_kind(bytes_of("ID3.")), ".mp3");
    EXPECT_EQ(find_kind(bytes_of("\xff\xfb\x90\x64")), ".mp3");
    EXPECT_EQ(find_kind(bytes_of("\xff\xf1\x90\x64")), std::nullopt) << "bare AAC";
    EXPECT_EQ(find_kind(bytes_of("RIFF....WAVE")), std::nullopt);
    EXPECT_EQ(find_kind({}), std::nullopt);
}

TEST_F(Recordings, when_the_text_changes_the_voice_waits_until_somebody_confirms_it) {
    const std::string old = version();
    ASSERT_EQ(post(old, take_of(webm("first"), "The first words.")).status, 201);
    change_text();
    ASSERT_NE(version(), old);
    EXPECT_FALSE(text().as_object().contains("heard"));
    EXPECT_EQ(text().at("earlier").at("transcript").as_string(), "The first words.");
    ASSERT_EQ(voices().voices.size(), 1u);
    EXPECT_EQ(voices().voices[0].version, old) << "whoever began before hears it on";
    ASSERT_EQ(post(version() + "/use-earlier").status, 200);
    EXPECT_EQ(text().at("heard").at("transcript").as_string(), "The first words.");
    EXPECT_EQ(voices().voices.size(), 2u);
    EXPECT_EQ(world.rows().front().deed, "recording.confirmed");
    EXPECT_EQ(post(version() + "/use-earlier").status, 404) << "there is nothing to confirm";
}

TEST_F(Recordings, taken_back_nothing_of_it_stays_and_the_built_in_sound_is_heard) {
    EXPECT_EQ(post(version() + "/take-back").status, 404);
    ASSERT_EQ(post(version(), take_of(webm("first"))).status, 201);
    change_text();
    ASSERT_EQ(post(version(), take_of(webm("second"))).status, 201);
    EXPECT_EQ(voices_here().size(), 2u);
    ASSERT_EQ(post(version() + "/take-back").status, 200);
    EXPECT_TRUE(voices().voices.empty());
    EXPECT_TRUE(voices_here().empty());
    EXPECT_FALSE(text().as_object().contains("earlier"));
    EXPECT_TRUE(world.database->read_now(store::list_sounds).empty());
    EXPECT_EQ(world.rows().front().deed, "recording.taken_back");
}

TEST_F(Recordings, a_second_take_replaces_the_first) {
    ASSERT_EQ(post(version(), take_of(webm("first"))).status, 201);
    const auto first = voices_here();
    ASSERT_EQ(post(version(), take_of(webm("second"))).status, 201);
    ASSERT_EQ(voices_here().size(), 1u);
    EXPECT_NE(voices_here(), first);
    const std::string built_in(text().at("file").as_string());
    EXPECT_TRUE(fs::exists(media() / built_in.substr(7))) << "the built-in sound stays";
}

TEST_F(Recordings, a_server_that_lacks_the_bytes_fetches_them_and_forgets_what_was_taken_back) {
    ASSERT_EQ(post(version(), take_of(webm("hello"))).status, 201);
    const auto here = voices_here();
    fs::remove(media() / here.at(0));
    std::ofstream(media() / "voice-0000.webm") << "taken back on another server";
    service.open();
    EXPECT_EQ(voices_here(), here);
}

TEST_F(Recordings, authors_record_administrators_look_others_do_neither) {
    auto root = world.administrator("root");
    EXPECT_EQ(world.get(root.browser, "/api/recordings").status, 200);
    EXPECT_EQ(world.post(root.browser, "/api/recordings/" + version(), take_of(webm("a"))).status,
              403);
    auto lin = world.enrol(world.link_for(Role::Researcher), "lin");
    EXPECT_EQ(world.get(lin.browser, "/api/recordings").status, 403);
    EXPECT_TRUE(voices().voices.empty());
}

}  // namespace
}  // namespace breather::recordings

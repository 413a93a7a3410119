// The app's files and its audio over the wire.
#include <gtest/gtest.h>

#include "stage.h"

namespace breather::web::test {
namespace {

TEST(StaticFiles, the_best_variant_is_chosen) {
    Stage stage;
    Line line(stage.port());
    const auto body = [&](const std::string& accepted) {
        const auto heard = line.ask(get("/assets/app-1a2b.js", accepted));
        EXPECT_EQ(heard.header("vary"), "Accept-Encoding");
        EXPECT_EQ(heard.header("content-type"), "text/javascript; charset=utf-8");
        EXPECT_EQ(heard.header("cache-control"), "public, max-age=31536000, immutable");
        return heard.header("content-encoding") + ":" + heard.body;
    };
    EXPECT_EQ(body(""), ":plain script");
    EXPECT_EQ(body("Accept-Encoding: gzip, deflate, br\r\n"), "br:brotli script");
    EXPECT_EQ(body("Accept-Encoding: gzip\r\n"), "gzip:gzip script");
    EXPECT_EQ(body("Accept-Encoding: br;q=0, gzip;q=0.1\r\n"), "gzip:gzip script");
    EXPECT_EQ(body("Accept-Encoding: br;q=0.1, gzip;q=0.9\r\n"), "gzip:gzip script");
    EXPECT_EQ(body("Accept-Encoding: identity\r\n"), ":plain script");
}

TEST(StaticFiles, every_variant_has_its_own_tag) {
    Stage stage;
    Line line(stage.port());
    const auto plain = line.ask(get("/assets/app-1a2b.js")).header("etag");
    const auto br = line.ask(get("/assets/app-1a2b.js", "Accept-Encoding: br\r\n")).header("etag");
    EXPECT_NE(plain, br);
    const auto again = [&](const std::string& tag, const std::string& more = "") {
        return line.ask(get("/assets/app-1a2b.js", "If-None-Match: " + tag + "\r\n" + more)).status;
    };
    EXPECT_EQ(again(plain), 304);
    EXPECT_EQ(again("\"other\", W/" + plain), 304);
    EXPECT_EQ(again(plain, "Accept-Encoding: br\r\n"), 200);
    EXPECT_EQ(again(br, "Accept-Encoding: br\r\n"), 304);
    EXPECT_EQ(again("\"other\""), 200);
}

TEST(StaticFiles, the_shell_answers_every_public_address) {
    Stage stage;
    Line line(stage.port());
    for (auto path : {"/", "/try", "/help", "/privacy", "/join", "/p/WARM-7Q2K", "/?source=x"}) {
        const auto heard = line.ask(get(path));
        EXPECT_EQ(heard.status, 200) << path;
        EXPECT_EQ(heard.header("content-type"), "text/html; charset=utf-8") << path;
        EXPECT_EQ(heard.header("cache-control"), "no-cache") << path;
        EXPECT_NE(heard.header("etag"), "") << path;
    }
    for (auto path : {"/p/", "/p/a/b", "/Try", "/join/", "/index", "/elsewhere"})
        EXPECT_EQ(line.ask(get(path)).status, 404) << path;
    const auto lost = line.ask(get("/elsewhere", "Accept: text/html,*/*;q=0.8\r\n"));
    EXPECT_EQ(lost.status, 404);
    EXPECT_NE(lost.body.find("<title>"), std::string::npos) << "a person sees the app, not JSON";
}

TEST(StaticFiles, no_path_leaves_its_folder) {
    Stage stage;
    stage.media.write("../breather-web-secret.txt", "secret");
    stage.media.write("deep/breath-2.mp3", "deep");
    stage.media.write(".hidden", "hidden");
    std::filesystem::create_symlink("/etc/passwd", stage.media.path / "passwd.mp3");
    std::filesystem::create_directory(stage.media.path / "folder.mp3");
    Line line(stage.port());
    for (auto path :
         {"/../etc/passwd", "/assets/../../etc/passwd", "/media/../breather-web-secret.txt",
          "/media/..", "/media/.", "/media/", "/media/deep/breath-2.mp3", "/media/.hidden",
          "/media/passwd.mp3", "/media/folder.mp3", "/media//etc/passwd", "/assets/",
          "/assets/app-1a2b.js.br", "/index.html/..", "/media/%2e%2e", "//"})
        EXPECT_EQ(line.ask(get(path)).status, 404) << path;
    std::filesystem::remove(stage.media.path / "../breather-web-secret.txt");
    Line encoded(stage.port());
    EXPECT_EQ(encoded.ask(get("/media/..%2f..%2fetc%2fpasswd")).status, 400);
}

TEST(StaticFiles, audio_is_sent_in_parts) {
    Stage stage;
    Line line(stage.port());
    const auto whole = line.ask(get("/media/breath-1.mp3"));
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(whole.body, "0123456789");
    EXPECT_EQ(whole.header("accept-ranges"), "bytes");
    EXPECT_EQ(whole.header("content-type"), "audio/mpeg");
    const auto part = line.ask(get("/media/breath-1.mp3", "Range: bytes=2-4\r\n"));
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.body, "234");
    EXPECT_EQ(part.header("content-range"), "bytes 2-4/10");
    const auto beyond = line.ask(get("/media/breath-1.mp3", "Range: bytes=10-\r\n"));
    EXPECT_EQ(beyond.status, 416);
    EXPECT_EQ(beyond.header("content-range"), "bytes */10");
    const auto tag = whole.header("etag");
    EXPECT_EQ(line.ask(get("/media/breath-1.mp3", "If-None-Match: " + tag + "\r\n")).status, 304);
    const auto same = "Range: bytes=2-4\r\nIf-Range: " + tag + "\r\n";
    EXPECT_EQ(line.ask(get("/media/breath-1.mp3", same)).status, 206);
    EXPECT_EQ(
        line.ask(get("/media/breath-1.mp3", "Range: bytes=2-4\r\nIf-Range: \"old\"\r\n")).status,
        200)
        << "parts of two recordings are never glued";
}

TEST(StaticFiles, a_long_recording_arrives_whole) {
    Stage stage;
    std::string sound(3'000'000, ' ');
    for (std::size_t i = 0; i < sound.size(); ++i) sound[i] = static_cast<char>(i * 7 + i / 251);
    stage.media.write("long.mp3", sound);
    Line line(stage.port());
    EXPECT_EQ(line.ask(get("/media/long.mp3")).body, sound);
    const auto part = line.ask(get("/media/long.mp3", "Range: bytes=70000-2999998\r\n"));
    EXPECT_EQ(part.body, sound.substr(70'000, 2'929'999));
    EXPECT_EQ(line.ask(get("/api/test/hello")).status, 200);
}

TEST(StaticFiles, a_missing_app_is_said_clearly) {
    Folder empty;
    try {
        StaticFiles files({empty.path, {}});
        ADD_FAILURE() << "nothing said";
    } catch (const std::runtime_error& why) {
        EXPECT_NE(std::string(why.what()).find("index.html"), std::string::npos);
    }
    const StaticFiles none;
    EXPECT_THROW(none.answer(Request(Method::Get, "/")), Refusal);
}

}  // namespace
}  // namespace breather::web::test

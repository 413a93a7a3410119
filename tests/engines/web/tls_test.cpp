// TLS in the process, with the certificate we make ourselves.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include "stage.h"

namespace breather::web::test {
namespace {

struct Spoken {
    bool shook_hands = false;
    std::string version;
    std::string answer;
};

/// One question over TLS, trusting exactly this certificate.
Spoken ask(std::uint16_t port, const TlsFiles& files, int newest, const std::string& name) {
    Spoken spoken;
    auto* context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_max_proto_version(context, newest);
    SSL_CTX_load_verify_locations(context, files.certificate.c_str(), nullptr);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    auto* ssl = SSL_new(context);
    SSL_set1_host(ssl, name.c_str());
    Line line(port);
    SSL_set_fd(ssl, line.socket());
    if (SSL_connect(ssl) == 1) {
        spoken.shook_hands = true;
        spoken.version = SSL_get_version(ssl);
        const auto question = get("/media/long.mp3", "Connection: close\r\n");
        SSL_write(ssl, question.data(), static_cast<int>(question.size()));
        char bytes[4096];
        for (int count; (count = SSL_read(ssl, bytes, sizeof bytes)) > 0;)
            spoken.answer.append(bytes, static_cast<std::size_t>(count));
        SSL_shutdown(ssl);
    }
    SSL_free(ssl);
    SSL_CTX_free(context);
    return spoken;
}

struct TlsTest : testing::Test {
    TlsTest() {
        // the client checks dates against the system's clock
        files = make_self_signed(folder.path, SystemClock{}, {"localhost", "127.0.0.1"});
        stage.options.tls = files;
        stage.media.write("long.mp3", std::string(500'000, 'x'));
    }
    Folder folder;
    TlsFiles files;
    Stage stage;
};

TEST_F(TlsTest, serves_1_2_and_1_3_and_nothing_older) {
    const auto newest = ask(stage.port(), files, TLS1_3_VERSION, "localhost");
    EXPECT_EQ(newest.version, "TLSv1.3");
    EXPECT_TRUE(newest.answer.starts_with("HTTP/1.1 200 OK"));
    EXPECT_NE(newest.answer.find("Strict-Transport-Security: "), std::string::npos);
    EXPECT_EQ(newest.answer.substr(newest.answer.find("\r\n\r\n") + 4), std::string(500'000, 'x'));
    EXPECT_EQ(ask(stage.port(), files, TLS1_2_VERSION, "localhost").version, "TLSv1.2");
    EXPECT_FALSE(ask(stage.port(), files, TLS1_1_VERSION, "localhost").shook_hands);
    EXPECT_FALSE(ask(stage.port(), files, TLS1_3_VERSION, "elsewhere").shook_hands);
}

TEST_F(TlsTest, plain_http_on_the_tls_port_ends_and_nothing_breaks) {
    Line line(stage.port());
    line.say(get("/"));
    line.drain();
    EXPECT_TRUE(ask(stage.port(), files, TLS1_3_VERSION, "localhost").shook_hands);
}

TEST_F(TlsTest, a_handshake_that_never_comes_ends_after_ten_seconds) {
    Line line(stage.port());
    while (stage.server->connections() < 1) std::this_thread::yield();
    stage.pass(std::chrono::seconds(10));
    EXPECT_TRUE(line.ends());
}

TEST_F(TlsTest, a_slow_body_is_refused_and_what_still_comes_breaks_nothing) {
    const auto port = stage.port();
    const auto question = post("/api/test/echo", std::string(3'000, ' '));
    auto* context = SSL_CTX_new(TLS_client_method());
    auto* ssl = SSL_new(context);
    Line line(port);
    SSL_set_fd(ssl, line.socket());
    ASSERT_EQ(SSL_connect(ssl), 1);
    const auto say = [&](std::string_view text) {
        SSL_write(ssl, text.data(), static_cast<int>(text.size()));
    };
    const auto hear_until = [&](const std::string& wanted) {
        std::string heard;
        char bytes[4096];
        for (int count; heard.find(wanted) == std::string::npos &&
                        (count = SSL_read(ssl, bytes, sizeof bytes)) > 0;)
            heard.append(bytes, static_cast<std::size_t>(count));
        return heard;
    };
    // the first answer shows that what follows its question in the same piece has arrived
    say(get("/api/test/hello") + question.substr(0, question.size() - 2'500));
    EXPECT_TRUE(hear_until("hello").starts_with("HTTP/1.1 200"));
    say(" ");
    stage.pass(std::chrono::seconds(20));
    say(" ");
    EXPECT_TRUE(hear_until("nothing like this").starts_with("HTTP/1.1 408"));
    SSL_free(ssl);
    SSL_CTX_free(context);
    EXPECT_TRUE(ask(port, files, TLS1_3_VERSION, "localhost").shook_hands);
}

TEST_F(TlsTest, the_key_is_ours_alone) {
    struct stat about {};
    ASSERT_EQ(::stat(files.key.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST_F(TlsTest, files_that_cannot_be_used_are_named) {
    Folder other;
    const auto strange = make_self_signed(other.path, SystemClock{}, {"localhost"});
    for (const auto& pair : {TlsFiles{files.certificate, strange.key},
                             TlsFiles{files.key, files.key}, TlsFiles{"/nowhere.pem", files.key}}) {
        Stage broken;
        broken.options.tls = pair;
        EXPECT_THROW(broken.open(), std::runtime_error);
    }
    EXPECT_THROW(make_self_signed("/nowhere", SystemClock{}, {"localhost"}), std::runtime_error);
}

}  // namespace
}  // namespace breather::web::test

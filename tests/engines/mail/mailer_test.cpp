// Letters to a real mail server, which takes them, refuses them, hangs, or has no TLS.
#include "engines/mail/mailer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <future>

#include "base/refusal.h"
#include "engines/web/tls.h"
#include "support/mail_server.h"
#include "support/temp_folder.h"

namespace breather::mail {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RealMailServer;

const SystemClock real_clock;
SystemRandom chance;

Letter letter_to(const char* to) {
    return {*Address::read(to), "一封测试邮件", "这是一封测试邮件。\nLine two.\n.\nEnd"};
}

Server server_at(const std::string& url) {
    Server server;
    server.url = url;
    server.from = "post@steady.example.org";
    return server;
}

Delivery deliver(const Server& server, const char* to = "ada@private.example") {
    return send(server, letter_to(to), real_clock.now(), chance, [] { return false; });
}

TEST(Address, is_one_and_nothing_else) {
    for (const char* good : {"ada@private.example", "a.b+c@x.org", "o'neil@st-b.nhs.uk"})
        EXPECT_TRUE(Address::read(good)) << good;
    for (const char* bad :
         {"", "ada", "@x", "ada@", "a@b@c", "a b@c", "ada@x.org\r\nBcc: eve@x.org", "<ada@x.org>",
          "Ada <ada@x.org>", "ada@x.org,eve@x.org", "\"a\"@x.org", "ada@x.org>", "ada@x.org ",
          "ada@x.org%0d", "玛拉@x.org", "ada@x.org\t", "a:b@x.org", ".ada@x.org"})
        EXPECT_FALSE(Address::read(bad)) << bad;
    EXPECT_FALSE(Address::read(std::string("a@x.org\0", 8)));
    EXPECT_FALSE(Address::read(std::string(250, 'a') + "@x.org"));
}

TEST(Head, a_subject_cannot_end_its_line) {
    EXPECT_EQ(header_text("A test"), "A test");
    EXPECT_EQ(header_text("测试"), "=?UTF-8?B?5rWL6K+V?=");
    EXPECT_THAT(header_text("A\r\nBcc: eve@x.org"), Not(HasSubstr("\n")));
    EXPECT_THAT(header_text("=?x?="), HasSubstr("=?UTF-8?B?"));
    std::string long_one;
    for (int i = 0; i < 40; ++i) long_one += "测";
    EXPECT_THAT(header_text(long_one), HasSubstr("?= =?UTF-8?B?"));
}

TEST(Head, says_the_time_as_mail_does) {
    EXPECT_EQ(date_text(Instant{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 3723s}),
              "Sat, 21 Nov 2026 01:02:03 +0000");
}

struct OverTheLine : ::testing::Test {
    testing::TempFolder temp;
    web::TlsFiles files =
        web::make_self_signed(temp.path(), real_clock, {"localhost", "127.0.0.1"});
    std::vector<std::string> with_tls(const char* how) {
        return {"--tls",           how, "--certificate", files.certificate.string(), "--key",
                files.key.string()};
    }
    Server safely(const std::string& url) {
        Server server = server_at(url);
        server.secrecy = Secrecy::Always;
        server.authorities = files.certificate;
        return server;
    }
};

TEST_F(OverTheLine, a_letter_arrives_as_it_was_written) {
    RealMailServer there;
    const Delivery delivery = deliver(server_at(there.url()));
    EXPECT_EQ(delivery.outcome, Outcome::Sent) << delivery.says;
    const auto letter = there.next();
    EXPECT_EQ(letter.at("from"), "post@steady.example.org");
    EXPECT_EQ(letter.at("to"), boost::json::array({"ada@private.example"}));
    EXPECT_EQ(letter.at("greeted_as"), "steady.example.org") << "not this machine's name";
    EXPECT_EQ(testing::text_of_letter(letter), letter_to("ada@private.example").text);
    const std::string raw = testing::raw_letter(letter);
    EXPECT_THAT(raw, HasSubstr("\r\nSubject: =?UTF-8?B?"));
    EXPECT_THAT(raw, HasSubstr("\r\nFrom: <post@steady.example.org>\r\n"));
    EXPECT_THAT(raw, HasSubstr("\r\nMessage-ID: <"));
    EXPECT_THAT(raw, HasSubstr("\r\nDate: "));
    EXPECT_THAT(raw, HasSubstr("charset=utf-8"));
    EXPECT_THAT(raw, Not(HasSubstr("curl")));
}

TEST_F(OverTheLine, tls_by_either_way) {
    RealMailServer changes(with_tls("starttls"));
    EXPECT_EQ(deliver(safely(changes.url())).outcome, Outcome::Sent);
    EXPECT_TRUE(changes.next().at("tls").as_bool());
    RealMailServer at_once(with_tls("at-once"));
    EXPECT_EQ(deliver(safely(at_once.url("smtps"))).outcome, Outcome::Sent);
}

TEST_F(OverTheLine, without_tls_nothing_is_said_where_tls_is_required) {
    RealMailServer plain;
    EXPECT_EQ(deliver(safely(plain.url())).outcome, Outcome::Unsafe);
    EXPECT_EQ(deliver(server_at(plain.url()), "later@private.example").outcome, Outcome::Sent);
    EXPECT_EQ(plain.next().at("to").at(0), "later@private.example") << "the first never came";
}

TEST_F(OverTheLine, a_certificate_of_somebody_else_is_not_trusted) {
    RealMailServer there(with_tls("starttls"));
    Server stranger = safely(there.url());
    stranger.authorities.clear();
    EXPECT_EQ(deliver(stranger).outcome, Outcome::Unsafe);
}

TEST_F(OverTheLine, signs_in_or_says_that_it_could_not) {
    RealMailServer there({"--sign-in", "post:harbour"});
    std::ofstream(temp / "right") << "harbour\n";
    std::ofstream(temp / "wrong") << "lantern\n";
    Server server = server_at(there.url());
    server.user = "post";
    server.password_file = temp / "wrong";
    const Delivery refused = deliver(server);
    EXPECT_EQ(refused.outcome, Outcome::NotSignedIn);
    EXPECT_THAT(refused.says, Not(HasSubstr("lantern")));
    EXPECT_EQ(greet(server).outcome, Outcome::NotSignedIn);
    server.password_file = temp / "right";
    EXPECT_EQ(deliver(server).outcome, Outcome::Sent);
    EXPECT_EQ(greet(server).outcome, Outcome::Sent);
}

TEST_F(OverTheLine, a_refusal_comes_in_the_servers_words) {
    RealMailServer there({"--refuse", "nobody@private.example"});
    const Delivery refused = deliver(server_at(there.url()), "nobody@private.example");
    EXPECT_EQ(refused.outcome, Outcome::Refused);
    EXPECT_EQ(refused.says, "550 5.1.1 <nobody@private.example> is not known here");
}

TEST_F(OverTheLine, nobody_there_is_soon_known) {
    EXPECT_EQ(deliver(server_at("smtp://127.0.0.1:1")).outcome, Outcome::Unreachable);
}

TEST_F(OverTheLine, one_that_hangs_is_left) {
    for (const char* where : {"greeting", "letter"}) {
        RealMailServer there({"--hang", where});
        Server server = server_at(there.url());
        server.patience = 700ms;
        EXPECT_EQ(deliver(server).outcome, Outcome::Slow) << where;
    }
}

struct Told {
    std::promise<Delivery> promise;
    Mailer::Told function() {
        return [this](const Delivery& delivery) { promise.set_value(delivery); };
    }
};

TEST(Mailer, holds_nobody_up_and_stops_at_once) {
    RealMailServer there({"--hang", "greeting"});
    Told first, second;
    {
        SmtpMailer mailer(server_at(there.url()), real_clock, chance);
        mailer.send(letter_to("ada@private.example"), first.function());
        mailer.send(letter_to("ben@private.example"), second.function());
        EXPECT_EQ(there.next().at("hangs"), "greeting");
    }
    EXPECT_EQ(first.promise.get_future().get().outcome, Outcome::Stopped);
    EXPECT_EQ(second.promise.get_future().get().outcome, Outcome::Stopped);
}

TEST(Mailer, takes_so_many_and_asks_the_rest_to_come_back) {
    RealMailServer there({"--hang", "greeting"});
    SmtpMailer mailer(server_at(there.url()), real_clock, chance);
    const auto send_one = [&] { mailer.send(letter_to("ada@private.example"), [](auto&) {}); };
    send_one();
    there.next();
    for (std::size_t i = 0; i < SmtpMailer::waiting_max; ++i) send_one();
    EXPECT_THROW(send_one(), Refusal);
}

}  // namespace
}  // namespace breather::mail

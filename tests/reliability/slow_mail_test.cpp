// R7, its other half: the mail server hangs. Whoever sent a letter waits; nobody else notices.
#include <gtest/gtest.h>

#include <future>
#include <iostream>

#include "reliability/asking.h"
#include "support/mail_server.h"
#include "support/staff_world.h"

namespace breather::testing {
namespace {

using namespace std::chrono_literals;

mail::Server server_at(const RealMailServer& there) {
    mail::Server server;
    server.url = there.url();
    server.from = "post@steady.example.org";
    server.patience = 10min;  // longer than any test
    return server;
}

/// An administrator of the house, who does not wait for one answer before the next question.
class Desk {
  public:
    explicit Desk(World& world) : world_(world) {
        auto& house = world.house();
        const auto link = house.staff().invite_from_the_console(house.ledger(), "Mara Linden",
                                                                {staff::Role::Administrator, {}});
        const std::string code = StaffWorld::code_in(link);
        const auto opened =
            ask("/api/staff/enrolment/open", {{"code", code}}, web::Method::Post).get();
        const std::string secret(boost::json::parse(opened).at("secret").as_string());
        ask("/api/staff/enrolment",
            {{"code", code},
             {"sign_in_name", "mara"},
             {"passphrase", "quiet harbour lantern nine"},
             {"totp", totp_now(secret, world.clock.now())}},
            web::Method::Post)
            .get();
    }

    std::future<std::string> ask(const std::string& path, const boost::json::value& body,
                                 web::Method method) {
        web::Request request(method, path,
                             method == web::Method::Get ? "" : boost::json::serialize(body));
        if (!cookie_.empty()) request.add_header("cookie", cookie_);
        if (method != web::Method::Get)
            request.add_header("idempotency-key", to_hex(world_.random.bytes(16)));
        const auto promise = std::make_shared<std::promise<std::string>>();
        auto future = promise->get_future();
        const web::Reply reply([this, promise](const web::Response& heard) {
            for (const auto& [name, value] : heard.headers)
                if (name == "Set-Cookie" && value.starts_with("__Host-staff="))
                    cookie_ = value.substr(0, value.find(';'));
            promise->set_value(std::string(heard.body.text()));
        });
        const auto& router = world_.house().staff_router();
        router.match(request).route->handler(std::move(request), reply);
        return future;
    }
    std::future<std::string> test_mail() {
        return ask("/api/mail/test", {{"to", "mara@private.example"}}, web::Method::Post);
    }
    std::future<std::string> write_site() {
        return ask("/api/site",
                   {{"operator_name", "The Linden Trust"},
                    {"languages", boost::json::array()},
                    {"regions", boost::json::array()},
                    {"responder", "none"},
                    {"responder_says", boost::json::array()},
                    {"instance_key_copied", true}},
                   web::Method::Put);
    }

  private:
    World& world_;
    std::string cookie_;
};

TEST(SlowMail, while_the_mail_server_hangs_everybody_else_is_answered) {
    RealMailServer there({"--hang", "greeting"});
    std::future<std::string> first, second;
    {
        Stage stage({}, [&](HouseOptions& options) {
            options.mailer = nullptr;
            options.mail = server_at(there);
        });
        Ground ground(stage);
        const auto ada = ground.join().browser;
        Desk mara(stage.world);
        for (const auto* path : reads) look(stage, ada, path);
        const auto before = read_on(stage, ada);
        // As many as there are threads for what takes long.
        first = mara.test_mail();
        second = mara.test_mail();
        EXPECT_EQ(there.next().at("hangs"), "greeting");
        const auto during = read_on(stage, ada);
        EXPECT_EQ(during.answered, reads_count);
        EXPECT_EQ(write(stage, ada, "night").status, 200);
        EXPECT_NE(mara.write_site().get().find("The Linden Trust"), std::string::npos);
        EXPECT_NE(mara.ask("/api/site", nullptr, web::Method::Get).get().find("missing"),
                  std::string::npos);
        EXPECT_EQ(first.wait_for(0s), std::future_status::timeout);
        EXPECT_EQ(second.wait_for(0s), std::future_status::timeout);
        std::cout << "p99 of reads: " << before.p99.count() << " us before, " << during.p99.count()
                  << " us while the mail server hung\n";
    }
    // The house closed all the same, and said so.
    EXPECT_NE(first.get().find("stopped"), std::string::npos);
    EXPECT_NE(second.get().find("stopped"), std::string::npos);
}

/// Sends on the thread of whoever asks, as one would write it first.
class SendsHimself final : public mail::Mailer {
  public:
    explicit SendsHimself(mail::Server server) : server_(std::move(server)) {}
    void send(mail::Letter letter, Told told) override {
        told(
            mail::send(server_, letter, clock_.now(), random_, [this] { return released.load(); }));
    }
    std::atomic<bool> released = false;

  private:
    mail::Server server_;
    SystemClock clock_;
    SystemRandom random_;
};

TEST(SlowMail, sent_by_whoever_asks_others_wait) {
    RealMailServer there({"--hang", "greeting"});
    const auto mailer = std::make_shared<SendsHimself>(server_at(there));
    Stage stage({}, [&](HouseOptions& options) { options.mailer = mailer; });
    Desk mara(stage.world);
    const auto first = mara.test_mail(), second = mara.test_mail();
    there.next();
    there.next();
    auto deed = mara.write_site();
    EXPECT_EQ(deed.wait_for(200ms), std::future_status::timeout)
        << "this test would not notice deeds that wait for mail";
    mailer->released = true;
    EXPECT_NE(deed.get().find("The Linden Trust"), std::string::npos);
}

}  // namespace
}  // namespace breather::testing

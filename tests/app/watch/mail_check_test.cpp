// The doctor's call at a mail server of our own, on loopback: it greets and leaves, and never
// sends.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "app/watch/checks.h"
#include "support/temp_folder.h"

namespace breather::watch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Answers one caller and writes down what it said.
class MailServer {
  public:
    explicit MailServer(std::string sign_in_answer = "235 welcome")
        : sign_in_answer_(std::move(sign_in_answer)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(listening_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            ::listen(listening_, 1) != 0 ||
            ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("no port for a mail server");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~MailServer() {
        if (thread_.joinable()) heard();
        ::close(listening_);
    }
    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
    /// Once the caller has gone.
    const std::string& heard() {
        if (thread_.joinable()) thread_.join();
        return heard_;
    }

  private:
    void serve() {
        const int line = ::accept(listening_, nullptr, nullptr);
        say(line, "220 mail.invented.example");
        std::string waiting;
        char part[512];
        for (ssize_t got = 0; (got = ::recv(line, part, sizeof part, 0)) > 0;) {
            waiting.append(part, static_cast<std::size_t>(got));
            for (auto end = waiting.find("\r\n"); end != waiting.npos; end = waiting.find("\r\n")) {
                answer(line, waiting.substr(0, end));
                waiting.erase(0, end + 2);
            }
        }
        ::close(line);
    }
    void answer(int line, const std::string& said) {
        heard_ += said + "\n";
        if (said.starts_with("EHLO"))
            return say(line, "250-mail.invented.example\r\n250 AUTH PLAIN");
        if (said == "AUTH PLAIN") return say(line, "334 ");
        say(line, said.starts_with("QUIT") ? "221 bye" : sign_in_answer_);
    }
    static void say(int line, const std::string& text) {
        const std::string whole = text + "\r\n";
        ::send(line, whole.data(), whole.size(), MSG_NOSIGNAL);
    }

    std::string sign_in_answer_;
    int listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::uint16_t port_ = 0;
    std::string heard_;
    std::thread thread_;
};

class MailCheck : public ::testing::Test {
  protected:
    testing::TempFolder temp;
    Configuration configuration;
    void SetUp() override {
        std::ofstream(temp / "password") << "word of the post\n";
        configuration.mail_from = "post@steady.example.org";
    }
    Finding look() const {
        const Findings findings = look_at_mail(configuration);
        EXPECT_EQ(findings.size(), 1u);
        return findings.at(0);
    }
};

TEST_F(MailCheck, needs_no_server) { EXPECT_EQ(look().key, "doctor.mail_none"); }

TEST_F(MailCheck, misses_what_belongs_to_a_server) {
    configuration.mail_server = "smtps://mail.example.org:465";
    configuration.mail_from = "";
    EXPECT_EQ(look().params.at("key"), "mail_from");
    configuration.mail_from = "post@steady.example.org";
    configuration.mail_user = "post";
    EXPECT_EQ(look().params.at("key"), "mail_password_file");
}

TEST_F(MailCheck, greets_signs_in_and_sends_nothing) {
    MailServer server;
    configuration.mail_server = server.url();
    configuration.mail_user = "post";
    configuration.mail_password_file = temp / "password";
    EXPECT_EQ(look().key, "doctor.mail_fine");
    EXPECT_THAT(server.heard(), HasSubstr("AUTH PLAIN"));
    EXPECT_THAT(server.heard(), Not(HasSubstr("MAIL FROM")));
    EXPECT_THAT(server.heard(), Not(HasSubstr("DATA")));
}

TEST_F(MailCheck, says_why_it_is_not_taken_and_never_the_password) {
    MailServer server("535 wrong");
    configuration.mail_server = server.url();
    configuration.mail_user = "post";
    configuration.mail_password_file = temp / "password";
    const Finding finding = look();
    EXPECT_EQ(finding.key, "doctor.mail_not_signed_in");
    EXPECT_THAT(finding.params.at("says"), Not(HasSubstr("word of the post")));
}

TEST_F(MailCheck, nobody_there_is_a_fault) {
    configuration.mail_server = "smtp://127.0.0.1:1";  // tcpmux, which nobody runs
    EXPECT_EQ(look().key, "doctor.mail_unreachable");
}

}  // namespace
}  // namespace breather::watch

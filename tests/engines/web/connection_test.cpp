// A line whose bytes and writes come exactly when a test says so: what TLS may do in any order.
#include "engines/web/connection.h"

#include <gtest/gtest.h>

#include <cstring>

#include "engines/web/loop.h"
#include "stage.h"

namespace breather::web::test {
namespace {

/// Like TLS, it never sends at once.
class SlowLine final : public Connection {
  public:
    using Connection::Connection;

    void bytes_come(std::string_view bytes) {
        ASSERT_LE(bytes.size(), room_);
        std::memcpy(into_, bytes.data(), bytes.size());
        on_bytes(bytes.size());
    }
    void write_ends() {
        --writes;
        on_sent(std::exchange(size_, 0));
    }
    int writes = 0;  // begun and not ended
    std::string sent;

  private:
    void receive(char* into, std::size_t size) override {
        into_ = into;
        room_ = size;
    }
    std::size_t send(std::span<const std::string_view> parts) override {
        ++writes;
        for (const auto part : parts) {
            sent += part;
            size_ += part.size();
        }
        return 0;
    }
    void finish_sending() override {}
    void close_line() override {}

    char* into_ = nullptr;
    std::size_t room_ = 0, size_ = 0;
};

struct ConnectionTest : testing::Test {
    ConnectionTest() { loop.add(line); }
    void refuse_as_slow() {
        stage.elapsed += 10'000;
        line->sweep(loop.now());
    }
    Stage stage;
    StaticFiles files{StaticFolders{stage.app.path, stage.media.path}};
    AccessLog log{[](std::string_view) {}};
    House house{stage.options, {stage.router, files, log}, {}, stage.clock, true};
    Loop loop{house, 4};
    std::shared_ptr<SlowLine> line = std::make_shared<SlowLine>(house, loop);
};

TEST_F(ConnectionTest, bytes_that_come_after_the_refusal_start_no_second_write) {
    const auto question = post("/api/test/echo", "0123456789");
    line->bytes_come(question.substr(0, question.size() - 5));
    ASSERT_EQ(line->state(), Connection::State::Body);
    refuse_as_slow();
    ASSERT_EQ(line->writes, 1);
    line->bytes_come("5");
    EXPECT_EQ(line->writes, 1) << "two writes at once on one line";
    line->write_ends();
    EXPECT_EQ(line->writes, 0);
    EXPECT_EQ(line->state(), Connection::State::Lingering);
    EXPECT_EQ(line->sent.find("HTTP/1.1 408"), 0u);
    EXPECT_EQ(line->sent.rfind("HTTP/1.1 408"), 0u) << "one answer, said once";
    line->hang_up();
}

TEST_F(ConnectionTest, nor_do_they_while_the_head_is_refused) {
    line->bytes_come("GET / HT");
    refuse_as_slow();
    line->bytes_come("TP/1.1\r\n\r\n");
    EXPECT_EQ(line->writes, 1);
    line->hang_up();
}

}  // namespace
}  // namespace breather::web::test

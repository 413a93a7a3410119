// Starting, refusing to start, and stopping: nothing is lost on the way.
#include "app/serve.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "app/commands.h"
#include "app/control_socket.h"
#include "app/data_folder.h"
#include "app/exit.h"
#include "app/process.h"
#include "support/temp_folder.h"

namespace breather {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Serving : public ::testing::Test {
  protected:
    // Held back in this thread before others start, as the program does.
    StopSignals signals;
    testing::TempFolder temp;

    ServeFlags flags() const {
        ServeFlags made;
        made.data = temp / "data";
        made.port = 0;
        made.no_app = true;
        return made;
    }
    static Stop refused(const ServeFlags& given) {
        try {
            serve(given);
        } catch (const Stop& stop) {
            return stop;
        }
        return Stop(Exit::Ok, "it served");
    }
};

/// A port somebody else listens on.
class TakenPort {
  public:
    TakenPort() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            ::listen(socket_, 1) != 0 ||
            ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("no port to take");
        number_ = ntohs(address.sin_port);
    }
    ~TakenPort() { ::close(socket_); }
    TakenPort(const TakenPort&) = delete;
    TakenPort& operator=(const TakenPort&) = delete;
    int number() const { return number_; }

  private:
    int socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int number_ = 0;
};

TEST_F(Serving, a_port_in_use_is_one_sentence_and_loses_nothing) {
    const TakenPort taken;
    ServeFlags given = flags();
    given.port = taken.number();
    const Stop stop = refused(given);
    EXPECT_EQ(stop.code, Exit::PortInUse);
    EXPECT_THAT(stop.what(), HasSubstr(std::to_string(taken.number())));
    EXPECT_EQ(perform_live(given.data, "organisation.list", {}).code, Exit::Ok);
}

TEST_F(Serving, an_own_certificate_is_made_anew_when_old_and_when_from_a_time_to_come) {
    const TakenPort taken;  // the certificate is made before the port is asked for
    ServeFlags given = flags();
    given.tls = true;
    given.port = taken.number();
    const auto certificate = [&] {
        EXPECT_EQ(refused(given).code, Exit::PortInUse);
        for (const auto& file : fs::recursive_directory_iterator(given.data / "tls"))
            if (file.path().filename() == "certificate.pem") return file.path();
        return fs::path();
    };
    const fs::path file = certificate();
    const auto now = fs::last_write_time(file);
    const auto made_anew_at = [&](std::chrono::hours age) {
        const auto then = now - age;
        fs::last_write_time(file, then);
        return fs::last_write_time(certificate()) != then;
    };
    using std::chrono::hours;
    EXPECT_FALSE(made_anew_at(hours(24 * 59)));
    EXPECT_TRUE(made_anew_at(hours(24 * 61)));
    EXPECT_FALSE(made_anew_at(-hours(2))) << "a clock put right by a little";
    EXPECT_TRUE(made_anew_at(-hours(24 * 3650))) << "made while the clock was ten years ahead";
}

TEST_F(Serving, a_folder_in_use_is_refused) {
    const DataFolder held(temp / "data");
    EXPECT_EQ(refused(flags()).code, Exit::FolderInUse);
}

TEST_F(Serving, missing_app_files_are_refused_before_anybody_is_let_in) {
    ServeFlags given = flags();
    given.no_app = false;
    given.app = temp / "dist";
    const Stop stop = refused(given);
    EXPECT_EQ(stop.code, Exit::MissingApp);
    EXPECT_THAT(stop.what(), HasSubstr("index.html"));
    EXPECT_FALSE(fs::exists(DataFolder::socket_of(given.data)));
}

TEST_F(Serving, a_wrong_setting_is_refused_before_the_folder_is_touched) {
    fs::create_directories(temp / "data");
    std::ofstream(temp / "data/breather.toml") << "colour = 1\n";
    EXPECT_EQ(refused(flags()).code, Exit::Configuration);
    EXPECT_FALSE(fs::exists(temp / "data/instance.key"));
}

TEST_F(Serving, commands_are_answered_while_it_runs_and_a_signal_stops_it) {
    const ServeFlags given = flags();
    std::exception_ptr fault;
    std::thread server([&] {
        try {
            serve(given);
        } catch (...) {
            fault = std::current_exception();
        }
    });
    const fs::path socket = DataFolder::socket_of(given.data);
    std::optional<std::string> answer;
    while (!answer && !fault) {
        answer = ControlSocket::ask(socket, R"({"command":"organisation.list","ask":{}})");
        std::this_thread::yield();
    }
    EXPECT_EQ(fault, nullptr);
    EXPECT_THAT(answer.value_or(""), HasSubstr("no organisation yet"));
    // A second one on the same folder is refused while the first goes on.
    EXPECT_EQ(refused(given).code, Exit::FolderInUse);
    ::kill(::getpid(), SIGTERM);
    server.join();
    EXPECT_EQ(fault, nullptr);
    EXPECT_FALSE(fs::exists(socket));
    EXPECT_TRUE(fs::exists(given.data / "breather.db"));
    EXPECT_FALSE(fs::exists(given.data / "breather.db-wal"));
}

TEST(TerminalQr, is_square_and_has_only_half_blocks) {
    const std::string code = terminal_qr("https://192.0.2.1:8080/p/K7PWX3RM");
    EXPECT_THAT(code, HasSubstr("▀"));
    EXPECT_GT(std::count(code.begin(), code.end(), '\n'), 10);
}

}  // namespace
}  // namespace breather

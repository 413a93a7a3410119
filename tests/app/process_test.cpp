// What the program tells whoever started it.
#include "app/process.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>

#include "support/temp_folder.h"

namespace breather {
namespace {

TEST(ServiceManager, hears_that_the_server_is_ready) {
    const testing::TempFolder temp;
    const std::string path = temp / "notify";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    tell_service_manager("READY=1");
    ::unsetenv("NOTIFY_SOCKET");
    std::array<char, 20> heard{};
    EXPECT_EQ(::recv(socket, heard.data(), heard.size(), MSG_DONTWAIT), 7);
    EXPECT_STREQ(heard.data(), "READY=1");
    ::close(socket);
}

TEST(ServiceManager, is_not_missed_where_there_is_none) {
    ::unsetenv("NOTIFY_SOCKET");
    tell_service_manager("READY=1");
    ::setenv("NOTIFY_SOCKET", "/nowhere/notify", 1);
    tell_service_manager("READY=1");
    ::unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace breather

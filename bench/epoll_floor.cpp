// The least a server can do: epoll, read until a head has ended, send the same bytes every time. No
// parsing, no routing, no session. What it answers with is a file, head and body as the server
// under test sent them.
//
//   epoll_floor --port 8090 --answer FILE --threads 2
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

[[noreturn]] void fail(const char* doing) {
    std::perror(doing);
    std::_Exit(1);
}

int listen_on(std::uint16_t port) {
    const int listening = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listening, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) fail("bind");
    if (listen(listening, 1024) != 0) fail("listen");
    return listening;
}

/// Questions here come one at a time on a line and fit one read.
void serve(int epoll, std::string_view answer) {
    std::array<epoll_event, 256> events;
    std::array<char, 16 * 1024> question;
    for (;;) {
        const int ready = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
        for (int i = 0; i < ready; ++i) {
            const int line = events[static_cast<std::size_t>(i)].data.fd;
            const auto got = recv(line, question.data(), question.size(), 0);
            if (got <= 0) {
                close(line);
                continue;
            }
            const std::string_view asked(question.data(), static_cast<std::size_t>(got));
            if (asked.find("\r\n\r\n") == asked.npos) continue;
            for (auto rest = answer; !rest.empty();) {
                const auto sent = send(line, rest.data(), rest.size(), MSG_NOSIGNAL);
                if (sent <= 0) break;
                rest.remove_prefix(static_cast<std::size_t>(sent));
            }
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::uint16_t port = 0;
    std::size_t threads = 1;
    std::string file;
    CLI::App app{"Answers every question with the same bytes"};
    app.add_option("--port", port)->required();
    app.add_option("--answer", file)->required();
    app.add_option("--threads", threads);
    CLI11_PARSE(app, argc, argv);
    std::ifstream in(file, std::ios::binary);
    const std::string answer((std::istreambuf_iterator<char>(in)), {});

    const int listening = listen_on(port);
    std::vector<int> epolls;
    for (std::size_t i = 0; i < threads; ++i) {
        epolls.push_back(epoll_create1(0));
        std::thread(serve, epolls.back(), std::string_view(answer)).detach();
    }
    for (std::size_t next = 0;; ++next) {
        const int line = accept(listening, nullptr, nullptr), on = 1;
        if (line < 0) fail("accept");
        setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event wish{};
        wish.events = EPOLLIN;
        wish.data.fd = line;
        epoll_ctl(epolls[next % threads], EPOLL_CTL_ADD, line, &wish);
    }
}

// A browser's line to a server of ours, as small as a test needs: one request, one answer, then it
// hangs up.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace breather::testing {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpAnswer {
    int status = 0;
    HttpHeaders headers;
    std::string body;
};

inline std::string lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    return text;
}

inline HttpAnswer read_answer(const std::string& received) {
    HttpAnswer answer;
    const auto head_end = received.find("\r\n\r\n");
    if (!received.starts_with("HTTP/1.1 ") || head_end == std::string::npos)
        throw std::runtime_error("not an HTTP answer: " + received.substr(0, 80));
    answer.status = std::stoi(received.substr(9, 3));
    for (auto at = received.find("\r\n") + 2; at < head_end;) {
        const auto end = received.find("\r\n", at);
        const std::string line = received.substr(at, end - at);
        const auto colon = line.find(':');
        answer.headers.emplace_back(lower_case(line.substr(0, colon)),
                                    line.substr(line.find_first_not_of(' ', colon + 1)));
        at = end + 2;
    }
    answer.body = received.substr(head_end + 4);
    return answer;
}

inline HttpAnswer ask_http(std::uint16_t port, const std::string& method, const std::string& target,
                           const HttpHeaders& headers, const std::string& body) {
    std::string text = method + " " + target + " HTTP/1.1\r\nConnection: close\r\n";
    if (std::none_of(headers.begin(), headers.end(),
                     [](const auto& each) { return lower_case(each.first) == "host"; }))
        text += "Host: localhost\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    if (!body.empty() || method != "GET")
        text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    text += "\r\n" + body;

    struct Socket {
        int number = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ~Socket() { ::close(number); }
    } socket;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket.number, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("no server listens on port " + std::to_string(port));
    for (std::string_view rest = text; !rest.empty();) {
        const ssize_t sent = ::send(socket.number, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    std::string received;
    char part[16 * 1024];
    for (ssize_t size = 0; (size = ::recv(socket.number, part, sizeof part, 0)) > 0;)
        received.append(part, static_cast<std::size_t>(size));
    return read_answer(received);
}

}  // namespace breather::testing

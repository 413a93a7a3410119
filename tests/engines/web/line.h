// A raw line to a server on loopback: what is sent is exactly what stands in the test.
#pragma once
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "engines/web/header_list.h"

namespace breather::web::test {

struct Heard {
    int status = 0;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string head;
    std::string body;
    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? "" : found->second;
    }
};

class Line {
  public:
    explicit Line(std::uint16_t port, int receive_buffer = 0) {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (receive_buffer)
            ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_port = htons(port);
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&place), sizeof place) != 0)
            throw std::runtime_error("no server there");
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    ~Line() { hang_up(); }

    int socket() const { return socket_; }
    void hang_up() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }

    /// False when the other side has gone.
    bool say(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// The next answer; nothing when the line ends before its first byte. Throws on half an answer
    /// and on silence of ten seconds, so that a hanging server is a failing test.
    std::optional<Heard> hear(bool head_only = false) {
        auto end = std::string::npos;
        while ((end = got_.find("\r\n\r\n")) == std::string::npos)
            if (!more()) {
                if (!got_.empty()) throw std::runtime_error("half an answer: " + got_);
                return std::nullopt;
            }
        Heard heard = read_head(got_.substr(0, end + 4));
        got_.erase(0, end + 4);
        const auto length = heard.header("content-length");
        const auto size = head_only || length.empty() ? 0 : std::stoul(length);
        while (got_.size() < size)
            if (!more()) throw std::runtime_error("half a body");
        heard.body = got_.substr(0, size);
        got_.erase(0, size);
        return heard;
    }

    Heard ask(std::string_view bytes, bool head_only = false) {
        say(bytes);
        auto heard = hear(head_only);
        if (!heard) throw std::runtime_error("no answer");
        return *heard;
    }

    /// What was said up to and with this, on a line that stays.
    std::string hear_until(std::string_view last) {
        std::size_t at;
        while ((at = got_.find(last)) == std::string::npos)
            if (!more()) throw std::runtime_error("the line ended after: " + got_);
        const auto heard = got_.substr(0, at + last.size());
        got_.erase(0, heard.size());
        return heard;
    }

    /// Whether the other side ends the line, with nothing more said.
    bool ends() { return got_.empty() && !more(); }

    /// Reads until the other side ends the line; whatever was said is thrown away.
    void drain() {
        while (more()) got_.clear();
    }

  private:
    static Heard read_head(const std::string& head) {
        Heard heard;
        heard.head = head;
        heard.status = std::stoi(head.substr(9, 3));
        std::string_view rest = head;
        rest.remove_prefix(rest.find('\n') + 1);
        while (rest.size() > 2) {
            auto line = rest.substr(0, rest.find("\r\n"));
            rest.remove_prefix(line.size() + 2);
            auto name = std::string(line.substr(0, line.find(':')));
            for (char& c : name) c = lower(c);
            heard.headers[name] = trimmed(line.substr(name.size() + 1));
        }
        return heard;
    }

    bool more() {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, 10'000) != 1) throw std::runtime_error("silence");
        char bytes[16 * 1024];
        const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count <= 0) return false;
        got_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    int socket_ = -1;
    std::string got_;
};

inline std::string get(std::string_view path, std::string_view headers = "") {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) +
           "\r\n";
}

inline std::string post(std::string_view path, std::string_view body,
                        std::string_view headers = "Content-Type: application/json\r\n") {
    return "POST " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace breather::web::test

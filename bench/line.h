// One HTTP/1.1 line as a client sees it: sends whole questions, tells when a whole answer is there.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace breather::bench {

inline std::system_error broken_line(const char* doing) {
    return {errno, std::generic_category(), doing};
}

class Line {
  public:
    explicit Line(std::uint16_t port)
        : descriptor_(socket(AF_INET, SOCK_STREAM, 0)), buffer_(64 * 1024) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(descriptor_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
            throw broken_line("connecting");
        const int on = 1;
        setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    ~Line() { close(descriptor_); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    int descriptor() const { return descriptor_; }
    std::string_view answer() const { return {buffer_.data(), filled_}; }

    void send(std::string_view question) {
        filled_ = size_ = 0;
        while (!question.empty()) {
            const auto sent = ::send(descriptor_, question.data(), question.size(), MSG_NOSIGNAL);
            if (sent <= 0) throw broken_line("asking");
            question.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    /// Takes what has arrived; the status once the answer is whole.
    std::optional<int> receive() {
        if (filled_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
        const auto got = recv(descriptor_, buffer_.data() + filled_, buffer_.size() - filled_, 0);
        if (got == 0) throw std::runtime_error("the server hung up");
        if (got < 0) throw broken_line("hearing");
        filled_ += static_cast<std::size_t>(got);
        if (size_ == 0) read_head();
        if (size_ == 0 || filled_ < size_) return {};
        int status = 0;
        std::from_chars(buffer_.data() + 9, buffer_.data() + 12, status);
        return status;
    }

  private:
    void read_head() {
        const auto end = answer().find("\r\n\r\n");
        if (end == std::string_view::npos) return;
        const auto head = answer().substr(0, end);
        auto at = head.find("\r\nContent-Length: ");
        if (at == std::string_view::npos) at = head.find("\r\ncontent-length: ");
        if (at == std::string_view::npos) throw std::runtime_error("an answer without its length");
        std::size_t body = 0;
        std::from_chars(head.data() + at + 18, head.data() + head.size(), body);
        size_ = end + 4 + body;
    }

    int descriptor_;
    std::vector<char> buffer_;
    std::size_t filled_ = 0;
    std::size_t size_ = 0;  // of the whole answer; 0 while unknown
};

}  // namespace breather::bench

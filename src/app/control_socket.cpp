#include "app/control_socket.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/log.h"

namespace breather {
namespace {

constexpr std::size_t text_max = 4 * 1024 * 1024;
constexpr int patience_ms = 10'000;

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return number_; }
    int release() { return std::exchange(number_, -1); }

  private:
    int number_;
};

// A socket's path has room for 107 bytes. Through /proc the folder may lie as deep as it likes.
class Address {
  public:
    explicit Address(const std::filesystem::path& path)
        : folder_(::open(path.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
        const std::string near =
            "/proc/self/fd/" + std::to_string(folder_.get()) + "/" + path.filename().string();
        address_.sun_family = AF_UNIX;
        std::strncpy(address_.sun_path, near.c_str(), sizeof address_.sun_path - 1);
    }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&address_); }
    socklen_t size() const { return sizeof address_; }

  private:
    Descriptor folder_;
    sockaddr_un address_{};
};

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

bool send_all(int socket, std::string_view text) {
    while (!text.empty()) {
        const ssize_t sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// All the other side has to say, until it says no more.
std::optional<std::string> receive_all(int socket, int patience) {
    std::string text;
    char part[16 * 1024];
    while (true) {
        pollfd waiting{socket, POLLIN, 0};
        if (::poll(&waiting, 1, patience) <= 0) return std::nullopt;
        const ssize_t size = ::recv(socket, part, sizeof part, 0);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 || text.size() + static_cast<std::size_t>(size) > text_max)
            return std::nullopt;
        if (size == 0) return text;
        text.append(part, static_cast<std::size_t>(size));
    }
}

}  // namespace

ControlSocket::ControlSocket(std::filesystem::path path, Answer answer)
    : path_(std::move(path)), answer_(std::move(answer)) {
    std::filesystem::remove(path_);  // of a server that was killed; the folder's lock is ours
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (socket.get() < 0) fail("control socket");
    const Address address(path_);
    const mode_t before = ::umask(0177);
    const int bound = ::bind(socket.get(), address.get(), address.size());
    ::umask(before);
    if (bound != 0 || ::listen(socket.get(), 8) != 0 || ::pipe2(wake_, O_CLOEXEC) != 0)
        fail("control socket");
    listening_ = socket.release();
    thread_ = std::thread([this] { serve(); });
}

ControlSocket::~ControlSocket() {
    ::close(wake_[1]);
    thread_.join();
    ::close(wake_[0]);
    ::close(listening_);
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

void ControlSocket::serve() {
    while (true) {
        pollfd waiting[2] = {{listening_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
        if (::poll(waiting, 2, -1) < 0 && errno != EINTR) return;
        if (waiting[1].revents != 0) return;
        if ((waiting[0].revents & POLLIN) == 0) continue;
        const Descriptor asker(::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC));
        if (asker.get() < 0) continue;
        const auto question = receive_all(asker.get(), patience_ms);
        if (!question) continue;
        try {
            send_all(asker.get(), answer_(*question));
        } catch (const std::exception& error) {
            log::error("control_socket_failed", {{"why", error.what()}});
        }
    }
}

std::optional<std::string> ControlSocket::ask(const std::filesystem::path& path,
                                              const std::string& question,
                                              std::chrono::seconds patience) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return std::nullopt;
    const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const Address address(path);
    if (socket.get() < 0 || ::connect(socket.get(), address.get(), address.size()) != 0)
        return std::nullopt;
    if (!send_all(socket.get(), question)) return std::nullopt;
    ::shutdown(socket.get(), SHUT_WR);
    return receive_all(socket.get(), static_cast<int>(patience.count() * 1000));
}

}  // namespace breather

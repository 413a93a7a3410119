// How commands reach the server that holds the data: a socket in the data folder that only its
// owner may open. One question and one answer a connection, each one JSON text; the same commands
// stand behind it as without a server.
#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace breather {

class ControlSocket {
  public:
    using Answer = std::function<std::string(const std::string& question)>;
    /// Listens from now on, one question at a time. Throws std::system_error.
    ControlSocket(std::filesystem::path path, Answer answer);
    /// Stops listening and removes the socket.
    ~ControlSocket();
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;

    /// Asks the server behind the socket; nothing when none is listening.
    static std::optional<std::string> ask(const std::filesystem::path& path,
                                          const std::string& question,
                                          std::chrono::seconds patience = std::chrono::minutes{1});

  private:
    void serve();

    std::filesystem::path path_;
    Answer answer_;
    int listening_ = -1;
    int wake_[2] = {-1, -1};
    std::thread thread_;
};

}  // namespace breather

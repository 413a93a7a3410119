// The web server: takes connections, holds them to the limits, finds the route and sends answers.
// One network thread a core; a request is read, handled and answered on the thread that took it.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engines/web/access_log.h"
#include "engines/web/router.h"
#include "engines/web/staff_log.h"
#include "engines/web/static_files.h"
#include "engines/web/traffic.h"

namespace breather::web {

struct Limits {
    std::size_t body_max = 256 * 1024;
    std::size_t head_max = 16 * 1024;
    std::size_t headers_max = 64;
    std::size_t connections_max = 12'000;
    std::chrono::milliseconds head_time{10'000};
    std::chrono::milliseconds idle_time{60'000};
    std::chrono::milliseconds body_grace{5'000};  // then body_rate, both ways
    std::size_t body_rate = 500;                  // bytes a second
    /// Larger bodies than `body_max`, on the routes that take them: so many on their way at once,
    /// whoever sends them, and no slower than this, so that nobody holds a place for long.
    int large_bodies_max = 2;
    std::size_t large_body_rate = 16 * 1024;
    std::chrono::milliseconds answer_time{60'000};
    /// A line that stays open: how often a word keeps it from looking dead, and how long it stays.
    /// Whoever still listens comes again, and shows again who they are.
    std::chrono::milliseconds stay_word{25'000};
    std::chrono::milliseconds stay_time{900'000};
    /// Whoever stops the program waits ten seconds; what comes after the lines needs some of them.
    std::chrono::milliseconds stop_time{8'000};
    bool makes_room = true;  // off only as the negative control of a test
};

/// Both files in PEM. TLS 1.2 and later.
struct TlsFiles {
    std::filesystem::path certificate;
    std::filesystem::path key;
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one, see Server::port()
    std::optional<TlsFiles> tls;
    bool behind_tls = false;  // a proxy in front speaks TLS: send HSTS, expect https origins
    Limits limits;
    /// Time since anything, for the limits; empty: the steady clock. Not the Clock, because that
    /// one may jump, and a jump must not end a connection.
    std::function<std::chrono::milliseconds()> elapsed;
    std::shared_ptr<Traffic> traffic;  // counts what is asked; nothing: nobody does
};

/// What is answered under one host name, and where that is written down.
struct Site {
    const Router& router;
    const StaticFiles& files;
    AccessLog& log;
    StaffLog* staff_log = nullptr;  // where staff work: whole lines, instead of `log`
    bool microphone = false;        // whether its own documents may ask for it
};

class Server {
  public:
    /// Binds at once. Refuses (std::runtime_error with one clear sentence) a port in use, an
    /// address that is not ours, a certificate that cannot be read. What is handed in outlives it.
    Server(ServerOptions options, const Router& router, const StaticFiles& files, AccessLog& log,
           const Clock& clock);
    /// Stops.
    ~Server();

    /// Answers this host name ("staff.example.org"; the port does not matter) from a site of its
    /// own: nothing of either can be asked under the name of the other. Before `run`. What is
    /// handed in outlives the server.
    void add_site(const std::string& host, Site site);

    std::uint16_t port() const;
    /// Serves on this many threads and returns. 0: one a core.
    void run(std::size_t threads = 0);
    /// Accepts nothing more, finishes what is in flight (at most `stop_time`), then returns.
    void stop();

    /// Ends what is past its time, now, and returns when done. The server does so four times
    /// a second by itself; tests with their own `elapsed` call it.
    void sweep();
    std::size_t connections() const;

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

/// A fresh key and certificate for these names and addresses, good for 90 days, for `--tls` and
/// `--phone`. The key file is 0600. Refuses (std::runtime_error) a folder it cannot write.
TlsFiles make_self_signed(const std::filesystem::path& folder, const Clock& clock,
                          const std::vector<std::string>& names);

}  // namespace breather::web

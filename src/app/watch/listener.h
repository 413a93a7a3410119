// The watching program's own door: an address and port of its own, a word it must say, and nothing
// there but figures and deep health. Never on the port people use.
#pragma once
#include <memory>

#include "app/configuration.h"
#include "app/watch/heartbeat.h"
#include "app/watch/metrics.h"
#include "engines/web/server.h"

namespace breather::watch {

class Listener {
  public:
    /// Listens from now on. What is handed in outlives it. Throws Stop: Configuration (no word in
    /// the token file), PortInUse.
    Listener(const Configuration& configuration, const Metrics& metrics, const Heartbeat& heartbeat,
             const Clock& clock);

    std::uint16_t port() const { return server_->port(); }

  private:
    web::Router router_;
    web::StaticFiles no_files_;
    web::AccessLog no_log_;
    std::unique_ptr<web::Server> server_;
};

/// Nothing where no port is set.
std::unique_ptr<Listener> open_listener(const Configuration& configuration, const Metrics& metrics,
                                        const Heartbeat& heartbeat, const Clock& clock);

/// The word in a token file: its first line, 16 characters at least. Throws std::runtime_error with
/// one clear sentence.
std::string read_token(const std::filesystem::path& file);
/// Whether an Authorization header says it; takes the same time whatever it says.
bool says_token(std::string_view header, std::string_view token);

}  // namespace breather::watch

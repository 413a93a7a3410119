// The one way a mail server is talked to, for whoever sends and for the doctor who only greets.
// Waits for the network.
#pragma once
#include <boost/describe/enum.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "engines/mail/letter.h"

namespace breather::mail {

enum class Secrecy {
    Always,              // TLS, or nothing is said
    OffThisMachineOnly,  // a server on this machine may be talked to in clear
};

/// As it stands in the configuration file.
struct Server {
    std::string url;  // smtps://mail.example.org:465, or smtp://…:587, which changes to TLS
    std::string from;
    std::string user;
    std::optional<std::filesystem::path> password_file;  // its first line
    Secrecy secrecy = Secrecy::OffThisMachineOnly;
    std::filesystem::path authorities;  // whose certificates are trusted; empty: this machine's
    std::chrono::milliseconds patience{15'000};

    bool can_send() const { return !url.empty() && !from.empty(); }
};

enum class Outcome {
    Sent,         // the server took it; whether it arrives is the mail's own affair
    Unreachable,  // nobody answered, or the line was cut
    Slow,         // it did not answer in time
    Unsafe,       // no TLS, or a certificate that is not its own
    NotSignedIn,  // name or password
    Refused,      // in the server's own words
    Stopped,      // this program went before it was sent
};
BOOST_DESCRIBE_ENUM(Outcome, Sent, Unreachable, Slow, Unsafe, NotSignedIn, Refused, Stopped)
constexpr std::string_view json_name(Outcome outcome) {
    switch (outcome) {
        case Outcome::Sent:
            return "sent";
        case Outcome::Unreachable:
            return "unreachable";
        case Outcome::Slow:
            return "slow";
        case Outcome::Unsafe:
            return "unsafe";
        case Outcome::NotSignedIn:
            return "not_signed_in";
        case Outcome::Refused:
            return "refused";
        case Outcome::Stopped:
            break;
    }
    return "stopped";
}

struct Delivery {
    Outcome outcome = Outcome::Sent;
    /// The server's last words, or libcurl's, cut short; may hold the address. Not for a log.
    std::string says = {};
};

/// Asked now and then while it waits; true ends it.
using Stopping = std::function<bool()>;

/// Connects, changes to TLS, signs in and leaves. Sent means: it would take something.
Delivery greet(const Server& server);
/// The same, with one letter.
Delivery send(const Server& server, const Letter& letter, Instant now, Random& random,
              const Stopping& stopping);

}  // namespace breather::mail

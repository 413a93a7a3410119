// A real mail server on loopback (python3-aiosmtpd), which misbehaves as told.
#pragma once
#include <boost/json.hpp>
#include <cstdio>
#include <string>
#include <vector>

namespace breather::testing {

class RealMailServer {
  public:
    /// What tests/support/mail_server.py takes: {"--refuse", "nobody@example.org"}
    explicit RealMailServer(const std::vector<std::string>& how = {});
    ~RealMailServer();
    RealMailServer(const RealMailServer&) = delete;
    RealMailServer& operator=(const RealMailServer&) = delete;

    /// scheme://127.0.0.1:port
    std::string url(const std::string& scheme = "smtp") const;
    /// Waits for the next thing it has to tell: a letter it took, or where it hangs.
    boost::json::object next();

  private:
    std::string line();

    int process_ = 0;
    int alive_ = -1;  // it ends when this is closed
    std::FILE* heard_ = nullptr;
    std::string port_;
};

/// The body of a letter, out of base64 and of its one part.
std::string text_of_letter(const boost::json::object& letter);
/// All of it as it was sent.
std::string raw_letter(const boost::json::object& letter);

}  // namespace breather::testing

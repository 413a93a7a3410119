// What the provider is asked through: handed in, so that tests answer in its place.
#pragma once
#include <chrono>
#include <stdexcept>
#include <string>

namespace breather::oidc {

/// Nobody answered, or not in time, or too much, or not as securely as it must be.
struct Away : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct NetAnswer {
    int status = 0;
    std::string body;
};

struct NetForm {
    std::string url;
    std::string body;  // application/x-www-form-urlencoded
    /// Sent as HTTP Basic where it is not empty.
    std::string name = {}, password = {};
};

class Net {
  public:
    virtual ~Net() = default;
    /// From any thread. Throws Away.
    virtual NetAnswer get(const std::string& url) = 0;
    virtual NetAnswer post(const NetForm& form) = 0;
};

/// https, or http to this very machine.
bool is_secure_place(const std::string& url);

}  // namespace breather::oidc

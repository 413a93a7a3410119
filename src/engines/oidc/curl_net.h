// The real network: libcurl with short limits.
#pragma once
#include "engines/oidc/net.h"

namespace breather::oidc {

class CurlNet final : public Net {
  public:
    static constexpr std::chrono::seconds patience{6};
    static constexpr std::size_t answer_max = 256 * 1024;

    explicit CurlNet(std::chrono::milliseconds time_max = patience) : time_max_(time_max) {}
    NetAnswer get(const std::string& url) override;
    NetAnswer post(const NetForm& form) override;

  private:
    std::chrono::milliseconds time_max_;
};

}  // namespace breather::oidc

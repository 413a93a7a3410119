// From the bytes of a head to a Request. Strict where servers disagree with one another, because
// that is where requests are smuggled: one length, no folded lines, no bare line feeds, no
// transfer encodings, and a path that means the same however it was written.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engines/web/http_fault.h"
#include "engines/web/request.h"

namespace breather::web {

/// Finds where a head ends in a buffer that fills little by little; looks at each byte once.
class HeadScanner {
  public:
    /// Size of the head with its empty line, once it is all there.
    std::optional<std::size_t> find_end(std::string_view buffer);
    /// Whether a line was met that no head of ours may hold.
    bool broken() const { return broken_; }
    void restart() { *this = {}; }

  private:
    std::size_t seen_ = 0;        // bytes looked at
    std::size_t line_start_ = 0;  // where the unfinished line begins
    bool broken_ = false;
};

struct HeadFacts {
    std::uint64_t body_size = 0;
    bool keep_alive = false;
    bool expects_continue = false;
};

struct HeadLimits {
    std::size_t headers_max = 64;
    std::uint64_t body_max = 256 * 1024;
};

/// Fills the request and the facts from a whole head, or says what is wrong with it.
std::optional<HttpFault> read_head(std::string_view head, const HeadLimits& limits,
                                   Request& request, HeadFacts& facts);

}  // namespace breather::web

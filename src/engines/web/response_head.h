// The head of an answer, written by hand into one buffer: status line, security headers, date,
// what the body is, and what the answer itself adds.
#pragma once
#include <string>
#include <string_view>

#include "base/clock.h"
#include "engines/web/response.h"

namespace breather::web {

struct HeadOptions {
    bool https = false;       // say HSTS
    bool closing = false;     // the line ends after this answer
    std::string_view date;    // http_date(), made once a second
    bool microphone = false;  // a document of ours may ask for it
};

/// Appends the head. Refuses (std::logic_error) a line break within a header: nothing is appended.
void write_head(std::string& out, const Response& response, const HeadOptions& options);

/// "Mon, 02 Mar 2026 09:00:00 GMT"
std::string http_date(Instant at);

/// Whether an answer of this status has a body at all.
constexpr bool may_have_body(int status) { return status != 204 && status != 304; }

}  // namespace breather::web

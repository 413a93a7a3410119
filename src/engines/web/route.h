// One line of what the server can be asked, with everything the API description says about it.
#pragma once
#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <vector>

#include "engines/web/request.h"
#include "engines/web/response.h"

namespace breather::web {

/// Answers now or later, through the reply. It runs on the network thread: whatever takes longer
/// than a keyed read belongs to the writer or the long pool. What it throws becomes the answer.
using Handler = std::function<void(Request&&, Reply)>;

enum class Kind {
    Read,   // on the network thread
    Write,  // through the one writer
    Long,   // in the long pool
};

struct Route {
    Method method = Method::Get;
    std::string pattern;  // "/api/exercises/entries/{entry}/fields"
    std::string summary;
    std::string guard = "open";  // who may ask: "open", "signed_in" …
    Kind kind = Kind::Read;
    boost::json::value ask_schema;     // null where nothing is asked
    boost::json::value answer_schema;  // null where the answer is not JSON
    std::vector<int> statuses = {200};
    Handler handler;
    /// Where a body may be larger than on every other route; 0: as everywhere. Few of them are on
    /// their way at once (Limits::large_bodies_max).
    std::size_t body_max = 0;
};

}  // namespace breather::web

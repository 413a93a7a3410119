// What a room says about a route, and how that becomes a line of the router: the statuses that
// every route of its kind has need not be repeated.
#pragma once
#include <boost/describe/class.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/web/long_pool.h"
#include "engines/web/route.h"

namespace breather::web {

struct Spec {
    Method method = Method::Get;
    std::string pattern;
    std::string summary;
    std::vector<int> refusals = {};  // beside those every door of its kind has
    int status = 200;
    std::size_t body_max = 0;  // where it may be larger than on every other route
};

/// What is asked where nothing is: `{}`.
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

/// An answer with cookies or other headers beside it.
template <class Answer>
struct Answered {
    Answer answer;
    std::vector<std::pair<std::string_view, std::string>> headers = {};
};

/// Anything but an open guard may answer 401.
Route route_of(Spec spec, std::string guard, Kind kind, boost::json::value ask_schema,
               boost::json::value answer_schema, Handler handler);

/// Runs in the long pool; what it throws becomes the answer.
void answer_in(LongPool& pool, Request&& request, Reply reply,
               std::function<Response(const Request&)> perform);

}  // namespace breather::web

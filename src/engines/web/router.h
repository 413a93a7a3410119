// Finds the route of a request. A literal segment wins over a parameter; HEAD is answered by GET.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engines/web/route.h"

namespace breather::web {

class Router {
  public:
    Router();
    ~Router();

    /// Refuses (std::logic_error) a pattern that is malformed or taken, and a missing handler.
    void add(Route route);

    struct Match {
        const Route* route = nullptr;  // null: nothing here for this method
        std::string_view allow;        // the methods that path has; empty: no such path
    };
    /// Also puts the path's parameters into the request.
    Match match(Request& request) const;

    /// In the order they were added.
    const std::deque<Route>& routes() const { return routes_; }

  private:
    struct Node;
    std::deque<Route> routes_;  // addresses stay good
    std::unique_ptr<Node> root_;
};

/// The OpenAPI 3.1 description of these routes, as JSON text: the same bytes for the same routes.
std::string openapi(const std::deque<Route>& routes, std::string_view version);

}  // namespace breather::web

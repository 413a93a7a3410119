#include "engines/web/router.h"

#include <array>
#include <stdexcept>

#include "engines/web/header_list.h"

namespace breather::web {
namespace {

constexpr std::size_t params_max = 8;
constexpr std::size_t segments_max = 24;

struct Values {
    std::array<std::string_view, params_max> value;
    std::size_t count = 0;
};

bool is_param(std::string_view segment) { return segment.starts_with('{'); }

std::string_view param_name(std::string_view segment) {
    return segment.substr(1, segment.size() - 2);
}

[[noreturn]] void refuse(const Route& route, const char* why) {
    throw std::logic_error("route " + std::string(name(route.method)) + " " + route.pattern + ": " +
                           why);
}

}  // namespace

/// One segment of a path. Literals are tried before the parameter.
struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> param;
    std::map<Method, const Route*> routes;
    std::string allow;

    const Node* find(std::string_view path, Values& values) const {
        if (path.empty()) return routes.empty() ? nullptr : this;
        path.remove_prefix(1);  // the slash
        const auto end = std::min(path.find('/'), path.size());
        const auto segment = path.substr(0, end), rest = path.substr(end);
        if (const auto literal = literals.find(segment); literal != literals.end())
            if (const auto* found = literal->second->find(rest, values)) return found;
        if (!param || segment.empty()) return nullptr;
        values.value[values.count++] = segment;
        if (const auto* found = param->find(rest, values)) return found;
        --values.count;
        return nullptr;
    }

    void write_allow() {
        allow.clear();
        for (const auto& [method, route] : routes) {
            if (!allow.empty()) allow += ", ";
            allow += name(method);
            if (method == Method::Get && !routes.contains(Method::Head)) allow += ", HEAD";
        }
    }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::add(Route route) {
    if (!route.pattern.starts_with('/')) refuse(route, "a pattern begins with '/'");
    if (!route.handler) refuse(route, "it has no handler");
    if (route.method == Method::Other) refuse(route, "it has no method");
    Node* node = root_.get();
    std::size_t segments = 0, params = 0;
    for (auto rest = std::string_view(route.pattern).substr(1);; ++segments) {
        const auto end = rest.find('/');
        const auto segment = rest.substr(0, end);
        if (is_param(segment) && (!segment.ends_with('}') || segment.size() < 3))
            refuse(route, "a parameter is written {name}");
        params += is_param(segment);
        auto& next = is_param(segment) ? node->param : node->literals[std::string(segment)];
        if (!next) next = std::make_unique<Node>();
        node = next.get();
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    if (params > params_max || segments > segments_max) refuse(route, "it is too long");
    if (node->routes.contains(route.method)) refuse(route, "it is taken");
    routes_.push_back(std::move(route));
    node->routes[routes_.back().method] = &routes_.back();
    node->write_allow();
}

Router::Match Router::match(Request& request) const {
    Values values;
    const auto* node = root_->find(request.path(), values);
    if (!node) return {};
    auto found = node->routes.find(request.method);
    if (found == node->routes.end() && request.method == Method::Head)
        found = node->routes.find(Method::Get);
    if (found == node->routes.end()) return {nullptr, node->allow};

    const auto* route = found->second;
    request.clear_params();
    std::size_t next = 0;
    for (auto rest = std::string_view(route->pattern).substr(1); !rest.empty();) {
        const auto end = std::min(rest.find('/'), rest.size());
        const auto segment = rest.substr(0, end);
        if (is_param(segment)) request.add_param(param_name(segment), values.value[next++]);
        rest = rest.substr(std::min(end + 1, rest.size()));
    }
    return {route, node->allow};
}

}  // namespace breather::web

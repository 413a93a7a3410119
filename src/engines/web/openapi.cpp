#include <boost/json.hpp>

#include "engines/web/header_list.h"
#include "engines/web/router.h"

namespace breather::web {
namespace {

namespace json = boost::json;

json::array path_parameters(std::string_view pattern) {
    json::array parameters;
    for (auto rest = pattern; !rest.empty();) {
        const auto segment = next_piece(rest, '/');
        if (!segment.starts_with('{')) continue;
        parameters.push_back({{"name", json::string(segment.substr(1, segment.size() - 2))},
                              {"in", "path"},
                              {"required", true},
                              {"schema", {{"type", "string"}}}});
    }
    return parameters;
}

json::object content(std::string_view type, const json::value& schema) {
    json::object media;
    media["schema"] = schema;
    return {{json::string(type), std::move(media)}};
}

std::string_view meaning(int status) {
    if (status < 300) return "Done.";
    if (status < 400) return "Nothing new.";
    if (status < 500) return "Refused; the problem says why, in the asker's language.";
    return "Not now; nothing was changed.";
}

json::object answers(const Route& route) {
    static const json::value problem = {{"$ref", "#/components/schemas/Problem"}};
    json::object all;
    for (const int status : route.statuses) {
        json::object answer{{"description", json::string(meaning(status))}};
        if (status < 300 && !route.answer_schema.is_null())
            answer["content"] = content("application/json", route.answer_schema);
        if (status >= 400) answer["content"] = content("application/problem+json", problem);
        all[std::to_string(status)] = std::move(answer);
    }
    all["default"] = {{"description", "Any other refusal."},
                      {"content", content("application/problem+json", problem)}};
    return all;
}

json::object operation(const Route& route) {
    json::object described{{"summary", route.summary}, {"x-guard", route.guard}};
    if (auto parameters = path_parameters(route.pattern); !parameters.empty())
        described["parameters"] = std::move(parameters);
    if (!route.ask_schema.is_null())
        described["requestBody"] = {{"required", true},
                                    {"content", content("application/json", route.ask_schema)}};
    described["responses"] = answers(route);
    if (route.guard != "open")
        described["security"] = json::array{json::object{{"session", json::array{}}}};
    return described;
}

json::value problem_schema() {
    const json::value text = {{"type", "string"}};
    const json::value field = {{"type", "object"},
                               {"required", {"path", "says"}},
                               {"properties", {{"path", text}, {"says", text}}}};
    return {{"type", "object"},
            {"description", "RFC 9457. `type` ends with the key of the sentence in `detail`."},
            {"required", {"type", "title", "status", "detail"}},
            {"properties",
             {{"type", text},
              {"title", text},
              {"status", {{"type", "integer"}}},
              {"detail", text},
              {"instance", text},
              {"fields", {{"type", "array"}, {"items", field}}}}}};
}

}  // namespace

std::string openapi(const std::deque<Route>& routes, std::string_view version) {
    json::object paths;
    for (const auto& route : routes) {
        auto& path = paths[route.pattern];
        if (path.is_null()) path = json::object{};
        std::string method(name(route.method));
        for (char& c : method) c = lower(c);
        path.as_object()[method] = operation(route);
    }
    json::object session{{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-breather"}};
    json::object document{{"openapi", "3.1.0"},
                          {"info", {{"title", "Breather"}, {"version", json::string(version)}}},
                          {"paths", std::move(paths)},
                          {"components",
                           {{"schemas", {{"Problem", problem_schema()}}},
                            {"securitySchemes", {{"session", std::move(session)}}}}}};
    return json::serialize(document);
}

}  // namespace breather::web

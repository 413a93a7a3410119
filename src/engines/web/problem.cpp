#include "engines/web/problem.h"

#include <boost/core/demangle.hpp>
#include <boost/json.hpp>
#include <typeinfo>

#include "base/log.h"
#include "engines/web/problem_text.h"

namespace breather::web {
namespace {

namespace json = boost::json;
using Words = std::map<std::string, std::string, std::less<>>;

void flatten(const json::object& from, const std::string& prefix, Words& into) {
    for (const auto& [name, value] : from) {
        const auto key = prefix + std::string(name);
        if (value.is_object())
            flatten(value.as_object(), key + ".", into);
        else
            into[key] = json::value_to<std::string>(value);
    }
}

const Words& words(Language language) {
    static const auto load = [](std::string_view text) {
        Words all;
        flatten(json::parse(json::string_view(text.data(), text.size())).as_object(), "", all);
        return all;
    };
    static const Words english = load(problem_text_en_GB);
    static const Words chinese = load(problem_text_zh_Hans);
    return language == Language::zh_Hans ? chinese : english;
}

/// "{max}" becomes the value of max; a hole nobody fills stays visible to our tests.
std::string filled(std::string text, const Params& params) {
    for (const auto& [name, value] : params) {
        const auto hole = "{" + name + "}";
        for (auto at = text.find(hole); at != std::string::npos;
             at = text.find(hole, at + value.size()))
            text.replace(at, hole.size(), value);
    }
    return text;
}

/// The words key of what kind of refusal a status is.
std::string_view title_key(int status) {
    switch (status) {
        case 401:
            return "not_signed_in";
        case 403:
        case 405:
            return "not_allowed";
        case 404:
        case 416:
            return "not_found";
        case 409:
            return "conflict";
        case 410:
            return "gone";
        case 413:
        case 431:
            return "too_large";
        case 422:
            return "invalid";
        case 429:
            return "too_many";
        case 500:
            return "broken";
        case 503:
            return "unavailable";
        case 507:
            return "storage_full";
        default:
            return "malformed";
    }
}

json::object problem(int status, std::string_view key, const Params& params, Language language,
                     std::string_view route) {
    return {{"type", "/problems/" + std::string(key)},
            {"title", problem_words(title_key(status), language)},
            {"status", status},
            {"detail", problem_words(key, language, params)},
            {"instance", json::string_view(route.data(), route.size())}};
}

Response response_of(int status, std::string body) {
    Response response;
    response.status = status;
    response.content_type = "application/problem+json";
    response.body = std::move(body);
    return response;
}

}  // namespace

std::string problem_words(std::string_view key, Language language, const Params& params) {
    const auto& all = words(language);
    if (const auto found = all.find(key); found != all.end()) return filled(found->second, params);
    log::error("a problem without words", {{"key", key}});
    return all.at("title");
}

bool has_problem_words(std::string_view key, Language language) {
    return words(language).contains(key);
}

std::vector<std::string> problem_keys(Language language) {
    std::vector<std::string> keys;
    for (const auto& [key, text] : words(language)) keys.push_back(key);
    return keys;
}

std::string problem_body(const Refusal& refusal, Language language, std::string_view route) {
    auto body = problem(refusal.status(), refusal.key, refusal.params, language, route);
    if (!refusal.fields.empty()) {
        json::array fields;
        for (const auto& fault : refusal.fields)
            fields.push_back(
                {{"path", fault.path}, {"says", problem_words(fault.key, language, fault.params)}});
        body["fields"] = std::move(fields);
    }
    return json::serialize(body);
}

Response problem_response(const Refusal& refusal, Language language, std::string_view route) {
    auto response = response_of(refusal.status(), problem_body(refusal, language, route));
    if (refusal.retry_after)
        response.add_header("Retry-After", std::to_string(refusal.retry_after->count()));
    return response;
}

Response problem_response(int status, std::string_view key, Language language,
                          std::string_view route) {
    return response_of(status, json::serialize(problem(status, key, {}, language, route)));
}

Response failure_response(std::exception_ptr why, Language language, std::string_view route) {
    try {
        std::rethrow_exception(std::move(why));
    } catch (const Refusal& refusal) {
        return problem_response(refusal, language, route);
    } catch (const std::exception& broken) {
        log::error("a request broke", {{"route", route},
                                       {"kind", boost::core::demangle(typeid(broken).name())},
                                       {"why", broken.what()}});
    } catch (...) {
        log::error("a request broke", {{"route", route}, {"kind", "not an exception we know"}});
    }
    return problem_response(500, "broken", language, route);
}

}  // namespace breather::web

#include "engines/web/request.h"

#include "base/ensure.h"
#include "engines/web/header_list.h"
#include "engines/web/percent.h"

namespace breather::web {

std::string_view name(Method method) {
    constexpr std::string_view names[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "OTHER"};
    return names[static_cast<std::size_t>(method)];
}

Request::Request(Method how, std::string_view target, std::string what)
    : method(how), body(std::move(what)) {
    const auto mark = target.find('?');
    set_path(target.substr(0, mark));
    if (mark != std::string_view::npos) set_query(target.substr(mark + 1));
}

Request::Part Request::keep(std::string_view text) {
    const auto at = head_.size();
    head_.append(text);
    return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(text.size())};
}

void Request::set_path(std::string_view path) { path_ = keep(path); }
void Request::set_query(std::string_view query) { query_ = keep(query); }

void Request::add_header(std::string_view name, std::string_view value) {
    const auto kept_name = keep(name);
    headers_.push_back({kept_name, keep(value)});
}

void Request::add_param(std::string_view name, std::string_view value_within_path) {
    const auto at = static_cast<std::size_t>(value_within_path.data() - path().data());
    ensure(at <= path_.size, "a parameter is a part of the path");
    params_.push_back({name,
                       {static_cast<std::uint32_t>(path_.at + at),
                        static_cast<std::uint32_t>(value_within_path.size())}});
}

void Request::clear() {
    method = Method::Get;
    language = Language::en_GB;
    body.clear();
    head_.clear();
    path_ = query_ = {};
    headers_.clear();
    params_.clear();
}

std::optional<std::string> Request::query_value(std::string_view name) const {
    for (auto rest = query(); !rest.empty();) {
        auto value = next_piece(rest, '&');
        if (next_piece(value, '=') == name) return percent_decoded(value, Plus::Space);
    }
    return std::nullopt;
}

std::string_view Request::param(std::string_view name) const {
    for (const auto& [param, value] : params_)
        if (param == name) return view(value);
    return {};
}

std::string_view Request::header(std::string_view name) const {
    for (const auto& pair : headers_)
        if (same_letters(view(pair.name), name)) return view(pair.value);
    return {};
}

std::optional<std::string_view> Request::cookie(std::string_view name) const {
    for (const auto& pair : headers_) {
        if (!same_letters(view(pair.name), "cookie")) continue;
        for (auto rest = view(pair.value); !rest.empty();) {
            auto value = next_piece(rest, ';');
            if (next_piece(value, '=') == name) return value;
        }
    }
    return std::nullopt;
}

}  // namespace breather::web

// One question from a client: method, path, headers and body, already within every limit.
// The head lies in one block and is read through views, so that a read costs no allocation;
// the views stay good as long as the request does, also after it was moved.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engines/web/language.h"

namespace breather::web {

enum class Method : std::uint8_t { Get, Head, Post, Put, Delete, Other };

/// "GET", "HEAD" …; `Other` is anything we never serve and reads as "OTHER".
std::string_view name(Method method);

class Request {
  public:
    Request() = default;
    /// For tests and tools: a request as if it had arrived. The target may hold a query.
    Request(Method method, std::string_view target, std::string body = {});

    Method method = Method::Get;
    Language language = Language::en_GB;
    std::string body;

    /// Decoded, begins with '/', valid UTF-8, without control characters.
    std::string_view path() const { return view(path_); }
    /// What stands behind '?', as it was sent.
    std::string_view query() const { return view(query_); }
    /// One decoded value of the query, if it was given.
    std::optional<std::string> query_value(std::string_view name) const;

    /// The value of `{name}` in the route's pattern; empty where the pattern has no such name.
    std::string_view param(std::string_view name) const;
    /// The first header of that name (in any case), or empty.
    std::string_view header(std::string_view name) const;
    std::optional<std::string_view> cookie(std::string_view name) const;
    /// The `Idempotency-Key` header as sent, or empty.
    std::string_view idempotency_key() const { return header("idempotency-key"); }

    void set_path(std::string_view path);
    void set_query(std::string_view query);
    void add_header(std::string_view name, std::string_view value);
    /// The name is a literal or lives in a route; the value is a view into `path()`.
    void add_param(std::string_view name, std::string_view value_within_path);
    void clear_params() { params_.clear(); }
    /// Empty again, with its memory kept for the next one.
    void clear();

  private:
    struct Part {
        std::uint32_t at = 0;
        std::uint32_t size = 0;
    };
    struct Pair {
        Part name, value;
    };
    std::string_view view(Part part) const { return {head_.data() + part.at, part.size}; }
    Part keep(std::string_view text);

    std::string head_;
    Part path_, query_;
    std::vector<Pair> headers_;
    std::vector<std::pair<std::string_view, Part>> params_;
};

}  // namespace breather::web

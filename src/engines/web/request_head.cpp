// The only file that includes Beast: its parser checks the grammar, the callbacks below decide.
#include "engines/web/request_head.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cstring>

#include "engines/web/header_list.h"
#include "engines/web/percent.h"

namespace breather::web {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using BeastView = boost::beast::string_view;

constexpr HttpFault bad_request{400, "web.bad_request"};

std::string_view plain(BeastView text) { return {text.data(), text.size()}; }

Method method_of(http::verb verb) {
    switch (verb) {
        case http::verb::get:
            return Method::Get;
        case http::verb::head:
            return Method::Head;
        case http::verb::post:
            return Method::Post;
        case http::verb::put:
            return Method::Put;
        case http::verb::delete_:
            return Method::Delete;
        default:
            return Method::Other;
    }
}

class HeadParser final : public http::basic_parser<true> {
  public:
    HeadParser(Request& request, const HeadLimits& limits) : request_(request), limits_(limits) {
        header_limit(1 << 20);  // the connection holds the head to its own limit
        body_limit(boost::none);
    }

    std::optional<HttpFault> fault() const {
        if (fault_) return fault_;
        if (http11_ ? hosts_ != 1 : hosts_ > 1) return bad_request;
        if (transfers_ > 0)
            return lengths_ > 0 ? bad_request : HttpFault{411, "web.length_required"};
        return std::nullopt;
    }
    bool expects_continue() const { return expects_continue_ && http11_; }
    bool http11() const { return http11_; }

  private:
    void on_request_impl(http::verb verb, BeastView, BeastView target, int version,
                         error_code& ec) override {
        request_.method = method_of(verb);
        http11_ = version == 11;
        take_target(plain(target));
        if (fault_) ec = http::error::bad_target;
    }

    void take_target(std::string_view target) {
        const auto mark = target.find('?');
        const auto path = target.substr(0, mark);
        if (!path.starts_with('/') || target.find('#') != std::string_view::npos) {
            fault_ = bad_request;
        } else if (path.find('%') == std::string_view::npos && is_ascii(path)) {
            request_.set_path(path);
        } else {
            const auto decoded = percent_decoded(path, Plus::Itself);
            // an encoded slash would make two paths of one
            const auto slashes = [](std::string_view text) {
                return std::count_if(text.begin(), text.end(),
                                     [](char c) { return c == '/' || c == '\\'; });
            };
            if (decoded && slashes(*decoded) == slashes(path))
                request_.set_path(*decoded);
            else
                fault_ = bad_request;
        }
        if (mark != std::string_view::npos) request_.set_query(target.substr(mark + 1));
    }

    static bool is_number(std::string_view text) {
        return !text.empty() &&
               std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    }

    static bool is_ascii(std::string_view text) {
        return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    }

    void on_field_impl(http::field field, BeastView name, BeastView value,
                       error_code& ec) override {
        const auto text = plain(value);
        switch (field) {
            case http::field::host:
                ++hosts_;
                break;
            case http::field::content_length:
                ++lengths_;
                if (!is_number(text)) fault_ = bad_request;
                break;
            case http::field::transfer_encoding:
                ++transfers_;
                break;
            case http::field::content_encoding:
                if (!same_letters(text, "identity")) fault_ = {415, "web.encoded_body"};
                break;
            case http::field::expect:
                expects_continue_ = same_letters(text, "100-continue");
                break;
            case http::field::accept_language:
                request_.language = preferred_language(text);
                break;
            default:
                break;
        }
        if (lengths_ > 1) fault_ = bad_request;
        if (++fields_ > limits_.headers_max) fault_ = {431, "web.head_too_large"};
        if (fault_) {
            ec = http::error::bad_field;
            return;
        }
        request_.add_header(plain(name), text);
    }

    // The head alone is parsed here; a body is so many bytes, which needs no parser.
    void on_header_impl(error_code&) override {}
    void on_response_impl(int, BeastView, int, error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(BeastView body, error_code&) override { return body.size(); }
    void on_chunk_header_impl(std::uint64_t, BeastView, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, BeastView body, error_code&) override {
        return body.size();
    }
    void on_finish_impl(error_code&) override {}

    Request& request_;
    const HeadLimits& limits_;
    std::optional<HttpFault> fault_;
    std::size_t fields_ = 0;
    int hosts_ = 0, lengths_ = 0, transfers_ = 0;
    bool http11_ = false;
    bool expects_continue_ = false;
};

}  // namespace

std::optional<std::size_t> HeadScanner::find_end(std::string_view buffer) {
    while (seen_ < buffer.size() && !broken_) {
        const auto* from = buffer.data() + seen_;
        const auto* feed = static_cast<const char*>(std::memchr(from, '\n', buffer.size() - seen_));
        if (!feed) {
            seen_ = buffer.size();
            break;
        }
        const auto end = static_cast<std::size_t>(feed - buffer.data());
        const bool ends_in_cr = end > line_start_ && buffer[end - 1] == '\r';
        const char first = buffer[line_start_];
        const bool folded = line_start_ > 0 && (first == ' ' || first == '\t');
        if (!ends_in_cr || folded) broken_ = true;
        const bool empty = end == line_start_ + 1;
        if (empty && line_start_ == 0) broken_ = true;
        seen_ = line_start_ = end + 1;
        if (empty && !broken_) return seen_;
    }
    return std::nullopt;
}

std::optional<HttpFault> read_head(std::string_view head, const HeadLimits& limits,
                                   Request& request, HeadFacts& facts) {
    HeadParser parser(request, limits);
    error_code ec;
    const auto used = parser.put(boost::asio::const_buffer(head.data(), head.size()), ec);
    if (const auto fault = parser.fault()) return fault;
    if (ec || used != head.size() || !parser.is_header_done()) return bad_request;

    facts.body_size = parser.content_length().value_or(0);
    if (facts.body_size > limits.body_max) return HttpFault{413, "web.body_too_large"};
    const bool bodiless = request.method == Method::Get || request.method == Method::Head;
    if (bodiless && facts.body_size > 0) return bad_request;
    facts.keep_alive = parser.http11() && parser.keep_alive();
    facts.expects_continue = parser.expects_continue() && facts.body_size > 0;
    return std::nullopt;
}

}  // namespace breather::web

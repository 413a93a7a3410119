#include "engines/web/response_head.h"

#include <charconv>
#include <cstdio>

#include "base/ensure.h"

namespace breather::web {
namespace {

// What a page of ours may do (trust.md 4). Nothing inline, nothing evaluated, nobody else's bytes.
// No string ever becomes markup or script; the one trusted-types policy lets /worker.js through.
constexpr std::string_view page_policy =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; media-src 'self'; connect-src 'self'; font-src 'none'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types worker\r\n";

// Data is never a page: should a browser be led to show it as one, it can do nothing.
constexpr std::string_view data_policy =
    "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'\r\n";

// A document that is only to be read: its own style, known by its hash, and nothing else.
constexpr std::string_view before_own_style =
    "Content-Security-Policy: default-src 'none'; style-src 'sha256-";
constexpr std::string_view after_own_style =
    "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n";

constexpr std::string_view on_every_answer =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Embedder-Policy: require-corp\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

// What a document may use of the machine; on anything else it governs nothing. Autoplay and the
// wake lock are ours alone: a sound guide goes on while the screen stays on.
// Where staff work, authors record: there alone a document may ask for the microphone.
constexpr std::string_view before_microphone =
    "Permissions-Policy: accelerometer=(), autoplay=(self), camera=(), display-capture=(), "
    "encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), ";
constexpr std::string_view after_microphone =
    ", midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), "
    "screen-wake-lock=(self), sync-xhr=(), usb=(), xr-spatial-tracking=()\r\n";

constexpr std::string_view transport_security =
    "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";

std::string_view reason(int status) {
    switch (status) {
        case 200:
            return "200 OK";
        case 201:
            return "201 Created";
        case 204:
            return "204 No Content";
        case 206:
            return "206 Partial Content";
        case 304:
            return "304 Not Modified";
        case 400:
            return "400 Bad Request";
        case 401:
            return "401 Unauthorized";
        case 403:
            return "403 Forbidden";
        case 404:
            return "404 Not Found";
        case 405:
            return "405 Method Not Allowed";
        case 408:
            return "408 Request Timeout";
        case 409:
            return "409 Conflict";
        case 410:
            return "410 Gone";
        case 411:
            return "411 Length Required";
        case 413:
            return "413 Content Too Large";
        case 415:
            return "415 Unsupported Media Type";
        case 416:
            return "416 Range Not Satisfiable";
        case 422:
            return "422 Unprocessable Content";
        case 429:
            return "429 Too Many Requests";
        case 431:
            return "431 Request Header Fields Too Large";
        case 500:
            return "500 Internal Server Error";
        case 503:
            return "503 Service Unavailable";
        case 507:
            return "507 Insufficient Storage";
        default:
            return {};
    }
}

void write_number(std::string& out, std::uint64_t number) {
    char digits[20];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void write_line(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

constexpr std::string_view base64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

bool breaks_a_line(std::string_view value) {
    return value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

bool is_document(std::string_view content_type) { return content_type.starts_with("text/html"); }

/// A worker is a script that is governed by its own answer.
bool is_governed(std::string_view content_type) {
    return is_document(content_type) || content_type.starts_with("text/javascript");
}

}  // namespace

void write_head(std::string& out, const Response& response, const HeadOptions& options) {
    for (const auto& [name, value] : response.headers)
        ensure(!breaks_a_line(value), "a header holds a line break");
    ensure(response.own_style.find_first_not_of(base64) == std::string::npos, "no hash");
    out.append("HTTP/1.1 ");
    if (const auto words = reason(response.status); !words.empty()) {
        out.append(words);
    } else {
        write_number(out, static_cast<std::uint64_t>(response.status));
        out.push_back(' ');
    }
    out.append("\r\n");
    if (may_have_body(response.status)) {
        write_line(out, "Content-Type", response.content_type);
        if (!response.stays) {  // its end is the line's
            out.append("Content-Length: ");
            write_number(out, response.body.size());
            out.append("\r\n");
        }
    }
    write_line(out, "Cache-Control", response.cache_control);
    for (const auto& [name, value] : response.headers) write_line(out, name, value);
    write_line(out, "Date", options.date);
    if (options.closing) out.append("Connection: close\r\n");
    if (!response.own_style.empty())
        out.append(before_own_style).append(response.own_style).append(after_own_style);
    else
        out.append(is_governed(response.content_type) ? page_policy : data_policy);
    out.append(on_every_answer);
    if (is_document(response.content_type))
        out.append(before_microphone)
            .append(options.microphone ? "microphone=(self)" : "microphone=()")
            .append(after_microphone);
    if (options.https) out.append(transport_security);
    out.append("\r\n");
}

std::string http_date(Instant at) {
    using namespace std::chrono;
    constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = floor<std::chrono::days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(at - day)};
    char text[64];
    std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT",
                  days[weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                  months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

}  // namespace breather::web

#include "engines/web/request_head.h"

#include <gtest/gtest.h>

namespace breather::web {
namespace {

struct Read {
    std::optional<HttpFault> fault;
    Request request;
    HeadFacts facts;
};

/// As a connection does it: the whole head, or 400 when the scanner finds a broken line.
Read read(const std::string& head, HeadLimits limits = {}) {
    Read read;
    HeadScanner scanner;
    const auto end = scanner.find_end(head);
    if (!end)
        read.fault = HttpFault{scanner.broken() ? 400 : 0, ""};
    else
        read.fault = read_head(head.substr(0, *end), limits, read.request, read.facts);
    return read;
}

int status_of(const std::string& head) {
    const auto result = read(head);
    return result.fault ? result.fault->status : 200;
}

TEST(RequestHead, holds_what_was_sent) {
    const auto [fault, request, facts] = read(
        "POST /api/a%20b/%E4%B8%AD?x=1&name=a+b%21 HTTP/1.1\r\nHost: h\r\nCookie: a=1; b=two\r\n"
        "ACCEPT-LANGUAGE: fr, zh-CN;q=0.9, en;q=0.5\r\nContent-Length: 12\r\n\r\n");
    ASSERT_FALSE(fault);
    EXPECT_EQ(request.method, Method::Post);
    EXPECT_EQ(request.path(), "/api/a b/中");
    EXPECT_EQ(request.query(), "x=1&name=a+b%21");
    EXPECT_EQ(request.query_value("name"), "a b!");
    EXPECT_EQ(request.query_value("nam"), std::nullopt);
    EXPECT_EQ(request.header("host"), "h");
    EXPECT_EQ(request.cookie("b"), "two");
    EXPECT_EQ(request.cookie("c"), std::nullopt);
    EXPECT_EQ(request.language, Language::zh_Hans);
    EXPECT_EQ(facts.body_size, 12u);
    EXPECT_TRUE(facts.keep_alive);
}

TEST(RequestHead, views_stay_good_after_a_move) {
    auto result = read("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
    const Request moved = std::move(result.request);
    EXPECT_EQ(moved.path(), "/a");
    EXPECT_EQ(moved.header("Host"), "h");
}

TEST(RequestHead, is_found_however_it_is_cut) {
    const std::string head = "GET /a HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n";
    for (std::size_t cut = 0; cut < head.size(); ++cut) {
        HeadScanner scanner;
        EXPECT_FALSE(scanner.find_end(std::string_view(head).substr(0, cut)));
        EXPECT_EQ(scanner.find_end(head + "more"), head.size());
        EXPECT_FALSE(scanner.broken());
    }
}

struct Shape {
    const char* what;
    std::string head;
    int status;
};

// Where two servers may read one request differently, a request can be hidden in another.
TEST(RequestHead, smuggling_shapes_are_refused) {
    const std::string start = "POST /a HTTP/1.1\r\nHost: h\r\n";
    const Shape shapes[] = {
        {"two lengths", start + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
        {"the same length twice", start + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
        {"a list of lengths", start + "Content-Length: 1, 1\r\n\r\n", 400},
        {"a signed length", start + "Content-Length: +1\r\n\r\n", 400},
        {"a negative length", start + "Content-Length: -1\r\n\r\n", 400},
        {"a hexadecimal length", start + "Content-Length: 0x1\r\n\r\n", 400},
        {"a length beyond 64 bits", start + "Content-Length: 99999999999999999999\r\n\r\n", 400},
        {"length and encoding", start + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
         400},
        {"encoding and length", start + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
         411},
        {"an encoding", start + "Transfer-Encoding: chunked\r\n\r\n", 411},
        {"a strange encoding", start + "Transfer-Encoding: xchunked\r\n\r\n", 411},
        {"a blank before the colon", start + "Content-Length : 1\r\n\r\n", 400},
        {"a folded line", start + "X: a\r\n b\r\n\r\n", 400},
        {"a folded length", start + "Content-Length:\r\n 1\r\n\r\n", 400},
        {"a fold at once", "POST /a HTTP/1.1\r\n X: y\r\nHost: h\r\n\r\n", 400},
        {"a bare line feed", "POST /a HTTP/1.1\nHost: h\n\n", 400},
        {"one bare line feed", start + "X: a\nY: b\r\n\r\n", 400},
        {"a bare carriage return", start + "X: a\rY: b\r\n\r\n", 400},
        {"a zero byte", start + "X: a" + std::string(1, '\0') + "b\r\n\r\n", 400},
        {"a line without a colon", start + "what\r\n\r\n", 400},
        {"a name that is empty", start + ": x\r\n\r\n", 400},
        {"an empty line first", "\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"two hosts", start + "Host: other\r\n\r\n", 400},
        {"no host", "GET /a HTTP/1.1\r\n\r\n", 400},
        {"HTTP/2 said in words", "GET /a HTTP/2.0\r\nHost: h\r\n\r\n", 400},
        {"the old HTTP", "GET /a\r\n\r\n", 400},
        {"an address of elsewhere", "GET http://other/a HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"a tunnel", "CONNECT other:443 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"an asterisk", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        {"a get with a body", "GET /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n", 400},
        {"a compressed body", start + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\n", 415},
        {"a body over the limit", start + "Content-Length: 262145\r\n\r\n", 413},
        {"a body at the limit", start + "Content-Length: 262144\r\n\r\n", 200},
        {"the plain one", start + "Content-Length: 1\r\n\r\n", 200},
    };
    for (const auto& shape : shapes) EXPECT_EQ(status_of(shape.head), shape.status) << shape.what;
}

TEST(RequestHead, a_path_means_one_thing_however_it_is_written) {
    const auto path = [](const std::string& target) {
        return status_of("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    };
    EXPECT_EQ(path("/a%41"), 200);
    EXPECT_EQ(path("/a%2Fb"), 400) << "an encoded slash";
    EXPECT_EQ(path("/a%5cb"), 400) << "an encoded backslash";
    EXPECT_EQ(path("/a%00"), 400) << "a zero byte";
    EXPECT_EQ(path("/a%0d%0a"), 400) << "a line break";
    EXPECT_EQ(path("/a%"), 400);
    EXPECT_EQ(path("/a%4"), 400);
    EXPECT_EQ(path("/a%zz"), 400);
    EXPECT_EQ(path("/%ff"), 400) << "not UTF-8";
    EXPECT_EQ(path("/%c0%af"), 400) << "an overlong slash";
    EXPECT_EQ(path("/%ed%a0%80"), 400) << "half a surrogate";
    EXPECT_EQ(path("/a#b"), 400);
    EXPECT_EQ(path("a"), 400);
}

TEST(RequestHead, too_many_lines_are_refused) {
    std::string head = "GET /a HTTP/1.1\r\nHost: h\r\n";
    for (int i = 0; i < 64; ++i) head += "X-" + std::to_string(i) + ": y\r\n";
    EXPECT_EQ(status_of(head + "\r\n"), 431);
}

TEST(RequestHead, knows_when_the_line_ends_and_when_to_encourage) {
    EXPECT_FALSE(read("GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").facts.keep_alive);
    EXPECT_FALSE(read("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").facts.keep_alive);
    EXPECT_TRUE(
        read("PUT /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n")
            .facts.expects_continue);
}

}  // namespace
}  // namespace breather::web

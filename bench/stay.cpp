// Pages that listen and mostly hear nothing: opens so many lines that stay, each with a session of
// its own, then does what it is told on standard input and says what it saw, one line of JSON each:
//
//   stay --port 8080 --people FILE --others FILE --path /api/accounts/changes
//   > tell 1000     a field is saved for each of the first thousand, by another session of theirs:
//                   how long after it was sent each line heard of it
//   > hear 10       waits ten seconds, and says how much was heard meanwhile
//
// FILE holds one `Cookie` value a line; FILE of the others those of the same people, in order.
#include <sys/epoll.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <deque>
#include <fstream>
#include <iostream>
#include <memory>

#include "autosave.h"
#include "line.h"

namespace breather::bench {
namespace {

using Steady = std::chrono::steady_clock;
using Micros = std::chrono::duration<double, std::micro>;

/// A line that stays: small, because there are ten thousand of them in this process too.
struct Listener {
    int socket = -1;
    Steady::time_point asked, heard_at;
    bool gone = false;
};

std::vector<std::string> lines_of(const std::string& file) {
    std::vector<std::string> all;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) all.push_back(line);
    if (all.empty()) throw std::runtime_error("nobody stands in " + file);
    return all;
}

/// From an address of its own for each few thousand: a pair of addresses has only so many ports.
int connect_from(std::size_t number, std::uint16_t port) {
    const int made = socket(AF_INET, SOCK_STREAM, 0);
    if (made < 0) throw broken_line("opening a line");
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + static_cast<std::uint32_t>(number / 5000));
    const int on = 1;
    setsockopt(made, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(made, reinterpret_cast<sockaddr*>(&from), sizeof from) != 0)
        throw broken_line("binding");
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(made, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
        throw broken_line("connecting");
    return made;
}

class House {
  public:
    House(std::uint16_t port, std::string path, const std::string& people,
          const std::string& others)
        : port_(port),
          path_(std::move(path)),
          people_(lines_of(people)),
          others_(lines_of(others)) {
        rlimit files{};
        getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
        epoll_ = epoll_create1(0);
        listeners_.resize(people_.size());
    }

    void open() {
        const auto began = Steady::now();
        for (std::size_t i = 0; i < listeners_.size(); ++i) {
            auto& one = listeners_[i];
            one.socket = connect_from(i, port_);
            const auto question =
                "GET " + path_ + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port_) +
                "\r\nAccept: text/event-stream\r\nCookie: " + people_[i] + "\r\n\r\n";
            if (::send(one.socket, question.data(), question.size(), MSG_NOSIGNAL) < 0)
                throw broken_line("asking");
            epoll_event wish{.events = EPOLLIN, .data = {.u64 = i}};
            epoll_ctl(epoll_, EPOLL_CTL_ADD, one.socket, &wish);
            if (i % 100 == 99) hear_for(std::chrono::milliseconds(0));
        }
        while (opened_ < listeners_.size() && Steady::now() - began < std::chrono::seconds(60))
            hear_for(std::chrono::milliseconds(10));
        say("opened", opened_, Micros(Steady::now() - began).count());
    }

    void hear(double seconds) {
        const auto before = words_;
        const auto until = Steady::now() + Micros(seconds * 1e6);
        while (Steady::now() < until) hear_for(std::chrono::milliseconds(20));
        say("heard", words_ - before, seconds * 1e6);
    }

    /// One save after the other on a few lines, so that it is the hint that is measured, not a
    /// queue.
    void tell(std::size_t count) {
        constexpr std::size_t tellers = 16;
        count = std::min({count, listeners_.size(), others_.size()});
        std::vector<std::unique_ptr<Line>> lines;
        for (std::size_t i = 0; i < tellers; ++i) lines.push_back(std::make_unique<Line>(port_));
        std::vector<double> waited;
        const auto before = words_;
        const auto began = Steady::now();
        std::size_t next = 0, done = 0;
        const auto ask = [&](std::size_t teller) {
            if (next == count) return;
            const auto who = next++;
            listeners_[who].heard_at = {};
            const auto question = save_of(who);
            listeners_[who].asked = Steady::now();
            lines[teller]->send(question);
        };
        const int each = epoll_create1(0);
        for (std::size_t i = 0; i < tellers; ++i) {
            epoll_event wish{.events = EPOLLIN, .data = {.u64 = i}};
            epoll_ctl(each, EPOLL_CTL_ADD, lines[i]->descriptor(), &wish);
            ask(i);
        }
        const auto late = began + std::chrono::seconds(120);
        while ((done < count || words_ - before < count) && Steady::now() < late) {
            std::array<epoll_event, tellers> events;
            const int ready =
                epoll_wait(each, events.data(), int(events.size()), done < count ? 1 : 0);
            for (int i = 0; i < ready; ++i) {
                const auto teller = events[std::size_t(i)].data.u64;
                const auto status = lines[teller]->receive();
                if (!status) continue;
                if (*status != 200) throw std::runtime_error(std::string(lines[teller]->answer()));
                ++done;
                ask(teller);
            }
            hear_for(std::chrono::milliseconds(done < count ? 0 : 1));
        }
        close(each);
        const auto took = Micros(Steady::now() - began).count();
        for (std::size_t i = 0; i < count; ++i)
            if (listeners_[i].heard_at != Steady::time_point{})
                waited.push_back(Micros(listeners_[i].heard_at - listeners_[i].asked).count());
        std::sort(waited.begin(), waited.end());
        const auto at = [&](double part) {
            return waited.empty() ? 0 : waited[std::size_t(part * double(waited.size() - 1))];
        };
        std::printf(
            "{\"did\":\"told\",\"count\":%zu,\"us\":%.0f,\"p50_us\":%.0f,\"p99_us\":%.0f,"
            "\"gone\":%zu}\n",
            waited.size(), took, at(0.5), at(0.99), gone_);
        std::fflush(stdout);
    }

  private:
    std::string save_of(std::size_t who) {
        const auto save = Diary().next(dice_);
        std::string body = R"({"fields":[{"field":")";
        body.append(save.field).append(R"(","version":")").append(to_hex(save.version));
        body.append(R"(","replaces":[],"sealed":")").append(save.sealed->base64url).append("\"}]}");
        const auto host = "localhost:" + std::to_string(port_);
        return "POST /api/exercises/entries/" + to_hex(save.entry) +
               "/fields HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host +
               "\r\nSec-Fetch-Site: same-origin\r\nCookie: " + others_[who] +
               "\r\nContent-Type: application/json\r\nIdempotency-Key: " + to_hex(dice_.name()) +
               "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }

    void hear_for(std::chrono::milliseconds at_most) {
        std::array<epoll_event, 512> events;
        const int ready =
            epoll_wait(epoll_, events.data(), int(events.size()), int(at_most.count()));
        const auto now = Steady::now();
        for (int i = 0; i < ready; ++i) {
            auto& one = listeners_[events[std::size_t(i)].data.u64];
            std::array<char, 4096> bytes;
            const auto got = recv(one.socket, bytes.data(), bytes.size(), 0);
            if (got <= 0) {
                if (!one.gone) ++gone_;
                one.gone = true;
                close(one.socket);
                continue;
            }
            const std::string_view said(bytes.data(), std::size_t(got));
            if (said.starts_with("HTTP/1.1 ")) {
                if (!said.starts_with("HTTP/1.1 200")) throw std::runtime_error(std::string(said));
                ++opened_;
            }
            for (auto at = said.find("data:"); at != said.npos; at = said.find("data:", at + 1)) {
                ++words_;
                one.heard_at = now;
            }
        }
    }

    void say(const char* what, std::size_t count, double micros) const {
        std::printf("{\"did\":\"%s\",\"count\":%zu,\"us\":%.0f,\"gone\":%zu}\n", what, count,
                    micros, gone_);
        std::fflush(stdout);
    }

    std::uint16_t port_;
    std::string path_;
    std::vector<std::string> people_, others_;
    std::vector<Listener> listeners_;
    int epoll_ = -1;
    std::size_t opened_ = 0, words_ = 0, gone_ = 0;
    Dice dice_{static_cast<std::uint64_t>(Steady::now().time_since_epoch().count())};
};

}  // namespace
}  // namespace breather::bench

int main(int argc, char** argv) {
    std::uint16_t port = 0;
    std::string people, others, path = "/api/accounts/changes";
    CLI::App app{"Listens on many lines at once"};
    app.add_option("--port", port)->required();
    app.add_option("--people", people, "one Cookie value a line")->required();
    app.add_option("--others", others, "another session of each")->required();
    app.add_option("--path", path);
    CLI11_PARSE(app, argc, argv);
    try {
        breather::bench::House house(port, path, people, others);
        house.open();
        for (std::string word; std::cin >> word;) {
            double number = 0;
            std::cin >> number;
            if (word == "tell") house.tell(static_cast<std::size_t>(number));
            if (word == "hear") house.hear(number);
        }
    } catch (const std::exception& broken) {
        std::fprintf(stderr, "stay: %s\n", broken.what());
        return 1;
    }
}

// The one load generator, for every server alike: so many lines, each asks, waits for the whole
// answer, and asks again. Prints one JSON object; an answer of another status than 200 ends it
// with 1.
//
//   load --port 8080 --people FILE --connections 256 --seconds 4 read PATH
//   load --port 8080 --people FILE --connections 256 --seconds 4 write
//
// FILE holds one `Cookie` value a line. A line of the network plays its share of the people in
// turn.
#include <sys/epoll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "autosave.h"
#include "line.h"
#include "processor.h"

namespace breather::bench {
namespace {

using Steady = std::chrono::steady_clock;

struct Plan {
    std::uint16_t port = 0;
    std::vector<std::string> cookies;
    std::size_t connections = 1;
    double seconds = 4;
    double warm_up = 0.5;
    std::size_t threads = 1;
    std::string path;  // empty: writes
};

struct Seen {
    std::vector<std::uint32_t> micros;  // of answers within the measured time
    std::map<int, std::size_t> statuses;
    std::string first_refusal;

    void add(const Seen& other) {
        micros.insert(micros.end(), other.micros.begin(), other.micros.end());
        for (const auto& [status, count] : other.statuses) statuses[status] += count;
        if (first_refusal.empty()) first_refusal = other.first_refusal;
    }
};

/// What every question carries beside its own: about as much as a browser sends.
std::string common_head(std::uint16_t port) {
    const auto host = "localhost:" + std::to_string(port);
    return "Host: " + host +
           "\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
           "Chrome/120.0.0.0 Safari/537.36\r\nAccept: */*\r\nAccept-Language: en-GB,en;q=0.9\r\n"
           "Accept-Encoding: gzip, deflate, br\r\nOrigin: http://" +
           host +
           "\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n";
}

/// One line of the network and the people who take turns on it.
class Caller {
  public:
    Caller(const Plan& plan, std::size_t number)
        : plan_(plan), line_(plan.port), dice_(seed_of(number)) {
        for (auto i = number; i < plan.cookies.size(); i += plan.connections) mine_.push_back(i);
        if (mine_.empty()) mine_.push_back(number % plan.cookies.size());
        diaries_.resize(mine_.size());
        head_ = common_head(plan.port);
    }
    Line& line() { return line_; }

    void ask() {
        const auto turn = turn_++ % mine_.size();
        const auto& cookie = plan_.cookies[mine_[turn]];
        question_.clear();
        if (plan_.path.empty()) {
            const auto save = diaries_[turn].next(dice_);
            const auto body = json_of(save);
            question_.append("POST /api/exercises/entries/").append(to_hex(save.entry));
            question_.append("/fields HTTP/1.1\r\n")
                .append(head_)
                .append("Cookie: ")
                .append(cookie);
            question_.append("\r\nContent-Type: application/json\r\nIdempotency-Key: ");
            question_.append(to_hex(dice_.name()));
            question_.append("\r\nContent-Length: ").append(std::to_string(body.size()));
            question_.append("\r\n\r\n").append(body);
        } else {
            question_.append("GET ").append(plan_.path).append(" HTTP/1.1\r\n").append(head_);
            question_.append("Cookie: ").append(cookie).append("\r\n\r\n");
        }
        asked_ = Steady::now();
        line_.send(question_);
    }
    Steady::time_point asked() const { return asked_; }

  private:
    /// Another one each time: the same names twice would be replays.
    static std::uint64_t seed_of(std::size_t number) {
        return number + static_cast<std::uint64_t>(Steady::now().time_since_epoch().count());
    }
    static std::string json_of(const Autosave& save) {
        std::string body = R"({"fields":[{"field":")";
        body.append(save.field).append(R"(","version":")").append(to_hex(save.version));
        body.append(R"(","replaces":[)");
        if (save.replaces) body.append("\"").append(to_hex(*save.replaces)).append("\"");
        return body.append(R"(],"sealed":")").append(save.sealed->base64url).append("\"}]}");
    }

    const Plan& plan_;
    Line line_;
    Dice dice_;
    std::vector<std::size_t> mine_;
    std::vector<Diary> diaries_;
    std::string head_, question_;
    std::size_t turn_ = 0;
    Steady::time_point asked_;
};

/// The lines of one thread, until the time is over.
Seen call(const Plan& plan, std::size_t first, Steady::time_point from, Steady::time_point until) {
    Seen seen;
    std::vector<std::unique_ptr<Caller>> callers;
    const int epoll = epoll_create1(0);
    for (auto i = first; i < plan.connections; i += plan.threads) {
        callers.push_back(std::make_unique<Caller>(plan, i));
        epoll_event wish{.events = EPOLLIN, .data = {.ptr = callers.back().get()}};
        epoll_ctl(epoll, EPOLL_CTL_ADD, callers.back()->line().descriptor(), &wish);
    }
    for (const auto& caller : callers) caller->ask();
    std::array<epoll_event, 256> events;
    for (auto now = Steady::now(); now < until; now = Steady::now()) {
        const int ready = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 100);
        for (int i = 0; i < ready; ++i) {
            auto& caller = *static_cast<Caller*>(events[static_cast<std::size_t>(i)].data.ptr);
            const auto status = caller.line().receive();
            if (!status) continue;
            const auto at = Steady::now();
            if (at >= from && at < until) {
                const auto took = std::chrono::duration<double, std::micro>(at - caller.asked());
                seen.micros.push_back(static_cast<std::uint32_t>(took.count()));
            }
            ++seen.statuses[*status];
            if (*status != 200 && seen.first_refusal.empty())
                seen.first_refusal = caller.line().answer();
            caller.ask();
        }
    }
    close(epoll);
    return seen;
}

int run(Plan plan) {
    plan.threads = std::min(plan.threads, plan.connections);
    const auto from = Steady::now() + std::chrono::duration_cast<Steady::duration>(
                                          std::chrono::duration<double>(plan.warm_up));
    const auto until = from + std::chrono::duration_cast<Steady::duration>(
                                  std::chrono::duration<double>(plan.seconds));
    Seen all;
    std::mutex mutex;
    std::vector<std::thread> threads;
    std::string broken;
    for (std::size_t i = 0; i < plan.threads; ++i)
        threads.emplace_back([&, i] {
            try {
                const auto seen = call(plan, i, from, until);
                const std::lock_guard lock(mutex);
                all.add(seen);
            } catch (const std::exception& e) {
                const std::lock_guard lock(mutex);
                broken = e.what();
            }
        });
    for (auto& thread : threads) thread.join();
    if (!broken.empty() || all.micros.empty()) {
        std::fprintf(stderr, "load: %s\n", broken.empty() ? "no answers" : broken.c_str());
        return 1;
    }
    std::sort(all.micros.begin(), all.micros.end());
    const auto at = [&](double part) {
        return all.micros[static_cast<std::size_t>(part * double(all.micros.size() - 1))];
    };
    std::size_t answers = 0;
    for (const auto& [status, count] : all.statuses) answers += count;
    // busy: near 1, the figure tells how fast this program asks, not how fast the server answers.
    const auto whole_micros = (plan.seconds + plan.warm_up) * 1e6 * double(plan.threads);
    std::printf("{\"answers\":%zu,\"per_second\":%.1f,\"p50_us\":%u,\"p99_us\":%u,\"busy\":%.2f}\n",
                answers, double(all.micros.size()) / plan.seconds, at(0.5), at(0.99),
                processor_micros() / whole_micros);
    if (all.statuses.size() == 1 && all.statuses.contains(200)) return 0;
    for (const auto& [status, count] : all.statuses)
        std::fprintf(stderr, "load: %zu answers of status %d\n", count, status);
    std::fprintf(stderr, "%s\n", all.first_refusal.c_str());
    return 1;
}

}  // namespace
}  // namespace breather::bench

int main(int argc, char** argv) {
    breather::bench::Plan plan;
    std::string people;
    CLI::App app{"Asks a server as fast as it answers"};
    app.add_option("--port", plan.port)->required();
    app.add_option("--people", people, "one Cookie value a line")->required();
    app.add_option("--connections", plan.connections);
    app.add_option("--seconds", plan.seconds);
    app.add_option("--threads", plan.threads);
    app.add_subcommand("read")->add_option("path", plan.path)->required();
    app.add_subcommand("write");
    app.require_subcommand(1);
    CLI11_PARSE(app, argc, argv);
    std::ifstream lines(people);
    for (std::string line; std::getline(lines, line);) plan.cookies.push_back(line);
    if (plan.cookies.empty()) {
        std::fprintf(stderr, "load: nobody stands in %s\n", people.c_str());
        return 1;
    }
    return breather::bench::run(std::move(plan));
}

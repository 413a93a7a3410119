#include "engines/web/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <stdexcept>
#include <thread>

#include "base/elapsed.h"
#include "base/log.h"
#include "engines/web/loop.h"
#include "engines/web/socket_connection.h"
#include "engines/web/tls.h"

namespace breather::web {
namespace {

using boost::asio::ip::tcp;
using std::chrono::milliseconds;

constexpr std::size_t files_kept_back = 256;  // for the database, logs and media

/// As many lines as asked for, or as many as the system lets us hold open.
std::size_t room_for(std::size_t connections) {
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return connections;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    getrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur <= 2 * files_kept_back) return std::min<std::size_t>(connections, 64);
    return std::min<std::size_t>(connections, files.rlim_cur - files_kept_back);
}

}  // namespace

struct Server::Inside {
    Inside(ServerOptions given, const Router& router, const StaticFiles& files, AccessLog& log,
           const Clock& clock)
        : options(std::move(given)),
          house{options, Site{router, files, log}, {}, clock, options.tls || options.behind_tls} {
        if (!options.elapsed)
            options.elapsed = [] { return duration_cast<milliseconds>(machine_elapsed()); };
        if (options.tls) tls.emplace(make_tls_context(*options.tls));
        listen();
    }

    void listen() {
        boost::system::error_code error;
        const auto address = boost::asio::ip::make_address(options.address, error);
        const auto place = options.address + ":" + std::to_string(options.port);
        if (error) throw std::runtime_error("This is not an address: " + options.address + ".");
        const tcp::endpoint endpoint(address, options.port);
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        acceptor.bind(endpoint, error);
        if (!error) acceptor.listen(4096, error);
        if (error == boost::asio::error::address_in_use)
            throw std::runtime_error("Another program already listens on " + place +
                                     ". Stop it, or choose another port.");
        if (error)
            throw std::runtime_error("Cannot listen on " + place + ": " + error.message() + ".");
        port = acceptor.local_endpoint().port();
    }

    void run(std::size_t count) {
        if (count == 0) count = std::max(1u, std::thread::hardware_concurrency());
        const auto each =
            std::max<std::size_t>(room_for(options.limits.connections_max) / count, 1);
        for (std::size_t i = 0; i < count; ++i)
            loops.push_back(std::make_unique<Loop>(house, each));
        for (auto& loop : loops) threads.emplace_back([&loop] { loop->run(); });
        doorkeeper = std::thread([this] {
            accept();
            entrance.run();
        });
    }

    /// One acceptor hands lines out in turn. (SO_REUSEPORT would let a second server take the same
    /// port unnoticed, and leaves cores idle when few lines are open.)
    void accept() {
        auto& loop = *loops[next++ % loops.size()];
        acceptor.async_accept(loop.context(),
                              [this, &loop](const boost::system::error_code& error, Socket socket) {
                                  if (stopping) return;
                                  if (error) return accept_later(error);
                                  take(loop, std::move(socket));
                                  accept();
                              });
    }

    void accept_later(const boost::system::error_code& error) {
        log::warning("cannot take a connection", {{"why", error.message()}});
        pause.expires_after(milliseconds(100));
        pause.async_wait([this](const boost::system::error_code& cancelled) {
            if (!cancelled && !stopping) accept();
        });
    }

    void take(Loop& loop, Socket socket) {
        boost::asio::post(loop.context(), [this, &loop, socket = std::move(socket)]() mutable {
            if (tls)
                loop.add(std::make_shared<SocketConnection<TlsStream>>(house, loop,
                                                                       std::move(socket), *tls));
            else
                loop.add(
                    std::make_shared<SocketConnection<Socket>>(house, loop, std::move(socket)));
        });
    }

    /// Does something on every loop's own thread and waits for it.
    template <class Work>
    void on_each_loop(Work work) {
        std::vector<std::future<void>> done;
        for (auto& loop : loops) {
            auto task =
                std::make_shared<std::packaged_task<void()>>([&loop, work] { work(*loop); });
            done.push_back(task->get_future());
            boost::asio::post(loop->context(), [task] { (*task)(); });
        }
        for (auto& each : done) each.wait();
    }

    std::size_t connections() const {
        std::size_t all = 0;
        for (const auto& loop : loops) all += loop->connections();
        return all;
    }

    void stop() {
        if (stopping.exchange(true)) return;
        close_entrance();
        if (loops.empty()) return;
        const auto began = options.elapsed();
        on_each_loop([](Loop& loop) { loop.leave_soon(); });
        while (connections() > 0 && options.elapsed() - began < options.limits.stop_time)
            loops.front()->wait_for_change(milliseconds(20));
        on_each_loop([](Loop& loop) { loop.hang_up_all(); });
        for (auto& loop : loops) loop->finish();
        for (auto& thread : threads) thread.join();
        house.flush_logs();
    }

    void close_entrance() {
        entrance.stop();
        if (doorkeeper.joinable()) doorkeeper.join();
        boost::system::error_code ignored;
        acceptor.close(ignored);
    }

    ServerOptions options;
    House house;
    std::optional<boost::asio::ssl::context> tls;
    std::vector<std::unique_ptr<Loop>> loops;
    boost::asio::io_context entrance{1};
    tcp::acceptor acceptor{entrance};
    boost::asio::steady_timer pause{entrance};
    std::uint16_t port = 0;
    std::size_t next = 0;
    std::atomic<bool> stopping{false};
    std::vector<std::thread> threads;
    std::thread doorkeeper;
};

Server::Server(ServerOptions options, const Router& router, const StaticFiles& files,
               AccessLog& log, const Clock& clock)
    : inside_(std::make_unique<Inside>(std::move(options), router, files, log, clock)) {}

Server::~Server() { stop(); }

void Server::add_site(const std::string& host, Site site) {
    inside_->house.others.emplace_back(host, site);
}

std::uint16_t Server::port() const { return inside_->port; }
void Server::run(std::size_t threads) { inside_->run(threads); }
void Server::stop() { inside_->stop(); }
std::size_t Server::connections() const { return inside_->connections(); }

void Server::sweep() {
    inside_->on_each_loop([](Loop& loop) { loop.sweep(); });
}

}  // namespace breather::web

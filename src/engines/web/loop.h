// One network thread: its Asio context, the connections that live on it, and the mailbox through
// which answers made on other threads come back.
#pragma once
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engines/web/connection.h"

namespace breather::web {

/// Outlives its loop in the hands of late repliers; then it drops what they bring.
class Mailbox final : public Asker, public std::enable_shared_from_this<Mailbox> {
  public:
    explicit Mailbox(Loop& loop) : loop_(&loop) {}
    void answer(std::uint64_t ticket, Response response) override;
    void fail(std::uint64_t ticket, std::exception_ptr why) override;
    void tell(std::uint64_t ticket, std::shared_ptr<const std::string> bytes) override;
    void close();

  private:
    void put(Letter&& letter);
    void empty();

    std::mutex mutex_;
    Loop* loop_;
    std::vector<Letter> letters_;
};

class Loop {
  public:
    Loop(const House& house, std::size_t connections_max);
    ~Loop();

    boost::asio::io_context& context() { return context_; }
    bool is_here() const { return thread_.load() == std::this_thread::get_id(); }
    /// Runs on the calling thread until `finish`.
    void run();
    void finish();

    // On the loop's own thread:
    /// Makes room by ending whoever has waited longest without asking; refuses when all are busy.
    void add(std::shared_ptr<Connection> connection);
    void remove(Connection& connection);
    void deliver(Letter&& letter);
    void sweep();
    void leave_soon();
    void hang_up_all();
    std::uint64_t next_ticket(const Connection& connection);
    std::chrono::milliseconds now() const;
    std::string_view date() const { return date_; }
    const std::shared_ptr<Asker>& asker() const { return asker_; }

    std::size_t connections() const { return count_.load(); }
    /// Waits at most so long for the number of connections to change.
    void wait_for_change(std::chrono::milliseconds at_most);

  private:
    void tick();
    bool make_room();
    template <class Each>
    void for_each(Each each);

    const House& house_;
    const std::size_t connections_max_;
    boost::asio::io_context context_{1};
    boost::asio::steady_timer timer_{context_};
    std::atomic<std::thread::id> thread_{};
    std::vector<std::shared_ptr<Connection>> slots_;
    std::vector<std::size_t> free_;
    std::atomic<std::size_t> count_{0};
    std::uint64_t questions_ = 0;
    bool leaving_ = false;
    std::string date_;
    std::shared_ptr<Mailbox> mailbox_;
    std::shared_ptr<Asker> asker_;
    std::mutex change_mutex_;
    std::condition_variable change_;
};

}  // namespace breather::web

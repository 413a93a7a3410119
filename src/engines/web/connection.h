// One line to a client, from the first byte to the last: reads a request, has it answered, sends
// the answer, and starts again. Knows time limits and order; knows no socket, so that the same
// states serve plain and TLS lines. Everything here happens on the thread of its loop.
//
// States: Head → Body → Handling → Writing → Idle → Head …; Writing ↔ Staying where an answer
// stays; Lingering, then Gone, at the end.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/web/request_head.h"
#include "engines/web/response_head.h"
#include "engines/web/route.h"
#include "engines/web/server.h"

namespace breather::web {

class Loop;

/// What all connections of a server share; nobody changes it while they run.
struct House {
    const ServerOptions& options;
    Site site;  // of every name that has none of its own
    std::vector<std::pair<std::string, Site>> others;
    const Clock& clock;
    bool https;
    /// Larger bodies than on most routes that are on their way, on every loop together.
    mutable std::atomic<int> large_bodies{0};

    const Site& site_of(std::string_view host_header) const;
    void flush_logs() const;
};

/// One of the few places for a large body; given back at the latest with the line.
class LargeBody {
  public:
    LargeBody() = default;
    LargeBody(const LargeBody&) = delete;
    LargeBody& operator=(const LargeBody&) = delete;
    ~LargeBody() { leave(); }

    bool entered() const { return places_ != nullptr; }
    bool enter(std::atomic<int>& places, int most) {
        if (places.fetch_add(1) >= most) {
            places.fetch_sub(1);
            return false;
        }
        places_ = &places;
        return true;
    }
    void leave() {
        if (places_) places_->fetch_sub(1);
        places_ = nullptr;
    }

  private:
    std::atomic<int>* places_ = nullptr;
};

/// A late answer: a response, or the exception that came instead. Or more of an answer that stays:
/// bytes, or none for its end.
struct Letter {
    enum class Kind { Answer, More };
    std::uint64_t ticket = 0;
    Response response;
    std::exception_ptr failure;
    Kind kind = Kind::Answer;
    std::shared_ptr<const std::string> more;
};

class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(const House& house, Loop& loop);
    virtual ~Connection() = default;

    virtual void start() { begin(); }
    /// Takes the answer to the question with this ticket; any other ticket is out of date.
    void deliver(Letter&& letter);
    /// Ends what is past its time.
    void sweep(std::chrono::milliseconds now);
    /// Leaves at once when nothing is asked, otherwise after the answer in flight.
    void leave_soon();
    void hang_up();

    enum class State { Head, Body, Interim, Handling, Writing, Staying, Idle, Lingering, Gone };
    State state() const { return state_; }
    std::chrono::milliseconds since() const { return since_; }
    std::chrono::milliseconds asked_at() const { return asked_at_; }
    /// An answer of which nothing was taken for the whole grace.
    bool stalled(std::chrono::milliseconds now) const;
    std::size_t slot = 0;  // its place in the loop

  protected:
    /// Asks for bytes; `on_bytes` or `on_end` follows, never from within the call.
    virtual void receive(char* into, std::size_t size) = 0;
    /// Sends some and says how many; 0 when it must wait, then `on_sent` follows.
    virtual std::size_t send(std::span<const std::string_view> parts) = 0;
    /// Says that nothing more will be sent, takes in what still comes, then calls `hang_up`.
    virtual void finish_sending() = 0;
    /// The same for a line on which bytes are still asked for. A question may be on its way:
    /// whoever sent it should see a line that closes, not one that broke.
    virtual void leave_idle() { hang_up(); }
    virtual void close_line() = 0;
    /// The other end's address; asked for only where staff work.
    virtual std::string peer() const { return {}; }

    void begin();
    void on_bytes(std::size_t count);
    void on_sent(std::size_t count);
    void on_end() { hang_up(); }

  private:
    bool step();
    bool read_more();
    bool read_request_head();
    std::optional<HttpFault> read_large_head(std::string_view head);
    bool read_body();
    bool write_some();
    void handle();
    void ask_handler(const Route& route);
    void answer_with(Response response);
    void refuse(const HttpFault& fault);
    void finish_answer();
    void linger();
    void stay();
    bool write_more();
    void hear_more(const Letter& letter);
    void end_stay();
    void sweep_stay(std::chrono::milliseconds now);
    void log_answer();
    std::string address_of(const Request& request) const;
    void enter(State state);
    bool past_its_time(std::chrono::milliseconds now) const;
    std::string_view unread() const { return {buffer_.data() + taken_, filled_ - taken_}; }

    const House& house_;
    Loop& loop_;
    const Site* site_;  // of the name that was asked
    State state_ = State::Head;
    std::chrono::milliseconds since_{0};    // when this state began
    std::chrono::milliseconds sent_at_{0};  // when something was last taken of an answer
    bool stepping_ = false;                 // inside step(): whoever comes then only leaves word
    bool closing_ = false;
    bool listening_ = false;  // bytes are asked for while the answer stays, to notice its end

    std::vector<char> buffer_;
    std::size_t taken_ = 0, filled_ = 0;
    HeadScanner scanner_;
    HeadFacts facts_;
    Request request_;
    LargeBody large_body_;

    std::uint64_t ticket_ = 0;  // of the question being handled; 0: none
    std::string address_;       // who asks, where staff work; empty everywhere else
    std::string_view route_;    // its template, for problems and the log
    Traffic::Work work_ = Traffic::Work::Nowhere;
    Method method_ = Method::Get;
    Language language_ = Language::en_GB;
    std::chrono::milliseconds asked_at_{0};

    Response answer_;
    std::string head_out_;
    std::string more_;              // of an answer that stays, while something is being sent
    std::string chunk_;             // the part of a file being sent
    std::uint64_t body_size_ = 0;   // bytes of the body that will be sent
    std::uint64_t sent_ = 0;        // of head and body together
    std::uint64_t chunk_from_ = 0;  // where chunk_ lies within the body
};

}  // namespace breather::web

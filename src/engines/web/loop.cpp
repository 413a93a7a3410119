#include "engines/web/loop.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/log.h"

namespace breather::web {
namespace {

constexpr unsigned slot_bits = 24;
constexpr std::uint64_t slot_mask = (1u << slot_bits) - 1;
constexpr std::chrono::milliseconds tick_length{250};
constexpr std::chrono::milliseconds just_come{1'000};

}  // namespace

void Mailbox::answer(std::uint64_t ticket, Response response) {
    put({ticket, std::move(response), nullptr, Letter::Kind::Answer, nullptr});
}

void Mailbox::fail(std::uint64_t ticket, std::exception_ptr why) {
    put({ticket, {}, std::move(why), Letter::Kind::Answer, nullptr});
}

void Mailbox::tell(std::uint64_t ticket, std::shared_ptr<const std::string> bytes) {
    put({ticket, {}, nullptr, Letter::Kind::More, std::move(bytes)});
}

void Mailbox::close() {
    const std::lock_guard lock(mutex_);
    loop_ = nullptr;
    letters_.clear();
}

void Mailbox::put(Letter&& letter) {
    std::unique_lock lock(mutex_);
    if (!loop_) return;
    if (loop_->is_here()) {
        auto* loop = loop_;
        lock.unlock();
        loop->deliver(std::move(letter));
        return;
    }
    letters_.push_back(std::move(letter));
    // one wake-up serves all that come before the loop has looked: a group commit releases many
    if (letters_.size() == 1)
        boost::asio::post(loop_->context(), [self = shared_from_this()] { self->empty(); });
}

void Mailbox::empty() {
    std::vector<Letter> letters;
    Loop* loop;
    {
        const std::lock_guard lock(mutex_);
        letters.swap(letters_);
        loop = loop_;
    }
    if (!loop) return;
    for (auto& letter : letters) loop->deliver(std::move(letter));
}

Loop::Loop(const House& house, std::size_t connections_max)
    : house_(house),
      connections_max_(std::min<std::size_t>(connections_max, slot_mask)),
      date_(http_date(house.clock.now())),
      mailbox_(std::make_shared<Mailbox>(*this)),
      asker_(mailbox_) {}

Loop::~Loop() { mailbox_->close(); }

void Loop::run() {
    thread_ = std::this_thread::get_id();
    tick();
    for (;;) {
        try {
            context_.run();
            break;
        } catch (const std::exception& broken) {
            log::error("a connection broke", {{"why", broken.what()}});
        }
    }
}

void Loop::finish() {
    mailbox_->close();
    context_.stop();
}

void Loop::tick() {
    sweep();
    timer_.expires_after(tick_length);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (!error) tick();
    });
}

std::chrono::milliseconds Loop::now() const { return house_.options.elapsed(); }

void Loop::add(std::shared_ptr<Connection> connection) {
    if (leaving_) return;
    if (count_ >= connections_max_ && !make_room()) {
        if (auto* traffic = house_.options.traffic.get()) traffic->count_turned_away();
        return;
    }
    if (free_.empty()) {
        free_.push_back(slots_.size());
        slots_.emplace_back();
    }
    connection->slot = free_.back();
    free_.pop_back();
    slots_[connection->slot] = connection;
    ++count_;
    connection->start();
}

/// Whoever has asked is served; idle lines and slow askers make room, after them whoever takes
/// nothing of a long answer, and after those whoever has listened longest: they come again. A line
/// that has only just come is none of the slow while anybody listens.
bool Loop::make_room() {
    if (!house_.options.limits.makes_room) return false;
    std::shared_ptr<Connection> longest, stalled, listener;
    for (const auto& connection : slots_) {
        if (!connection) continue;
        using State = Connection::State;
        const auto state = connection->state();
        if (state == State::Writing && connection->stalled(now())) stalled = connection;
        if (state == State::Staying && (!listener || connection->asked_at() < listener->asked_at()))
            listener = connection;
        if (state != State::Idle && state != State::Head && state != State::Body) continue;
        if (!longest || connection->since() < longest->since()) longest = connection;
    }
    if (listener && longest && now() - longest->since() < just_come) longest.reset();
    if (!longest) longest = stalled ? stalled : listener;
    if (longest) longest->hang_up();
    if (auto* traffic = house_.options.traffic.get(); longest && traffic)
        traffic->count_made_room();
    return longest != nullptr;
}

void Loop::remove(Connection& connection) {
    slots_[connection.slot].reset();
    free_.push_back(connection.slot);
    --count_;
    change_.notify_all();
}

void Loop::deliver(Letter&& letter) {
    const auto slot = letter.ticket & slot_mask;
    if (slot >= slots_.size()) return;
    if (const auto connection = slots_[slot]) connection->deliver(std::move(letter));
}

std::uint64_t Loop::next_ticket(const Connection& connection) {
    return (++questions_ << slot_bits) | connection.slot;
}

template <class Each>
void Loop::for_each(Each each) {
    for (std::size_t i = 0; i < slots_.size(); ++i)
        if (const auto connection = slots_[i]) each(*connection);
}

void Loop::sweep() {
    date_ = http_date(house_.clock.now());
    house_.flush_logs();
    for_each([now = now()](Connection& connection) { connection.sweep(now); });
}

void Loop::leave_soon() {
    leaving_ = true;
    for_each([](Connection& connection) { connection.leave_soon(); });
}

void Loop::hang_up_all() {
    for_each([](Connection& connection) { connection.hang_up(); });
}

void Loop::wait_for_change(std::chrono::milliseconds at_most) {
    std::unique_lock lock(change_mutex_);
    change_.wait_for(lock, at_most);
}

}  // namespace breather::web

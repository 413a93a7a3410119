#include "engines/web/listeners.h"

#include <iterator>
#include <map>
#include <mutex>
#include <vector>

namespace breather::web {
namespace {

/// What an EventSource hears first: when to come again, should the line break.
constexpr std::string_view opening = "retry: 5000\n\n";

const auto look = std::make_shared<const std::string>("data: look\n\n");

}  // namespace

struct Listeners::Seats {
    mutable std::mutex mutex;
    std::multimap<Uuid, const Seat*> of;  // an owner's in the order they came
};

/// Held by the line; gone with it.
struct Listeners::Seat {
    Seat(std::shared_ptr<Seats> all, const Uuid& owner, const From& by, Reply to)
        : seats(std::move(all)), from(by), reply(std::move(to)) {
        const std::lock_guard lock(seats->mutex);
        place = seats->of.emplace(owner, this);
    }
    ~Seat() {
        const std::lock_guard lock(seats->mutex);
        seats->of.erase(place);
    }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;

    std::shared_ptr<Seats> seats;
    From from;
    Reply reply;
    std::multimap<Uuid, const Seat*>::iterator place;
};

Listeners::Listeners() : seats_(std::make_shared<Seats>()) {}

Response Listeners::stay(const Uuid& owner, const From& from, Reply reply) {
    std::vector<Reply> too_many;
    {
        const std::lock_guard lock(seats_->mutex);
        const auto [first, last] = seats_->of.equal_range(owner);
        auto count = std::distance(first, last);
        for (auto each = first; count >= std::ptrdiff_t(each_max); ++each, --count)
            too_many.push_back(each->second->reply);
    }
    for (const auto& oldest : too_many) oldest.end();
    Response response;
    response.content_type = "text/event-stream";
    response.body = std::string(opening);
    response.add_header("X-Accel-Buffering", "no");  // a proxy would keep the words to itself
    response.stays = std::make_shared<Seat>(seats_, owner, from, std::move(reply));
    return response;
}

// Whoever is told may end their line, and so give up a seat: never under the lock.
void Listeners::tell(const Uuid& owner, const From& by) const {
    std::vector<Reply> told;
    {
        const std::lock_guard lock(seats_->mutex);
        const auto [first, last] = seats_->of.equal_range(owner);
        for (auto each = first; each != last; ++each)
            if (each->second->from != by) told.push_back(each->second->reply);
    }
    for (const auto& one : told) one.tell(look);
}

void Listeners::end(const Uuid& owner) const {
    std::vector<Reply> ended;
    {
        const std::lock_guard lock(seats_->mutex);
        const auto [first, last] = seats_->of.equal_range(owner);
        for (auto each = first; each != last; ++each) ended.push_back(each->second->reply);
    }
    for (const auto& one : ended) one.end();
}

void Listeners::end_from(const From& from) const {
    std::vector<Reply> ended;
    {
        const std::lock_guard lock(seats_->mutex);
        for (const auto& [owner, seat] : seats_->of)
            if (seat->from == from) ended.push_back(seat->reply);
    }
    for (const auto& one : ended) one.end();
}

std::size_t Listeners::count() const {
    const std::lock_guard lock(seats_->mutex);
    return seats_->of.size();
}

}  // namespace breather::web

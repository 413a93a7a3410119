// Lines that stay open, so that a page hears at once that something of its owner changed elsewhere.
// It hears that there is something to look at, never what: it asks, as ever. Only in memory, and
// only of this process: whoever misses a word finds the change at their next look.
#pragma once
#include <array>
#include <cstdint>
#include <memory>

#include "base/id.h"
#include "engines/web/response.h"

namespace breather::web {

class Listeners {
  public:
    /// Of one owner at once; one more ends the oldest.
    static constexpr std::size_t each_max = 6;
    /// By which of the owner's sessions a line was opened.
    using From = std::array<std::uint8_t, 32>;

    Listeners();

    /// The answer that stays, for whoever holds this reply.
    Response stay(const Uuid& owner, const From& from, Reply reply);
    /// Tells the owner's lines, those of `by` excepted: what it did, it knows.
    void tell(const Uuid& owner, const From& by) const;
    /// Ends an owner's lines, or those of one session.
    void end(const Uuid& owner) const;
    void end_from(const From& from) const;
    std::size_t count() const;

  private:
    struct Seats;
    struct Seat;
    std::shared_ptr<Seats> seats_;
};

}  // namespace breather::web

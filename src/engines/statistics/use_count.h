// People's use of a programme, counted while their events arrive: a log of any length is read once,
// and what is kept of it is what each person adds up to.
#pragma once
#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/crew.h"
#include "engines/statistics/chunks.h"
#include "engines/statistics/engagement.h"

namespace breather::statistics {

class UseCount {
  public:
    enum class Order {
        AsHappened,  // each person's logins in the order of their instants: none of them is kept
        Any,         // each login is kept until the end, in eight bytes
    };
    /// Of `log` the people and the kinds, not the events; it outlives this.
    UseCount(const UseLog& log, std::span<const double> days, std::int64_t session_gap,
             Order order);

    /// The next rows of a log. `event_of(row)` is its event, or nothing; several hands ask at once.
    /// False when a login is earlier than one before, against `order`: then this count is of no
    /// use.
    template <class EventOf>
    bool add(std::size_t rows, EventOf&& event_of, const Crew& crew) {
        bool in_order = true;
        for (std::size_t from = 0; from < rows; from += rows_at_once) {
            const std::size_t some = std::min(rows_at_once, rows - from);
            clear_arrivals();
            in_chunks(crew, static_cast<std::ptrdiff_t>(some),
                      [&](std::ptrdiff_t first, auto last) {
                          Arrivals& into = arrivals_[static_cast<std::size_t>(first / chunk_rows)];
                          for (auto row = first; row < last; ++row)
                              if (const std::optional<LogEvent> event =
                                      event_of(from + static_cast<std::size_t>(row)))
                                  into.of_group[event->person >> shift_].push_back(*event);
                              else
                                  ++into.left_out;
                      });
            in_order = count_arrivals(crew) && in_order;
        }
        return in_order;
    }
    /// Rows without an event.
    std::size_t left_out() const { return left_out_; }
    /// Per person of the log; once, when all is added.
    std::vector<PersonUse> taken(const Crew& crew);

  private:
    /// One line of the processor's memory for each person.
    struct alignas(64) Own {
        std::int64_t login = 0, enrolled_at = 0, last_day = 0;
        std::uint64_t started = 0, completed = 0;  // modules 0 to 63, a bit each
        std::uint32_t logins = 0, sessions = 0;
        std::int32_t module = -1;  // of the last login
        bool others = false;       // of the same instant, with other modules
    };
    struct Modules {
        std::vector<std::int32_t> started, completed;
    };
    /// People whom one hand counts.
    struct Group {
        std::vector<Own> people;
        std::vector<std::uint8_t> day_seen;                               // by person, by day asked
        std::unordered_map<std::size_t, Modules> other_modules;           // 64 and more
        std::unordered_map<std::size_t, std::vector<std::int32_t>> also;  // Own::others
        std::deque<std::uint64_t> logins;  // person and instant; Order::Any only
        std::vector<LogEvent> odd_logins;  // that do not fit in eight bytes
        bool in_order = true;
    };
    /// Of one chunk of rows, sorted by who counts them.
    struct Arrivals {
        std::vector<std::vector<LogEvent>> of_group;
        std::size_t left_out = 0;
    };
    static constexpr std::size_t chunks_at_once = 8;  // their events stay in the nearer caches
    static constexpr std::size_t rows_at_once = chunks_at_once * std::size_t{chunk_rows};
    const UseLog& log_;
    std::vector<double> days_;
    std::int64_t session_gap_;
    Order order_;
    unsigned shift_;  // a person's group: its place, shifted by so many bits
    std::vector<Group> groups_;
    std::vector<Arrivals> arrivals_{chunks_at_once};
    std::size_t left_out_ = 0;

    void clear_arrivals();
    bool count_arrivals(const Crew& crew);
    std::size_t place(std::uint32_t person) const { return person & ((1u << shift_) - 1); }
    void count(Group& group, const LogEvent& event) const;
    void count_login(Group& group, std::size_t person, std::int32_t module, std::int64_t at) const;
    void count_kept(Group& group) const;
};

}  // namespace breather::statistics

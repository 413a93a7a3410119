// The arithmetic of guesses, for one name: ten checked in five minutes, then a wait that doubles up
// to fifteen minutes.
#pragma once
#include <chrono>
#include <vector>

#include "base/clock.h"

namespace breather::credentials {

/// One guess that was counted, so that it can be given back.
struct Guess {
    Instant at{}, closed_before{}, closed{};
    std::chrono::seconds delay_before{};
};

struct GuessTries {
    static constexpr int guesses_max = 10;
    static constexpr std::chrono::minutes window{5};
    static constexpr std::chrono::seconds delay_first{30};
    static constexpr std::chrono::minutes delay_max{15};

    std::vector<Instant> guesses;  // inside the window, oldest first
    Instant closed_until{};
    std::chrono::seconds next_delay = delay_first;

    /// Counts one. Refuses: too_many "accounts.too_many_guesses", with the time to wait.
    Guess take(Instant now);
    /// All is as if it had not been made.
    void give_back(const Guess& guess);
    /// Nothing here that counts.
    bool is_blank() const { return guesses.empty() && next_delay == delay_first; }
};

}  // namespace breather::credentials

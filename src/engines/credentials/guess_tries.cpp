#include "engines/credentials/guess_tries.h"

#include <algorithm>

#include "base/refusal.h"

namespace breather::credentials {

Guess GuessTries::take(Instant now) {
    // Closed for longer than anybody ever is: the clock went back since. Open, then: a wait that
    // began anew with each look would never end for whoever looks in a transaction that is refused.
    if (closed_until > now + delay_max) closed_until = now;
    if (now < closed_until) {
        const auto left = std::chrono::ceil<std::chrono::seconds>(closed_until - now);
        auto refusal = Refusal::too_many("accounts.too_many_guesses", left);
        const auto minutes = std::chrono::ceil<std::chrono::minutes>(left).count();
        refusal.params["minutes"] = std::to_string(minutes);
        throw refusal;
    }
    // Quiet after the wait for as long as the longest wait: what was before is forgotten.
    if (now - closed_until >= delay_max) next_delay = delay_first;
    Guess guess;
    guess.at = now;
    guess.closed_before = closed_until;
    guess.delay_before = next_delay;
    std::erase_if(guesses, [&](Instant at) { return now - at >= window || at > now; });
    guesses.push_back(now);
    // From the tenth on, each guess that is checked is followed by a longer wait.
    if (guesses.size() >= guesses_max || next_delay > delay_first) {
        closed_until = now + next_delay;
        next_delay = std::min<std::chrono::seconds>(next_delay * 2, delay_max);
    }
    guess.closed = closed_until;
    return guess;
}

void GuessTries::give_back(const Guess& guess) {
    const auto made = std::find(guesses.begin(), guesses.end(), guess.at);
    if (made != guesses.end()) guesses.erase(made);
    if (closed_until == guess.closed) {  // nobody has guessed since
        closed_until = guess.closed_before;
        next_delay = guess.delay_before;
    }
}

}  // namespace breather::credentials

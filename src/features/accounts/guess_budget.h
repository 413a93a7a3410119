// How often a passphrase may be tried for one name. Ten checked guesses in five minutes, then a
// wait that doubles up to fifteen minutes. A name nobody has counts the same way, and each known
// device has a budget of its own, so that a stranger's guesses never lock the person out. Lives in
// memory and stays small.
#pragma once
#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"

namespace breather::accounts {

class GuessBudget {
  public:
    static constexpr int guesses_max = 10;
    static constexpr std::chrono::minutes window{5};
    static constexpr std::chrono::seconds delay_first{30};
    static constexpr std::chrono::minutes delay_max{15};
    /// Each guess costs a slow hash, about 40 a second at best: so many names outlive the longest
    /// wait.
    static constexpr std::size_t names_max = 65'536;

    explicit GuessBudget(const Clock& clock, std::size_t names = names_max)
        : clock_(clock), names_max_(names) {}

    /// One guess, counted before it is checked, so that a hundred at once are still counted.
    class Guess {
        friend class GuessBudget;
        std::string who_;
        Instant at_{}, closed_before_{}, closed_{};
        std::chrono::seconds delay_before_{};
    };

    /// Refuses: too_many, with the time to wait.
    Guess take(const std::string& who);

    /// The guess was right, or was never checked: all is as if it had not been made.
    void give_back(const Guess& guess);

    std::size_t count_names() const;

  private:
    struct Tries {
        std::list<std::string>::iterator age;
        std::vector<Instant> guesses;  // inside the window, oldest first
        Instant closed_until{};
        std::chrono::seconds next_delay = delay_first;
    };
    Tries& tries_of(const std::string& who);
    void forget_oldest();

    const Clock& clock_;
    std::size_t names_max_;
    mutable std::mutex mutex_;
    std::list<std::string> by_age_;  // the one tried longest ago comes first
    std::unordered_map<std::string, Tries> tries_;
};

}  // namespace breather::accounts

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

#include "engines/credentials/guess_tries.h"

namespace breather::credentials {

class GuessBudget {
  public:
    /// Each guess costs a slow hash, about 40 a second at best: so many names outlive the longest
    /// wait.
    static constexpr std::size_t names_max = 65'536;

    explicit GuessBudget(const Clock& clock, std::size_t names = names_max)
        : clock_(clock), names_max_(names) {}

    /// One guess, counted before it is checked, so that a hundred at once are still counted.
    /// Refuses: too_many, with the time to wait.
    Guess take(const std::string& who);

    /// The guess was right, or was never checked: all is as if it had not been made.
    void give_back(const std::string& who, const Guess& guess);

    std::size_t count_names() const;

  private:
    struct Name {
        std::list<std::string>::iterator age;
        GuessTries tries;
    };
    Name& tries_of(const std::string& who);
    void forget_oldest();

    const Clock& clock_;
    std::size_t names_max_;
    mutable std::mutex mutex_;
    std::list<std::string> by_age_;  // the one tried longest ago comes first
    std::unordered_map<std::string, Name> tries_;
};

}  // namespace breather::credentials

// Work cut into pieces, done by several hands. How many is said by whoever knows the computer (the
// command line); what is done must not depend on it: pieces are of fixed size, and whoever adds
// their sums adds them in order.
#pragma once
#include <cstddef>
#include <functional>

namespace breather {

class Crew {
  public:
    /// One hand, or as many as said (0 counts as 1).
    explicit Crew(unsigned hands = 1) : hands_(hands == 0 ? 1 : hands) {}
    /// A hand for each core that this process may use.
    static Crew of_this_computer();

    unsigned hands() const { return hands_; }
    /// Calls `work(piece)` once for each of 0 … pieces - 1, in any order, from several threads.
    /// What one throws is thrown again here, and the pieces not begun are left.
    void each(std::size_t pieces, const std::function<void(std::size_t)>& work) const;

  private:
    unsigned hands_;
};

}  // namespace breather

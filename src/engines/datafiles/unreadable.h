// A file that is there and cannot be taken for what it says it is.
#pragma once
#include <stdexcept>

namespace breather::datafiles {

/// Damaged, cut short, too big, or of another kind; the sentence says what to do.
class Unreadable : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace breather::datafiles

// A seat at a desk for somebody invented: nobody can sign in as her, because nobody knows the
// passphrase or the code she was given. Only the demo gives such seats.
#pragma once
#include "features/staff/entrance.h"

namespace breather::staff {

struct Invented {
    std::string name, sign_in_name;
    RoleGrant grant;
};

class InventedSeats {
  public:
    explicit InventedSeats(const Entrance::Parts& parts, const Entrance& entrance)
        : parts_(parts), entrance_(entrance) {}

    /// Adds her where she is not there yet, and opens a session for her. Waits for the slow hash
    /// and the disk.
    Opened take(const Invented& who);

  private:
    StaffRow row_of(const Invented& who) const;

    Entrance::Parts parts_;
    const Entrance& entrance_;
};

}  // namespace breather::staff

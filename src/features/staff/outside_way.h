// A way to the provider and back, as the browser that goes it holds it: a cookie nobody else can
// make, from which state, nonce and verifier follow. The server keeps nothing until it led
// somewhere.
#pragma once
#include <optional>
#include <string>

#include "engines/oidc/provider.h"
#include "features/staff/staff_hashes.h"

namespace breather::staff {

enum class Purpose : std::uint8_t { SignIn = 1, Enrol = 2, Refresh = 3 };

class OutsideWay {
  public:
    static constexpr std::chrono::minutes time{10};
    static constexpr std::string_view cookie_name = "__Host-staff-way";

    /// `whom`: the invitation or the member of staff it is for; nil for whoever comes back.
    static OutsideWay begin(Purpose purpose, const Uuid& whom, const Clock& clock, Random& random);
    /// The way this cookie holds, if this is the state it was begun with, and it is not over.
    static std::optional<OutsideWay> find(const StaffHashes& hashes, std::string_view cookie,
                                          std::string_view state, Instant now);

    Purpose purpose() const { return purpose_; }
    const Uuid& whom() const { return whom_; }
    Instant ends_at() const { return begun_ + time; }
    /// Under which it is kept that it led somewhere.
    Hash hash(const StaffHashes& hashes) const;
    /// What goes to the provider and comes back.
    oidc::Way there(const StaffHashes& hashes, std::string redirect) const;
    std::string set_cookie() const;
    static std::string no_cookie();

  private:
    Bytes written() const;

    std::array<std::uint8_t, 32> chance_{};
    Instant begun_{};
    Purpose purpose_{};
    Uuid whom_;
};

}  // namespace breather::staff

// The cookie an own device carries after a sign-in, so that its guesses count apart from a
// stranger's. It names no one: a random number, and for each account that signed in there a mark
// only this server can make.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "base/secret.h"

namespace breather::accounts {

class KnownDevice {
  public:
    static constexpr std::size_t accounts_max = 8;

    /// Reads the cookie; anything malformed is no known device.
    static std::optional<KnownDevice> read(std::string_view cookie);
    static KnownDevice make(Random& random);

    /// Has this account signed in here?
    bool knows(const Key& key, BytesView name_hash) const;
    /// From now on it has; the account marked longest ago gives way.
    void mark(const Key& key, BytesView name_hash);
    void unmark(const Key& key, BytesView name_hash);
    bool empty() const { return marks_.empty(); }

    BytesView id() const { return id_; }
    std::string cookie() const;

  private:
    using Mark = std::array<std::uint8_t, 16>;
    Mark mark_of(const Key& key, BytesView name_hash) const;

    std::array<std::uint8_t, 16> id_{};
    std::vector<Mark> marks_;  // the latest last
};

}  // namespace breather::accounts

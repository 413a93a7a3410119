// The code on a poster: eight letters and digits that nobody mistakes for one another, about 38
// bits. No 0 O 1 I L, and no vowels, so that chance never writes a word on a wall.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"

namespace breather::organisations {

class Code {
  public:
    static Code make(Random& random);
    /// The same bytes give the same code; at least sixteen that nobody could foresee.
    static Code from(BytesView bytes);

    /// Reads what a person typed or an address holds: any case, with or without dash and spaces.
    static std::optional<Code> read(std::string_view written);

    /// As it is kept and compared: "K7PWX3RM".
    const std::string& kept() const { return letters_; }

    /// As it is printed: "K7PW-X3RM".
    std::string printed() const;

    bool operator==(const Code&) const = default;

  private:
    explicit Code(std::string letters) : letters_(std::move(letters)) {}
    std::string letters_;
};

}  // namespace breather::organisations

// The merge rule of a field: a register that keeps every version nobody has replaced.
// A write brings one new version and names the versions its writer had on screen; exactly those go.
// What the writer did not see stays, so two people at two screens lose nothing, and the person
// picks later. The order of arrival does not matter.
#pragma once
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace breather::exercises {

using Version = std::array<std::uint8_t, 16>;

/// What is remembered of one field: the versions shown, and the latest of those that were replaced.
struct Heads {
    std::vector<Version> live;
    std::vector<Version> replaced;  // oldest first, at most `replaced_max`

    bool operator==(const Heads&) const = default;
};

/// What a write does to the heads.
struct Step {
    Heads after;
    bool arrives = false;         // the new version is shown from now on
    std::vector<Version> leaves;  // live versions that are shown no longer
};

/// So many replaced versions are remembered that a late retry of an old write brings nothing back;
/// a retry that comes later still than that shows as a second version for the person to pick, never
/// as a loss.
inline constexpr std::size_t replaced_max = 64;

Step merge(const Heads& before, const Version& version, const std::vector<Version>& replaces);

}  // namespace breather::exercises

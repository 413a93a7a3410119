// The one next thing, and why. A rule without memory, clock or chance: who knows the same, suggests
// the same.
#pragma once
#include <boost/describe.hpp>
#include <map>
#include <string>

#include "features/content/delivery.h"
#include "features/organisations/organisation.h"
#include "features/programmes/standing.h"

namespace breather::programmes {

enum class SuggestionKind { Step, Pause, Done };
BOOST_DESCRIBE_ENUM(SuggestionKind, Step, Pause, Done)

/// A words key of the app ("why.continue") and what its sentence needs.
struct Why {
    std::string key;
    std::map<std::string, std::string> params;
};
BOOST_DESCRIBE_STRUCT(Why, (), (key, params))

struct Suggestion {
    SuggestionKind kind{};
    std::optional<std::string> module, step;
    std::optional<bool> short_;
    std::optional<std::string> pause;
    Why why;
};
BOOST_DESCRIBE_STRUCT(Suggestion, (), (kind, module, step, short_, pause, why))

struct Wish {
    double minutes = 5;
    organisations::Country country = organisations::Country::Other;
};

/// First where the person stopped, then the recommended order; the whole step where it fits the
/// time, else its short version, else a pause. Extra modules come after the core ones. With
/// everything done, a pause as well.
Suggestion recommend(const content::Outline& outline, const content::Library& library,
                     const Standing& standing, const Wish& wish);

}  // namespace breather::programmes

// How a person likes the app, and which help lines come first. Service data, sealed with the
// person's record key.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>

#include "base/language.h"
#include "features/organisations/organisation.h"

namespace breather::accounts {

enum class TextSize { Normal, Large, Largest };
BOOST_DESCRIBE_ENUM(TextSize, Normal, Large, Largest)

enum class Theme { Light, Night, Discreet, System };
BOOST_DESCRIBE_ENUM(Theme, Light, Night, Discreet, System)

/// What is absent was never chosen.
struct Settings {
    std::optional<Language> language;
    std::optional<TextSize> text_size;
    std::optional<Theme> theme;
    std::optional<organisations::Country> region;
    std::optional<bool> sound;
    std::optional<bool> vibration;
    std::optional<bool> cover_when_idle;

    /// What is given in `newer` replaces; the rest stays.
    void take(const Settings& newer);
    bool operator==(const Settings&) const = default;
};
BOOST_DESCRIBE_STRUCT(Settings, (),
                      (language, text_size, theme, region, sound, vibration, cover_when_idle))

}  // namespace breather::accounts

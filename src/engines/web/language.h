// Which of our languages an asker would rather read.
#pragma once
#include <optional>
#include <string_view>

#include "base/language.h"

namespace breather::web {

using breather::Language;

/// The language with exactly this tag ("en-GB", "zh-Hans"), if we speak it.
std::optional<Language> find_language(std::string_view tag);

/// The language an `Accept-Language` header likes best among ours; English where it says nothing.
Language preferred_language(std::string_view accept_language);

}  // namespace breather::web

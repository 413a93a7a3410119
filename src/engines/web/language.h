// The languages Breather speaks, and which of them an asker would rather read.
#pragma once
#include <optional>
#include <string_view>

#include <boost/describe/enum.hpp>

namespace breather::web {

enum class Language { en_GB, zh_Hans };
BOOST_DESCRIBE_ENUM(Language, en_GB, zh_Hans)

/// "en-GB" or "zh-Hans", as it stands in words files, packs and answers.
std::string_view tag(Language language);

/// The language with exactly this tag, if we speak it.
std::optional<Language> find_language(std::string_view tag);

/// The language an `Accept-Language` header likes best among ours; English where it says nothing.
Language preferred_language(std::string_view accept_language);

}  // namespace breather::web

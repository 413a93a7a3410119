// The languages a person can be spoken to in.
#pragma once
#include <boost/describe/enum.hpp>
#include <string_view>

namespace breather {

enum class Language { en_GB, zh_Hans };
BOOST_DESCRIBE_ENUM(Language, en_GB, zh_Hans)

/// As in BCP 47, in words files and content packs: "en-GB", "zh-Hans".
constexpr std::string_view json_name(Language language) {
    return language == Language::en_GB ? "en-GB" : "zh-Hans";
}

}  // namespace breather

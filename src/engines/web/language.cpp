#include "engines/web/language.h"

#include "engines/web/header_list.h"

namespace breather::web {

std::optional<Language> find_language(std::string_view tag) {
    for (const auto language : {Language::en_GB, Language::zh_Hans})
        if (tag == json_name(language)) return language;
    return std::nullopt;
}

Language preferred_language(std::string_view accept_language) {
    auto best = Language::en_GB;
    int best_weight = 0;
    each_weighted(accept_language, [&](std::string_view tag, int weight) {
        const auto language = tag.substr(0, tag.find('-'));
        const bool chinese = same_letters(language, "zh");
        if (weight > best_weight && (chinese || same_letters(language, "en"))) {
            best = chinese ? Language::zh_Hans : Language::en_GB;
            best_weight = weight;
        }
    });
    return best;
}

}  // namespace breather::web

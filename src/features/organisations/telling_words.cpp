#include "features/organisations/telling_words.h"

#include <algorithm>
#include <array>

#include "base/host.h"

namespace breather::organisations {
namespace {

/// Found anywhere in a label, whose hyphens are overlooked.
constexpr std::array anywhere = {
    "wellbeing", "wellness",  "mental",  "stress",   "burnout", "therapy",  "therapist", "counsell",
    "counseli",  "depress",   "anxiety", "anxious",  "suicid",  "selfharm", "psych",     "trauma",
    "mindful",   "resilien",  "addict",  "bipolar",  "schizo",  "insomnia", "crisis",    "helpline",
    "emotion",   "breakdown", "mood",    "breather", "xinli",   "xinling",  "yiyu",      "jiaolv",
    "jiaolu",    "zisha",     "qingxu",  "jingshen", "juandai", "shimian",  "zhengnian", "心理",
    "心灵",      "抑郁",      "焦虑",    "压力",     "自杀",    "情绪",     "精神",      "倦怠",
    "失眠",      "正念",      "危机",
};

/// Too short to be looked for inside others: only as a whole part between dots, hyphens, digits.
constexpr std::array whole = {"eap", "cbt", "ptsd", "ocd", "adhd", "grief", "yali", "sad", "help"};

/// Longer words that hold one of the above and tell nothing. "yiyuan" is a hospital.
constexpr std::array innocent = {
    "yiyuan",        "mistress",      "seamstress",   "moodle",        "fundamental",
    "experimental",  "environmental", "departmental", "governmental",  "instrumental",
    "developmental", "continental",   "monumental",   "elemental",     "incremental",
    "supplemental",  "ornamental",    "regimental",   "physiotherapy", "physiotherapist",
    "radiotherapy",  "chemotherapy",  "hydrotherapy",
};

/// Blanks of the same length where something innocent stood.
void blank_innocent(std::string& label) {
    for (const std::string_view word : innocent)
        for (auto at = label.find(word); at != label.npos; at = label.find(word, at))
            label.replace(at, word.size(), word.size(), ' ');
}

std::vector<std::string> parts_of(const std::string& text, std::string_view between) {
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const auto to = std::min(text.find_first_of(between, from), text.size());
        if (to > from) parts.push_back(text.substr(from, to - from));
        from = to + 1;
    }
    return parts;
}

}  // namespace

std::vector<std::string> telling_words(std::string_view host) {
    const std::string text = host_of(host);
    std::vector<std::string> labels = parts_of(text, ".");
    for (std::string& label : labels) {
        std::erase_if(label, [](char c) { return c == '-' || c == '_' || c == ' '; });
        blank_innocent(label);
    }
    std::vector<std::string> found;
    for (const std::string_view word : anywhere)
        if (std::any_of(labels.begin(), labels.end(),
                        [&](const std::string& label) { return label.find(word) != label.npos; }))
            found.emplace_back(word);
    const auto parts = parts_of(text, ".-_ 0123456789");
    for (const std::string_view word : whole)
        if (std::find(parts.begin(), parts.end(), word) != parts.end()) found.emplace_back(word);
    return found;
}

}  // namespace breather::organisations

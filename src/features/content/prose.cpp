#include "features/content/prose.h"

#include <array>
#include <cstdio>

#include "features/content/exercise_types.h"

namespace breather::content {
namespace {

constexpr double english_words = 15, english_words_margin = 18;
constexpr double english_grade = 7, english_grade_margin = 8.5;
constexpr double chinese_characters = 25, chinese_characters_margin = 29;
// A handful of words has no grade worth the name.
constexpr std::size_t words_min = 60, sentences_min = 4;

char32_t next_character(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    char32_t code = more == 0 ? lead : lead & (0x3Fu >> more);
    for (std::size_t i = 1; i <= more && at + i < text.size(); ++i)
        code = (code << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3F);
    at += more + 1;
    return code;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word_part(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '\'' || c == '-';
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

bool is_vowel(char c) { return std::string_view("aeiouy").find(c) != std::string_view::npos; }

// Vowel groups, without a silent e; near enough for a mean over a page.
std::size_t count_syllables(std::string_view word) {
    const std::string text = lower(word);
    std::size_t count = 0;
    bool before = false;
    for (char c : text) {
        const bool now = is_vowel(c);
        if (now && !before) ++count;
        before = now;
    }
    const bool silent_e = text.ends_with("e") && !text.ends_with("le") && !text.ends_with("ee");
    const bool silent_ed = text.ends_with("ed") && !text.ends_with("ted") && !text.ends_with("ded");
    const bool silent_es = text.ends_with("es") && !text.ends_with("ses") &&
                           !text.ends_with("xes") && !text.ends_with("ches") &&
                           !text.ends_with("shes") && !text.ends_with("ies");
    if (count > 1 && (silent_e || silent_ed || silent_es)) --count;
    return std::max<std::size_t>(count, 1);
}

Reading measure_english(std::string_view text) {
    Reading reading;
    std::size_t words_here = 0;
    auto end_sentence = [&] {
        if (words_here > 0) ++reading.sentences;
        words_here = 0;
    };
    for (std::size_t at = 0; at < text.size();) {
        if (is_word_part(text[at])) {
            const std::size_t begin = at;
            while (at < text.size() &&
                   (is_word_part(text[at]) || (text[at] == '.' && at + 1 < text.size() &&
                                               text[at + 1] >= '0' && text[at + 1] <= '9')))
                ++at;
            const std::string_view word = text.substr(begin, at - begin);
            if (word.find_first_not_of("'-") == std::string_view::npos) continue;
            ++words_here;
            ++reading.words;
            reading.syllables += count_syllables(word);
            continue;
        }
        const char c = text[at++];
        if (c == '.' || c == '!' || c == '?' || c == ':' || c == ';' || c == '\n') end_sentence();
    }
    end_sentence();
    return reading;
}

Reading measure_chinese(std::string_view text) {
    Reading reading;
    std::size_t here = 0;
    bool in_word = false;
    auto end_sentence = [&] {
        if (here > 0) ++reading.sentences;
        reading.words += here;
        here = 0;
    };
    for (std::size_t at = 0; at < text.size();) {
        const char32_t code = next_character(text, at);
        const bool latin = code < 0x80 && is_word_part(static_cast<char>(code));
        if (latin && !in_word) ++here;
        in_word = latin;
        if (code >= 0x3400 && code <= 0x9FFF) ++here;
        if (code == U'。' || code == U'！' || code == U'？' || code == U'；' || code == U'：' ||
            code == U'\n')
            end_sentence();
    }
    end_sentence();
    return reading;
}

void for_each_text(const Node& node, const auto& see) {
    if (node.kind == Node::Kind::Exercise) {
        see(exercise_text(node), node.line);
    } else if (node.kind == Node::Kind::BulletList || node.kind == Node::Kind::NumberedList ||
               node.kind == Node::Kind::Item) {
        for (const Node& child : node.children) for_each_text(child, see);
    } else {
        see(plain_text(node), node.line);
    }
}

void for_each_text(const std::vector<Screen>& screens, const auto& see) {
    for (const Screen& screen : screens)
        for (const Node& node : screen.nodes) for_each_text(node, see);
}

void for_each_sentence(std::string_view text, Language language, const auto& see) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t code = next_character(text, at);
        const bool end =
            code == U'\n' || code == U'。' || code == U'！' || code == U'？' || code == U'；' ||
            (language == Language::en_GB && (code == U'.' || code == U'!' || code == U'?') &&
             (at >= text.size() || text[at] == ' ' || text[at] == '\n'));
        if (!end) continue;
        see(text.substr(begin, at - begin));
        begin = at;
    }
    if (begin < text.size()) see(text.substr(begin));
}

std::size_t find_word(std::string_view sentence, std::string_view stem) {
    for (std::size_t at = sentence.find(stem); at != std::string_view::npos;
         at = sentence.find(stem, at + 1))
        if (at == 0 || !is_letter(sentence[at - 1])) return at;
    return std::string_view::npos;
}

template <std::size_t N>
std::size_t find_any(std::string_view sentence, const std::array<std::string_view, N>& words,
                     bool whole_stems) {
    std::size_t first = std::string_view::npos;
    for (std::string_view word : words)
        first = std::min(first, whole_stems ? find_word(sentence, word) : sentence.find(word));
    return first;
}

// Medicines and Medical Devices: a text that claims this makes the product something it is not
// (safety.md A-03).
constexpr std::array<std::string_view, 9> english_claims{
    "treats", "treat ", "treating", "treated", "treatment", "cure", "curing", "diagnos", "prevent"};
constexpr std::array<std::string_view, 14> english_conditions{
    "depress", "anxiety",  "burnout", "burn-out", "insomnia",  "ptsd",   "trauma",
    "panic",   "disorder", "illness", "disease",  "condition", "phobia", "addiction"};
constexpr std::array<std::string_view, 7> english_denials{"not ",    "n't ", "n’t ", "never ",
                                                          "cannot ", "nor ", "no "};
constexpr std::array<std::string_view, 6> chinese_claims{"治疗", "治愈", "根治",
                                                         "疗效", "诊断", "预防"};
constexpr std::array<std::string_view, 11> chinese_conditions{
    "抑郁", "焦虑", "失眠", "倦怠", "疾病", "障碍", "创伤", "惊恐", "恐惧症", "成瘾", "病症"};
constexpr std::array<std::string_view, 6> chinese_denials{"不", "非", "没有", "无法", "不能", "未"};

struct Never {
    std::string_view words, instead;
};
constexpr std::array<Never, 5> english_never{{
    {"anonymous", "Say who can still tell who it is, for example “you have a made-up name here”."},
    {"zero knowledge", "Say who can read what."},
    {"zero-knowledge", "Say who can read what."},
    {"unhackable", "Say what is protected and what is not."},
    {"fully secure", "Say what is protected and what is not."},
}};
constexpr std::array<Never, 5> chinese_never{{
    {"匿名", "请写明谁仍可能知道是谁，例如“这里用的是化名”。"},
    {"零知识", "请写明谁能看到什么。"},
    {"绝对安全", "请写明保护了什么、没有保护什么。"},
    {"完全安全", "请写明保护了什么、没有保护什么。"},
    {"无法破解", "请写明保护了什么、没有保护什么。"},
}};

std::string one_decimal(double number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f", number);
    return text.data();
}

void compare(double value, double limit, double margin, const std::string& file, std::string what,
             Findings& findings) {
    if (value <= limit) return;
    std::string says = std::move(what) + " is " + one_decimal(value) + "; the limit is " +
                       one_decimal(limit) + ". Use shorter sentences and plainer words.";
    findings.push_back({file, 1, std::move(says), value <= margin});
}

}  // namespace

double Reading::sentence_mean() const {
    return sentences ? static_cast<double>(words) / static_cast<double>(sentences) : 0;
}

double Reading::grade() const {
    if (sentences == 0 || words == 0) return 0;
    return 0.39 * sentence_mean() +
           11.8 * static_cast<double>(syllables) / static_cast<double>(words) - 15.59;
}

Reading& Reading::operator+=(const Reading& other) {
    sentences += other.sentences;
    words += other.words;
    syllables += other.syllables;
    return *this;
}

Reading measure(std::string_view text, Language language) {
    return language == Language::en_GB ? measure_english(text) : measure_chinese(text);
}

Reading measure(const std::vector<Screen>& screens, Language language) {
    Reading sum;
    for_each_text(screens, [&](const std::string& text, int) { sum += measure(text, language); });
    return sum;
}

void check_prose(const std::vector<Screen>& screens, const std::string& file, Language language,
                 Findings& findings) {
    for_each_text(screens, [&](const std::string& text, int line) {
        check_claims(text, file, line, language, findings);
    });
    const Reading reading = measure(screens, language);
    if (reading.sentences < sentences_min) return;
    if (language == Language::zh_Hans) {
        compare(reading.sentence_mean(), chinese_characters, chinese_characters_margin, file,
                "The mean sentence in characters", findings);
        return;
    }
    compare(reading.sentence_mean(), english_words, english_words_margin, file,
            "The mean sentence in words", findings);
    if (reading.words >= words_min)
        compare(reading.grade(), english_grade, english_grade_margin, file,
                "The Flesch-Kincaid grade", findings);
}

void check_claims(std::string_view text, const std::string& file, int line, Language language,
                  Findings& findings) {
    const bool english = language == Language::en_GB;
    for_each_sentence(text, language, [&](std::string_view written) {
        const std::string sentence = lower(written);
        const std::size_t claim = english ? find_any(sentence, english_claims, true)
                                          : find_any(sentence, chinese_claims, false);
        const std::size_t condition = english ? find_any(sentence, english_conditions, true)
                                              : find_any(sentence, chinese_conditions, false);
        const std::size_t denial = english ? find_any(sentence, english_denials, false)
                                           : find_any(sentence, chinese_denials, false);
        if (claim != std::string::npos && condition != std::string::npos && denial >= claim)
            findings.push_back(
                {file, line,
                 "This reads as a claim to treat, cure, diagnose or prevent an illness. Say what "
                 "people can do, and what studies saw, instead."});
    });
    const std::string all = lower(text);
    const auto never = [&](const auto& list) {
        for (const Never& one : list)
            if (all.find(one.words) != std::string::npos)
                findings.push_back({file, line,
                                    "“" + std::string(one.words) + "” is not used here. " +
                                        std::string(one.instead)});
    };
    english ? never(english_never) : never(chinese_never);
}

}  // namespace breather::content

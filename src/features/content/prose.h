// How the words read: sentence length, reading grade, and words we do not use.
// Limits: safety.md R-01 and R-02 (English: mean sentence at most 15 words, Flesch-Kincaid grade at
// most 7; Chinese: mean sentence at most 25 characters). Beyond the limit is a note, beyond its
// margin a fault.
#pragma once
#include <string>
#include <string_view>

#include "features/content/pack.h"

namespace breather::content {

struct Reading {
    std::size_t sentences = 0;
    std::size_t words = 0;      // Chinese: characters
    std::size_t syllables = 0;  // English only

    double sentence_mean() const;
    /// Flesch-Kincaid grade (Kincaid 1975): 0.39 words/sentence + 11.8 syllables/word - 15.59.
    /// English only.
    double grade() const;
    Reading& operator+=(const Reading& other);
};

Reading measure(std::string_view text, Language language);
Reading measure(const std::vector<Screen>& screens, Language language);

/// Sentence length and grade of one file's screens, and the words in it.
void check_prose(const std::vector<Screen>& screens, const std::string& file, Language language,
                 Findings& findings);

/// Claims to treat, cure, diagnose or prevent a condition, and words never used.
void check_claims(std::string_view text, const std::string& file, int line, Language language,
                  Findings& findings);

}  // namespace breather::content

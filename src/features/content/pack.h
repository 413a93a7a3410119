// A content pack as its authors wrote it: modules with steps, and a library, in every language.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/language.h"
#include "engines/markdown/node.h"

namespace breather::content {

using markdown::Node;
using markdown::Screen;

/// Something to change in a pack (a fault stops an import) or to look at (a note does not).
struct Finding {
    std::string file;
    int line = 1;
    std::string says;
    bool note = false;

    auto operator<=>(const Finding&) const = default;
    /// "file:line: sentence"
    std::string text() const;
};
using Findings = std::vector<Finding>;

bool has_fault(const Findings& findings);

/// What every item tells about its making.
struct Signed {
    std::string status;  // not_yet_clinically_reviewed or clinically_reviewed
    std::string author_role, evidence, review_by, reviewed_by, reviewed_on;
    bool signed_off() const { return status == "clinically_reviewed"; }
};

struct ShortVersion {
    double minutes = 0;
    std::vector<Screen> screens;
    std::string file;
};

struct Step {
    std::string id, title, kind;  // kind: read, listen or do
    double minutes = 0;
    Signed made;
    std::vector<Screen> screens;
    std::optional<ShortVersion> short_version;
    std::string file;
};

struct Module {
    std::string id, code, title, goal;
    bool optional = false;
    Signed made;
    std::map<std::string, std::string> why;  // sign_up, start, middle, lapse, end
    std::vector<Screen> introduction;
    std::vector<Step> steps;
    std::string file;

    double minutes() const;
};

struct LibraryItem {
    std::string id, type;  // type: pause, article, card or glossary
    std::string title, summary, posture, when, risks, sibling;
    double minutes = 0;
    bool hands_free = false, sound = false;
    std::vector<std::string> need, card;
    std::vector<std::string> for_;  // professions; empty for everybody
    Signed made;
    std::vector<Screen> screens;
    std::string file;
    int sibling_line = 1;
};

struct Edition {
    std::vector<Module> modules;
    std::vector<LibraryItem> library;
};

struct Media {
    std::filesystem::path path;
    std::string hash;  // 64 hex
    std::string address() const { return "/media/" + hash + ".mp3"; }
};

using ByLanguage = std::map<Language, std::string>;

struct Pack {
    std::string id;
    std::vector<Language> languages;
    ByLanguage titles;
    std::map<std::string, ByLanguage> labels;  // well_being, resilience, professional_skills
    std::vector<std::string> modules;
    std::map<Language, std::vector<std::string>> recommended;
    std::map<Language, Edition> editions;
    std::map<std::string, Media> media;  // by file name
};

}  // namespace breather::content

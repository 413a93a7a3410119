// What the app gets of a pack: outline, steps and library of each language, written out once. The
// hash names exactly these bytes and the sounds they play, so the same content always has the same
// name.
#pragma once
#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/content/pack.h"
#include "features/content/sign_off.h"

namespace breather::content {

/// A clinician of this site agreed to it, in this very version.
struct Reviewed {
    ReviewerRole role{};
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(Reviewed, (), (role, at))

struct OutlineStep {
    std::string id, title, kind;
    double minutes = 0;
    std::optional<double> short_minutes;
    bool has_short = false;
    std::vector<std::string> exercises;
    std::optional<Reviewed> reviewed;
};
BOOST_DESCRIBE_STRUCT(OutlineStep, (),
                      (id, title, kind, minutes, short_minutes, has_short, exercises, reviewed))

struct OutlineModule {
    std::string id, code, title, goal;
    double minutes = 0;
    bool optional_ = false;
    std::string status, evidence, author_role, review_by;
    std::map<std::string, std::string> why;
    boost::json::array introduction;
    std::vector<OutlineStep> steps;
    std::optional<Reviewed> reviewed;
};
BOOST_DESCRIBE_STRUCT(OutlineModule, (),
                      (id, code, title, goal, minutes, optional_, status, evidence, author_role,
                       review_by, why, introduction, steps, reviewed))

/// What a pack holds, in one language.
struct Outline {
    std::string pack, hash, title;
    std::map<std::string, std::string> labels;
    std::vector<std::string> recommended;
    std::vector<OutlineModule> modules;

    const OutlineModule* find_module(std::string_view id) const;
    const OutlineStep* find_step(std::string_view module, std::string_view step) const;
};
BOOST_DESCRIBE_STRUCT(Outline, (), (pack, hash, title, labels, recommended, modules))

struct StepText {
    std::string hash, module, id, language, title, kind;
    double minutes = 0;
    std::string status, evidence, author_role, review_by;
    boost::json::array screens;
    boost::json::value short_;  // {minutes, screens}, or null
};
BOOST_DESCRIBE_STRUCT(StepText, (),
                      (hash, module, id, language, title, kind, minutes, status, evidence,
                       author_role, review_by, screens, short_))

struct LibraryText {
    std::string id, title, summary;
    double minutes = 0;
    std::string posture;
    bool hands_free = false, sound = false;
    std::string when, risks;
    std::vector<std::string> need;
    std::vector<std::string> for_;  // professions; empty for everybody
    std::string sibling, status, evidence, author_role, review_by;
    std::vector<std::string> card;
    boost::json::array screens;
    std::optional<Reviewed> reviewed;
};
BOOST_DESCRIBE_STRUCT(LibraryText, (),
                      (id, title, summary, minutes, posture, hands_free, sound, when, risks, need,
                       for_, sibling, status, evidence, author_role, review_by, card, screens,
                       reviewed))

struct Library {
    std::string pack, hash;
    std::vector<LibraryText> pauses, articles, cards, glossary;
};
BOOST_DESCRIBE_STRUCT(Library, (), (pack, hash, pauses, articles, cards, glossary))

enum class ItemKind { Outline, Step, Library };
BOOST_DESCRIBE_ENUM(ItemKind, Outline, Step, Library)

struct Item {
    ItemKind kind{};
    std::string module, step;  // empty where the kind has none
    Language language{};
    std::string body;
};
BOOST_DESCRIBE_STRUCT(Item, (), (kind, module, step, language, body))

struct Delivery {
    std::string pack, hash;
    std::vector<Item> items;
    std::map<std::string, std::filesystem::path> media;  // hash -> where its bytes are now
};

Delivery make_delivery(const Pack& pack);

/// The outline behind its own bytes.
Outline read_outline(std::string_view body);
/// The library behind its own bytes, without its screens.
Library read_library(std::string_view body);
/// A delivered library with its pauses alone, and of them what a choice needs: Today opens with it
/// on a phone with little signal.
std::string pauses_alone(std::string_view body);
/// A delivered library with one pause or article each, whole: for who came for that one.
std::map<std::string, std::string> each_alone(std::string_view body);

}  // namespace breather::content

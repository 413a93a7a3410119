// What a clinician of the site signs: one module's introduction, step or library item, in both
// languages at once. Its version is the hash of what participants read of it, so that a new edition
// of the pack asks only for what has changed.
#pragma once
#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "features/content/delivery.h"

namespace breather::content {

enum class ReviewKind { Module, Step, Pause, Article, Card, Glossary };
BOOST_DESCRIBE_ENUM(ReviewKind, Module, Step, Pause, Article, Card, Glossary)

/// What stands over an item in one language.
struct ReviewHead {
    Language language{};
    std::string title, author_role, evidence;
};
BOOST_DESCRIBE_STRUCT(ReviewHead, (), (language, title, author_role, evidence))

struct ReviewItem {
    std::string name;  // "pause.one-minute", "module.c2-settle", "step.c2-settle.pair-it"
    ReviewKind kind{};
    std::string module;   // empty in the library
    std::string version;  // 64 hex
    std::string review_by;
    std::vector<ReviewHead> heads;
};

struct ReviewText {
    ReviewItem item;
    std::map<Language, boost::json::object> texts;  // as delivered
};

std::string module_name(std::string_view module);
std::string step_name(std::string_view module, std::string_view step);
std::string library_name(ReviewKind kind, std::string_view id);

/// Which shelf of a delivered library holds which kind.
inline constexpr std::array<std::pair<std::string_view, ReviewKind>, 4> library_shelves{
    {{"pauses", ReviewKind::Pause},
     {"articles", ReviewKind::Article},
     {"cards", ReviewKind::Card},
     {"glossary", ReviewKind::Glossary}}};

/// Everything of one version, in the order of the programme and then of the library.
std::vector<ReviewText> list_review_texts(const std::vector<Item>& items);

/// The hash of what is read, each language after the other. What is not read does not count (the
/// pack's own hash, who wrote it, its status, the date of the next look), nor does what is empty:
/// a key that a later program adds leaves every signature standing.
std::string review_version(const std::map<Language, boost::json::object>& texts);

}  // namespace breather::content

#include "features/content/statistics.h"

#include <array>
#include <utility>

#include "features/content/exercise_types.h"

namespace breather::content {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::array<std::pair<const char*, const char*>, 4> shelves{
    {{"pauses", "pause"}, {"articles", "article"}, {"cards", "card"}, {"glossary", "glossary"}}};

bool is_words(std::string_view key) {
    return key != "t" && key != "type" && key != "href" && is_read(key);
}

/// Every word people read, each block on its own line.
void collect(const value& from, std::string_view key, std::string& into) {
    if (const auto* text = from.if_string()) {
        if (is_words(key)) into.append(text->data(), text->size());
    } else if (const auto* array = from.if_array()) {
        for (const value& one : *array) {
            collect(one, key, into);
            if (key != "c") into += '\n';
        }
    } else if (const auto* inner = from.if_object()) {
        const auto* tag = inner->if_contains("t");
        const bool in_a_line = tag && (*tag == "strong" || *tag == "em" || *tag == "a");
        for (const auto& [name, one] : *inner) {
            collect(one, name, into);
            if (!in_a_line && is_words(name)) into += '\n';
        }
    }
}

Reading read_screens(const value& screens, Language language) {
    std::string text;
    collect(screens, "screens", text);
    return measure(text, language);
}

void count_exercises(const value& screens, std::map<std::string, std::size_t>& into) {
    for (const value& screen : screens.as_array())
        for (const value& node : screen.at("nodes").as_array())
            if (node.at("t") == "exercise") ++into[std::string(node.at("type").as_string())];
}

ItemFigures figures_of(const object& item, Language language, std::string kind,
                       std::string module) {
    ItemFigures figures;
    figures.language = language;
    figures.kind = std::move(kind);
    figures.module = std::move(module);
    figures.id = item.at("id").as_string();
    figures.title = item.at("title").as_string();
    figures.minutes = item.at("minutes").to_number<double>();
    figures.screens = item.at("screens").as_array().size();
    figures.reading = read_screens(item.at("screens"), language);
    count_exercises(item.at("screens"), figures.exercises);
    figures.signed_off = item.at("status") == "clinically_reviewed";
    return figures;
}

void add_step(const Item& item, std::vector<ItemFigures>& into) {
    const value tree = boost::json::parse(item.body);
    const object& step = tree.as_object();
    into.push_back(figures_of(step, item.language, "step", item.module));
    const auto* brief = step.at("short").if_object();
    if (!brief) return;
    ItemFigures figures = into.back();
    figures.kind = "short";
    figures.minutes = brief->at("minutes").to_number<double>();
    figures.screens = brief->at("screens").as_array().size();
    figures.exercises.clear();
    count_exercises(brief->at("screens"), figures.exercises);
    figures.reading = read_screens(brief->at("screens"), item.language);
    into.push_back(std::move(figures));
}

}  // namespace

std::vector<ItemFigures> count_figures(const std::vector<Item>& items) {
    std::vector<ItemFigures> all;
    for (const Item& item : items)
        if (item.kind == ItemKind::Step) add_step(item, all);
    for (const Item& item : items) {
        if (item.kind != ItemKind::Library) continue;
        const value tree = boost::json::parse(item.body);
        for (const auto& [shelf, kind] : shelves) {
            // A version imported before there were cards has no such shelf.
            const value* list = tree.as_object().if_contains(shelf);
            if (!list) continue;
            for (const value& one : list->as_array())
                all.push_back(figures_of(one.as_object(), item.language, kind, ""));
        }
    }
    return all;
}

}  // namespace breather::content

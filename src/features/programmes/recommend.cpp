#include "features/programmes/recommend.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

namespace breather::programmes {
namespace {

using content::OutlineModule;
using content::OutlineStep;

std::string written(double minutes) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%g", minutes);
    return text.data();
}

struct Choice {
    const OutlineModule* module;
    const OutlineStep* step;
};

/// Whole where it fits the time, else short; nothing where neither does.
std::optional<bool> fits_short(const OutlineStep& step, double minutes) {
    if (step.minutes <= minutes) return false;
    if (step.short_minutes && *step.short_minutes <= minutes) return true;
    return std::nullopt;
}

std::vector<const OutlineModule*> in_order(const content::Outline& outline) {
    std::vector<const OutlineModule*> order;
    for (const std::string& id : outline.recommended)
        if (const OutlineModule* module = outline.find_module(id)) order.push_back(module);
    for (const OutlineModule& module : outline.modules)
        if (std::find(order.begin(), order.end(), &module) == order.end()) order.push_back(&module);
    std::stable_partition(order.begin(), order.end(),
                          [](const OutlineModule* module) { return !module->optional_; });
    return order;
}

std::vector<Choice> list_open(const content::Outline& outline, const Standing& standing) {
    std::vector<Choice> open;
    for (const OutlineModule* module : in_order(outline))
        for (const OutlineStep& step : module->steps)
            if (!standing.is_done(module->id, step.id)) open.push_back({module, &step});
    return open;
}

Suggestion suggest_step(const Choice& choice, bool is_short, std::string key) {
    const double minutes = is_short ? *choice.step->short_minutes : choice.step->minutes;
    return {
        .kind = SuggestionKind::Step,
        .module = choice.module->id,
        .step = choice.step->id,
        .short_ = is_short,
        .pause = std::nullopt,
        .why = {std::move(key), {{"title", choice.step->title}, {"minutes", written(minutes)}}}};
}

/// Whether it may be offered to somebody who did not say what they need: what is for sleep, or for
/// the hour after something hard, would come out of the blue. An item's first need is its main one.
bool suits_anybody(const content::LibraryText& pause) {
    constexpr std::array<std::string_view, 4> offered{"calm", "focus", "tension", "energy"};
    return pause.need.empty() ||
           std::find(offered.begin(), offered.end(), pause.need.front()) != offered.end();
}

/// The longest that fits; which of several, goes by how far the person came, so that it changes.
Suggestion suggest_pause(const content::Library& library, const Standing& standing, double minutes,
                         SuggestionKind kind, std::string key) {
    double longest = 0;
    for (const auto& pause : library.pauses)
        if (pause.minutes <= minutes && suits_anybody(pause))
            longest = std::max(longest, pause.minutes);
    std::vector<const content::LibraryText*> fitting;
    for (const auto& pause : library.pauses)
        if (pause.minutes == longest && suits_anybody(pause)) fitting.push_back(&pause);
    Suggestion suggestion{.kind = kind,
                          .module = std::nullopt,
                          .step = std::nullopt,
                          .short_ = std::nullopt,
                          .pause = std::nullopt,
                          .why = {std::move(key), {{"minutes", written(minutes)}}}};
    if (!fitting.empty()) suggestion.pause = fitting[standing.steps.size() % fitting.size()]->id;
    return suggestion;
}

std::string why_first(const Choice& choice, const Standing& standing,
                      organisations::Country country) {
    if (!standing.steps.empty()) return "why.next";
    // Where the programme is offered in China it begins with the body (programme.md, Chinese
    // context).
    if (country == organisations::Country::CN && choice.module->code == "C2")
        return "why.body_first";
    return "why.start";
}

}  // namespace

Suggestion recommend(const content::Outline& outline, const content::Library& library,
                     const Standing& standing, const Wish& wish) {
    const std::vector<Choice> open = list_open(outline, standing);
    if (open.empty())
        return suggest_pause(library, standing, wish.minutes, SuggestionKind::Done, "why.done");
    if (standing.last)
        for (const Choice& choice : open)
            if (choice.module->id == standing.last->module &&
                choice.step->id == standing.last->step)
                if (const auto is_short = fits_short(*choice.step, wish.minutes))
                    return suggest_step(choice, *is_short,
                                        *is_short ? "why.short" : "why.continue");
    if (const auto is_short = fits_short(*open.front().step, wish.minutes))
        return suggest_step(
            open.front(), *is_short,
            *is_short ? "why.short" : why_first(open.front(), standing, wish.country));
    for (const Choice& choice : open)
        if (const auto is_short = fits_short(*choice.step, wish.minutes))
            return suggest_step(choice, *is_short, "why.short");
    return suggest_pause(library, standing, wish.minutes, SuggestionKind::Pause, "why.pause");
}

}  // namespace breather::programmes

#include "engines/datafiles/labelling.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace breather::datafiles {
namespace {

bool each_once(const std::vector<ValueLabel>& values) {
    std::unordered_set<std::string_view> seen;
    return std::all_of(values.begin(), values.end(), [&](const ValueLabel& each) {
        return !each.label.empty() && seen.insert(each.label).second;
    });
}

bool all_labelled(const Numbers& numbers, const About& about) {
    bool any = false;
    double last = std::nan("");
    for (const double number : numbers) {
        if (std::isnan(number) || number == last) continue;
        if (!about.label_of(number)) return false;
        last = number;
        any = true;
    }
    return any;
}

/// True when every label of the column was exchanged.
bool exchanged(Labels& cells, const std::vector<ValueLabel>& values) {
    std::unordered_map<std::string_view, const std::string*> labels;
    for (const auto& each : values) labels.emplace(each.value.text, &each.label);
    std::vector<std::string> out;
    for (const auto& own : cells.labels) {
        const auto found = labels.find(own);
        if (found == labels.end()) return false;
        out.push_back(*found->second);
    }
    cells.labels = std::move(out);
    return !cells.labels.empty();
}

}  // namespace

void date(Column& column, Counts counts, std::vector<std::string>& notes) {
    const auto* numbers = std::get_if<Numbers>(&column.cells);
    if (!numbers || counts == Counts::Plain) return;
    Labels out;
    std::unordered_map<double, std::int32_t> places;
    std::unordered_map<std::string, std::int32_t> texts;
    for (std::size_t row = 0; row < numbers->size(); ++row) {
        const double number = (*numbers)[row];
        if (std::isnan(number)) {
            out.codes.push_back(-1);
            continue;
        }
        const auto [place, fresh] = places.try_emplace(number, 0);
        if (fresh) {
            const auto iso = iso_of(number, counts);
            if (!iso) {
                notes.push_back("Column \"" + column.name + "\" is written as a date, and row " +
                                std::to_string(row + 1) + " holds " + shortest(number) +
                                ", which is none. Its numbers stay as they are.");
                return;
            }
            const auto [text, is_new] =
                texts.try_emplace(*iso, static_cast<std::int32_t>(out.labels.size()));
            if (is_new) out.labels.push_back(*iso);
            place->second = text->second;
        }
        out.codes.push_back(place->second);
    }
    column.cells = std::move(out);
}

void label(Column& column, About about) {
    if (about.label.empty() && about.values.empty() && about.missing.empty() &&
        about.said.empty() && about.tags.empty())
        return;
    std::stable_sort(
        about.values.begin(), about.values.end(),
        [](const ValueLabel& a, const ValueLabel& b) { return a.value.number < b.value.number; });
    if (each_once(about.values)) {
        if (const auto* numbers = std::get_if<Numbers>(&column.cells))
            about.levels_are_labels = all_labelled(*numbers, about);
        else
            about.levels_are_labels = exchanged(std::get<Labels>(column.cells), about.values);
    }
    column.about = std::make_shared<const About>(std::move(about));
}

}  // namespace breather::datafiles

#include "features/content/review_marks.h"

#include "base/json.h"

namespace breather::content {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string id_of(const value& one) { return std::string(one.at("id").as_string()); }

template <class F>
void keep_if(array& list, F wanted) {
    array kept(list.storage());
    for (value& each : list)
        if (wanted(each)) kept.push_back(std::move(each));
    list = std::move(kept);
}

}  // namespace

ReviewMarks::ReviewMarks(const std::vector<ReviewItem>& items,
                         const store::Signatures& signatures) {
    // Also what only earlier versions hold: somebody may still be in the middle of it.
    for (const auto& [name, said] : signatures)
        if (is_taken_out(said)) withheld_.insert(name);
    for (const ReviewItem& item : items) {
        const auto said = signatures.find(item.name);
        if (said == signatures.end()) continue;
        const auto standing = standing_of(item.version, said->second);
        if (standing.state == ReviewState::Signed)
            signed_[item.name] = {standing.by->role, standing.by->signed_at};
    }
}

bool ReviewMarks::withholds_step(std::string_view module, std::string_view step) const {
    return withheld_.contains(module_name(module)) || withheld_.contains(step_name(module, step));
}

bool ReviewMarks::apply(Item& item) const {
    if (item.kind == ItemKind::Step) return !withholds_step(item.module, item.step);
    if (withheld_.empty() && signed_.empty()) return true;
    value tree = boost::json::parse(item.body);
    item.kind == ItemKind::Outline ? mark_outline(tree.as_object())
                                   : mark_library(tree.as_object());
    item.body = boost::json::serialize(tree);
    return true;
}

void ReviewMarks::mark(const std::string& name, object& one) const {
    const auto found = signed_.find(name);
    if (found != signed_.end()) one["reviewed"] = boost::json::parse(json::write(found->second));
}

void ReviewMarks::mark_outline(object& outline) const {
    auto& modules = outline["modules"].as_array();
    keep_if(modules,
            [&](const value& each) { return !withheld_.contains(module_name(id_of(each))); });
    keep_if(outline["recommended"].as_array(), [&](const value& each) {
        return !withheld_.contains(module_name(std::string_view(each.as_string())));
    });
    for (value& each : modules) {
        object& module = each.as_object();
        const std::string id = id_of(each);
        mark(module_name(id), module);
        auto& steps = module["steps"].as_array();
        keep_if(steps,
                [&](const value& step) { return !withheld_.contains(step_name(id, id_of(step))); });
        for (value& step : steps) mark(step_name(id, id_of(step)), step.as_object());
    }
}

void ReviewMarks::mark_library(object& library) const {
    for (const auto& [shelf, kind] : library_shelves) {
        value* list = library.if_contains(shelf);
        if (!list) continue;
        keep_if(list->as_array(), [&, kind = kind](const value& each) {
            return !withheld_.contains(library_name(kind, id_of(each)));
        });
        for (value& each : list->as_array())
            mark(library_name(kind, id_of(each)), each.as_object());
    }
}

}  // namespace breather::content

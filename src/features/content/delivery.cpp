#include "features/content/delivery.h"

#include <sodium.h>

#include <set>

#include "base/bytes.h"
#include "base/json.h"
#include "features/content/exercise_types.h"

namespace breather::content {
namespace {

std::vector<std::string> list_exercise_types(const std::vector<Screen>& screens) {
    std::set<std::string> types;
    for (const Screen& screen : screens)
        for (const Node& node : screen.nodes)
            if (node.kind == Node::Kind::Exercise) types.insert(node.text);
    return {types.begin(), types.end()};
}

OutlineModule outline_of(const Module& module) {
    OutlineModule made{.id = module.id,
                       .code = module.code,
                       .title = module.title,
                       .goal = module.goal,
                       .minutes = module.minutes(),
                       .optional_ = module.optional,
                       .status = module.made.status,
                       .evidence = module.made.evidence,
                       .author_role = module.made.author_role,
                       .review_by = module.made.review_by,
                       .why = module.why,
                       .introduction = markdown::to_json(module.introduction),
                       .steps = {},
                       .reviewed = std::nullopt};
    for (const Step& step : module.steps) {
        OutlineStep one{.id = step.id,
                        .title = step.title,
                        .kind = step.kind,
                        .minutes = step.minutes,
                        .short_minutes = std::nullopt,
                        .has_short = step.short_version.has_value(),
                        .exercises = list_exercise_types(step.screens),
                        .reviewed = std::nullopt};
        if (step.short_version) one.short_minutes = step.short_version->minutes;
        made.steps.push_back(std::move(one));
    }
    return made;
}

Outline outline_of(const Pack& pack, Language language, const std::string& hash) {
    Outline outline{.pack = pack.id,
                    .hash = hash,
                    .title = pack.titles.at(language),
                    .labels = {},
                    .recommended = pack.recommended.at(language),
                    .modules = {}};
    for (const auto& [label, titles] : pack.labels) outline.labels[label] = titles.at(language);
    for (const Module& module : pack.editions.at(language).modules)
        outline.modules.push_back(outline_of(module));
    return outline;
}

/// A step says it only where it differs from its module.
const std::string& either(const std::string& own, const std::string& other) {
    return own.empty() ? other : own;
}

StepText text_of(const Module& module, const Step& step, Language language,
                 const std::string& hash) {
    StepText text{.hash = hash,
                  .module = module.id,
                  .id = step.id,
                  .language = std::string(json_name(language)),
                  .title = step.title,
                  .kind = step.kind,
                  .minutes = step.minutes,
                  .status = step.made.status,
                  .evidence = step.made.evidence,
                  .author_role = either(step.made.author_role, module.made.author_role),
                  .review_by = either(step.made.review_by, module.made.review_by),
                  .screens = markdown::to_json(step.screens),
                  .short_ = nullptr};
    if (step.short_version)
        text.short_ =
            boost::json::object{{"minutes", step.short_version->minutes},
                                {"screens", markdown::to_json(step.short_version->screens)}};
    return text;
}

LibraryText text_of(const LibraryItem& item) {
    return {.id = item.id,
            .title = item.title,
            .summary = item.summary,
            .minutes = item.minutes,
            .posture = item.posture,
            .hands_free = item.hands_free,
            .sound = item.sound,
            .when = item.when,
            .risks = item.risks,
            .need = item.need,
            .for_ = item.for_,
            .sibling = item.sibling,
            .status = item.made.status,
            .evidence = item.made.evidence,
            .author_role = item.made.author_role,
            .review_by = item.made.review_by,
            .card = item.card,
            .screens = markdown::to_json(item.screens),
            .reviewed = std::nullopt};
}

std::vector<LibraryText>& shelf_for(std::string_view type, Library& library) {
    if (type == "pause") return library.pauses;
    if (type == "card") return library.cards;
    if (type == "glossary") return library.glossary;
    return library.articles;
}

std::vector<Item> write_items(const Pack& pack, const std::string& hash) {
    std::vector<Item> items;
    for (const auto& [language, edition] : pack.editions) {
        items.push_back(
            {ItemKind::Outline, "", "", language, json::write(outline_of(pack, language, hash))});
        for (const Module& module : edition.modules)
            for (const Step& step : module.steps)
                items.push_back({ItemKind::Step, module.id, step.id, language,
                                 json::write(text_of(module, step, language, hash))});
        Library library;
        library.pack = pack.id;
        library.hash = hash;
        for (const LibraryItem& item : edition.library)
            shelf_for(item.type, library).push_back(text_of(item));
        items.push_back({ItemKind::Library, "", "", language, json::write(library)});
    }
    return items;
}

std::string hash_of(const std::vector<Item>& items) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, 32);
    auto add = [&](std::string_view part) {
        const std::string length = std::to_string(part.size()) + ":";
        crypto_generichash_update(&state, bytes_of(length).data(), length.size());
        crypto_generichash_update(&state, bytes_of(part).data(), part.size());
    };
    for (const Item& item : items) {
        add(name_of(item.kind));
        add(item.module);
        add(item.step);
        add(json_name(item.language));
        add(item.body);
    }
    std::array<std::uint8_t, 32> hash;
    crypto_generichash_final(&state, hash.data(), hash.size());
    return to_hex(hash);
}

std::string text_at(const boost::json::object& object, std::string_view key) {
    return std::string(object.at(key).as_string());
}
std::vector<std::string> texts_at(const boost::json::object& object, std::string_view key) {
    std::vector<std::string> texts;
    for (const auto& one : object.at(key).as_array()) texts.emplace_back(one.as_string());
    return texts;
}
std::map<std::string, std::string> map_at(const boost::json::object& object, std::string_view key) {
    std::map<std::string, std::string> map;
    for (const auto& [name, value] : object.at(key).as_object()) map[name] = value.as_string();
    return map;
}
double number_at(const boost::json::object& object, std::string_view key) {
    return object.at(key).to_number<double>();
}

}  // namespace

Delivery make_delivery(const Pack& pack) {
    Delivery delivery;
    delivery.pack = pack.id;
    delivery.hash = hash_of(write_items(pack, ""));
    delivery.items = write_items(pack, delivery.hash);
    for (const auto& [name, media] : pack.media) delivery.media[media.hash] = media.path;
    return delivery;
}

const OutlineModule* Outline::find_module(std::string_view id) const {
    for (const OutlineModule& module : modules)
        if (module.id == id) return &module;
    return nullptr;
}

const OutlineStep* Outline::find_step(std::string_view module, std::string_view step) const {
    const OutlineModule* found = find_module(module);
    if (found)
        for (const OutlineStep& one : found->steps)
            if (one.id == step) return &one;
    return nullptr;
}

Outline read_outline(std::string_view body) {
    const boost::json::value tree = boost::json::parse(body);
    const auto& root = tree.as_object();
    Outline outline{.pack = text_at(root, "pack"),
                    .hash = text_at(root, "hash"),
                    .title = text_at(root, "title"),
                    .labels = map_at(root, "labels"),
                    .recommended = texts_at(root, "recommended"),
                    .modules = {}};
    for (const auto& module_value : root.at("modules").as_array()) {
        const auto& from = module_value.as_object();
        OutlineModule module{.id = text_at(from, "id"),
                             .code = text_at(from, "code"),
                             .title = text_at(from, "title"),
                             .goal = text_at(from, "goal"),
                             .minutes = number_at(from, "minutes"),
                             .optional_ = from.at("optional").as_bool(),
                             .status = text_at(from, "status"),
                             .evidence = text_at(from, "evidence"),
                             .author_role = {},  // a choice needs neither
                             .review_by = {},
                             .why = map_at(from, "why"),
                             .introduction = from.at("introduction").as_array(),
                             .steps = {},
                             .reviewed = std::nullopt};
        for (const auto& step_value : from.at("steps").as_array()) {
            const auto& step = step_value.as_object();
            OutlineStep one{.id = text_at(step, "id"),
                            .title = text_at(step, "title"),
                            .kind = text_at(step, "kind"),
                            .minutes = number_at(step, "minutes"),
                            .short_minutes = std::nullopt,
                            .has_short = step.at("has_short").as_bool(),
                            .exercises = texts_at(step, "exercises"),
                            .reviewed = std::nullopt};
            if (one.has_short) one.short_minutes = number_at(step, "short_minutes");
            module.steps.push_back(std::move(one));
        }
        outline.modules.push_back(std::move(module));
    }
    return outline;
}

Library read_library(std::string_view body) {
    const boost::json::value tree = boost::json::parse(body);
    const auto& root = tree.as_object();
    Library library;
    library.pack = text_at(root, "pack");
    library.hash = text_at(root, "hash");
    for (const char* kind : {"pauses", "articles"})
        for (const auto& value : root.at(kind).as_array()) {
            const auto& from = value.as_object();
            LibraryText item;
            item.id = text_at(from, "id");
            item.title = text_at(from, "title");
            item.minutes = number_at(from, "minutes");
            item.need = texts_at(from, "need");
            item.summary = text_at(from, "summary");
            if (std::string_view(kind) == "pauses") {
                item.posture = text_at(from, "posture");
                item.sound = from.at("sound").as_bool();
                item.when = text_at(from, "when");
                item.risks = text_at(from, "risks");
                item.card = texts_at(from, "card");
            }
            (std::string_view(kind) == "pauses" ? library.pauses : library.articles)
                .push_back(std::move(item));
        }
    return library;
}

std::map<std::string, std::string> each_alone(std::string_view body) {
    const boost::json::value tree = boost::json::parse(body);
    boost::json::object empty = tree.as_object();
    for (const char* list : {"pauses", "articles", "cards", "glossary"})
        empty[list] = boost::json::array();
    std::map<std::string, std::string> alone;
    for (const char* list : {"pauses", "articles"})
        for (const auto& each : tree.at(list).as_array()) {
            boost::json::object one = empty;
            one[list].as_array().push_back(each);
            alone[text_at(each.as_object(), "id")] = boost::json::serialize(one);
        }
    return alone;
}

std::string pauses_alone(std::string_view body) {
    auto library = boost::json::parse(body).as_object();
    for (const char* kind : {"articles", "cards", "glossary"}) library[kind] = boost::json::array();
    for (auto& each : library["pauses"].as_array()) {
        auto& pause = each.as_object();
        for (const char* list : {"screens", "card", "for"}) pause[list] = boost::json::array();
        for (const char* text :
             {"when", "risks", "sibling", "status", "evidence", "author_role", "review_by"})
            pause[text] = "";
        pause.erase("reviewed");
    }
    return boost::json::serialize(library);
}

}  // namespace breather::content

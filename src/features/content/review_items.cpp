#include "features/content/review_items.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace breather::content {
namespace {

using boost::json::object;
using boost::json::value;

constexpr std::array<std::string_view, 5> unread{"hash", "status", "author_role", "review_by",
                                                 "steps"};

bool is_empty(const value& one) {
    if (const auto* text = one.if_string()) return text->empty();
    if (const auto* list = one.if_array()) return list->empty();
    if (const auto* inner = one.if_object()) return inner->empty();
    return one.is_null() || one == false;
}

/// The same for the same content, whatever the order of the keys.
void write_in_order(const value& one, std::string& into) {
    if (const auto* list = one.if_array()) {
        into += '[';
        for (const value& each : *list) {
            write_in_order(each, into);
            into += ',';
        }
        into += ']';
    } else if (const auto* inner = one.if_object()) {
        std::map<std::string_view, const value*> ordered;
        for (const auto& [key, each] : *inner)
            if (!is_empty(each)) ordered[key] = &each;
        into += '{';
        for (const auto& [key, each] : ordered) {
            into.append(key).append(":");
            write_in_order(*each, into);
            into += ',';
        }
        into += '}';
    } else {
        into += boost::json::serialize(one);
    }
}

std::string text_at(const object& from, std::string_view key) {
    const auto* found = from.if_contains(key);  // what an earlier program imported has fewer keys
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

class Gathering {
  public:
    explicit Gathering(const std::vector<Item>& items) {
        for (const Item& item : items)
            if (item.kind == ItemKind::Step)
                steps_[step_name(item.module, item.step)].emplace(
                    item.language, boost::json::parse(item.body).as_object());
        for (const Item& item : items)
            if (item.kind == ItemKind::Outline) add_outline(item);
        for (const auto& [shelf, kind] : library_shelves)
            for (const Item& item : items)
                if (item.kind == ItemKind::Library) add_shelf(item, shelf, kind);
    }

    std::vector<ReviewText> done() {
        for (ReviewText& each : all_) finish(each);
        return std::move(all_);
    }

  private:
    void add_outline(const Item& item) {
        const value tree = boost::json::parse(item.body);
        for (const value& each : tree.at("modules").as_array()) {
            const object& module = each.as_object();
            const std::string id = text_at(module, "id");
            at(module_name(id), ReviewKind::Module, id).texts[item.language] = module;
            for (const value& step : module.at("steps").as_array()) {
                const std::string name = step_name(id, text_at(step.as_object(), "id"));
                auto& found = at(name, ReviewKind::Step, id);
                if (found.texts.empty()) found.texts = std::move(steps_[name]);
            }
        }
    }

    void add_shelf(const Item& item, std::string_view shelf, ReviewKind kind) {
        const value tree = boost::json::parse(item.body);
        // A version imported before there were cards has no such shelf.
        const value* list = tree.as_object().if_contains(shelf);
        if (!list) return;
        for (const value& each : list->as_array()) {
            const object& one = each.as_object();
            at(library_name(kind, text_at(one, "id")), kind, "").texts[item.language] = one;
        }
    }

    ReviewText& at(const std::string& name, ReviewKind kind, const std::string& module) {
        const auto [found, is_new] = places_.try_emplace(name, all_.size());
        if (is_new) all_.push_back({{name, kind, module, {}, {}, {}}, {}});
        return all_[found->second];
    }

    static void finish(ReviewText& each) {
        each.item.version = review_version(each.texts);
        for (const auto& [language, text] : each.texts) {
            each.item.heads.push_back({language, text_at(text, "title"),
                                       text_at(text, "author_role"), text_at(text, "evidence")});
            if (each.item.review_by.empty()) each.item.review_by = text_at(text, "review_by");
        }
    }

    std::map<std::string, std::map<Language, object>> steps_;
    std::map<std::string, std::size_t> places_;
    std::vector<ReviewText> all_;
};

}  // namespace

std::string module_name(std::string_view module) { return "module." + std::string(module); }

std::string step_name(std::string_view module, std::string_view step) {
    return "step." + std::string(module) + "." + std::string(step);
}

std::string library_name(ReviewKind kind, std::string_view id) {
    return std::string(name_of(kind)) + "." + std::string(id);
}

std::vector<ReviewText> list_review_texts(const std::vector<Item>& items) {
    return Gathering(items).done();
}

std::string review_version(const std::map<Language, object>& texts) {
    std::string written;
    for (const auto& [language, text] : texts) {
        object read = text;
        for (const std::string_view key : unread) read.erase(key);
        written.append(name_of(language)).append(" ");
        write_in_order(read, written);
    }
    std::array<std::uint8_t, 32> hash;
    crypto_generichash(hash.data(), hash.size(), bytes_of(written).data(), written.size(), nullptr,
                       0);
    return to_hex(hash);
}

}  // namespace breather::content

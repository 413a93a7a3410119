#include "features/content/shelf.h"

namespace breather::content {
namespace {

std::string key(std::string_view hash, std::string_view module, std::string_view step,
                Language language) {
    std::string text;
    text.reserve(hash.size() + module.size() + step.size() + 12);
    text.append(hash).append("/").append(module).append("/").append(step).append("/").append(
        json_name(language));
    return text;
}

}  // namespace

void Shelf::add(const std::string& pack, const std::string& hash, std::vector<Item> items,
                const store::Signatures& signatures) {
    Reviews& reviews = reviews_[pack];
    reviews.hash = hash;
    for (ReviewText& each : list_review_texts(items)) reviews.items.push_back(std::move(each.item));
    reviews.marks = ReviewMarks(reviews.items, signatures);
    for (Item& item : items) {
        if (!reviews.marks.apply(item)) continue;
        auto bytes = std::make_shared<const std::string>(std::move(item.body));
        Edition& edition = editions_[pack][item.language];
        switch (item.kind) {
            case ItemKind::Step:
                steps_[key(hash, item.module, item.step, item.language)] = bytes;
                break;
            case ItemKind::Outline:
                edition.outline = read_outline(*bytes);
                edition.outline_bytes = bytes;
                break;
            case ItemKind::Library:
                edition.library = read_library(*bytes);
                edition.pauses_bytes = std::make_shared<const std::string>(pauses_alone(*bytes));
                for (auto& [id, alone] : each_alone(*bytes))
                    edition.alone[id] = std::make_shared<const std::string>(std::move(alone));
                edition.library_bytes = bytes;
                break;
        }
    }
}

Ready Shelf::find_step(std::string_view hash, std::string_view module, std::string_view step,
                       Language language) const {
    const auto found = steps_.find(key(hash, module, step, language));
    return found == steps_.end() ? nullptr : found->second;
}

const Shelf::Edition* Shelf::find_edition(std::string_view pack, Language language) const {
    const auto found = editions_.find(pack);
    if (found == editions_.end()) return nullptr;
    const auto edition = found->second.find(language);
    return edition == found->second.end() ? nullptr : &edition->second;
}

std::vector<std::string> Shelf::packs() const {
    std::vector<std::string> names;
    for (const auto& [name, editions] : editions_) names.push_back(name);
    return names;
}

const ReviewItem* Shelf::Reviews::find(std::string_view name) const {
    for (const ReviewItem& each : items)
        if (each.name == name) return &each;
    return nullptr;
}

const Shelf::Reviews* Shelf::find_reviews(std::string_view pack) const {
    const auto found = reviews_.find(pack);
    return found == reviews_.end() ? nullptr : &found->second;
}

std::string_view Shelf::first_pack() const {
    return editions_.empty() ? std::string_view() : editions_.begin()->first;
}

}  // namespace breather::content

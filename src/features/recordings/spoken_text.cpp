#include "features/recordings/spoken_text.h"

#include <sodium.h>

#include <boost/describe/enumerators.hpp>
#include <boost/json.hpp>
#include <set>

#include "base/bytes.h"
#include "base/enum_names.h"

namespace breather::recordings {
namespace {

using boost::json::object;

std::string text_at(const object& from, std::string_view key) {
    const auto* found = from.if_contains(key);
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

double number_at(const object& from, std::string_view key) {
    const auto* found = from.if_contains(key);
    return found && found->is_number() ? found->to_number<double>() : 0;
}

class Finder {
  public:
    Finder(std::string pack, Language language, SpokenTexts& found)
        : pack_(std::move(pack)), language_(language), found_(found) {}

    void look_at(const boost::json::value& screens, const std::string& place,
                 const std::string& item) {
        for (const auto& screen : screens.as_array())
            for (const auto& node : screen.as_object().at("nodes").as_array()) {
                const auto& exercise = node.as_object();
                if (text_at(exercise, "t") == "exercise" && text_at(exercise, "type") == "audio")
                    take(exercise, place, item);
            }
    }

  private:
    void take(const object& exercise, const std::string& place, const std::string& item) {
        SpokenText text{.version = version_of(exercise),
                        .pack = pack_,
                        .place = place + "/" + text_at(exercise, "id"),
                        .language = language_,
                        .item = item,
                        .title = text_at(exercise, "title"),
                        .file = text_at(exercise, "file"),
                        .transcript = text_at(exercise, "transcript"),
                        .minutes = number_at(exercise, "minutes")};
        if (seen_.insert(text.version).second) found_.push_back(std::move(text));
    }

    std::string pack_;
    Language language_;
    SpokenTexts& found_;
    std::set<std::string> seen_;
};

void look_at_step(Finder& finder, std::string_view body, const std::string& module) {
    const auto tree = boost::json::parse(body);
    const auto& step = tree.as_object();
    const std::string place = "step/" + module + "/" + text_at(step, "id");
    const std::string title = text_at(step, "title");
    finder.look_at(step.at("screens"), place, title);
    if (const auto* brief = step.if_contains("short"); brief && brief->is_object())
        finder.look_at(brief->as_object().at("screens"), place + "/short", title);
}

}  // namespace

std::string version_of(const object& exercise) {
    std::string says;
    for (const char* key : {"id", "file", "title", "transcript"})
        says.append(text_at(exercise, key)).push_back('\n');
    Hash hash;
    const auto bytes = bytes_of(says);
    crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
    return to_hex(hash);
}

SpokenTexts list_spoken_texts(const content::Shelf& shelf) {
    SpokenTexts found;
    for (const std::string& pack : shelf.packs())
        for (const Language language : {Language::en_GB, Language::zh_Hans}) {
            const auto* edition = shelf.find_edition(pack, language);
            if (!edition) continue;
            Finder finder(pack, language, found);
            for (const auto& module : edition->outline.modules)
                for (const auto& step : module.steps)
                    if (const auto body =
                            shelf.find_step(edition->outline.hash, module.id, step.id, language))
                        look_at_step(finder, *body, module.id);
            const auto library = boost::json::parse(*edition->library_bytes);
            for (const char* kind : {"pauses", "articles", "cards"})
                for (const auto& each : library.as_object().at(kind).as_array()) {
                    const auto& item = each.as_object();
                    finder.look_at(item.at("screens"), "library/" + text_at(item, "id"),
                                   text_at(item, "title"));
                }
        }
    return found;
}

}  // namespace breather::recordings

#include "features/content/pack_reader.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <span>

#include "base/bytes.h"
#include "engines/markdown/document.h"
#include "features/content/exercise_types.h"
#include "features/content/fields.h"
#include "features/content/pack_checker.h"

namespace breather::content {
namespace {

namespace fs = std::filesystem;
using markdown::Document;

constexpr std::uintmax_t text_max = 256 * 1024;
constexpr std::uintmax_t sound_max = 20 * 1024 * 1024;

// What somebody may look for in the library.
constexpr std::array<std::string_view, 12> needs{
    "calm",  "focus",  "tension",    "transition", "start", "sleep",
    "anger", "energy", "switch_off", "people",     "worry", "after_hard_event"};
constexpr std::array<std::string_view, 4> professions{"nurse", "doctor", "administrator", "porter"};

std::optional<std::string> read_file(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return std::nullopt;
    std::string text(text_max + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    return text;
}

std::string file_hash(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, 32);
    std::string block(64 * 1024, '\0');
    while (stream.read(block.data(), static_cast<std::streamsize>(block.size())) ||
           stream.gcount() > 0)
        crypto_generichash_update(&state, bytes_of(block).data(),
                                  static_cast<std::size_t>(stream.gcount()));
    std::array<std::uint8_t, 32> hash;
    crypto_generichash_final(&state, hash.data(), hash.size());
    return to_hex(hash);
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
    std::vector<fs::path> result;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error))
        if (!entry.path().filename().string().starts_with(".")) result.push_back(entry.path());
    std::sort(result.begin(), result.end());
    return result;
}

class PackReader {
  public:
    PackReader(fs::path folder, std::chrono::sys_days today)
        : folder_(std::move(folder)), today_(today) {}

    ReadPack read() && {
        if (!read_pack_file()) return std::move(result_);
        read_media();
        for (Language language : pack().languages) read_edition(language);
        tell_unused_media();
        check_pack(pack(), findings());
        std::sort(findings().begin(), findings().end());
        findings().erase(std::unique(findings().begin(), findings().end()), findings().end());
        return std::move(result_);
    }

  private:
    Pack& pack() { return result_.pack; }
    Findings& findings() { return result_.findings; }
    void fault(const std::string& file, int line, std::string says) {
        findings().push_back({file, line, std::move(says)});
    }

    bool read_pack_file() {
        const std::string file = "pack.yaml";
        const auto text = read_file(folder_ / file);
        if (!text) {
            fault(file, 1, "This file is missing. Name a folder that holds pack.yaml.");
            return false;
        }
        const markdown::Yaml yaml = markdown::read_yaml(*text);
        for (const auto& one : yaml.faults) fault(file, one.line, one.says);
        if (!yaml.faults.empty()) return false;
        Fields fields(yaml, file, findings());
        pack().id = fields.slug("id");
        for (const std::string& name : fields.texts("languages", 2)) {
            if (name == json_name(Language::en_GB))
                pack().languages.push_back(Language::en_GB);
            else if (name == json_name(Language::zh_Hans))
                pack().languages.push_back(Language::zh_Hans);
            else
                fields.fault(
                    "languages",
                    "“" + name + "” is not a language of ours. There are: en-GB, zh-Hans.");
        }
        if (pack().languages.size() != 2)
            fields.fault("languages", "A pack speaks both languages: [en-GB, zh-Hans].");
        pack().titles = read_titles(fields.inner("titles"));
        Fields labels = fields.inner("labels");
        for (const char* label : {"well_being", "resilience", "professional_skills"})
            pack().labels[label] = read_titles(labels.inner(label));
        labels.finish();
        pack().modules = fields.slugs("modules");
        Fields recommended = fields.inner("recommended");
        for (Language language : pack().languages) {
            const std::string name(json_name(language));
            pack().recommended[language] = recommended.slugs(name);
            for (const std::string& module : pack().recommended[language])
                if (std::find(pack().modules.begin(), pack().modules.end(), module) ==
                    pack().modules.end())
                    recommended.fault(name, "“" + module + "” is not one of the modules above.");
        }
        recommended.finish();
        fields.finish();
        return !pack().id.empty();
    }

    ByLanguage read_titles(Fields fields) {
        ByLanguage titles;
        for (Language language : pack().languages)
            titles[language] = fields.text(json_name(language));
        fields.finish();
        return titles;
    }

    void read_media() {
        for (const fs::path& path : sorted_entries(folder_ / "media")) {
            const std::string name = path.filename().string();
            std::error_code error;
            const auto size = fs::file_size(path, error);
            if (path.extension() != ".mp3" || !is_slug(path.stem().string()))
                fault(
                    "media/" + name, 1,
                    "Sound files are named in small letters, digits and hyphens, and end in .mp3.");
            else if (error || size == 0 || size > sound_max)
                fault("media/" + name, 1, "A sound file must be readable and hold at most 20 MB.");
            else
                pack().media[name] = {path, file_hash(path)};
        }
    }

    void tell_unused_media() {
        for (const auto& [name, media] : pack().media)
            if (std::find(used_media_.begin(), used_media_.end(), name) == used_media_.end())
                findings().push_back({"media/" + name, 1, "No exercise plays this sound.", true});
    }

    void read_edition(Language language) {
        const std::string tag(json_name(language));
        std::error_code error;
        if (!fs::is_directory(folder_ / tag, error)) {
            fault("pack.yaml", 1,
                  "The folder " + tag + " is missing. Write the pack in this language too.");
            return;
        }
        Edition& edition = pack().editions[language];
        for (const std::string& id : pack().modules) read_module(tag, id, edition);
        for (const fs::path& path : sorted_entries(folder_ / tag)) {
            const std::string name = path.filename().string();
            if (name != "library" && std::find(pack().modules.begin(), pack().modules.end(),
                                               name) == pack().modules.end())
                fault(tag + "/" + name, 1,
                      "pack.yaml does not name this module. Add it there, or remove it here.");
        }
        for (const fs::path& path : sorted_entries(folder_ / tag / "library"))
            read_library_item(tag, path, edition);
    }

    // A file with its screens, exercises checked, faults told.
    std::optional<Document> read_text(const std::string& file) {
        const auto text = read_file(folder_ / file);
        if (!text) return std::nullopt;
        Document document = markdown::read_document(*text);
        for (const auto& one : document.faults) fault(file, one.line, one.says);
        std::set<std::string> ids;
        for (Screen& screen : document.screens)
            for (Node& node : screen.nodes) {
                if (node.kind != Node::Kind::Exercise) continue;
                check_exercise(node, file, pack().media, used_media_, findings());
                const std::string id = exercise_id(node);
                if (!id.empty() && !ids.insert(id).second)
                    fault(file, node.line,
                          "“" + id + "” is the id of two exercises. Give each its own.");
            }
        return document;
    }

    Signed read_signed(Fields& fields, bool item) {
        Signed made;
        made.status =
            fields.one_of("status", {"not_yet_clinically_reviewed", "clinically_reviewed"});
        made.evidence = fields.text("evidence");
        made.author_role = item ? fields.text("author_role") : fields.optional_text("author_role");
        if (item && !fields.has("review_by"))
            fields.fault("", "“review_by” is missing here. Add a date for the next look.");
        made.review_by = fields.optional_date("review_by");
        if (!made.review_by.empty() && made.review_by < std::string(today_text()))
            fields.fault("review_by",
                         "This date has passed. Have the text reviewed and set the next date.");
        made.reviewed_by = fields.optional_text("reviewed_by");
        made.reviewed_on = fields.optional_date("reviewed_on");
        if (made.signed_off() && (made.reviewed_by.empty() || made.reviewed_on.empty()))
            fields.fault("status",
                         "Reviewed text names who and when: add “reviewed_by” and “reviewed_on”.");
        return made;
    }

    std::string today_text() const {
        const std::chrono::year_month_day day(today_);
        std::array<char, 40> text{};
        std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                      static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
        return text.data();
    }

    void read_module(const std::string& tag, const std::string& id, Edition& edition) {
        const std::string folder = tag + "/" + id;
        const std::string file = folder + "/module.md";
        auto document = read_text(file);
        if (!document) {
            fault(file, 1, "This file is missing. Every module has one in every language.");
            return;
        }
        Module module;
        module.id = id;
        module.file = file;
        Fields fields(document->front, file, findings());
        module.title = fields.text("title");
        module.code = fields.text("code");
        module.goal = fields.text("goal");
        module.made = read_signed(fields, true);
        module.optional = fields.flag("optional");
        const std::vector<std::string> steps = fields.slugs("steps");
        Fields why = fields.inner("why");
        for (const char* slot : {"sign_up", "start", "middle", "lapse", "end"})
            module.why[slot] = why.text(slot);
        why.finish();
        fields.finish();
        module.introduction = std::move(document->screens);
        for (const std::string& step : steps) read_step(folder, step, module);
        tell_unnamed_steps(folder, steps);
        edition.modules.push_back(std::move(module));
    }

    void tell_unnamed_steps(const std::string& folder, const std::vector<std::string>& steps) {
        for (const fs::path& path : sorted_entries(folder_ / folder)) {
            const std::string name = path.filename().string();
            std::string stem = name.ends_with(".md") ? name.substr(0, name.size() - 3) : "";
            if (stem == "module") continue;
            if (stem.ends_with(".short")) stem.resize(stem.size() - 6);
            if (std::find(steps.begin(), steps.end(), stem) == steps.end())
                fault(
                    folder + "/" + name, 1,
                    "module.md does not name this step. Add it to its steps, or remove the file.");
        }
    }

    void read_step(const std::string& folder, const std::string& id, Module& module) {
        Step step;
        step.id = id;
        step.file = folder + "/" + id + ".md";
        auto document = read_text(step.file);
        if (!document) {
            fault(step.file, 1, "This file is missing, but module.md names the step.");
            return;
        }
        Fields fields(document->front, step.file, findings());
        step.title = fields.text("title");
        step.kind = fields.one_of("kind", {"read", "listen", "do"});
        step.minutes = fields.number("minutes", 1, 10);
        step.made = read_signed(fields, false);
        fields.finish();
        step.screens = std::move(document->screens);
        if (step.screens.empty())
            fault(step.file, 1, "This step has no text. Write at least one screen.");
        read_short(folder, step);
        module.steps.push_back(std::move(step));
    }

    void read_short(const std::string& folder, Step& step) {
        const std::string file = folder + "/" + step.id + ".short.md";
        auto document = read_text(file);
        if (!document) {
            fault(file, 1, "The short version is missing. Write one of at most three minutes.");
            return;
        }
        ShortVersion made;
        made.file = file;
        Fields fields(document->front, file, findings());
        made.minutes = fields.number("minutes", 1, 3);
        if (made.minutes > step.minutes)
            fields.fault("minutes", "The short version is longer than the step itself.");
        fields.finish();
        made.screens = std::move(document->screens);
        if (made.screens.empty())
            fault(file, 1, "The short version has no text. Write at least one screen.");
        step.short_version = std::move(made);
    }

    void read_library_item(const std::string& tag, const fs::path& path, Edition& edition) {
        LibraryItem item;
        item.id = path.stem().string();
        item.file = tag + "/library/" + path.filename().string();
        if (path.extension() != ".md" || !is_slug(item.id)) {
            fault(item.file, 1,
                  "Library files are named in small letters, digits and hyphens, and end in .md.");
            return;
        }
        auto document = read_text(item.file);
        if (!document) return;
        Fields fields(document->front, item.file, findings());
        item.type = fields.one_of("type", {"pause", "article", "card", "glossary"});
        item.title = fields.text("title");
        item.summary = fields.text("summary");
        item.minutes = fields.number("minutes", 1, 10);
        constexpr std::array<double, 5> lengths{1, 1.5, 3, 5, 10};
        if (item.type == "pause" &&
            std::find(lengths.begin(), lengths.end(), item.minutes) == lengths.end())
            fields.fault("minutes", "A pause takes 1, 1.5, 3, 5 or 10 minutes.");
        read_occasion(fields, item);
        item.made = read_signed(fields, true);
        fields.finish();
        item.screens = std::move(document->screens);
        if (item.screens.empty())
            fault(item.file, 1, "This item has no text. Write at least one screen.");
        edition.library.push_back(std::move(item));
    }

    // When and how it is done. A card is only carried and a glossary only looked into, so that
    // neither has to say it.
    static void read_occasion(Fields& fields, LibraryItem& item) {
        const bool glossary = item.type == "glossary";
        const bool done = !glossary && item.type != "card";
        const auto wanted = [&](const char* key, bool needed) { return needed || fields.has(key); };
        item.posture = "any";
        if (wanted("posture", done))
            item.posture =
                fields.one_of("posture", {"any", "sitting", "standing", "lying", "walking"});
        if (wanted("hands_free", done)) item.hands_free = fields.flag("hands_free");
        if (wanted("sound", done)) item.sound = fields.flag("sound");
        if (wanted("when", !glossary)) item.when = fields.text("when");
        if (wanted("risks", !glossary)) item.risks = fields.text("risks");
        if (wanted("need", !glossary)) item.need = read_known(fields, "need", needs);
        if (fields.has("for")) item.for_ = read_known(fields, "for", professions);
        if (wanted("sibling", !glossary)) item.sibling = fields.slug("sibling");
        item.sibling_line = fields.line_of("sibling");
        if (wanted("card", !glossary)) item.card = fields.texts("card", 6);
    }

    // A list of words out of those the app has a name for.
    static std::vector<std::string> read_known(Fields& fields, std::string_view key,
                                               std::span<const std::string_view> known) {
        std::vector<std::string> found = fields.slugs(key);
        std::string names;
        for (std::string_view name : known) names.append(names.empty() ? "" : ", ").append(name);
        for (const std::string& one : found)
            if (std::find(known.begin(), known.end(), one) == known.end())
                fields.fault(key, "“" + one + "” is not known in “" + std::string(key) +
                                      "”. There are: " + names + ".");
        return found;
    }

    fs::path folder_;
    std::chrono::sys_days today_;
    ReadPack result_;
    std::vector<std::string> used_media_;
};

}  // namespace

ReadPack read_pack(const fs::path& folder, std::chrono::sys_days today) {
    return PackReader(folder, today).read();
}

}  // namespace breather::content

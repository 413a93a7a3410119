#include "features/content/pack_checker.h"

#include <algorithm>
#include <set>

#include "features/content/exercise_types.h"
#include "features/content/prose.h"

namespace breather::content {
namespace {

struct Twin {
    const std::string& file;
    const std::string& other_file;
    Findings& findings;

    void differ(int line, std::string says) const {
        findings.push_back({file, line, std::move(says)});
    }
};

void visit(const Node& node, const auto& see) {
    see(node);
    for (const Node& child : node.children) visit(child, see);
}

void visit(const std::vector<Screen>& screens, const auto& see) {
    for (const Screen& screen : screens)
        for (const Node& node : screen.nodes) visit(node, see);
}

std::vector<const Node*> exercises_of(const Screen& screen) {
    std::vector<const Node*> found;
    for (const Node& node : screen.nodes)
        if (node.kind == Node::Kind::Exercise) found.push_back(&node);
    return found;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

// Progress points at a screen and a field by name, in whatever language it was made.
void compare_screens(const std::vector<Screen>& mine, const std::vector<Screen>& others,
                     const Twin& twin) {
    if (mine.size() != others.size()) {
        twin.differ(mine.empty() ? 1 : mine.back().line,
                    "This has " + std::to_string(mine.size()) + " screens, but " + twin.other_file +
                        " has " + std::to_string(others.size()) + ". Give both the same.");
        return;
    }
    for (std::size_t at = 0; at < mine.size(); ++at) {
        const auto here = exercises_of(mine[at]), there = exercises_of(others[at]);
        if (here.size() != there.size()) {
            twin.differ(mine[at].line, "This screen has " + std::to_string(here.size()) +
                                           " exercises, but in " + twin.other_file + " it has " +
                                           std::to_string(there.size()) + ".");
            continue;
        }
        for (std::size_t one = 0; one < here.size(); ++one) {
            const Node &left = *here[one], &right = *there[one];
            if (exercise_id(left) != exercise_id(right))
                twin.differ(left.line, "This exercise has the id “" + exercise_id(left) +
                                           "”, but in " + twin.other_file + " it is “" +
                                           exercise_id(right) + "”.");
            else if (left.text != right.text)
                twin.differ(left.line, "This is " + left.text + ", but in " + twin.other_file +
                                           " it is " + right.text + ".");
            else if (list_fields(left) != list_fields(right))
                twin.differ(left.line, "The fields here are " + joined(list_fields(left)) +
                                           ", but in " + twin.other_file + " " +
                                           joined(list_fields(right)) + ".");
            else if (list_parts(left) != list_parts(right))
                twin.differ(left.line, "The parts here are " + joined(list_parts(left)) +
                                           ", but in " + twin.other_file + " " +
                                           joined(list_parts(right)) + ".");
        }
    }
}

template <class T>
const T* find(const std::vector<T>& list, const std::string& id) {
    for (const T& one : list)
        if (one.id == id) return &one;
    return nullptr;
}

void compare_steps(const Module& mine, const Module& others, Findings& findings) {
    std::vector<std::string> here, there;
    for (const Step& step : mine.steps) here.push_back(step.id);
    for (const Step& step : others.steps) there.push_back(step.id);
    if (here != there)
        findings.push_back({mine.file, 1,
                            "The steps here are " + joined(here) + ", but in " + others.file + " " +
                                joined(there) + ". Give both the same, in the same order."});
    for (const Step& step : mine.steps) {
        const Step* other = find(others.steps, step.id);
        if (!other) continue;
        const Twin twin{step.file, other->file, findings};
        if (step.kind != other->kind) twin.differ(1, "“kind” differs from " + other->file + ".");
        if (step.minutes != other->minutes)
            twin.differ(1, "“minutes” differs from " + other->file + ".");
        compare_screens(step.screens, other->screens, twin);
        if (step.short_version && other->short_version) {
            const Twin short_twin{step.short_version->file, other->short_version->file, findings};
            if (step.short_version->minutes != other->short_version->minutes)
                short_twin.differ(1, "“minutes” differs from " + other->short_version->file + ".");
            compare_screens(step.short_version->screens, other->short_version->screens, short_twin);
        }
    }
}

void compare_library(const Edition& mine, const Edition& others, const std::string& other_tag,
                     Findings& findings) {
    for (const LibraryItem& item : mine.library) {
        const LibraryItem* other = find(others.library, item.id);
        if (!other) {
            findings.push_back(
                {item.file, 1, "This is missing in " + other_tag + ". Write it there too."});
            continue;
        }
        const Twin twin{item.file, other->file, findings};
        if (item.type != other->type) twin.differ(1, "“type” differs from " + other->file + ".");
        if (item.minutes != other->minutes)
            twin.differ(1, "“minutes” differs from " + other->file + ".");
        if (item.posture != other->posture)
            twin.differ(1, "“posture” differs from " + other->file + ".");
        if (item.hands_free != other->hands_free)
            twin.differ(1, "“hands_free” differs from " + other->file + ".");
        if (item.for_ != other->for_) twin.differ(1, "“for” differs from " + other->file + ".");
        if (item.need != other->need) twin.differ(1, "“need” differs from " + other->file + ".");
        compare_screens(item.screens, other->screens, twin);
    }
}

void compare_languages(const Pack& pack, Findings& findings) {
    for (const auto& [language, edition] : pack.editions)
        for (const auto& [other_language, other] : pack.editions) {
            if (language == other_language) continue;
            compare_library(edition, other, std::string(json_name(other_language)), findings);
            if (language > other_language)
                continue;  // steps are the same pairs seen from both sides
            for (const Module& module : other.modules)
                if (const Module* first = find(edition.modules, module.id))
                    compare_steps(module, *first, findings);
        }
}

bool has_exercise(const std::vector<Screen>& screens, std::string_view type) {
    bool found = false;
    visit(screens, [&](const Node& node) {
        found |= node.kind == Node::Kind::Exercise && node.text == type;
    });
    return found;
}

void check_module(const Module& module, Findings& findings) {
    std::set<std::string> kinds;
    bool re_entry = false;
    for (const Step& step : module.steps) {
        kinds.insert(step.kind);
        const bool here = has_exercise(step.screens, "re_entry");
        re_entry |= here;
        if (step.kind != "read" && !here)
            findings.push_back(
                {step.file, 1,
                 "People go back to work after this. End it with a re_entry exercise.", true});
    }
    if (module.steps.empty()) return;
    if (!re_entry)
        findings.push_back({module.file, 1,
                            "No step of this module leads back to work. Add a re_entry exercise."});
    if (module.optional) return;
    for (const char* kind : {"read", "listen", "do"})
        if (!kinds.contains(kind))
            findings.push_back(
                {module.file, 1,
                 "A core module has a step to read, one to listen to and one to do; “" +
                     std::string(kind) + "” is missing."});
}

void check_links(const std::vector<Screen>& screens, const std::string& file, Findings& findings) {
    static const std::set<std::string, std::less<>> ours{"/", "/try", "/help", "/privacy", "/join"};
    visit(screens, [&](const Node& node) {
        if (node.kind == Node::Kind::Link && node.text.starts_with("/") &&
            !ours.contains(node.text))
            findings.push_back({file, node.line,
                                "The link “" + node.text +
                                    "” leads nowhere. Ours are /help, /try, "
                                    "/privacy, /join and /."});
    });
}

void check_italics(const std::vector<Screen>& screens, const std::string& file, Language language,
                   Findings& findings) {
    if (language != Language::zh_Hans) return;
    visit(screens, [&](const Node& node) {
        if (node.kind == Node::Kind::Emphasis)
            findings.push_back({file, node.line, "Chinese has no italics. Write ** instead of *."});
    });
}

void check_siblings(const Edition& edition, Findings& findings) {
    for (const LibraryItem& item : edition.library)
        if (!item.sibling.empty() &&
            (item.sibling == item.id || !find(edition.library, item.sibling)))
            findings.push_back(
                {item.file, item.sibling_line,
                 "“sibling” must name another library item; there is no “" + item.sibling + "”."});
}

// A word and its meaning on every line, so that the app can find the word.
void check_glossary(const LibraryItem& item, Findings& findings) {
    bool any = false;
    for (const Screen& screen : item.screens)
        for (const Node& list : screen.nodes) {
            if (list.kind != Node::Kind::BulletList) continue;
            for (const Node& line : list.children) {
                any = true;
                const Node* first = &line;
                while (!first->children.empty() && first->kind != Node::Kind::Strong)
                    first = &first->children[0];
                if (first->kind != Node::Kind::Strong)
                    findings.push_back({item.file, line.line,
                                        "A glossary line begins with its word: “- **word**: "
                                        "meaning”."});
            }
        }
    if (!any)
        findings.push_back(
            {item.file, 1, "A glossary has lines like “- **word**: meaning”. Write at least one."});
}

void check_minutes(const std::vector<Screen>& screens, double minutes, const std::string& file,
                   Findings& findings) {
    visit(screens, [&](const Node& node) {
        if (node.kind != Node::Kind::Exercise) return;
        // Worry time is kept later in the day, not inside the step that plans it.
        if (node.text == "worry_time") return;
        const auto* own = node.exercise.value.as_object().if_contains("minutes");
        if (own && own->is_number() && own->to_number<double>() > minutes)
            findings.push_back(
                {file, node.exercise.line_of("minutes"),
                 "This exercise is longer than the minutes at the top of the file."});
    });
}

void check_words(const Signed& made, const std::string& file, Language language,
                 Findings& findings) {
    check_claims(made.evidence, file, 1, language, findings);
}

void check_edition(const Edition& edition, Language language, Findings& findings) {
    auto screens = [&](const std::vector<Screen>& list, double minutes, const std::string& file) {
        check_links(list, file, findings);
        check_minutes(list, minutes, file, findings);
        check_prose(list, file, language, findings);
        check_italics(list, file, language, findings);
    };
    for (const Module& module : edition.modules) {
        check_module(module, findings);
        check_links(module.introduction, module.file, findings);
        check_prose(module.introduction, module.file, language, findings);
        check_claims(module.title, module.file, 1, language, findings);
        check_claims(module.goal, module.file, 1, language, findings);
        check_words(module.made, module.file, language, findings);
        for (const auto& [slot, text] : module.why)
            check_claims(text, module.file, 1, language, findings);
        for (const Step& step : module.steps) {
            screens(step.screens, step.minutes, step.file);
            check_claims(step.title, step.file, 1, language, findings);
            check_words(step.made, step.file, language, findings);
            if (step.short_version)
                screens(step.short_version->screens, step.short_version->minutes,
                        step.short_version->file);
        }
    }
    for (const LibraryItem& item : edition.library) {
        screens(item.screens, item.minutes, item.file);
        for (const std::string* text : {&item.title, &item.summary, &item.when, &item.risks})
            check_claims(*text, item.file, 1, language, findings);
        for (const std::string& line : item.card)
            check_claims(line, item.file, 1, language, findings);
        check_words(item.made, item.file, language, findings);
        if (item.type == "glossary") check_glossary(item, findings);
    }
    check_siblings(edition, findings);
}

}  // namespace

void check_pack(const Pack& pack, Findings& findings) {
    for (const auto& [language, edition] : pack.editions)
        check_edition(edition, language, findings);
    compare_languages(pack, findings);
}

}  // namespace breather::content

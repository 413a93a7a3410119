#include "features/content/exercise_types.h"

#include <algorithm>

#include "features/content/fields.h"

namespace breather::content {
namespace {

constexpr double minutes_max = 10;

struct Check {
    Fields& fields;
    const std::map<std::string, Media>& media;
    std::vector<std::string>& used;

    void sound_file(std::string_view key) const {
        const std::string name = fields.text(key);
        if (name.empty()) return;
        if (media.contains(name))
            used.push_back(name);
        else
            fields.fault(key,
                         "The sound file “" + name + "” is not in the media folder. Put it there.");
    }
    void prompts(std::initializer_list<std::string_view> keys) const {
        Fields inner = fields.inner("prompts");
        for (std::string_view key : keys) inner.text(key);
        inner.finish();
    }
};

void paced_breathing(const Check& check) {
    check.fields.number("in", 1, 15);
    if (check.fields.has("hold")) check.fields.number("hold", 0, 10);
    check.fields.number("out", 1, 20);
    check.fields.number("minutes", 0.5, minutes_max);
    check.fields.optional_flag("adjustable", true);
    if (check.fields.has("audio")) check.sound_file("audio");
}

void grounding(const Check& check) {
    std::vector<std::string> seen;
    std::vector<Fields> senses = check.fields.list("senses", true);
    if (senses.empty())
        check.fields.fault("senses", "Name at least one sense, such as “- id: see”.");
    for (Fields& sense : senses) {
        const std::string id = sense.slug("id");
        if (std::find(seen.begin(), seen.end(), id) != seen.end())
            sense.fault("id", "“" + id + "” is the id of two senses. Give each its own.");
        seen.push_back(id);
        sense.number("count", 1, 10);
        sense.text("prompt");
        sense.finish();
    }
}

void stress_diary(const Check& check) {
    check.prompts({"situation", "body", "thought", "feeling", "helped"});
}

void if_then(const Check& check) {
    check.prompts({"moment", "action", "obstacle", "around"});
    for (Fields& example : check.fields.list("examples", false)) {
        example.text("moment");
        example.text("action");
        example.finish();
    }
}

void control_sorting(const Check& check) {
    check.prompts({"add"});
    Fields piles = check.fields.inner("piles");
    for (std::string_view pile : {"mine", "influence", "not_mine"}) piles.text(pile);
    piles.finish();
    if (check.fields.has("examples")) check.fields.texts("examples", 12);
}

void audio(const Check& check) {
    check.sound_file("file");
    check.fields.text("title");
    check.fields.number("minutes", 0.5, minutes_max);
    if (!check.fields.has("transcript"))
        check.fields.fault("",
                           "This sound has no transcript. Add “transcript: |” and what is heard.");
    else
        check.fields.text("transcript");
}

void reveal(const Check& check) {
    check.fields.text("question");
    check.fields.text("answer");
}

void re_entry(const Check& check) { check.fields.texts("lines", 6); }

struct Type {
    std::string_view name;
    void (*check)(const Check&);
    std::vector<std::string> fields;  // grounding names its own
};

const std::vector<Type>& types() {
    static const std::vector<Type> all{
        {"paced_breathing", paced_breathing, {}},
        {"grounding", grounding, {}},
        {"stress_diary", stress_diary, {"situation", "body", "thought", "feeling", "helped"}},
        {"if_then", if_then, {"moment", "action", "obstacle", "around"}},
        {"control_sorting", control_sorting, {"items"}},
        {"audio", audio, {}},
        {"reveal", reveal, {"guess"}},
        {"re_entry", re_entry, {"next_action", "feels"}},
    };
    return all;
}

const Type* find_type(std::string_view name) {
    for (const Type& type : types())
        if (type.name == name) return &type;
    return nullptr;
}

bool contains(const std::vector<std::string>& list, std::string_view one) {
    return std::find(list.begin(), list.end(), one) != list.end();
}

void check_condition(Fields& rule, const Node& exercise) {
    Fields when = rule.inner("when");
    if (when.has("always")) {
        when.flag("always");
    } else if (when.has("pile")) {
        if (exercise.text != "control_sorting")
            when.fault("pile", "Only control_sorting has piles. Use “field” here.");
        when.one_of("pile", {"mine", "influence", "not_mine"});
        when.flag("empty");
    } else {
        const std::string field = when.text("field");
        if (!field.empty() && !contains(list_fields(exercise), field))
            when.fault("field", "“" + field + "” is not a field of this exercise.");
        if (when.has("at_least"))
            when.number("at_least", 0, 10);
        else
            when.flag("filled");
    }
    when.finish();
}

// Every {name} in a sentence must be a field, or people would read the braces.
void check_placeholders(Fields& rule, const std::string& says, const Node& exercise) {
    for (std::size_t at = says.find('{'); at != std::string::npos; at = says.find('{', at + 1)) {
        const auto end = says.find('}', at);
        const std::string name = end == std::string::npos ? "" : says.substr(at + 1, end - at - 1);
        if (!contains(list_fields(exercise), name))
            rule.fault(
                "say",
                "{" + name + "} is not a field of this exercise, so people would see the braces.");
    }
}

void check_feedback(Fields& fields, const Node& exercise) {
    std::vector<Fields> rules = fields.list("feedback", false);
    for (Fields& rule : rules) {
        check_condition(rule, exercise);
        check_placeholders(rule, rule.text("say"), exercise);
        rule.finish();
    }
}

void collect_text(const boost::json::value& value, std::string_view key, std::string& into) {
    if (const auto* text = value.if_string()) {
        const bool words =
            key != "id" && key != "file" && key != "audio" && key != "field" && key != "pile";
        if (words) into.append(text->data(), text->size()).push_back('\n');
    } else if (const auto* array = value.if_array()) {
        for (const auto& one : *array) collect_text(one, key, into);
    } else if (const auto* object = value.if_object()) {
        for (const auto& [inner_key, inner] : *object) collect_text(inner, inner_key, into);
    }
}

}  // namespace

std::string exercise_id(const Node& exercise) {
    const auto* object = exercise.exercise.value.if_object();
    const auto* id = object ? object->if_contains("id") : nullptr;
    return id && id->is_string() ? std::string(id->as_string()) : std::string();
}

std::vector<std::string> list_fields(const Node& exercise) {
    if (exercise.text != "grounding") {
        const Type* type = find_type(exercise.text);
        return type ? type->fields : std::vector<std::string>();
    }
    std::vector<std::string> ids;
    const auto* object = exercise.exercise.value.if_object();
    const auto* senses = object ? object->if_contains("senses") : nullptr;
    if (!senses || !senses->is_array()) return ids;
    for (const auto& sense : senses->as_array()) {
        const auto* id = sense.is_object() ? sense.as_object().if_contains("id") : nullptr;
        if (id && id->is_string()) ids.emplace_back(id->as_string());
    }
    return ids;
}

std::string exercise_text(const Node& exercise) {
    std::string text;
    collect_text(exercise.exercise.value, "", text);
    return text;
}

void check_exercise(Node& exercise, const std::string& file,
                    const std::map<std::string, Media>& media, std::vector<std::string>& used,
                    Findings& findings) {
    const Type* type = find_type(exercise.text);
    if (!type) {
        std::string names;
        for (const Type& one : types())
            names += (names.empty() ? "" : ", ") + std::string(one.name);
        findings.push_back(
            {file, exercise.line,
             "“" + exercise.text + "” is not an exercise. There are: " + names + "."});
        return;
    }
    Fields fields(exercise.exercise, file, findings);
    fields.slug("id");
    type->check({fields, media, used});
    check_feedback(fields, exercise);
    fields.finish();
    for (const char* key : {"file", "audio"}) {
        auto* name = exercise.exercise.value.as_object().if_contains(key);
        if (!name || !name->is_string()) continue;
        if (auto found = media.find(std::string(name->as_string())); found != media.end())
            *name = found->second.address();
    }
}

}  // namespace breather::content

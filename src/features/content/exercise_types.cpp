#include "features/content/exercise_types.h"

#include <algorithm>
#include <array>

#include "features/content/exercise_checks.h"

namespace breather::content {
namespace {

struct Type {
    std::string_view name;
    void (*check)(const ExerciseCheck&);
    std::vector<std::string> fields;
    std::vector<std::string> piles;
    std::string_view names_fields;  // the list whose ids are the fields
};

const std::vector<Type>& types() {
    static const std::vector<Type> all{
        {"paced_breathing", check_paced_breathing, {}, {}, ""},
        {"grounding", check_grounding, {}, {}, "senses"},
        {"stress_diary",
         check_stress_diary,
         {"situation", "body", "thought", "feeling", "helped"},
         {},
         ""},
        {"if_then", check_if_then, {"moment", "action", "obstacle", "around"}, {}, ""},
        {"control_sorting",
         check_control_sorting,
         {"items"},
         {"mine", "influence", "not_mine"},
         ""},
        {"audio", check_audio, {}, {}, ""},
        {"reveal", check_reveal, {"guess"}, {}, ""},
        {"re_entry", check_re_entry, {"next_action", "feels"}, {}, ""},
        {"thought_record",
         check_thought_record,
         {"situation", "thought", "belief", "feeling", "strength", "supports", "against", "fairer",
          "belief_after", "strength_after"},
         {},
         ""},
        {"confidence_ruler", check_confidence_ruler, {"rating", "why_not_lower", "raise"}, {}, ""},
        {"worry_time", check_worry_time, {"items", "time", "next"}, {"can", "cannot"}, ""},
        {"three_good_things",
         check_three_good_things,
         {"one", "one_why", "two", "two_why", "three", "three_why"},
         {},
         ""},
        {"muscle_release", check_muscle_release, {}, {}, ""},
        {"attention_anchor", check_attention_anchor, {"notice", "choose"}, {}, ""},
        {"quiz", check_quiz, {}, {}, "questions"},
        {"values_sort", check_values_sort, {"items", "top"}, {"most", "some", "less"}, ""},
        {"signs_check", check_signs_check, {}, {}, "groups"},
        {"scenario", check_scenario, {}, {}, ""},
        {"animation", check_animation, {}, {}, ""},
    };
    return all;
}

const Type* find_type(std::string_view name) {
    for (const Type& type : types())
        if (type.name == name) return &type;
    return nullptr;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

bool contains(const std::vector<std::string>& list, std::string_view one) {
    return std::find(list.begin(), list.end(), one) != list.end();
}

void check_pile(Fields& when, const Node& exercise) {
    const std::vector<std::string>& piles = find_type(exercise.text)->piles;
    const std::string pile = when.text("pile");
    if (piles.empty())
        when.fault("pile", "A " + exercise.text + " has no piles. Use “field” here.");
    else if (!contains(piles, pile))
        when.fault("pile", "“pile” must be one of: " + joined(piles) + ".");
    when.flag("empty");
}

void check_field(Fields& when, std::string_view key, const Node& exercise) {
    const std::string field = when.text(key);
    if (!field.empty() && !contains(list_fields(exercise), field))
        when.fault(key, "“" + field + "” is not a field of this exercise.");
}

void check_condition(Fields& rule, const Node& exercise) {
    Fields when = rule.inner("when");
    if (when.has("always")) {
        when.flag("always");
    } else if (when.has("pile")) {
        check_pile(when, exercise);
    } else {
        check_field(when, "field", exercise);
        if (when.has("at_least"))
            when.number("at_least", 0, 10);
        else if (when.has("below"))
            when.number("below", 0, 10);
        else if (when.has("lower_than"))
            check_field(when, "lower_than", exercise);
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
        if (is_read(key)) into.append(text->data(), text->size()).push_back('\n');
    } else if (const auto* array = value.if_array()) {
        for (const auto& one : *array) collect_text(one, key, into);
    } else if (const auto* object = value.if_object()) {
        for (const auto& [inner_key, inner] : *object) collect_text(inner, inner_key, into);
    }
}

// Ids and the like, the words between them left out.
void collect_parts(const boost::json::value& value, std::string_view key,
                   std::vector<std::string>& into) {
    if (key == "feedback" || key == "examples") return;
    if (const auto* text = value.if_string()) {
        if (key == "id" || key == "name" || key == "role") into.emplace_back(*text);
    } else if (value.is_bool()) {
        if (key == "right") into.emplace_back(value.as_bool() ? "right" : "not right");
    } else if (const auto* array = value.if_array()) {
        for (const auto& one : *array) collect_parts(one, key, into);
    } else if (const auto* object = value.if_object()) {
        for (const auto& [inner_key, inner] : *object) collect_parts(inner, inner_key, into);
    }
}

}  // namespace

std::string exercise_id(const Node& exercise) {
    const auto* object = exercise.exercise.value.if_object();
    const auto* id = object ? object->if_contains("id") : nullptr;
    return id && id->is_string() ? std::string(id->as_string()) : std::string();
}

std::vector<std::string> list_fields(const Node& exercise) {
    const Type* type = find_type(exercise.text);
    if (!type) return {};
    if (type->names_fields.empty()) return type->fields;
    std::vector<std::string> ids;
    const auto* object = exercise.exercise.value.if_object();
    const auto* parts = object ? object->if_contains(type->names_fields) : nullptr;
    if (!parts || !parts->is_array()) return ids;
    for (const auto& part : parts->as_array()) {
        const auto* id = part.is_object() ? part.as_object().if_contains("id") : nullptr;
        if (id && id->is_string()) ids.emplace_back(id->as_string());
    }
    return ids;
}

std::vector<std::string> list_parts(const Node& exercise) {
    std::vector<std::string> parts;
    collect_parts(exercise.exercise.value, "", parts);
    return parts;
}

bool is_read(std::string_view key) {
    static constexpr std::array<std::string_view, 8> not_read{
        "id", "file", "audio", "field", "pile", "name", "role", "lower_than"};
    return std::find(not_read.begin(), not_read.end(), key) == not_read.end();
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
        std::vector<std::string> names;
        for (const Type& one : types()) names.emplace_back(one.name);
        findings.push_back(
            {file, exercise.line,
             "“" + exercise.text + "” is not an exercise. There are: " + joined(names) + "."});
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

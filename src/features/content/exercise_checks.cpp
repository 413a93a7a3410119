#include "features/content/exercise_checks.h"

#include <algorithm>
#include <set>

namespace breather::content {
namespace {

constexpr double minutes_max = 10;

std::string in_quotes(std::string_view text) { return "“" + std::string(text) + "”"; }

}  // namespace

void ExerciseCheck::sound_file(std::string_view key) const {
    const std::string name = fields.text(key);
    if (name.empty()) return;
    if (media.contains(name))
        used.push_back(name);
    else
        fields.fault(key,
                     "The sound file “" + name + "” is not in the media folder. Put it there.");
}

void ExerciseCheck::words(std::string_view key,
                          std::initializer_list<std::string_view> inner) const {
    Fields object = fields.inner(key);
    for (std::string_view one : inner) object.text(one);
    object.finish();
}

std::vector<Fields> ExerciseCheck::parts(std::string_view key, std::size_t min,
                                         std::size_t max) const {
    std::vector<Fields> all = fields.list(key, true);
    if (fields.has(key) && (all.size() < min || all.size() > max))
        fields.fault(key, in_quotes(key) + " must have " + std::to_string(min) + " to " +
                              std::to_string(max) + " entries.");
    std::set<std::string> seen;
    for (Fields& one : all) {
        const std::string id = one.slug("id");
        if (!id.empty() && !seen.insert(id).second)
            one.fault("id", in_quotes(id) + " stands twice in " + in_quotes(key) +
                                ". Give each its own id.");
    }
    return all;
}

void check_paced_breathing(const ExerciseCheck& check) {
    check.fields.number("in", 1, 15);
    if (check.fields.has("hold")) check.fields.number("hold", 0, 10);
    check.fields.number("out", 1, 20);
    check.fields.number("minutes", 0.5, minutes_max);
    check.fields.optional_flag("adjustable", true);
    if (check.fields.has("audio")) check.sound_file("audio");
}

void check_grounding(const ExerciseCheck& check) {
    for (Fields& sense : check.parts("senses", 1, 10)) {
        sense.number("count", 1, 10);
        sense.text("prompt");
        sense.finish();
    }
}

void check_stress_diary(const ExerciseCheck& check) {
    check.words("prompts", {"situation", "body", "thought", "feeling", "helped"});
}

void check_if_then(const ExerciseCheck& check) {
    check.words("prompts", {"moment", "action", "obstacle", "around"});
    for (Fields& example : check.fields.list("examples", false)) {
        example.text("moment");
        example.text("action");
        example.finish();
    }
}

void check_control_sorting(const ExerciseCheck& check) {
    check.words("prompts", {"add"});
    check.words("piles", {"mine", "influence", "not_mine"});
    if (check.fields.has("examples")) check.fields.texts("examples", 12);
}

void check_audio(const ExerciseCheck& check) {
    check.sound_file("file");
    check.fields.text("title");
    check.fields.number("minutes", 0.5, minutes_max);
    if (!check.fields.has("transcript"))
        check.fields.fault("",
                           "This sound has no transcript. Add “transcript: |” and what is heard.");
    else
        check.fields.text("transcript");
}

void check_reveal(const ExerciseCheck& check) {
    check.fields.text("question");
    check.fields.text("answer");
}

void check_re_entry(const ExerciseCheck& check) { check.fields.texts("lines", 6); }

void check_thought_record(const ExerciseCheck& check) {
    check.words("prompts", {"situation", "thought", "belief", "feeling", "strength", "supports",
                            "against", "fairer", "belief_after", "strength_after"});
    if (!check.fields.has("example")) return;
    Fields example = check.fields.inner("example");
    for (const char* key : {"situation", "thought", "feeling", "supports", "against", "fairer"})
        example.text(key);
    for (const char* key : {"belief", "strength", "belief_after", "strength_after"})
        example.number(key, 0, 10);
    example.finish();
}

void check_confidence_ruler(const ExerciseCheck& check) {
    check.words("prompts", {"rating", "why_not_lower", "raise"});
}

void check_worry_time(const ExerciseCheck& check) {
    check.words("prompts", {"park", "when", "can", "cannot", "next"});
    check.fields.number("minutes", 1, 20);
}

void check_three_good_things(const ExerciseCheck& check) {
    check.words("prompts", {"thing", "why"});
}

void check_muscle_release(const ExerciseCheck& check) {
    for (Fields& group : check.parts("groups", 1, 16)) {
        group.text("tense");
        group.text("release");
        group.finish();
    }
    // Longer than ten seconds and people hold their breath with the muscle.
    check.fields.number("tense_seconds", 2, 10);
    check.fields.number("release_seconds", 5, 60);
    if (check.fields.has("audio")) check.sound_file("audio");
}

void check_attention_anchor(const ExerciseCheck& check) {
    check.words("prompts", {"stop", "notice", "choose"});
    check.fields.number("seconds", 5, 60);
}

void check_quiz(const ExerciseCheck& check) {
    for (Fields& question : check.parts("questions", 1, 10)) {
        question.text("question");
        std::size_t right = 0;
        std::vector<Fields> options = question.list("options", true);
        for (Fields& option : options) {
            option.text("text");
            right += option.flag("right");
            option.text("say");
            option.finish();
        }
        if (question.has("options") && (options.size() < 2 || options.size() > 4))
            question.fault("options", "A question has two, three or four options.");
        if (!options.empty() && right == 0)
            question.fault("options", "No option here is right. Write “right: true” at one.");
        question.finish();
    }
}

void check_values_sort(const ExerciseCheck& check) {
    for (Fields& value : check.parts("values", 8, 24)) {
        value.text("text");
        value.finish();
    }
    check.words("prompts", {"add", "top"});
    check.words("piles", {"most", "some", "less"});
    check.fields.number("top", 1, 5);
}

void check_signs_check(const ExerciseCheck& check) {
    for (Fields& group : check.parts("groups", 1, 8)) {
        group.text("title");
        std::set<std::string> seen;
        std::vector<Fields> signs = group.list("signs", true);
        for (Fields& sign : signs) {
            const std::string id = sign.slug("id");
            if (!id.empty() && !seen.insert(id).second)
                sign.fault("id",
                           in_quotes(id) + " stands twice in this group. Give each its own id.");
            sign.text("text");
            sign.finish();
        }
        if (group.has("signs") && (signs.empty() || signs.size() > 12))
            group.fault("signs", "A group has 1 to 12 signs.");
        group.finish();
    }
}

void check_scenario(const ExerciseCheck& check) {
    std::set<std::string> seen;
    for (Fields& one : check.fields.list("cases", true)) {
        const std::string role = one.one_of("role", {"nurse", "doctor", "administrator", "porter"});
        if (!role.empty() && !seen.insert(role).second)
            one.fault("role", "There are two cases for " + in_quotes(role) + ". Keep one.");
        one.text("title");
        one.text("text");
        one.finish();
    }
    // Somebody who finds no case of her own is told that this was made for others.
    for (const char* role : {"nurse", "doctor", "administrator", "porter"})
        if (check.fields.has("cases") && !seen.contains(role))
            check.fields.fault("cases",
                               "The case for " + in_quotes(role) + " is missing. Write one.");
}

void check_animation(const ExerciseCheck& check) {
    check.fields.one_of("name", {"load-and-recovery", "breath-and-heart", "worry-loop"});
    check.fields.text("title");
    if (!check.fields.has("description"))
        check.fields.fault("",
                           "This drawing has no words. Add “description: |” and what it shows.");
    else
        check.fields.text("description");
}

}  // namespace breather::content

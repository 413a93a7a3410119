// What one exercise of each type must hold. The list of the types is in exercise_types.cpp.
#pragma once
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "features/content/fields.h"

namespace breather::content {

struct ExerciseCheck {
    Fields& fields;
    const std::map<std::string, Media>& media;
    std::vector<std::string>& used;  // sound files that are played

    void sound_file(std::string_view key) const;
    /// An object in which each of these keys holds words.
    void words(std::string_view key, std::initializer_list<std::string_view> inner) const;
    /// The entries of a list, each with an `id` of its own.
    std::vector<Fields> parts(std::string_view key, std::size_t min, std::size_t max) const;
};

// Each tells the faults of its type; the shared keys (`id`, `feedback`) are read elsewhere.
void check_paced_breathing(const ExerciseCheck&);
void check_grounding(const ExerciseCheck&);
void check_stress_diary(const ExerciseCheck&);
void check_if_then(const ExerciseCheck&);
void check_control_sorting(const ExerciseCheck&);
void check_audio(const ExerciseCheck&);
void check_reveal(const ExerciseCheck&);
void check_re_entry(const ExerciseCheck&);
void check_thought_record(const ExerciseCheck&);
void check_confidence_ruler(const ExerciseCheck&);
void check_worry_time(const ExerciseCheck&);
void check_three_good_things(const ExerciseCheck&);
void check_muscle_release(const ExerciseCheck&);
void check_attention_anchor(const ExerciseCheck&);
void check_quiz(const ExerciseCheck&);
void check_values_sort(const ExerciseCheck&);
void check_signs_check(const ExerciseCheck&);
void check_scenario(const ExerciseCheck&);
void check_animation(const ExerciseCheck&);

}  // namespace breather::content

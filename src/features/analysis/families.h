// The families of methods, each in a file of its own: `<family>_methods.cpp`.
#pragma once
#include <span>

#include "features/analysis/method.h"

namespace breather::analysis {

std::span<const NamedMethod> description_methods();
std::span<const NamedMethod> group_methods();
std::span<const NamedMethod> logistic_methods();
std::span<const NamedMethod> table_methods();
std::span<const NamedMethod> survival_methods();
std::span<const NamedMethod> linear_methods();
std::span<const NamedMethod> count_methods();
std::span<const NamedMethod> micro_randomised_methods();
std::span<const NamedMethod> engagement_methods();
std::span<const NamedMethod> scale_methods();
std::span<const NamedMethod> agreement_methods();
std::span<const NamedMethod> trial_methods();
std::span<const NamedMethod> imputation_methods();
std::span<const NamedMethod> mixed_methods();

}  // namespace breather::analysis

// Invented organisations, clearly marked as invented, so that everything can be tried.
#pragma once
#include <optional>
#include <string>

#include "app/house.h"

namespace breather::demo {

/// Adds what is missing and tells the addresses of the posters. With a seed, an organisation that
/// is added now has sixteen weeks of invented use (sixteen_weeks.h).
std::string make_demo(House& house, std::optional<std::uint64_t> use_from = {});

}  // namespace breather::demo

// Invented organisations, clearly marked as invented, so that everything can be tried.
#pragma once
#include <string>

#include "app/house.h"

namespace breather::demo {

/// Adds what is missing and tells the addresses of the posters.
std::string make_demo(House& house);

}  // namespace breather::demo

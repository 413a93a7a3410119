// What the invented lives amount to, counted from the lives themselves and not from the log: so
// that the figures of docs/engagement.md have something to be compared with. Written from the words
// of that page; shares no code with engagement_rules.cpp.
#pragma once
#include "app/demo/invented_use.h"
#include "features/engagement/engagement_rules.h"

namespace breather::demo {

engagement::Figures known_truth(const std::vector<Life>& lives, const Place& place, Instant now);

/// A few lines for whoever makes a demo.
std::string told(const std::vector<Life>& lives, const engagement::Figures& truth);

}  // namespace breather::demo

// What can only be seen with the whole pack in hand: equal structure in every language, a way back
// to work in every module, links that lead somewhere, words and sentences within their limits.
#pragma once
#include "features/content/pack.h"

namespace breather::content {

void check_pack(const Pack& pack, Findings& findings);

}  // namespace breather::content

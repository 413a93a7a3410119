// The name a person signs in with: a generated pseudonym, never a real name, nor a mail address.
// Two spellings that a tired person would call the same are the same.
#pragma once
#include <string>
#include <string_view>

#include "base/text.h"

namespace breather::accounts {

using Name = Text<60, 3>;

/// Full-width letters made narrow, ASCII letters made small, spaces single. The browser has already
/// made it NFKC, which for the names we generate (Latin letters, pinyin, digits) is the same.
std::string canonical(std::string_view name);

}  // namespace breather::accounts

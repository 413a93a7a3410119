// The help lines by region, and what is wrong with the file that holds them.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"

namespace breather::safety {

/// After this long somebody has to ring the number again (safety.md S-20).
inline constexpr std::chrono::days check_age_max{90};

enum class Means { Tel, Sms, Web, Advice };

struct HelpLine {
    std::string id, number, action;
    Means means = Means::Advice;
    std::map<Language, std::string> name, note, source;
    std::optional<std::chrono::sys_days> checked;  // nothing: not yet checked
};

struct Region {
    std::string id;  // GB, CN or other
    std::vector<HelpLine> lines;
};

struct HelpLineFault {
    int line = 1;
    std::string says;
    auto operator<=>(const HelpLineFault&) const = default;
};

struct HelpLines {
    std::vector<Region> regions;
    std::vector<HelpLineFault> faults;
    std::size_t not_yet_checked() const;
};

/// Reads the whole file and tells every fault at once.
HelpLines read_help_lines(std::string_view text, std::chrono::sys_days today);

}  // namespace breather::safety

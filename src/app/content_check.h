// Everything authors wrote in a folder, checked: one pack, or a content folder with packs and help
// lines.
#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "features/content/pack_reader.h"

namespace breather {

struct CheckedContent {
    std::vector<content::Pack> packs;
    content::Findings findings;  // files named as seen from where the command was given
    std::size_t help_lines_not_yet_checked = 0;

    std::size_t faults() const;
    /// `file:line: sentence`, one a line.
    std::string text() const;
};

CheckedContent check_content(const std::filesystem::path& folder, std::chrono::sys_days today);

}  // namespace breather

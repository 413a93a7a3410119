// Reads a pack folder as `docs/content.md` describes it, and tells every finding of every file at
// once.
#pragma once
#include <chrono>
#include <filesystem>

#include "features/content/pack.h"

namespace breather::content {

struct ReadPack {
    Pack pack;
    Findings findings;  // sorted by file and line; files are named as seen from the pack's folder
};

/// `today` is for review dates. A folder that is not a pack is a finding, never an exception.
ReadPack read_pack(const std::filesystem::path& folder, std::chrono::sys_days today);

}  // namespace breather::content

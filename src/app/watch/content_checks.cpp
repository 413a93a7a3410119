
#include "app/process.h"
#include "app/watch/checks.h"
#include "base/files.h"

namespace breather::watch {

namespace fs = std::filesystem;

Findings look_at_content(const Shelf& shelf) {
    const Params counts{{"all", std::to_string(shelf.items)},
                        {"count", std::to_string(shelf.unsigned_items)}};
    if (shelf.items == 0) return {{"", State::Fault, "doctor.content_none", {}}};
    if (shelf.unsigned_items > 0) return {{"", State::Warning, "doctor.content_unsigned", counts}};
    return {{"", State::Fine, "doctor.content_fine", counts}};
}

Findings look_at_help_lines(const std::optional<safety::HelpLines>& lines) {
    if (!lines) return {{"", State::Warning, "doctor.help_lines_missing", {}}};
    Findings findings;
    // Overdue dates are among the faults: safety/help_lines.h.
    for (const auto& fault : lines->faults)
        findings.push_back({"", State::Fault, "doctor.help_lines_fault", {{"why", fault.says}}});
    if (const std::size_t count = lines->not_yet_checked(); count > 0)
        findings.push_back({"",
                            State::Warning,
                            "doctor.help_lines_unchecked",
                            {{"count", std::to_string(count)}}});
    if (!findings.empty()) return findings;
    std::size_t count = 0;
    for (const auto& region : lines->regions) count += region.lines.size();
    return {{"", State::Fine, "doctor.help_lines_fine", {{"count", std::to_string(count)}}}};
}

std::optional<safety::HelpLines> find_help_lines(std::chrono::sys_days today) {
    const fs::path beside = program_path().parent_path();
    std::vector<fs::path> places{beside.parent_path() / "share" / "breather" / "content"};
    for (fs::path above = beside; above.has_relative_path(); above = above.parent_path())
        places.push_back(above / "content");
    for (const fs::path& place : places) {
        if (const auto text = whole_file(place / "safety" / "help_lines.json"))
            return safety::read_help_lines(*text, today);
    }
    return std::nullopt;
}

}  // namespace breather::watch

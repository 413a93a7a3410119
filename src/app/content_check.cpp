#include "app/content_check.h"

#include <algorithm>

#include "base/files.h"
#include "features/safety/help_lines.h"

namespace breather {
namespace {

namespace fs = std::filesystem;

void check_one_pack(const fs::path& folder, std::chrono::sys_days today, CheckedContent& into) {
    content::ReadPack read = content::read_pack(folder, today);
    for (content::Finding& finding : read.findings) {
        finding.file = (folder / finding.file).lexically_normal().string();
        into.findings.push_back(std::move(finding));
    }
    into.packs.push_back(std::move(read.pack));
}

void check_one_help_file(const fs::path& file, std::chrono::sys_days today, CheckedContent& into) {
    const safety::HelpLines lines = safety::read_help_lines(whole_file(file).value_or(""), today);
    for (const auto& fault : lines.faults)
        into.findings.push_back({file.lexically_normal().string(), fault.line, fault.says});
    into.help_lines_not_yet_checked += lines.not_yet_checked();
}

}  // namespace

std::size_t CheckedContent::faults() const {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(), [](const auto& one) { return !one.note; }));
}

std::string CheckedContent::text() const {
    std::string all;
    for (const auto& finding : findings) all += finding.text() + "\n";
    return all;
}

CheckedContent check_content(const fs::path& folder, std::chrono::sys_days today) {
    CheckedContent checked;
    const bool is_content =
        fs::is_directory(folder / "programmes") || fs::exists(folder / "safety");
    if (fs::exists(folder / "pack.yaml") || !is_content) {
        check_one_pack(folder, today, checked);
        return checked;
    }
    std::vector<fs::path> packs;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder / "programmes", error))
        if (entry.is_directory()) packs.push_back(entry.path());
    std::sort(packs.begin(), packs.end());
    for (const fs::path& pack : packs) check_one_pack(pack, today, checked);
    if (fs::exists(folder / "safety" / "help_lines.json"))
        check_one_help_file(folder / "safety" / "help_lines.json", today, checked);
    else
        checked.findings.push_back({(folder / "safety/help_lines.json").lexically_normal().string(),
                                    1, "This file is missing. Help now needs it."});
    return checked;
}

}  // namespace breather

#include "features/research/example_report.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/bytes.h"
#include "base/files.h"
#include "engines/datafiles/zip.h"
#include "features/study_reports/report.h"

namespace breather::research {
namespace {

namespace fs = std::filesystem;

std::vector<Part> parts_in(const fs::path& folder) {
    std::vector<Part> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            out.push_back(
                {entry.path().lexically_relative(folder).generic_string(),
                 std::make_shared<const std::string>(whole_file(entry.path()).value_or(""))});
    std::sort(out.begin(), out.end(), [](const Part& a, const Part& b) { return a.name < b.name; });
    return out;
}

std::string style_hash_of(std::string_view page) {
    const auto begin = page.find("<style>") + 7, end = page.find("</style>", begin);
    return sha256_in_base64(page.substr(begin, end - begin));
}

}  // namespace

const Part* Example::find(std::string_view name) const {
    if (name == packed.name) return &packed;
    const auto found = std::find_if(parts.begin(), parts.end(),
                                    [&](const Part& part) { return part.name == name; });
    return found == parts.end() ? nullptr : &*found;
}

const Example& ExampleReport::get() {
    const std::lock_guard lock(mutex_);
    if (!example_) example_ = std::make_unique<const Example>(made());
    return *example_;
}

Example ExampleReport::made() const {
    const TemporaryFolder folder("example");
    for (const auto& file : embedded_example())
        std::ofstream(folder.path() / file.name, std::ios::binary) << file.text;
    const auto plan = study_reports::read_plan(folder.path() / "plan.toml");
    study_reports::write_report(plan, {folder.path() / plan.data, folder.path(), version_, {}});

    Example out;
    out.parts = parts_in(folder.path());
    const std::string_view table = embedded_example().back().text;
    out.rows = static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')) - 1;
    out.questions = plan.analyses.size();
    out.style_hash = style_hash_of(*out.find("report.html")->bytes);
    out.packed = {"two-country-survey.zip", nullptr};
    std::vector<datafiles::Zipped> all;
    for (const auto& part : out.parts)
        all.push_back({"two-country-survey/" + part.name, *part.bytes});
    out.packed.bytes = std::make_shared<const std::string>(datafiles::zip(all));
    return out;
}

}  // namespace breather::research

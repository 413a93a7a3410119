#include "engines/datafiles/heads.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace breather::datafiles {

std::vector<std::string> named_once(std::vector<std::string> names,
                                    std::vector<std::string>& notes) {
    std::unordered_set<std::string> taken(names.begin(), names.end());
    std::unordered_map<std::string, int> seen;
    for (std::size_t n = 0; n < names.size(); ++n) {
        if (names[n].empty()) names[n] = "column " + std::to_string(n + 1);
        int& times = seen[names[n]];
        if (++times == 1) continue;
        std::string fresh = names[n] + "." + std::to_string(times);
        while (!taken.insert(fresh).second) fresh = names[n] + "." + std::to_string(++times);
        notes.push_back("The name \"" + names[n] + "\" stands twice; the later one is \"" + fresh +
                        "\" here.");
        names[n] = fresh;
    }
    return names;
}

std::size_t rows_of_labels(const std::vector<std::vector<std::string>>& first_two) {
    for (std::size_t below = 1; below <= std::min<std::size_t>(2, first_two.size()); ++below) {
        const auto& row = first_two[below - 1];
        const auto imports = std::count_if(row.begin(), row.end(), [](const std::string& cell) {
            return cell.find("ImportId") != std::string::npos;
        });
        const auto responses = std::count_if(row.begin(), row.end(), [](const std::string& cell) {
            return cell == "Response" || cell == "Open-Ended Response";
        });
        if (imports * 2 > static_cast<std::ptrdiff_t>(row.size())) return below;
        if (below == 1 && responses * 4 > static_cast<std::ptrdiff_t>(row.size())) return below;
    }
    return 0;
}

std::string note_of_labels(std::size_t rows) {
    return std::to_string(rows) + (rows == 1 ? " row" : " rows") +
           " under the names hold a survey tool's labels; they are not data.";
}

}  // namespace breather::datafiles

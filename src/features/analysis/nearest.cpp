#include "features/analysis/nearest.h"

#include <algorithm>
#include <numeric>

namespace breather::analysis {
namespace {

constexpr std::size_t longest = 200;  // of a name; longer ones are no slip of the keyboard

std::string plain(std::string_view name) {
    std::string out(name.substr(0, longest));
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c == '-' || c == '_' || c == '.') c = ' ';
    }
    return out;
}

/// Letters to put in, take out or change.
std::size_t apart(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t corner = row[0]++;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
        }
    }
    return row[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view name, const std::vector<std::string>& there) {
    if (name.empty()) return std::nullopt;
    const std::string own = plain(name);
    std::size_t least = std::max<std::size_t>(1, (own.size() + 1) / 3) + 1;
    std::optional<std::string> out;
    for (const auto& each : there) {
        const std::string other = plain(each);
        const bool a_word = (" " + other + " ").find(" " + own + " ") != std::string::npos;
        if (!a_word && other.size() > own.size() + least) continue;
        const std::size_t away = std::min(apart(own, other), a_word ? std::size_t{1} : longest);
        if (away < least) least = away, out = each;
    }
    return out;
}

}  // namespace breather::analysis

// Header values that are comma-separated lists with weights: "zh-CN,zh;q=0.9,en;q=0.8".
#pragma once
#include <string_view>

namespace breather::web {

inline std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

inline bool same_letters(std::string_view left, std::string_view right) {
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i)
        if (lower(left[i]) != lower(right[i])) return false;
    return true;
}

/// Takes the next piece up to `mark` off the front of `rest`.
inline std::string_view next_piece(std::string_view& rest, char mark) {
    const auto end = rest.find(mark);
    const auto piece = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return trimmed(piece);
}

/// The weight in thousandths of ";q=0.8"; 1000 where none is given, 0 where it cannot be read.
inline int weight_of(std::string_view parameters) {
    while (!parameters.empty()) {
        auto parameter = next_piece(parameters, ';');
        if (parameter.size() < 2 || lower(parameter[0]) != 'q' || parameter[1] != '=') continue;
        parameter.remove_prefix(2);
        int thousandths = 0, unit = 1000;
        for (const char c : parameter) {
            if (c == '.') continue;
            if (c < '0' || c > '9' || unit == 0) return 0;
            thousandths += (c - '0') * unit;
            unit /= 10;
        }
        return thousandths > 1000 ? 0 : thousandths;
    }
    return 1000;
}

/// Calls `take(name, weight)` for each entry of the list.
template <class Take>
void each_weighted(std::string_view list, Take take) {
    while (!list.empty()) {
        auto entry = next_piece(list, ',');
        const auto name = next_piece(entry, ';');
        if (!name.empty()) take(name, weight_of(entry));
    }
}

}  // namespace breather::web

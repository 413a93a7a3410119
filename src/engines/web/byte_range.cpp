#include "engines/web/byte_range.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace breather::web {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

ByteRange byte_range(std::string_view header, std::uint64_t file_size) {
    using Kind = ByteRange::Kind;
    const ByteRange whole{Kind::Whole, 0, file_size};
    constexpr std::string_view unit = "bytes=";
    if (!header.starts_with(unit)) return whole;
    header.remove_prefix(unit.size());
    const auto dash = header.find('-');
    if (dash == std::string_view::npos) return whole;
    const auto first = header.substr(0, dash), last = header.substr(dash + 1);

    if (first.empty()) {
        const auto tail = number(last);
        if (!tail) return whole;
        if (*tail == 0 || file_size == 0) return {Kind::Beyond, 0, 0};
        const auto size = std::min(*tail, file_size);
        return {Kind::Part, file_size - size, size};
    }
    const auto from = number(first);
    const auto to = last.empty() ? std::optional<std::uint64_t>(file_size) : number(last);
    if (!from || !to || *to < *from)
        return from && last.empty() ? ByteRange{Kind::Beyond, 0, 0} : whole;
    if (*from >= file_size) return {Kind::Beyond, 0, 0};
    return {Kind::Part, *from, std::min(*to, file_size - 1) - *from + 1};
}

}  // namespace breather::web

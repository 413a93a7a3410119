#include "features/accounts/name.h"

namespace breather::accounts {
namespace {

/// U+3000 and U+FF01 to U+FF5E, as UTF-8, stand for an ASCII character each.
char narrow(std::string_view three) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(three[i]); };
    if (at(0) == 0xE3 && at(1) == 0x80 && at(2) == 0x80) return ' ';
    if (at(0) != 0xEF || (at(1) != 0xBC && at(1) != 0xBD)) return 0;
    const unsigned offset = (at(1) - 0xBCu) * 64 + (at(2) - 0x80u);  // from U+FF00
    return offset >= 1 && offset <= 0x5E ? static_cast<char>(offset + 0x20) : 0;
}

}  // namespace

std::string canonical(std::string_view name) {
    std::string out;
    const auto add = [&out](char c) {
        if (c == '\t' || c == '\n') c = ' ';
        if (c == ' ' && (out.empty() || out.back() == ' ')) return;
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    for (std::size_t i = 0; i < name.size();) {
        if (i + 2 < name.size()) {
            if (const char c = narrow(name.substr(i, 3))) {
                add(c);
                i += 3;
                continue;
            }
        }
        add(name[i++]);
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

}  // namespace breather::accounts

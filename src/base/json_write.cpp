#include "base/json_write.h"

#include <array>
#include <boost/json/serialize.hpp>

namespace breather::json {
namespace {

constexpr auto needs_escape = [] {
    std::array<bool, 256> needs{};
    for (std::size_t byte = 0; byte < 0x20; ++byte) needs[byte] = true;
    needs['"'] = needs['\\'] = true;
    return needs;
}();

}  // namespace

void append_text(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    std::size_t plain_from = 0;  // what needs no escape is copied in one piece
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (!needs_escape[byte]) continue;
        out.append(text, plain_from, i - plain_from);
        plain_from = i + 1;
        out += '\\';
        if (byte >= 0x20) {
            out += text[i];
        } else if (byte == '\n') {
            out += 'n';
        } else {
            out += "u00";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
    out.append(text, plain_from);
    out += '"';
}

void append_value(std::string& out, const boost::json::value& value) {
    out += boost::json::serialize(value);
}

void append_double(std::string& out, double number) {
    out += boost::json::serialize(boost::json::value(number));
}

}  // namespace breather::json

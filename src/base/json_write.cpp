#include "base/json_write.h"

#include <boost/json/serialize.hpp>

namespace breather::json {

void append_text(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20) {
            out += "\\u00";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

void append_value(std::string& out, const boost::json::value& value) {
    out += boost::json::serialize(value);
}

void append_double(std::string& out, double number) {
    out += boost::json::serialize(boost::json::value(number));
}

}  // namespace breather::json

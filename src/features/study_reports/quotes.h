// A text as R and TOML both read it back: between quotation marks, with those in it marked.
#pragma once
#include <string>
#include <string_view>

namespace breather::study_reports {

inline std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') out += '\\';
        if (code >= ' ' && code != 127)
            out += c;
        else if (c == '\n')
            out += "\\n";
        else
            (out += "\\u00") += {"0123456789abcdef"[code / 16], "0123456789abcdef"[code % 16]};
    }
    return out + "\"";
}

}  // namespace breather::study_reports

// A text as R and TOML both read it back: between quotation marks, with those in it marked.
#pragma once
#include <string>
#include <string_view>

namespace breather::study_reports {

inline std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out + "\"";
}

}  // namespace breather::study_reports

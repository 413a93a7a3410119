#include "engines/statistics/printed.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

namespace breather::statistics {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

struct Spelling {
    std::string_view from, to;
};
constexpr std::array spellings = {
    Spelling{"\xE2\x88\x92", "-"}, Spelling{"\xE2\x80\x93", "-"},  // minus, en dash
    Spelling{"\xE2\x80\x92", "-"}, Spelling{"\xC2\xB7", "."},      // figure dash, raised dot
    Spelling{"\xE2\x89\xA4", "<"}, Spelling{"\xE2\x89\xA5", ">"}, Spelling{"\xC2\xA0", ""},
    Spelling{"\xE2\x80\x89", ""},  Spelling{"\xE2\x80\xAF", ""},  Spelling{"\xE2\x80\x8A", ""},
    Spelling{"\xEF\xBC\x9C", "<"}, Spelling{"\xEF\xBC\x9E", ">"}, Spelling{"\xEF\xBC\x8D", "-"},
    Spelling{"\xEF\xBC\x8E", "."}, Spelling{"\xE2\x88\x99", "."}, Spelling{"\xE2\x8B\x85", "."},
    Spelling{"\xEF\xBC\x85", "%"}, Spelling{"\xE3\x80\x80", ""},  Spelling{"\xE2\x80\xA0", ""},
    Spelling{"\xE2\x80\xA1", ""},  // daggers, § and ¶: notes
    Spelling{"\xC2\xA7", ""},      Spelling{"\xC2\xB6", ""}};

std::string plain(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        bool found = false;
        for (const auto& one : spellings)
            if (text.substr(i, one.from.size()) == one.from) {
                out += one.to;
                i += one.from.size();
                found = true;
                break;
            }
        if (!found) out += text[i++];
    }
    std::erase_if(out, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
    while (!out.empty() && (out.back() == '*' || out.back() == '%')) out.pop_back();
    for (const std::string_view power : {"\xC3\x97"
                                         "10^",
                                         "x10^"})  // 3.2 × 10^-5
        if (const auto at = out.find(power); at != std::string::npos)
            out.replace(at, power.size(), "e");
    return out;
}

bool digit(char c) { return c >= '0' && c <= '9'; }

/// Commas go where they mark thousands; a single other one is a decimal comma.
void settle_commas(std::string& text) {
    const auto first = text.find(',');
    if (first == std::string::npos) return;
    const auto point = text.find('.');
    bool thousands = first > 0 && digit(text[first - 1]) && text[0] != '0';
    std::size_t at = first;
    while (at != std::string::npos) {
        std::size_t run = 0;
        while (at + 1 + run < text.size() && digit(text[at + 1 + run])) ++run;
        thousands = thousands && run == 3;
        at = text.find(',', at + 1);
    }
    if (thousands)
        std::erase(text, ',');
    else if (point == std::string::npos && text.find(',', first + 1) == std::string::npos)
        text[first] = '.';
}

}  // namespace

double Printed::step() const { return std::pow(10.0, -decimals); }

Interval Printed::rounded() const {
    if (sign == Sign::Below) return {-infinite, value};
    if (sign == Sign::Above) return {value, infinite};
    return {value - step() / 2, value + step() / 2};
}

Interval Printed::cut() const {
    if (sign != Sign::Equal) return rounded();
    return text.starts_with('-') ? Interval{value - step(), value}
                                 : Interval{value, value + step()};
}

std::optional<Printed> read_printed(std::string_view given) {
    std::string text = plain(given);
    Printed out;
    while (!text.empty() && (text[0] == '<' || text[0] == '>' || text[0] == '=')) {
        if (text[0] != '=') out.sign = text[0] == '<' ? Sign::Below : Sign::Above;
        text.erase(0, 1);
    }
    if (text.starts_with('+')) text.erase(0, 1);
    settle_commas(text);
    if (text.empty()) return std::nullopt;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out.value);
    if (read.ec != std::errc() || read.ptr != end || !std::isfinite(out.value)) return std::nullopt;
    const auto power = text.find_first_of("eE");
    const std::string mantissa = text.substr(0, power);
    if (const auto point = mantissa.find('.'); point != std::string::npos)
        out.decimals = static_cast<int>(mantissa.size() - point - 1);
    if (power != std::string::npos) out.decimals -= std::atoi(text.c_str() + power + 1);
    out.text = (out.sign == Sign::Below ? "< " : out.sign == Sign::Above ? "> " : "") + text;
    return out;
}

bool fits(const Printed& printed, const Interval& recomputed) {
    const double slack = 1e-9 * std::max(std::abs(printed.value), printed.step());
    if (printed.sign == Sign::Below) return recomputed.low <= printed.value;
    if (printed.sign == Sign::Above) return recomputed.high >= printed.value;
    const Interval own = printed.rounded();
    return recomputed.high >= own.low - slack && recomputed.low <= own.high + slack;
}

Fit fit(const Printed& printed, const Interval& recomputed) {
    if (fits(printed, recomputed)) return Fit::Rounded;
    const Interval own = printed.cut();
    return recomputed.high >= own.low && recomputed.low < own.high ? Fit::Cut : Fit::No;
}

std::string digits(double value, int decimals) {
    std::array<char, 400> text{};
    std::snprintf(text.data(), text.size(), "%.*f", std::max(0, decimals), value);
    return text.data();
}

std::string p_text(double p) {
    if (p < 0.001) return "P < .001";
    std::string shown = digits(p, p < 0.1 ? 3 : 2);
    if (shown.starts_with("0")) shown.erase(0, 1);
    return "P = " + shown;
}

}  // namespace breather::statistics

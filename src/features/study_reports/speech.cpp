#include "features/study_reports/speech.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace breather::study_reports {
namespace {

namespace json = boost::json;

std::string digits_of(double value, int digits) {
    std::array<char, 400> room;
    const auto end = std::to_chars(room.data(), room.data() + room.size(), value,
                                   std::chars_format::fixed, digits);
    return {room.data(), end.ptr};
}

std::string capital(std::string text) {
    if (!text.empty())
        text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

}  // namespace

const json::value& at(const json::value& from, std::string_view path) {
    static const json::value none;
    const auto* found = &from;
    while (!path.empty()) {
        const auto end = path.find('/');
        const auto* table = found->if_object();
        found = table ? table->if_contains(path.substr(0, end)) : nullptr;
        if (!found) return none;
        path = end == std::string_view::npos ? "" : path.substr(end + 1);
    }
    return *found;
}

std::optional<double> real(const json::value& value) {
    if (value.is_number()) return value.to_number<double>();
    if (!value.is_string()) return std::nullopt;
    if (value.as_string() == "Inf") return std::numeric_limits<double>::infinity();
    if (value.as_string() == "-Inf") return -std::numeric_limits<double>::infinity();
    return std::nullopt;
}

std::string fixed(double value, int digits) {
    if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
    std::string out = digits_of(std::abs(value), digits);
    const bool is_zero = out.find_first_not_of("0.") == std::string::npos;
    return value < 0 && !is_zero ? "−" + out : out;
}

std::string fixed(const json::value& value, int digits) {
    const auto number = real(value);
    return number ? fixed(*number, digits) : "–";
}

std::string size(const json::value& value) {
    const auto number = real(value);
    if (!number) return "–";
    const double far = std::abs(*number);
    if (far >= 1e6) {
        std::array<char, 40> room;
        const auto end = std::to_chars(room.data(), room.data() + room.size(), *number,
                                       std::chars_format::scientific, 1);
        return std::isinf(*number) ? fixed(*number) : std::string(room.data(), end.ptr);
    }
    if (far > 0 && far < 0.0005) return *number < 0 ? "> −0.001" : "< 0.001";
    return fixed(*number, far >= 100 ? 1 : far < 0.1 && far > 0 ? 3 : 2);
}

std::string percent(const json::value& share, int digits) {
    const auto number = real(share);
    return number ? fixed(*number * 100, digits) + "%" : "–";
}

std::string count(const json::value& value) {
    const auto number = real(value);
    if (!number) return "–";
    return fixed(*number, std::nearbyint(*number) == *number ? 0 : 2);
}

std::string Speech::column(const std::string& name) const {
    const auto found = plan.columns.find(name);
    if (found == plan.columns.end() || found->second.label.empty()) return name;
    return found->second.label.in(lang);
}

std::string Speech::value(const std::string& column, const std::string& value) const {
    const auto found = plan.columns.find(column);
    if (found == plan.columns.end()) return value;
    const auto own = found->second.values.find(value);
    return own == found->second.values.end() ? value : own->second.in(lang);
}

std::string Speech::term(const std::string& name) const {
    if (name == "(Intercept)") return say("(Constant)", "（常数项）");
    std::string out;
    for (std::size_t from = 0; from <= name.size();) {
        const auto end = std::min(name.find(':', from), name.size());
        const std::string one = name.substr(from, end - from);
        const auto equals = one.find('=');
        const std::string name_of_column = one.substr(0, equals);
        const auto found = plan.columns.find(name_of_column);
        const bool named = found != plan.columns.end() && !found->second.label.empty();
        std::string words = named ? capital(column(name_of_column)) : name_of_column;
        if (equals != std::string::npos)
            words += say(": ", "：") + value(one.substr(0, equals), one.substr(equals + 1));
        out += (out.empty() ? "" : " × ") + words;
        from = end + 1;
    }
    return out;
}

std::string Speech::p_bare(const json::value& p) const {
    const auto number = real(p);
    if (!number) return "–";
    const std::string zero = lang == Lang::En ? "" : "0";
    if (*number < 0.001) return "< " + zero + ".001";
    if (*number >= 0.9995) return "> " + zero + ".999";
    return zero + fixed(*number, 3).substr(1);
}

std::string Speech::p(const json::value& p) const {
    const std::string bare = p_bare(p);
    if (bare == "–") return say("P not defined", "P 值无定义");
    return (bare[0] == '<' || bare[0] == '>' ? "P " : "P = ") + bare;
}

std::string Speech::share(const json::value& x, int digits) const {
    std::string out = fixed(x, digits);
    if (lang == Lang::Zh) return out;
    const auto zero = out.find("0.");
    const bool leads = zero == 0 || out.rfind("−0.", 0) == 0;
    return leads ? out.erase(zero, 1) : out;
}

std::string Speech::ci(const std::string& low, const std::string& high) const {
    return "95% CI [" + low + ", " + high + "]";
}

}  // namespace breather::study_reports

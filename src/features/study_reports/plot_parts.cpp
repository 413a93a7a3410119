#include "features/study_reports/plot_parts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace breather::study_reports::plot_parts {

using Anchor = Svg::Anchor;

Plot both(Grid data, const std::function<std::string(double width)>& drawn) {
    return {drawn(wide), std::move(data), drawn(narrow)};
}

std::string number(double value) {
    if (std::isinf(value)) return value > 0 ? "Inf" : "-Inf";
    if (std::isnan(value)) return "";
    std::array<char, 40> room;
    const auto end = std::to_chars(room.data(), room.data() + room.size(), value);
    return {room.data(), end.ptr};
}

std::string tick_name(double value) {
    if (value != 0 && (std::abs(value) < 1e-4 || std::abs(value) >= 1e7)) {
        std::array<char, 40> room;
        const auto end = std::to_chars(room.data(), room.data() + room.size(), value,
                                       std::chars_format::scientific, 1);
        return {room.data(), end.ptr};
    }
    std::string out = number(std::round(value * 1e6) / 1e6);
    return out.starts_with('-') ? "−" + out.substr(1) : out;
}

void axis(Svg& svg, const Scale& scale, const std::vector<double>& marks, double top, double base,
          bool percent) {
    double taken = -1e9;
    for (const double mark : marks) {
        const double x = scale.at(mark);
        svg.line(x, top, x, base, "grid");
        const std::string name = percent ? tick_name(mark * 100) + "%" : tick_name(mark);
        if (x - width_of(name) / 2 < taken) continue;
        svg.text(x, base + 17, name, Anchor::Middle, "soft");
        taken = x + width_of(name) / 2 + 6;
    }
    svg.line(scale.left, base, scale.right, base, "axis");
}

void upright_axis(Svg& svg, const Scale& scale, const std::vector<double>& marks, double left,
                  double right, bool percent) {
    for (const double mark : marks) {
        const double y = scale.at(mark);
        svg.line(left, y, right, y, "grid");
        svg.text(left - 8, y + 4, percent ? tick_name(mark * 100) + "%" : tick_name(mark),
                 Anchor::End, "soft");
    }
    svg.line(left, scale.left, left, scale.right, "axis");
}

void axis_title(Svg& svg, const Scale& scale, double y, double width, const std::string& title) {
    const auto lines = wrapped(title, width - 40);
    double half = 0;
    for (const auto& line : lines) half = std::max(half, width_of(line) / 2);
    const double middle = std::clamp((scale.left + scale.right) / 2, std::min(half + 4, width / 2),
                                     std::max(width - half - 4, width / 2));
    for (const auto& line : lines) {
        svg.text(middle, y, line, Anchor::Middle, "soft");
        y += 16;
    }
}

std::string series_kind(std::size_t place) { return "c" + std::to_string(place % 6); }

void mark(Svg& svg, std::size_t place, double x, double y) {
    const std::string kind = "mark " + series_kind(place);
    switch (place % 4) {
        case 0:
            return svg.dot(x, y, 4.5, kind);
        case 1:
            return svg.box(x - 4, y - 4, 8, 8, kind);
        case 2:
            return svg.shape({{x, y - 5.5}, {x + 5, y + 4}, {x - 5, y + 4}}, kind);
        default:
            return svg.shape({{x, y - 5.5}, {x + 5.5, y}, {x, y + 5.5}, {x - 5.5, y}}, kind);
    }
}

}  // namespace breather::study_reports::plot_parts

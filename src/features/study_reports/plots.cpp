#include "features/study_reports/plots.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "features/study_reports/svg.h"

namespace breather::study_reports {
namespace {

using Anchor = Svg::Anchor;
constexpr double width = 700, row = 26;

std::string number(double value) {
    if (std::isinf(value)) return value > 0 ? "Inf" : "-Inf";
    if (std::isnan(value)) return "";
    std::array<char, 40> room;
    const auto end = std::to_chars(room.data(), room.data() + room.size(), value);
    return {room.data(), end.ptr};
}

std::string tick_name(double value) { return number(std::round(value * 1e6) / 1e6); }

template <class Each>
double widest(const std::vector<Each>& all, std::string Each::*text) {
    double out = 0;
    for (const auto& each : all) out = std::max(out, width_of(each.*text));
    return out;
}

std::string in_words(const auto& all) {
    std::string out;
    for (const auto& each : all) out += (out.empty() ? "" : "; ") + each.name + ": " + each.says;
    return out;
}

Grid with_intervals(const auto& all) {
    Grid out{{"name", "value", "low", "high"}};
    for (const auto& each : all)
        out.push_back({each.name, number(each.value), number(each.low), number(each.high)});
    return out;
}

void axis(Svg& svg, const Scale& scale, const std::vector<double>& marks, double top, double base,
          bool percent) {
    for (const double mark : marks) {
        const double x = scale.at(mark);
        svg.line(x, top, x, base, "grid");
        svg.text(x, base + 17, percent ? tick_name(mark * 100) + "%" : tick_name(mark),
                 Anchor::Middle, "soft");
    }
    svg.line(scale.left, base, scale.right, base, "axis");
}

}  // namespace

Plot bars(const std::string& title, const std::string& axis_name, const std::vector<Bar>& bars) {
    const double names = std::min(260.0, widest(bars, &Bar::name)) + 14;
    const double says = widest(bars, &Bar::says) + 14;
    double most = 0.05;
    for (const auto& bar : bars) most = std::max({most, bar.value, bar.high});
    const double end = std::min(1.0, std::ceil(most * 10) / 10);
    const Scale scale{0, end, names, width - says};
    const double base = 12 + row * double(bars.size()) + 4;
    Svg svg(width, base + 44, title, in_words(bars));
    axis(svg, scale, ticks(0, end, false), 8, base, true);
    double y = 12;
    for (const auto& bar : bars) {
        svg.box(scale.left, y + 5, std::max(0.5, scale.at(bar.value) - scale.left), row - 10,
                "bar");
        svg.line(scale.at(bar.low), y + row / 2, scale.at(bar.high), y + row / 2, "whisker");
        for (const double stop : {bar.low, bar.high})
            svg.line(scale.at(stop), y + row / 2 - 4, scale.at(stop), y + row / 2 + 4, "whisker");
        svg.text(names - 8, y + row / 2 + 5, bar.name, Anchor::End);
        svg.text(width - says + 10, y + row / 2 + 5, bar.says);
        y += row;
    }
    svg.text((scale.left + scale.right) / 2, base + 37, axis_name, Anchor::Middle, "soft");
    return {svg.finished(), with_intervals(bars)};
}

Plot forest(const Forest& about, const std::vector<Estimate>& estimates) {
    const double names = std::min(280.0, widest(estimates, &Estimate::name)) + 14;
    const double says = widest(estimates, &Estimate::says) + 16;
    double from = about.has_neutral ? about.neutral : estimates.at(0).value, to = from;
    for (const auto& each : estimates)
        for (const double stop : {each.value, each.low, each.high})
            if (std::isfinite(stop) && (!about.log || stop > 0))
                from = std::min(from, stop), to = std::max(to, stop);
    if (about.log) {
        from = std::max(from / 1.15, 0.01 * about.neutral);
        to = std::min(to * 1.15, 100 * about.neutral);
        from = std::min(from, 0.5 * about.neutral), to = std::max(to, 2 * about.neutral);
    } else {
        const double room = to > from ? (to - from) * 0.08 : 1;
        from -= room, to += room;
    }
    const Scale scale{from, to, names, width - says, about.log};
    const double base = 10 + row * double(estimates.size()) + 4;
    Svg svg(width, base + 62, about.title, in_words(estimates));
    axis(svg, scale, ticks(from, to, about.log), 8, base, false);
    if (about.has_neutral)
        svg.line(scale.at(about.neutral), 6, scale.at(about.neutral), base, "neutral");
    double y = 10;
    const auto inside = [&](double value) { return scale.at(std::clamp(value, from, to)); };
    for (const auto& each : estimates) {
        const double middle = y + row / 2;
        svg.line(inside(each.low), middle, inside(each.high), middle, "whisker");
        if (each.low < from)
            svg.path(
                {{scale.left + 6, middle - 4}, {scale.left, middle}, {scale.left + 6, middle + 4}},
                "whisker");
        if (each.high > to)
            svg.path({{scale.right - 6, middle - 4},
                      {scale.right, middle},
                      {scale.right - 6, middle + 4}},
                     "whisker");
        if (each.value >= from && each.value <= to)
            svg.dot(scale.at(each.value), middle, 4.5, "dot");
        svg.text(names - 8, middle + 5, each.name, Anchor::End);
        svg.text(width - says + 12, middle + 5, each.says);
        y += row;
    }
    svg.text((scale.left + scale.right) / 2, base + 36, about.axis, Anchor::Middle, "soft");
    if (about.has_neutral && !about.below.empty()) {
        svg.text(scale.at(about.neutral) - 10, base + 54, "← " + about.below, Anchor::End, "soft");
        svg.text(scale.at(about.neutral) + 10, base + 54, about.above + " →", Anchor::Start,
                 "soft");
    }
    return {svg.finished(), with_intervals(estimates)};
}

namespace {

/// How many are at risk at a time: those of the first time at or after it.
double risk_at(const Curve& curve, double time) {
    for (std::size_t i = 0; i < curve.time.size(); ++i)
        if (curve.time[i] >= time) return curve.at_risk[i];
    return 0;
}

std::vector<Svg::Point> steps(const std::vector<double>& time, const std::vector<double>& share,
                              const Scale& x, const Scale& y) {
    std::vector<Svg::Point> out{{x.at(0), y.at(1)}};
    for (std::size_t i = 0; i < time.size(); ++i) {
        if (std::isnan(share[i])) continue;
        out.push_back({x.at(time[i]), out.back().y});
        out.push_back({x.at(time[i]), y.at(share[i])});
    }
    return out;
}

}  // namespace

Plot curves(const Curves& about, const std::vector<Curve>& curves) {
    const double left = std::min(240.0, std::max(60.0, widest(curves, &Curve::name) + 60));
    const Scale x{0, about.end, left, width - 16}, y{0, 1, 240, 14};
    const double risks = 306;
    const double height = risks + 20 * double(curves.size()) + 6;
    std::string told;
    Grid data{{"group", "time", "survival", "low", "high", "at_risk"}};
    for (const auto& curve : curves) {
        told += (told.empty() ? "" : "; ") + curve.name;
        for (std::size_t i = 0; i < curve.time.size(); ++i)
            data.push_back({curve.name, number(curve.time[i]), number(curve.survival[i]),
                            number(curve.low[i]), number(curve.high[i]), number(curve.at_risk[i])});
    }
    Svg svg(width, height, about.title, told);
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        svg.line(left, y.at(share), width - 16, y.at(share), "grid");
        svg.text(left - 8, y.at(share) + 5, number(share * 100) + "%", Anchor::End, "soft");
    }
    const auto marks = ticks(0, about.end, false);
    axis(svg, x, marks, 14, 240, false);
    svg.text((left + width) / 2, 276, about.axis_time, Anchor::Middle, "soft");
    svg.text(2, 296, about.at_risk, Anchor::Start, "soft");
    for (std::size_t c = 0; c < curves.size(); ++c) {
        const std::string kind = "curve c" + std::to_string(c % 6);
        svg.path(steps(curves[c].time, curves[c].survival, x, y), kind);
        for (const auto* limits : {&curves[c].low, &curves[c].high})
            svg.path(steps(curves[c].time, *limits, x, y), "limit c" + std::to_string(c % 6));
        const double middle = risks + 20 * double(c) + 6;
        svg.line(2, middle - 4, 24, middle - 4, kind);
        svg.text(30, middle, curves[c].name);
        for (const double mark : marks)
            svg.text(x.at(mark), middle, number(risk_at(curves[c], mark)), Anchor::Middle);
    }
    return {svg.finished(), std::move(data)};
}

}  // namespace breather::study_reports

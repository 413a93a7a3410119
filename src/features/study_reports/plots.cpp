#include "features/study_reports/plots.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "features/study_reports/plot_parts.h"

namespace breather::study_reports {
namespace {

using namespace plot_parts;
using Anchor = Svg::Anchor;

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

/// The rows of a picture that has a name to the left of each, however long.
struct Named {
    double left = 0, base = 0;  // where names end; where the last row ends
    std::vector<std::vector<std::string>> names;
    std::vector<double> middle, height;
};

Named named(const auto& all, double top, double names_max) {
    Named out;
    double widest_line = 0;
    for (const auto& each : all) {
        out.names.push_back(wrapped(each.name, names_max));
        for (const auto& line : out.names.back())
            widest_line = std::max(widest_line, width_of(line));
        out.height.push_back(std::max(26.0, 16.0 * double(out.names.back().size()) + 10));
        out.middle.push_back(top + out.height.back() / 2);
        top += out.height.back();
    }
    out.left = widest_line + 14;
    out.base = top + 4;
    return out;
}

void whisker(Svg& svg, const Scale& scale, double low, double high, double middle) {
    const double left = scale.inside(low), right = scale.inside(high);
    svg.line(left, middle, right, middle, "whisker");
    if (low < scale.from)
        svg.path({{left + 6, middle - 4}, {left, middle}, {left + 6, middle + 4}}, "whisker");
    else
        svg.line(left, middle - 4, left, middle + 4, "whisker");
    if (high > scale.to)
        svg.path({{right - 6, middle - 4}, {right, middle}, {right - 6, middle + 4}}, "whisker");
    else
        svg.line(right, middle - 4, right, middle + 4, "whisker");
}

Scale forest_scale(const Forest& about, const std::vector<Estimate>& estimates, double left,
                   double right) {
    std::optional<double> from, to;
    if (about.has_neutral) from = to = about.neutral;
    for (const auto& each : estimates)
        for (const double stop : {each.value, each.low, each.high})
            if (std::isfinite(stop) && (!about.log || stop > 0)) {
                from = std::min(from.value_or(stop), stop);
                to = std::max(to.value_or(stop), stop);
            }
    double low = from.value_or(0), high = to.value_or(1);
    if (about.log) {
        low = std::min(std::max(low / 1.15, 0.01 * about.neutral), 0.5 * about.neutral);
        high = std::max(std::min(high * 1.15, 100 * about.neutral), 2 * about.neutral);
    } else {
        const double room = high > low ? (high - low) * 0.08 : 1;
        low -= room, high += room;
    }
    return {low, high, left, right, about.log};
}

}  // namespace

Plot bars(const std::string& title, const std::string& axis_name, const std::vector<Bar>& bars) {
    const Named rows = named(bars, 12, 210);
    const double says = widest(bars, &Bar::says) + 14;
    double most = 0.05;
    for (const auto& bar : bars) most = std::max({most, bar.value, bar.high});
    const Scale scale{0, std::min(1.0, std::ceil(most * 10) / 10), rows.left, width - says};
    const auto under = wrapped(axis_name, width - 40);
    Svg svg(width, rows.base + 30 + 16 * double(under.size()), title, in_words(bars));
    axis(svg, scale, ticks(0, scale.to, false), 8, rows.base, true);
    for (std::size_t b = 0; b < bars.size(); ++b) {
        const auto& bar = bars[b];
        const double middle = rows.middle[b];
        svg.box(scale.left, middle - 8, std::max(0.5, scale.at(bar.value) - scale.left), 16, "bar");
        if (bar.high > bar.low) whisker(svg, scale, bar.low, bar.high, middle);
        svg.lines(rows.left - 8, middle, rows.names[b], Anchor::End);
        svg.text(width - says + 10, middle + 5, bar.says);
    }
    axis_title(svg, scale, rows.base + 37, under);
    return {svg.finished(), with_intervals(bars)};
}

Plot forest(const Forest& about, const std::vector<Estimate>& estimates) {
    const Named rows = named(estimates, 10, 230);
    const double says = widest(estimates, &Estimate::says) + 16;
    const Scale scale = forest_scale(about, estimates, rows.left, width - says);
    const bool sides = about.has_neutral && !about.below.empty();
    Svg svg(width, rows.base + (sides ? 62 : 44), about.title, in_words(estimates));
    axis(svg, scale, ticks(scale.from, scale.to, about.log), 8, rows.base, false);
    const double neutral = scale.at(about.neutral);
    if (about.has_neutral) svg.line(neutral, 6, neutral, rows.base, "neutral");
    for (std::size_t e = 0; e < estimates.size(); ++e) {
        const auto& each = estimates[e];
        const double middle = rows.middle[e];
        whisker(svg, scale, each.low, each.high, middle);
        if (each.value >= scale.from && each.value <= scale.to)
            svg.dot(scale.at(each.value), middle, 4.5, "dot");
        svg.lines(rows.left - 8, middle, rows.names[e], Anchor::End);
        svg.text(width - says + 12, middle + 5, each.says);
    }
    axis_title(svg, scale, rows.base + 36, wrapped(about.axis, width - 40));
    if (sides) {
        svg.text(neutral - 10, rows.base + 56, "← " + about.below, Anchor::End, "soft");
        svg.text(neutral + 10, rows.base + 56, about.above + " →", Anchor::Start, "soft");
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

Grid curve_data(const std::vector<Curve>& curves) {
    Grid out{{"group", "time", "survival", "low", "high", "at_risk"}};
    for (const auto& curve : curves)
        for (std::size_t i = 0; i < curve.time.size(); ++i)
            out.push_back({curve.name, number(curve.time[i]), number(curve.survival[i]),
                           number(curve.low[i]), number(curve.high[i]), number(curve.at_risk[i])});
    return out;
}

}  // namespace

Plot curves(const Curves& about, const std::vector<Curve>& curves) {
    const Named rows = named(curves, 300, 170);
    const double left = std::max(60.0, rows.left + 46);
    const Scale x{0, about.end, left, width - 16}, y{0, 1, 240, 14};
    std::string told;
    for (const auto& curve : curves) told += (told.empty() ? "" : "; ") + curve.name;
    Svg svg(width, rows.base, about.title, told);
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        svg.line(left, y.at(share), width - 16, y.at(share), "grid");
        svg.text(left - 8, y.at(share) + 5, number(share * 100) + "%", Anchor::End, "soft");
    }
    const auto marks = ticks(0, about.end, false);
    axis(svg, x, marks, 14, 240, false);
    axis_title(svg, x, 276, wrapped(about.axis_time, width - 40));
    svg.text(2, 294, about.at_risk, Anchor::Start, "soft");
    for (std::size_t c = 0; c < curves.size(); ++c) {
        const std::string own = series_kind(c);
        svg.path(steps(curves[c].time, curves[c].survival, x, y), "curve " + own);
        for (const auto* limits : {&curves[c].low, &curves[c].high})
            svg.path(steps(curves[c].time, *limits, x, y), "limit " + own);
        const double middle = rows.middle[c];
        svg.line(2, middle, 24, middle, "curve " + own);
        svg.lines(30, middle, rows.names[c]);
        for (const double mark : marks)
            svg.text(x.at(mark), middle + 5, number(risk_at(curves[c], mark)), Anchor::Middle);
    }
    return {svg.finished(), curve_data(curves)};
}

}  // namespace breather::study_reports

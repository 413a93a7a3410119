#include "features/study_reports/plots.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "features/study_reports/plot_parts.h"

namespace breather::study_reports {
namespace {

using namespace plot_parts;
using Anchor = Svg::Anchor;

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

/// The rows of a picture that has a name for each, however long: to its left, or where there is no
/// room above it. What it says stands to its right, or above it too.
struct Named {
    double left = 0, right = 0, base = 0;  // of the scale; where the last row ends
    bool above = false;
    std::vector<std::vector<std::string>> names;
    std::vector<double> middle, name_at, says_at;  // of whiskers, of the middle of names, of texts

    void texts(Svg& svg, std::size_t row, const std::string& says, double width) const {
        if (above) {
            svg.lines(4, name_at[row], names[row]);
            svg.text(width - 4, says_at[row], says, Anchor::End);
        } else {
            svg.lines(left - 8, name_at[row], names[row], Anchor::End);
            svg.text(right + 12, says_at[row], says);
        }
    }
};

Named beside(const auto& all, double top, double names_max, double width) {
    Named out;
    double widest_name = 0, widest_says = 0;
    for (const auto& each : all) {
        out.names.push_back(wrapped(each.name, names_max));
        for (const auto& line : out.names.back())
            widest_name = std::max(widest_name, width_of(line));
        widest_says = std::max(widest_says, width_of(each.says));
        const double height = std::max(26.0, 16.0 * double(out.names.back().size()) + 10);
        out.middle.push_back(top + height / 2);
        out.name_at.push_back(out.middle.back());
        out.says_at.push_back(out.middle.back() + 5);
        top += height;
    }
    out.left = widest_name + 14;
    out.right = width - widest_says - 16;
    out.base = top + 4;
    return out;
}

Named stacked(const auto& all, double top, double width) {
    Named out;
    out.above = true;
    for (const auto& each : all) {
        out.names.push_back(wrapped(each.name, width - 12));
        auto lines = double(out.names.back().size());
        out.name_at.push_back(top + 8 * lines);
        if (width_of(out.names.back().back()) + width_of(each.says) + 16 > width) ++lines;
        out.says_at.push_back(top + 16 * lines - 3);
        out.middle.push_back(top + 16 * lines + 11);
        top += 16 * lines + 28;
    }
    out.left = 12, out.right = width - 12;
    out.base = top;
    return out;
}

Named named(const auto& all, double top, double names_max, double width) {
    return width < 500 ? stacked(all, top, width) : beside(all, top, names_max, width);
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
        const double room = high > low ? (high - low) * 0.08 : std::max(1.0, std::abs(low) * 0.1);
        low -= room, high += room;
    }
    return {low, high, left, right, about.log};
}

}  // namespace

Plot bars(const std::string& title, const std::string& axis_name, const std::vector<Bar>& bars) {
    double most = 0.05;
    for (const auto& bar : bars) most = std::max({most, bar.value, bar.high});
    return both(with_intervals(bars), [&](double width) {
        const Named rows = named(bars, 12, 210, width);
        const Scale scale{0, std::min(1.0, std::ceil(most * 10) / 10), rows.left, rows.right};
        const double under = double(wrapped(axis_name, width - 40).size());
        Svg svg(width, rows.base + 30 + 16 * under, title, in_words(bars));
        axis(svg, scale, ticks(0, scale.to, false), 8, rows.base, true);
        for (std::size_t b = 0; b < bars.size(); ++b) {
            const double middle = rows.middle[b], to = scale.at(bars[b].value);
            svg.box(scale.left, middle - 8, std::max(0.5, to - scale.left), 16, "bar");
            if (bars[b].high > bars[b].low) whisker(svg, scale, bars[b].low, bars[b].high, middle);
            rows.texts(svg, b, bars[b].says, width);
        }
        axis_title(svg, scale, rows.base + 37, width, axis_name);
        return svg.finished();
    });
}

Plot forest(const Forest& about, const std::vector<Estimate>& estimates) {
    const bool sides = about.has_neutral && !about.below.empty();
    return both(with_intervals(estimates), [&](double width) {
        const Named rows = named(estimates, 10, 230, width);
        const Scale scale = forest_scale(about, estimates, rows.left, rows.right);
        Svg svg(width, rows.base + (sides ? 62 : 44), about.title, in_words(estimates));
        axis(svg, scale, ticks(scale.from, scale.to, about.log), 8, rows.base, false);
        const double neutral = scale.at(about.neutral);
        if (about.has_neutral) svg.line(neutral, 6, neutral, rows.base, "neutral");
        for (std::size_t e = 0; e < estimates.size(); ++e) {
            const auto& each = estimates[e];
            whisker(svg, scale, each.low, each.high, rows.middle[e]);
            if (each.value >= scale.from && each.value <= scale.to)
                svg.dot(scale.at(each.value), rows.middle[e], 4.5, "dot");
            rows.texts(svg, e, each.says, width);
        }
        axis_title(svg, scale, rows.base + 36, width, about.axis);
        if (sides) {
            const double middle =
                std::clamp(neutral, width_of(about.below) + 30, width - width_of(about.above) - 30);
            svg.text(middle - 10, rows.base + 56, "← " + about.below, Anchor::End, "soft");
            svg.text(middle + 10, rows.base + 56, about.above + " →", Anchor::Start, "soft");
        }
        return svg.finished();
    });
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

namespace {

/// Under the axis: who each line is, and how many of them are at risk at its marks.
struct RiskTable {
    bool above = false;  // names above their numbers
    double left = 60, height = 0;
    std::vector<std::vector<std::string>> names;
    std::vector<double> middle, numbers;
};

RiskTable risk_table(const std::vector<Curve>& curves, double top, double width) {
    RiskTable out;
    out.above = width < 500;
    if (out.above) out.left = 46;
    const double from = top;
    for (const auto& curve : curves) {
        out.names.push_back(wrapped(curve.name, out.above ? width - 40 : 170));
        const double lines = double(out.names.back().size());
        const double height = std::max(26.0, 16 * lines + 10) + (out.above ? 16 : 0);
        out.middle.push_back(top + (height - (out.above ? 16 : 0)) / 2);
        out.numbers.push_back(out.above ? top + height - 4 : out.middle.back() + 5);
        for (const auto& line : out.names.back())
            if (!out.above) out.left = std::max(out.left, width_of(line) + 60);
        top += height;
    }
    out.height = top - from;
    return out;
}

std::string curves_drawn(const Curves& about, const std::vector<Curve>& curves, double width) {
    const RiskTable risks = risk_table(curves, 300, width);
    const double left = risks.left, right = width - 16;
    const Scale x{0, about.end, left, right}, y{0, 1, 240, 14};
    std::string told;
    for (const auto& curve : curves) told += (told.empty() ? "" : "; ") + curve.name;
    Svg svg(width, 304 + risks.height, about.title, told);
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        svg.line(left, y.at(share), right, y.at(share), "grid");
        svg.text(left - 8, y.at(share) + 5, number(share * 100) + "%", Anchor::End, "soft");
    }
    const auto marks = ticks(0, about.end, false);
    axis(svg, x, marks, 14, 240, false);
    axis_title(svg, x, 276, width, about.axis_time);
    svg.text(2, 294, about.at_risk, Anchor::Start, "soft");
    for (std::size_t c = 0; c < curves.size(); ++c) {
        const std::string own = series_kind(c);
        svg.path(steps(curves[c].time, curves[c].survival, x, y), "curve " + own);
        for (const auto* limits : {&curves[c].low, &curves[c].high})
            svg.path(steps(curves[c].time, *limits, x, y), "limit " + own);
        svg.line(2, risks.middle[c], 24, risks.middle[c], "curve " + own);
        svg.lines(30, risks.middle[c], risks.names[c]);
        double taken = -1e9;
        for (const double mark : marks) {
            const std::string n = number(risk_at(curves[c], mark));
            if (x.at(mark) - width_of(n) / 2 < taken) continue;
            svg.text(x.at(mark), risks.numbers[c], n, Anchor::Middle);
            taken = x.at(mark) + width_of(n) / 2 + 4;
        }
    }
    return svg.finished();
}

}  // namespace

Plot curves(const Curves& about, const std::vector<Curve>& curves) {
    return both(curve_data(curves),
                [&](double width) { return curves_drawn(about, curves, width); });
}

}  // namespace breather::study_reports

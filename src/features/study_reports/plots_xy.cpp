// Pictures with two axes of numbers: trends, clouds, lines of steps.
#include <algorithm>
#include <cmath>
#include <limits>

#include "features/study_reports/plot_parts.h"
#include "features/study_reports/plots.h"

namespace breather::study_reports {
namespace {

using namespace plot_parts;
using Anchor = Svg::Anchor;
constexpr double top = 26, base = 250;

struct Range {
    double from = std::numeric_limits<double>::infinity(), to = -from;
    void add(double value) {
        if (!std::isfinite(value)) return;
        from = std::min(from, value), to = std::max(to, value);
    }
    void add(const std::vector<double>& values) {
        for (const double value : values) add(value);
    }
    /// Never empty, never without width.
    Range with_room(double share) const {
        if (from > to) return {0, 1};
        const double room = to > from ? (to - from) * share : std::max(0.5, std::abs(to) * 0.1);
        return {from - room, to + room};
    }
};

double left_of(const std::vector<double>& marks, bool percent) {
    double widest = 0;
    for (const double mark : marks)
        widest = std::max(widest, width_of(tick_name(percent ? mark * 100 : mark)));
    return widest + (percent ? 32 : 22);
}

/// Which line is whose, under the picture; as many in a row as there is room for.
double legend_height(const std::vector<Series>& series, double width) {
    if (series.size() < 2) return 0;
    double x = 8, rows = 1;
    for (const auto& each : series) {
        const double own = 46 + width_of(wrapped(each.name, width - 80).front());
        if (x > 8 && x + own > width) x = 8, ++rows;
        x += own;
    }
    return rows * 20 + 8;
}

void legend(Svg& svg, const std::vector<Series>& series, double y, double width, bool marks) {
    if (series.size() < 2) return;
    double x = 8;
    for (std::size_t s = 0; s < series.size(); ++s) {
        const std::string name = wrapped(series[s].name, width - 80).front();
        const double own = 46 + width_of(name);
        if (x > 8 && x + own > width) x = 8, y += 20;
        svg.line(x, y, x + 24, y, "curve " + series_kind(s));
        if (marks) mark(svg, s, x + 12, y);
        svg.text(x + 30, y + 5, name);
        x += own;
    }
}

std::string in_words(const std::vector<Series>& series, bool percent) {
    std::string out;
    for (const auto& each : series) {
        out += (out.empty() ? "" : "; ") + each.name + ":";
        for (std::size_t i = 0; i < std::min<std::size_t>(each.y.size(), 12); ++i)
            if (std::isfinite(each.y[i]))
                out += " " + tick_name(std::round(each.y[i] * (percent ? 1e4 : 100)) / 100) +
                       (percent ? "%" : "");
    }
    return out;
}

Grid data_of(const std::vector<Series>& series, const std::vector<std::string>& steps) {
    Grid out{{"series", "x", "y", "low", "high"}};
    for (const auto& each : series)
        for (std::size_t i = 0; i < each.x.size(); ++i) {
            const auto step = static_cast<std::size_t>(std::max(0.0, each.x[i]));
            out.push_back({each.name, step < steps.size() ? steps[step] : number(each.x[i]),
                           number(each.y[i]), i < each.low.size() ? number(each.low[i]) : "",
                           i < each.high.size() ? number(each.high[i]) : ""});
        }
    return out;
}

struct Frame {
    Scale x, y;
};

Frame framed(Svg& svg, const Trend& about, const Range& wide, const Range& high, double width) {
    const auto marks = ticks(high.from, high.to, false);
    const double left = left_of(marks, about.percent), right = width - 16;
    const Frame out{{wide.from, wide.to, left, right}, {high.from, high.to, base, top}};
    upright_axis(svg, out.y, marks, left, right, about.percent);
    svg.text(2, 14, wrapped(about.axis_y, width - 20).front(), Anchor::Start, "soft");
    if (about.steps.empty()) {
        axis(svg, out.x, ticks(wide.from, wide.to, false), top, base, about.percent_x);
        return out;
    }
    svg.line(left, base, right, base, "axis");
    const double room = (right - left) / double(about.steps.size()) - 8;
    for (std::size_t s = 0; s < about.steps.size(); ++s)
        svg.text(out.x.at(double(s)), base + 17, wrapped(about.steps[s], room).front(),
                 Anchor::Middle, "soft");
    return out;
}

void interval(Svg& svg, double x, double low, double high, const std::string& kind) {
    svg.line(x, low, x, high, kind);
    svg.line(x - 4, low, x + 4, low, kind);
    svg.line(x - 4, high, x + 4, high, kind);
}

void points(Svg& svg, const Series& each, std::size_t place, double apart, const Frame& frame) {
    const std::string kind = series_kind(place);
    std::vector<Svg::Point> way;
    for (std::size_t i = 0; i < each.x.size(); ++i) {
        if (!std::isfinite(each.y[i])) continue;
        const double x = frame.x.at(each.x[i]) + apart;
        way.push_back({x, frame.y.at(each.y[i])});
        if (i < each.low.size() && std::isfinite(each.low[i]) && std::isfinite(each.high[i]))
            interval(svg, x, frame.y.inside(each.low[i]), frame.y.inside(each.high[i]),
                     "interval " + kind);
    }
    svg.path(way, "curve " + kind);
    for (const auto& point : way) mark(svg, place, point.x, point.y);
}

}  // namespace

Plot trend(const Trend& about, const std::vector<Series>& series) {
    Range across, high;
    for (const auto& each : series) {
        across.add(each.x);
        for (const auto* values : {&each.y, &each.low, &each.high}) high.add(*values);
    }
    if (about.from_zero) high.add(0);
    across = about.steps.empty() ? across.with_room(0.06)
                                 : Range{-0.5, double(about.steps.size()) - 0.5};
    high = high.with_room(0.06);
    if (about.from_zero) high.from = std::max(0.0, high.from);
    if (about.percent) high.to = std::min(1.0, high.to);
    return both(data_of(series, about.steps), [&](double width) {
        Svg svg(width, base + 50 + legend_height(series, width), about.title,
                in_words(series, about.percent));
        const Frame frame = framed(svg, about, across, high, width);
        axis_title(svg, frame.x, base + 38, width, about.axis_x);
        for (std::size_t s = 0; s < series.size(); ++s)
            points(svg, series[s], s, 9 * (double(s) - double(series.size() - 1) / 2), frame);
        legend(svg, series, base + 62, width, true);
        return svg.finished();
    });
}

namespace {

Grid cloud_data(const Cloud& about, const std::vector<double>& x, const std::vector<double>& y) {
    const bool plain = about.levels.empty() && about.line.x.empty();
    Grid out{plain ? Grid::value_type{"x", "y"} : Grid::value_type{"what", "x", "y"}};
    const auto add = [&](const std::string& what, const std::string& across, double up) {
        out.push_back({across, number(up)});
        if (!plain) out.back().insert(out.back().begin(), what);
    };
    for (std::size_t i = 0; i < x.size(); ++i) add("point", number(x[i]), y[i]);
    for (std::size_t i = 0; i < about.line.x.size(); ++i)
        add(about.line.name, number(about.line.x[i]), about.line.y[i]);
    for (const auto& level : about.levels) add(level.name, "", level.y);
    return out;
}

/// Levels and their names, over the points; a name stands above its level, at the right end.
void draw_levels(Svg& svg, const Cloud& about, const Frame& frame) {
    for (const auto& level : about.levels) {
        const double y = frame.y.at(level.y);
        svg.line(frame.x.left, y, frame.x.right, y, level.dashed ? "level edge" : "level");
        svg.text(frame.x.right - 4, y - 5,
                 level.name + " " + tick_name(std::round(level.y * 100) / 100), Anchor::End,
                 "halo");
    }
}

void guide_line(Svg& svg, Cloud::Guide guide, const Frame& frame) {
    if (guide == Cloud::Guide::Zero)
        svg.line(frame.x.left, frame.y.at(0), frame.x.right, frame.y.at(0), "neutral");
    if (guide != Cloud::Guide::Diagonal) return;
    const double from = std::max(frame.x.from, frame.y.from), to = std::min(frame.x.to, frame.y.to);
    if (from < to)
        svg.line(frame.x.at(from), frame.y.at(from), frame.x.at(to), frame.y.at(to), "neutral");
}

}  // namespace

Plot cloud(const Cloud& about, const std::vector<double>& x, const std::vector<double>& y) {
    Range across, high;
    across.add(x), high.add(y), high.add(about.line.y);
    for (const auto& level : about.levels) high.add(level.y);
    if (about.guide == Cloud::Guide::Zero) high.add(0);
    if (about.guide == Cloud::Guide::Diagonal && about.percent)
        across.add(high.from), across.add(high.to), high = across;
    across = across.with_room(0.05), high = high.with_room(0.05);
    if (about.percent) across = high = {std::max(0.0, across.from), std::min(1.0, across.to)};
    Trend as{about.title, about.axis_x, about.axis_y};
    as.percent = as.percent_x = about.percent;
    std::string says = about.axis_y + " / " + about.axis_x;
    for (const auto& level : about.levels)
        says += "; " + level.name + " " + tick_name(std::round(level.y * 100) / 100);
    return both(cloud_data(about, x, y), [&](double width) {
        Svg svg(width, base + 50, about.title, says);
        const Frame frame = framed(svg, as, across, high, width);
        guide_line(svg, about.guide, frame);
        for (std::size_t i = 0; i < x.size(); ++i)
            if (std::isfinite(x[i]) && std::isfinite(y[i]))
                svg.dot(frame.x.at(x[i]), frame.y.at(y[i]), about.percent ? 4.5 : 2.6,
                        about.percent ? "dot" : "point");
        std::vector<Svg::Point> way;
        for (std::size_t i = 0; i < about.line.x.size(); ++i)
            way.push_back({frame.x.at(about.line.x[i]), frame.y.at(about.line.y[i])});
        if (!way.empty()) svg.path(way, "curve c1");
        draw_levels(svg, about, frame);
        axis_title(svg, frame.x, base + 38, width, about.axis_x);
        return svg.finished();
    });
}

Plot step_lines(const Trend& about, const std::vector<Series>& series) {
    Range across, high;
    for (const auto& each : series) across.add(each.x), high.add(each.y);
    across = across.with_room(0), high = high.with_room(0.06);
    return both(data_of(series, {}), [&](double width) {
        Svg svg(width, base + 50 + legend_height(series, width), about.title,
                in_words(series, false));
        const Frame frame = framed(svg, about, across, high, width);
        axis_title(svg, frame.x, base + 38, width, about.axis_x);
        for (std::size_t s = 0; s < series.size(); ++s) {
            std::vector<Svg::Point> way;
            for (std::size_t i = 0; i < series[s].x.size(); ++i) {
                if (!std::isfinite(series[s].y[i]) || !std::isfinite(series[s].x[i])) continue;
                const double at_x = frame.x.at(series[s].x[i]), at_y = frame.y.at(series[s].y[i]);
                if (!way.empty()) way.push_back({at_x, way.back().y});
                way.push_back({at_x, at_y});
            }
            svg.path(way, "curve " + series_kind(s));
        }
        legend(svg, series, base + 62, width, false);
        return svg.finished();
    });
}

}  // namespace breather::study_reports

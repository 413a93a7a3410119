// The pictures of a report: shares with their intervals, ratios with theirs on a log axis, means
// over time, clouds of points, curves of who is still there, and who went where. Each comes with
// its data, so that anybody can draw it again.
#pragma once
#include <string>
#include <vector>

namespace breather::study_reports {

using Grid = std::vector<std::vector<std::string>>;  // the first row names the columns

struct Plot {
    std::string svg;
    Grid data;
    std::string narrow = {};  // the same for a telephone: names above, nothing to slide
};

struct Bar {
    std::string name, says;  // "23 of 220, 10.5%"
    double value, low, high;
};
/// Shares from 0 to 1, their whiskers the intervals. The axis begins at 0.
Plot bars(const std::string& title, const std::string& axis, const std::vector<Bar>& bars);

struct Estimate {
    std::string name, says;
    double value, low, high;
};
/// Points with intervals; `neutral` is the line of no difference. On a log axis what runs out of
/// the picture ends in an arrow.
struct Forest {
    std::string title, axis, below, above;  // what lies on each side of the line
    bool log = true;
    bool has_neutral = true;
    double neutral = 1;
};
Plot forest(const Forest& about, const std::vector<Estimate>& estimates);

struct Curve {
    std::string name;
    std::vector<double> time, survival, low, high, at_risk;
};
/// Steps from 1 at time 0; under the axis the numbers at risk at its ticks.
struct Curves {
    std::string title, axis_time, axis_share, at_risk;
    double end;
};
Plot curves(const Curves& about, const std::vector<Curve>& curves);

struct Series {
    std::string name;
    std::vector<double> x, y, low, high;  // low, high: may be empty
};
/// Points over an ordered axis, joined, with their intervals; series stand a little apart.
struct Trend {
    std::string title, axis_x, axis_y;
    std::vector<std::string> steps = {};  // names of x = 0, 1, 2 …; else x is a number
    bool percent = false, percent_x = false, from_zero = false;
};
Plot trend(const Trend& about, const std::vector<Series>& series);

/// A cloud of points, the line they should lie on or about, levels across with their names, and a
/// line through the points.
struct Cloud {
    enum class Guide { None, Zero, Diagonal };
    struct Level {
        std::string name;
        double y;
        bool dashed = false;
    };
    std::string title, axis_x, axis_y;
    Guide guide = Guide::None;
    bool percent = false;
    std::vector<Level> levels = {};
    Series line = {};
};
Plot cloud(const Cloud& about, const std::vector<double>& x, const std::vector<double>& y);

/// How many gave what in the first place (rows) and in the second (columns): the more, the darker;
/// the diagonal, where both gave the same, has a frame.
struct Heat {
    std::string title, axis_rows, axis_columns;
    std::vector<std::string> levels;
    std::vector<std::vector<double>> counts;
};
Plot heat(const Heat& about);

/// Two ways to look at a survival model: lines of steps, no numbers under them.
Plot step_lines(const Trend& about, const std::vector<Series>& series);

/// Who went where, as CONSORT and STROBE draw it: boxes from top to bottom, those who left beside
/// the arrows, groups side by side below; on a telephone below one another.
struct FlowBox {
    std::string head;
    std::vector<std::string> lines = {};
};
struct FlowChart {
    std::string title, says;
    std::vector<FlowBox> trunk;
    std::vector<FlowBox> aside = {};  // who left after each box of the trunk; no head: nobody
    std::vector<std::vector<FlowBox>> groups = {};
};
Plot flow_chart(const FlowChart& about, Grid data);

}  // namespace breather::study_reports

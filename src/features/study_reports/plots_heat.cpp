// Two codes of the same units against each other.
#include <algorithm>
#include <cmath>

#include "features/study_reports/plot_parts.h"
#include "features/study_reports/plots.h"

namespace breather::study_reports {
namespace {

using namespace plot_parts;
using Anchor = Svg::Anchor;

/// What chance alone would bring beside each count: row sum × column sum / all.
Grid heat_data(const Heat& about) {
    const std::size_t k = about.levels.size();
    std::vector<double> rows(k), columns(k);
    double all = 0;
    for (std::size_t r = 0; r < k; ++r)
        for (std::size_t c = 0; c < k; ++c) {
            rows[r] += about.counts[r][c];
            columns[c] += about.counts[r][c];
            all += about.counts[r][c];
        }
    Grid out{{about.axis_rows, about.axis_columns, "n", "expected"}};
    for (std::size_t r = 0; r < k; ++r)
        for (std::size_t c = 0; c < k; ++c)
            out.push_back({about.levels[r], about.levels[c], number(about.counts[r][c]),
                           all > 0 ? number(rows[r] * columns[c] / all) : ""});
    return out;
}

double left_of(const Heat& about, const std::vector<std::string>& names, double most) {
    double out = width_of(wrapped(about.axis_rows, most, 1).front()) + 24;
    for (const auto& name : names)
        for (const auto& line : wrapped(name, most, 2)) out = std::max(out, width_of(line) + 14);
    return out;
}

std::string drawn(const Heat& about, double width) {
    const double k = double(about.levels.size()), names_max = width < 500 ? 118 : 180;
    constexpr double top = 62, high = 38;
    double most = 1, n = 0, same = 0;
    for (std::size_t r = 0; r < about.levels.size(); ++r) {
        for (const double own : about.counts[r]) most = std::max(most, own), n += own;
        same += about.counts[r][r];
    }
    auto rows = about.levels, columns = about.levels;
    double left = left_of(about, rows, names_max);
    const auto wide_at = [&] { return std::min((width - left - 4) / k, 120.0); };
    if (std::any_of(columns.begin(), columns.end(), [&](const std::string& name) {
            return wrapped(name, wide_at() - 4, 2).back().ends_with("…");
        })) {  // too narrow for names: columns have the numbers of the rows
        for (std::size_t c = 0; c < columns.size(); ++c) {
            columns[c] = std::to_string(c + 1);
            rows[c] = columns[c] + "\u00a0" + rows[c];
        }
        left = left_of(about, rows, names_max);
    }
    const double wide = wide_at();
    Svg svg(width, top + high * k + 6, about.title, number(same) + " / " + number(n));
    svg.text(4, top - 10, wrapped(about.axis_rows, names_max, 1).front() + " ↓", Anchor::Start,
             "soft");
    svg.text(left, 16, wrapped(about.axis_columns, width - left - 24, 1).front() + " →",
             Anchor::Start, "soft");
    for (std::size_t c = 0; c < about.levels.size(); ++c)
        svg.lines(left + wide * (double(c) + 0.5), 37, wrapped(columns[c], wide - 4, 2),
                  Anchor::Middle);
    for (std::size_t r = 0; r < about.levels.size(); ++r) {
        const double y = top + high * double(r);
        svg.lines(left - 8, y + high / 2, wrapped(rows[r], names_max, 2), Anchor::End);
        for (std::size_t c = 0; c < about.levels.size(); ++c) {
            const double x = left + wide * double(c), own = about.counts[r][c];
            const auto shade = std::size_t(std::ceil(5 * own / most));
            svg.box(x, y, wide, high, "cell h" + std::to_string(shade));
            svg.text(x + wide / 2, y + high / 2 + 5, number(own), Anchor::Middle);
        }
    }
    for (std::size_t c = 0; c < about.levels.size(); ++c)
        svg.box(left + wide * double(c) + 1, top + high * double(c) + 1, wide - 2, high - 2,
                "same");
    return svg.finished();
}

}  // namespace

Plot heat(const Heat& about) {
    return both(heat_data(about), [&](double width) { return drawn(about, width); });
}

}  // namespace breather::study_reports

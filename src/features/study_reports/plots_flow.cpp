// Who went where: boxes and arrows.
#include <algorithm>
#include <cmath>

#include "features/study_reports/plot_parts.h"
#include "features/study_reports/plots.h"

namespace breather::study_reports {
namespace {

constexpr double padding = 9, line_height = 16, between = 24, edge = 4;

struct Box {
    double x, y, width, height;
    std::vector<std::string> head, lines;
    bool aside = false;
    double middle() const { return x + width / 2; }
    double bottom() const { return y + height; }
};

Box box_of(const FlowBox& from, double x, double y, double width) {
    constexpr std::size_t most = 6;
    Box out{x, y, width, 0, wrapped(from.head, width - 2 * padding, most), {}};
    for (const auto& each : from.lines)
        for (auto& line : wrapped(each, width - 2 * padding, most))
            out.lines.push_back(std::move(line));
    out.height = line_height * double(out.head.size() + out.lines.size()) + 2 * padding;
    return out;
}

/// Where everything stands, before it is known how high the picture is.
class Layout {
  public:
    Layout(const FlowChart& about, double width) : width_(width) {
        const bool stacked = width < 500 || about.groups.size() > 4;
        if (stacked)
            line_ = 24;
        else
            line_ = about.groups.empty() ? 190 : width / 2;
        trunk(about, stacked ? edge : line_ - 170, stacked ? width - 2 * edge : 340);
        if (about.groups.empty()) return;
        if (stacked)
            one_below_another(about.groups);
        else
            side_by_side(about.groups);
    }

    double height() const { return bottom_ + edge; }

    void draw(Svg& svg) const {
        for (const auto& way : lines_) svg.path(way, "arrow");
        for (const auto& [way, down] : arrows_) {
            svg.path(way, "arrow");
            const auto [x, y] = way.back();
            if (down)
                svg.shape({{x, y}, {x - 4, y - 7}, {x + 4, y - 7}}, "tip");
            else
                svg.shape({{x, y}, {x - 7, y - 4}, {x - 7, y + 4}}, "tip");
        }
        for (const auto& box : boxes_) {
            svg.box(box.x, box.y, box.width, box.height, box.aside ? "aside" : "step");
            double y = box.y + padding + 12;
            for (const auto* part : {&box.head, &box.lines})
                for (const auto& line : *part) {
                    svg.text(box.x + padding, y, line, Svg::Anchor::Start,
                             part == &box.head ? "strong" : "");
                    y += line_height;
                }
        }
    }

  private:
    using Way = std::vector<Svg::Point>;
    double width_, line_ = 0, bottom_ = edge;
    std::vector<Box> boxes_;
    std::vector<Way> lines_;
    std::vector<std::pair<Way, bool>> arrows_;  // does it point down?

    void put(Box box) {
        bottom_ = std::max(bottom_, box.bottom());
        boxes_.push_back(std::move(box));
    }
    void down(double x, double from, double to) { arrows_.push_back({{{x, from}, {x, to}}, true}); }
    void right(double from, double to, double y) {
        arrows_.push_back({{{from, y}, {to, y}}, false});
    }

    void trunk(const FlowChart& about, double x, double width) {
        double above = bottom_;
        for (std::size_t i = 0; i < about.trunk.size(); ++i) {
            if (i > 0) {
                above = bottom_;
                bottom_ += between / 2;
                if (i <= about.aside.size() && !about.aside[i - 1].head.empty()) {
                    const double from = line_ + 28;
                    Box out = box_of(about.aside[i - 1], from, bottom_, width_ - edge - from);
                    out.aside = true;
                    right(line_, from, out.y + out.height / 2);
                    put(std::move(out));
                }
                bottom_ += between / 2;
                down(line_, above, bottom_);
            }
            put(box_of(about.trunk[i], x, bottom_, width));
        }
    }

    /// Boxes of one row are as high as the highest of them.
    void side_by_side(const std::vector<std::vector<FlowBox>>& groups) {
        const double n = double(groups.size()), gap = 10;
        const double width = (width_ - 2 * edge - gap * (n - 1)) / n, fork = bottom_ + between / 2;
        const auto left = [&](std::size_t group) { return edge + double(group) * (width + gap); };
        lines_.push_back({{line_, bottom_}, {line_, fork}});
        lines_.push_back(
            {{left(0) + width / 2, fork}, {left(groups.size() - 1) + width / 2, fork}});
        double from = fork, top = fork + between * 0.75;
        std::size_t rows = 0;
        for (const auto& group : groups) rows = std::max(rows, group.size());
        for (std::size_t row = 0; row < rows; ++row) {
            double height = 0;
            for (std::size_t g = 0; g < groups.size(); ++g)
                if (row < groups[g].size())
                    height = std::max(height, box_of(groups[g][row], 0, 0, width).height);
            for (std::size_t g = 0; g < groups.size(); ++g) {
                if (row >= groups[g].size()) continue;
                Box own = box_of(groups[g][row], left(g), top, width);
                own.height = height;
                down(own.middle(), from, top);
                put(std::move(own));
            }
            from = top + height, top = from + between;
        }
    }

    void one_below_another(const std::vector<std::vector<FlowBox>>& groups) {
        const double from = bottom_, x = line_ + 28, inner = x + 24;
        double last = from;
        for (const auto& group : groups)
            for (std::size_t row = 0; row < group.size(); ++row) {
                const double above = bottom_;
                Box own = box_of(group[row], x, above + (row == 0 ? between : between * 0.75),
                                 width_ - edge - x);
                if (row == 0)
                    right(line_, x, last = own.y + own.height / 2);
                else
                    down(inner, above, own.y);
                put(std::move(own));
            }
        lines_.push_back({{line_, from}, {line_, last}});
    }
};

}  // namespace

Plot flow_chart(const FlowChart& about, Grid data) {
    return plot_parts::both(std::move(data), [&](double width) {
        const Layout layout(about, width);
        Svg svg(width, layout.height(), about.title, about.says);
        layout.draw(svg);
        return svg.finished();
    });
}

}  // namespace breather::study_reports

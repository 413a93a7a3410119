// Small drawings for a page: text, lines, boxes. They look the same on screen and on paper, and
// carry their own title and description for who cannot see them.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace breather::study_reports {

class Svg {
  public:
    enum class Anchor { Start, Middle, End };

    Svg(double width, double height, std::string title, std::string description);

    void text(double x, double y, std::string_view text, Anchor anchor = Anchor::Start,
              std::string_view kind = "");
    void line(double x1, double y1, double x2, double y2, std::string_view kind);
    void box(double x, double y, double width, double height, std::string_view kind);
    void dot(double x, double y, double radius, std::string_view kind);
    struct Point {
        double x, y;
    };
    void path(const std::vector<Point>& points, std::string_view kind);
    void shape(const std::vector<Point>& corners, std::string_view kind);
    /// Several lines, their middle at y.
    void lines(double x, double y, const std::vector<std::string>& lines,
               Anchor anchor = Anchor::Start, std::string_view kind = "");

    std::string finished() const;

  private:
    std::string head_, body_;
};

/// About how wide a text comes out, in units of the drawing: Chinese signs are twice as wide.
double width_of(std::string_view text);

/// In lines no wider than that, broken at blanks, Chinese anywhere; at most so many, the last one
/// ending in "…" where something is left.
std::vector<std::string> wrapped(std::string_view text, double width, std::size_t most = 3);

struct Scale {
    double from, to, left, right;
    bool log = false;
    double at(double value) const;
    /// As far as the axis goes.
    double inside(double value) const { return at(std::clamp(value, from, to)); }
};
/// Round values within a range, some five of them; on a log axis 1, 2, 5 and their tenfolds.
std::vector<double> ticks(double from, double to, bool log);

}  // namespace breather::study_reports

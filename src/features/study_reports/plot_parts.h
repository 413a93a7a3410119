// What every picture of a report has: its width, numbers as text, an axis, how series are told
// apart (colour, dash and mark, so that it holds in print without colour).
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "features/study_reports/plots.h"
#include "features/study_reports/svg.h"

namespace breather::study_reports::plot_parts {

inline constexpr double wide = 700, narrow = 336;

/// Drawn for a page and for a telephone.
Plot both(Grid data, const std::function<std::string(double width)>& drawn);

/// All digits, for the data beside a picture; empty where there is none.
std::string number(double value);
std::string tick_name(double value);

/// Lines from top to base, and the names of the marks under them; a name that would touch the one
/// before it is left out.
void axis(Svg& svg, const Scale& scale, const std::vector<double>& marks, double top, double base,
          bool percent);
/// Marks on an upright axis, with lines across from left to right.
void upright_axis(Svg& svg, const Scale& scale, const std::vector<double>& marks, double left,
                  double right, bool percent);
/// Under the middle of the axis, moved inwards where it would leave the picture.
void axis_title(Svg& svg, const Scale& scale, double y, double width, const std::string& title);

std::string series_kind(std::size_t place);
/// A round, a square, a triangle, a diamond …
void mark(Svg& svg, std::size_t place, double x, double y);

}  // namespace breather::study_reports::plot_parts

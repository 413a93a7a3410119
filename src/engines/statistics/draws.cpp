#include "engines/statistics/draws.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>

namespace breather::statistics {

double Draws::uniform() {
    if (used_ + 8 > bytes_.size()) {
        random_.fill(bytes_);
        used_ = 0;
    }
    std::uint64_t whole = 0;
    for (int byte = 0; byte < 8; ++byte) whole = whole << 8 | bytes_[used_++];
    return (static_cast<double>(whole >> 12) + 0.5) * 0x1p-52;
}

double Draws::normal() { return boost::math::quantile(boost::math::normal(), uniform()); }

double Draws::chi_squared(double df) {
    return boost::math::quantile(boost::math::chi_squared(df), uniform());
}

Eigen::VectorXd Draws::normals(Eigen::Index count) {
    Eigen::VectorXd out(count);
    for (Eigen::Index i = 0; i < count; ++i) out[i] = normal();
    return out;
}

std::size_t Draws::below(std::size_t count) {
    return std::min(count - 1, static_cast<std::size_t>(uniform() * static_cast<double>(count)));
}

}  // namespace breather::statistics

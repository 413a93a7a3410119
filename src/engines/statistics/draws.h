// Numbers drawn from distributions: chance is handed in, distributions are Boost.Math's.
#pragma once
#include <Eigen/Core>
#include <array>

#include "base/random.h"

namespace breather::statistics {

/// The same bytes of `random` give the same numbers. Draws are made by the inverse of the
/// distribution function.
class Draws {
  public:
    explicit Draws(Random& random) : random_(random) {}
    double uniform();  // inside (0, 1)
    double normal();
    double chi_squared(double df);
    Eigen::VectorXd normals(Eigen::Index count);
    std::size_t below(std::size_t count);  // 0 … count - 1; count at least 1

  private:
    Random& random_;
    std::array<std::uint8_t, 4096> bytes_{};
    std::size_t used_ = sizeof(bytes_);
};

}  // namespace breather::statistics

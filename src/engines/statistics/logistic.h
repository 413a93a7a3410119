// Logistic regression by maximum likelihood, and by Firth's penalised one. R: glm(binomial),
// logistf, brglm2 (AS_mean).
#pragma once
#include <Eigen/Core>
#include <span>
#include <vector>

#include "base/crew.h"
#include "engines/statistics/outcome.h"

namespace breather::statistics {

struct LogisticFit {
    std::size_t n = 0;
    double sum_weights = 0, events = 0;    // events: the weights of rows with 1
    Eigen::VectorXd estimate, se;          // Firth: se from the information at the estimate
    double log_lik = 0, log_lik_null = 0;  // null: the constant alone; Firth: penalised
    std::vector<std::optional<Interval>> profile_ci95;  // of the estimates, where asked for
    std::vector<double> profile_chi2;  // twice the fall of the likelihood with the estimate at 0
    std::size_t df() const { return static_cast<std::size_t>(estimate.size()) - 1; }
};

enum class Intervals { Wald, Profile };

/// Rows × columns, the first one constant, none collinear (aliased() finds those that are); y 0 or
/// 1; weights above 0, as if the row stood there that many times, or none. Undefined: Nothing;
/// Constant (outcome); Separated (see separation.h); OutOfRange (a weight); Collinear;
/// NoConvergence.
Outcome<LogisticFit> fit_logistic(const Eigen::MatrixXd& x, std::span<const double> y,
                                  std::span<const double> weights, Intervals intervals,
                                  const Crew& crew = Crew());

/// The same with Firth's penalty, which always has a maximum; intervals are always profiles of the
/// penalised likelihood, the coefficient held keeping its column in |I|.
Outcome<LogisticFit> fit_firth(const Eigen::MatrixXd& x, std::span<const double> y,
                               std::span<const double> weights, const Crew& crew = Crew());

/// As collinear() of design.h says, but for many rows told apart by one pass where it is clear.
std::vector<std::size_t> aliased(const Eigen::MatrixXd& x, const Crew& crew = Crew());

/// P of an event in each row.
std::vector<double> fitted(const Eigen::MatrixXd& x, const Eigen::VectorXd& estimate,
                           const Crew& crew = Crew());

}  // namespace breather::statistics

// Counts: Poisson and negative binomial regression with a log link and an offset.
// McCullagh & Nelder (1989) Generalized Linear Models, ch. 6; Venables & Ripley (2002) MASS, 7.4.
#pragma once
#include "engines/statistics/design.h"
#include "engines/statistics/outcome.h"

namespace breather::statistics {

/// Counts, and what each row brings along. Rows of all agree; nothing is missing.
struct CountData {
    Eigen::VectorXd y;        // ≥ 0
    Eigen::VectorXd offset;   // on the log scale (log of person-time), or empty: 0
    Eigen::VectorXd weights;  // ≥ 0: a row of weight 2 counts as two rows; or empty: 1
};

struct CountCoefficient {
    std::string term;
    double estimate = 0, se = 0;  // log rate ratio
    double z = 0, p = 0;
    double irr = 0;     // exp(estimate)
    Interval irr_ci95;  // by Wald
    Maybe
        se_other;  // Poisson: se × root of the dispersion; negative binomial: observed information
};

struct PoissonModel {
    std::size_t n = 0;
    std::vector<CountCoefficient> coefficients;  // without the aliased
    std::vector<std::string> aliased;
    double deviance = 0, null_deviance = 0, log_lik = 0, pearson_chi2 = 0;
    std::size_t df_residual = 0;
    Maybe dispersion;  // Pearson chi-square / residual df; absent where none is left
};

/// Must equal R's glm(family = poisson); null_deviance: the constant and the offset alone.
/// Undefined: nothing; out_of_range (a count below 0 or between 0 and 1e-9, an infinite offset, a
/// negative weight); constant (every count is 0); separated (a group without a single event: its
/// rate tends to 0; names the columns); no_convergence.
Outcome<PoissonModel> poisson_model(const Design& design, const CountData& data);

struct NegativeBinomialModel {
    std::size_t n = 0;
    double theta =
        0;  // variance = mu + mu²/theta; infinite where counts spread no more than Poisson
    double alpha = 0;                            // 1/theta
    std::vector<CountCoefficient> coefficients;  // se: expected information, theta held fixed
    std::vector<std::string> aliased;
    double log_lik = 0;
};

/// Theta by maximum likelihood; must equal MASS::glm.nb. Undefined as poisson_model. Counts that
/// spread no more than Poisson's have their maximum at an infinite theta: that is Poisson's answer,
/// and is given so.
Outcome<NegativeBinomialModel> negative_binomial_model(const Design& design, const CountData& data);

}  // namespace breather::statistics

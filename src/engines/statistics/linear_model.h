// Least squares: coefficients, the fit as a whole, combinations of coefficients (adjusted means,
// contrasts) and the test of a term. Must equal R's lm, summary.lm, drop1(test = "F"), and
// sandwich::vcovHC(type = "HC3").
#pragma once
#include "base/crew.h"
#include "engines/statistics/design.h"
#include "engines/statistics/outcome.h"

namespace breather::statistics {

/// b in units of the outcome per unit of the column. t, P and interval by Student's t with the
/// residual degrees of freedom: absent where none are left, or where the fit is perfect.
struct LinearCoefficient {
    std::string term;
    double estimate = 0;
    Maybe se, t, p;
    std::optional<Interval> ci95;
    Maybe se_hc3;  // absent where one row alone decides a coefficient (leverage 1)
};

struct LinearModel {
    std::size_t n = 0;                            // rows with a weight above 0
    std::vector<LinearCoefficient> coefficients;  // without the aliased
    std::vector<std::string> aliased;             // columns that others before them say already
    std::size_t df_residual = 0, df_model = 0;
    double rss = 0;
    Maybe sigma, r2, adj_r2, f, f_p, log_lik;  // r2: absent for a constant outcome

    // Over all columns of the design; 0 where aliased.
    Eigen::VectorXd beta;
    Eigen::MatrixXd unscaled;    // (X'WX)^-1
    Eigen::MatrixXd null_space;  // columns × aliased: what the data cannot tell apart
};

/// y: as many as rows. weights: none, or one ≥ 0 for each row (R's prior weights: the variance of
/// a row is sigma²/weight). Undefined: nothing (no row), out_of_range (a weight below 0 or not
/// finite; rows that do not agree).
Outcome<LinearModel> linear_model(const Design& design, const Eigen::VectorXd& y,
                                  const Eigen::VectorXd& weights = {}, const Crew& crew = Crew());

struct LinearEstimate {
    double estimate = 0;
    Maybe se, t, p;
    std::optional<Interval> ci95;
    std::size_t df = 0;
};
/// One combination of the coefficients (as many as columns of the design). Nothing where the data
/// cannot tell it (it is not estimable: a level that nobody has).
std::optional<LinearEstimate> combination(const LinearModel& model, const Eigen::VectorXd& weights);

struct TermTest {
    double f = 0, p = 0;
    std::size_t df1 = 0, df2 = 0;
    double partial_eta2 = 0;  // SS of the term / (that + residual SS)
};
/// The fit without this term (its place in term_of) against the whole one. Undefined: too_few (no
/// residual df), constant (a perfect fit), collinear (the term adds nothing).
Outcome<TermTest> term_test(const Design& design, const Eigen::VectorXd& y, int term,
                            const Eigen::VectorXd& weights = {});

/// Holm (1979, Scand J Stat 6:65) and Bonferroni, as R's p.adjust.
std::vector<double> holm(const std::vector<double>& p);
std::vector<double> bonferroni(const std::vector<double>& p);

}  // namespace breather::statistics

// The likelihood of yes and no under a logistic model, plain or with Firth's penalty, and its
// maximum over the leading coefficients while the others are held.
#pragma once
#include <Eigen/Core>
#include <span>

#include "base/crew.h"
#include "engines/statistics/outcome.h"

namespace breather::statistics {

enum class Penalty {
    None,
    Firth,  // + ½ ln|I|, I the information of all columns, also of those held (Firth 1993,
            // Biometrika 80:27; Heinze & Schemper 2002, Stat Med 21:2409)
};

/// Rows × columns, 0 or 1 per row, and how often each row counts (none: once each).
struct Binary {
    const Eigen::MatrixXd& x;
    std::span<const double> y;
    std::span<const double> weights;
    Crew crew = Crew();
    double weight(std::size_t row) const { return weights.empty() ? 1 : weights[row]; }
};

struct BinaryLikelihood {
    double value = 0;             // ln L, with the penalty
    Eigen::VectorXd gradient;     // with the penalty's share
    Eigen::MatrixXd information;  // X'WX
    Eigen::MatrixXd curvature;    // what steps are taken by; with the penalty X'(W + hp(1-p))X:
                                  // by the information alone they would swing about the maximum
                                  // wherever few rows carry much
    Eigen::MatrixXd bend;         // with the penalty: minus the second derivatives, by which steps
                                  // are taken wherever they bend downwards in every direction
    double eta_max = 0;           // the largest |linear predictor|
};
BinaryLikelihood likelihood(const Binary& data, const Eigen::VectorXd& beta, Penalty penalty);

struct Maximum {
    Eigen::VectorXd at;
    BinaryLikelihood there;
    bool settled = false;  // the last step was below 1e-8 standard errors (Firth: 1e-9, from
                           // 100,000 rows on 3e-6, its own error being far smaller)
    int steps = 0;
    Eigen::MatrixXd bend;  // with the penalty: the last that steps were taken by
};
/// Newton steps (nearly so under the penalty, where `bend` has no root), halved where the value
/// would fall. Coefficients from `free` on keep their start. The bend costs columns² work for each
/// row and column: of many columns an earlier one (`bend`: of a place nearby) serves while steps
/// shrink quickly.
Maximum maximise(const Binary& data, Eigen::VectorXd start, Eigen::Index free, Penalty penalty,
                 Eigen::MatrixXd bend = {});

/// Columns turned into orthonormal ones: X[:, order] = Q R. A model in Q loses no digits to
/// columns of unlike size or nearly one direction; β[order] = R⁻¹γ.
struct Basis {
    Eigen::MatrixXd q, r;
    std::vector<Eigen::Index> order;
    explicit Basis(const Eigen::MatrixXd& x);
    Basis(const Eigen::MatrixXd& x, Eigen::Index last);  // with this column at the end
    Eigen::VectorXd to_basis(const Eigen::VectorXd& beta) const;
    Eigen::VectorXd from_basis(const Eigen::VectorXd& gamma) const;
    /// Of β, from the inverse information of γ.
    Eigen::MatrixXd covariance(const Eigen::MatrixXd& information) const;
    double ln_determinant() const;  // ln |det R|

  private:
    void make(const Eigen::MatrixXd& x);
};

/// The profile of one coefficient: where the value has fallen by half the 95% point of chi-squared
/// (1 df) on either side, and how far it falls at 0. R: MASS's confint.glm, logistf.
struct Profile {
    std::optional<Interval> ci95;
    double chi2_at_0 = 0;
};
Profile profile(const Binary& data, Eigen::Index column, const Eigen::VectorXd& estimate, double se,
                Penalty penalty);

}  // namespace breather::statistics

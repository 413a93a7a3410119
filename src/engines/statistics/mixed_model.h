// Repeated measures by restricted maximum likelihood: an unstructured covariance over visits
// (MMRM; R: mmrm, nlme::gls with corSymm and varIdent) or a random intercept (R: lme4::lmer).
// Satterthwaite's degrees of freedom from the observed information of the covariance parameters;
// Kenward & Roger (1997) Biometrics 53:983 with linear covariance parameters.
#pragma once
#include <vector>

#include "engines/statistics/design.h"
#include "engines/statistics/outcome.h"

namespace breather::statistics {

/// One row for each observation that is there; nothing is missing. People with one visit stay in.
struct RepeatedMeasures {
    Design design;
    Eigen::VectorXd y;
    std::vector<int> person;          // codes from 0, in any order
    std::vector<int> visit;           // codes into `visits`; an unstructured covariance needs them
    std::vector<std::string> visits;  // what they are called
};

enum class CovarianceOf { Unstructured, RandomIntercept };

struct FixedEffect {
    std::string term;
    double estimate = 0, se = 0;  // se: model-based
};

/// Which information the covariance parameters' own uncertainty W is taken from: the expected one
/// (the paper, R pbkrtest) or the observed one (SAS PROC MIXED, R mmrm).
enum class Information { Expected, Observed };

struct MixedModel {
    std::size_t people = 0, observations = 0;
    std::vector<FixedEffect> fixed;    // without the aliased
    std::vector<std::string> aliased;  // columns that others before them say already
    Eigen::MatrixXd covariance;        // unstructured: visits × visits
    double var_intercept = 0, var_residual = 0, icc = 0;  // random intercept
    bool at_the_edge = false;        // the intercepts do not vary: their variance is 0
    double minus2_reml_log_lik = 0;  // (N-p) log 2π + Σ log|V| + log|ΣX'V⁻¹X| + r'V⁻¹r

    // For tests, of columns turned to right angles and an outcome of SD 1 (`back`, `scale`).
    std::vector<Eigen::Index> kept;  // places of the design's columns
    Eigen::VectorXd beta;            // of kept columns, in the outcome's units
    Eigen::MatrixXd back;            // kept columns × back = turned columns
    double scale = 1;
    Eigen::MatrixXd root;                // unstructured: covariance = root S root', S's entries
                                         // the parameters (s11, s12, s22, s13, …), near I
    Eigen::MatrixXd phi;                 // (ΣX'V⁻¹X)⁻¹
    std::vector<Eigen::MatrixXd> moves;  // per parameter: ΣX'V⁻¹ V_k V⁻¹X
    struct Uncertainty {
        Eigen::MatrixXd w;             // covariance of the covariance parameters
        Eigen::MatrixXd phi_adjusted;  // Kenward and Roger's
    };
    std::optional<Uncertainty> expected, observed;  // none where the information is singular
};

/// Undefined: nothing; too_few (no more rows than columns; nobody seen twice; two visits that
/// nobody has both of: names them); out_of_range (two rows of one person at one visit, values that
/// are not finite); constant (no residual variance); no_convergence (a covariance that is singular
/// at its best: one visit says what others say already).
Outcome<MixedModel> mixed_model(const RepeatedMeasures& data, CovarianceOf covariance);

struct ContrastTest {
    double se = 0, df = 0, t = 0, p = 1;
    Interval ci95;
};
struct MixedContrast {
    double estimate = 0;
    std::optional<ContrastTest> satterthwaite, kenward_roger_expected, kenward_roger_observed;
};
/// One combination of the coefficients (as many as columns of the design); nothing where it rests
/// on an aliased column.
std::optional<MixedContrast> contrast(const MixedModel& model, const Eigen::VectorXd& weights);

struct JointTest {
    double f = 0, df1 = 0, df2 = 0, p = 1;
    double scale = 1;  // Kenward and Roger's lambda, part of f
};
/// All rows of `weights` (tests × columns of the design) zero together; aliased columns are passed
/// over. Nothing where none is left or W is singular.
std::optional<JointTest> joint_test(const MixedModel& model, const Eigen::MatrixXd& weights,
                                    Information information);

}  // namespace breather::statistics

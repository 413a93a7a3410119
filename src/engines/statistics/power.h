// How many people a study needs, and what it can see with those it has. Two-sided tests, both tails
// counted, from the noncentral distributions of Boost.Math; a simulation in the tests agrees.
#pragma once
#include <functional>
#include <span>

#include "engines/statistics/outcome.h"

namespace breather::statistics {

/// Two groups compared by t, `d` the difference in standard deviations.
/// R: power.t.test(strict = TRUE). Undefined: fewer than two in a group, alpha not in (0, 1).
Outcome<double> power_two_means(double d, double n1, double n2, double alpha = 0.05);

/// Two or more arms of n each compared by F; Cohen's (1988) f is the SD of the arms' means over the
/// SD within. R: power.anova.test(between.var = f² k / (k - 1)). Undefined as above.
Outcome<double> power_arms(double f, int arms, double n_per_arm, double alpha = 0.05);
/// Of means and their SD within. Undefined: fewer than two arms, SD not above 0.
Outcome<double> effect_f(std::span<const double> means, double sd);

/// Two proportions by the normal approximation. R: power.prop.test(strict = TRUE).
/// Undefined: a proportion outside [0, 1], both the same 0 or 1.
Outcome<double> power_two_proportions(double p1, double p2, double n_per_arm, double alpha = 0.05);

/// What one look at a person is multiplied by in variance when the mean of `after` measurements
/// is adjusted for the mean of `before` ones, all correlated by rho (Frison & Pocock 1992, Stat Med
/// 11:1685, ANCOVA). With before = 0: the mean of `after` alone. d becomes d / sqrt(factor).
/// Undefined: after below 1, before below 0, rho outside [0, 1).
Outcome<double> repeated_measures_factor(int before, int after, double rho);

/// What n is multiplied by when people come in clusters of `mean_size` (Donner & Klar 2000);
/// `cv` is the coefficient of variation of sizes (Eldridge 2006, Int J Epidemiol 35:1292).
/// Undefined: icc outside [0, 1], size below 1, cv below 0.
Outcome<double> design_effect(double mean_size, double icc, double cv = 0);

/// The smallest whole n from 2 on whose power is at least `wanted`; `power_of` does not fall with
/// n. Undefined: not reached by 10,000,000 (no convergence), wanted not in (0, 1), or the reason
/// `power_of` gives.
Outcome<double> smallest_n(double wanted, const std::function<Outcome<double>(double n)>& power_of);

/// How many to invite so that n stay when that share drops out; rounded up. share in [0, 1).
double with_dropout(double n, double share);

}  // namespace breather::statistics

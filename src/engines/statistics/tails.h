// What lies beyond a statistic: P values from Boost's distributions, small ones without loss.
#pragma once

namespace breather::statistics {

/// P(X > x) of chi-squared; 1 at x <= 0. R: pchisq(x, df, lower = FALSE).
double beyond_chi_squared(double x, double df);
/// Its natural logarithm, also where the P value itself is too small for a double.
double ln_beyond_chi_squared(double x, double df);
/// Both tails of the normal, of t; the upper one of F. Infinite statistics give 0.
double beyond_normal(double z);
double beyond_t(double t, double df);
double beyond_f(double f, double df1, double df2);
/// The two-sided quantile for a confidence of 95%: R's qnorm(0.975), qt(0.975, df).
double normal_975();
double t_975(double df);

}  // namespace breather::statistics

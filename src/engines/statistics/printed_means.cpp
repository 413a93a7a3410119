// Two means, their spread and the t printed beside them.
#include <algorithm>
#include <cmath>

#include "engines/statistics/printed_tables.h"

namespace breather::statistics {
namespace {

/// Mean and variance of each group, with what rounding allows.
struct Ranges {
    Interval difference;
    Interval variance[2];
    double n[2];
};

std::optional<Ranges> ranges(const PrintedMeans& given) {
    if (given.n.size() != 2 || given.n[0] < 2 || given.n[1] < 2) return std::nullopt;
    Ranges out{{0, 0}, {{0, 0}, {0, 0}}, {given.n[0], given.n[1]}};
    if (given.events.size() == 2) {
        double share[2];
        for (const std::size_t g : {0u, 1u}) {
            const double n = given.n[g];
            share[g] = given.events[g] / n;
            const double variance = n * share[g] * (1 - share[g]) / (n - 1);
            out.variance[g] = {variance, variance};
        }
        out.difference = {share[0] - share[1], share[0] - share[1]};
        return out;
    }
    if (given.mean.size() != 2 || given.sd.size() != 2) return std::nullopt;
    const Interval a = given.mean[0].rounded(), b = given.mean[1].rounded();
    out.difference = {a.low - b.high, a.high - b.low};
    for (const std::size_t g : {0u, 1u}) {
        const Interval sd = given.sd[g].rounded();
        if (sd.high <= 0) return std::nullopt;
        out.variance[g] = {std::pow(std::max(0.0, sd.low), 2), sd.high * sd.high};
    }
    return out;
}

struct Candidate {
    Interval t, df;
};

Candidate candidate(const Ranges& given, bool welch) {
    const double n0 = given.n[0], n1 = given.n[1], within = n0 + n1 - 2;
    Candidate out{{0, 0}, {within, within}};
    double se_low = 0, se_high = 0;
    for (const bool high : {false, true}) {
        const double v0 = high ? given.variance[0].high : given.variance[0].low,
                     v1 = high ? given.variance[1].high : given.variance[1].low;
        const double pooled = ((n0 - 1) * v0 + (n1 - 1) * v1) / within * (1 / n0 + 1 / n1);
        (high ? se_high : se_low) = std::sqrt(welch ? v0 / n0 + v1 / n1 : pooled);
    }
    const Interval& d = given.difference;
    const double near = d.low <= 0 && d.high >= 0 ? 0 : std::min(std::abs(d.low), std::abs(d.high));
    const double far = std::max(std::abs(d.low), std::abs(d.high));
    out.t = {near / se_high, se_low > 0 ? far / se_low : 1e300};
    if (!welch) return out;
    out.df = {within, 0};
    for (const double v0 : {given.variance[0].low, given.variance[0].high})
        for (const double v1 : {given.variance[1].low, given.variance[1].high}) {
            const double a = v0 / n0, b = v1 / n1;
            if (a + b <= 0) continue;
            const double df = (a + b) * (a + b) / (a * a / (n0 - 1) + b * b / (n1 - 1));
            out.df = {std::min(out.df.low, df), std::max(out.df.high, df)};
        }
    // The most df, n - 2, lie inside the box of variances where their ratio is n0(n0-1) / n1(n1-1).
    const double ratio = n0 * (n0 - 1) / (n1 * (n1 - 1));
    const auto &v0 = given.variance[0], &v1 = given.variance[1];
    if (v0.low <= ratio * v1.high && v0.high >= ratio * v1.low) out.df.high = within;
    return out;
}

std::string middle(const Interval& range, int decimals) {
    return digits((range.low + std::min(range.high, 1e6)) / 2, decimals);
}

/// The same people twice: df is one less than each group. Their t is not known without their
/// correlation, but it cannot be nearer to 0 than with a correlation of -1.
bool paired(const PrintedMeans& given) {
    return given.events.empty() && given.test.df && given.test.df->decimals == 0 &&
           given.n[0] == given.n[1] && given.test.df->value == given.n[0] - 1;
}

void check_paired(const PrintedMeans& given, const Ranges& range, Findings& out) {
    PrintedTest test = given.test;
    test.kind = Kind::T;
    const Interval& d = range.difference;
    const double near = d.low <= 0 && d.high >= 0 ? 0 : std::min(std::abs(d.low), std::abs(d.high));
    const double spread = std::sqrt(range.variance[0].high) + std::sqrt(range.variance[1].high);
    const double least = near * std::sqrt(given.n[0]) / spread;
    if (test.value) {
        Printed t = *test.value;
        t.value = std::abs(t.value);
        if (fit(t, {least, 1e300}) == Fit::No)
            out.push_back({Finding::Weight::Slip, "statistic", test.value->text,
                           "at least " + digits(least, std::max(2, t.decimals)),
                           "t = " + test.value->text + " is printed; df " + test.df->text +
                               " means pairs, and pairs with these means and SDs have a t of at "
                               "least " +
                               digits(least, std::max(2, t.decimals)) + "."});
    }
    for (auto& one : check_test(test)) out.push_back(std::move(one));
}

void check_t(const PrintedTest& test, const Candidate& pooled, const Candidate& welch,
             Findings& out) {
    Printed t = *test.value;
    t.value = std::abs(t.value);
    const Fit a = fit(t, pooled.t), b = fit(t, welch.t);
    if (a == Fit::Rounded || b == Fit::Rounded) return;
    const int places = std::max(2, t.decimals);
    const std::string should = middle(pooled.t, places);
    const std::string says = "t = " + test.value->text + " is printed; the groups give " + should +
                             " (pooled) or " + middle(welch.t, places) + " (Welch)";
    const bool cut = a == Fit::Cut || b == Fit::Cut;
    out.push_back({cut ? Finding::Weight::Note : Finding::Weight::Slip, "statistic",
                   test.value->text, should,
                   says + (cut ? ": digits were cut off, not rounded." : ".")});
}

void check_t_df(const PrintedTest& test, const Candidate& pooled, const Candidate& welch,
                double people, Findings& out) {
    if (fits(*test.df, pooled.df) || fit(*test.df, welch.df) != Fit::No) return;
    const std::string most = digits(pooled.df.low, 0), all = digits(people, 0);
    std::string says = "df " + test.df->text + " is printed; " + all + " people in two groups ";
    says += test.df->value > pooled.df.low
                ? "allow at most " + most
                : "give " + most + " (pooled) or " + middle(welch.df, 1) + " (Welch)";
    if (test.df->decimals == 0)
        says += ". df " + test.df->text + " means " + digits(test.df->value + 2, 0) + " people";
    out.push_back({Finding::Weight::Slip, "df", test.df->text, most, says + "."});
}

/// Without df: t and P are both Welch's, whatever df rounding allows.
bool is_welch(PrintedTest test, const Candidate& welch) {
    Printed t = *test.value;
    t.value = std::abs(t.value);
    if (!test.p || fit(t, welch.t) == Fit::No) return false;
    Interval p{1, 0};
    for (const double df : {welch.df.low, welch.df.high}) {
        test.df = read_printed(digits(df, 3));
        const auto range = p_range(test);
        if (range) p = {std::min(p.low, range->low), std::max(p.high, range->high)};
    }
    return fits(*test.p, p);
}

}  // namespace

Findings check_means(const PrintedMeans& given) {
    Findings out;
    const auto range = ranges(given);
    PrintedTest test = given.test;
    test.kind = Kind::T;
    test.two_groups = true;
    if (!range) return check_test(test);
    if (paired(given)) {
        check_paired(given, *range, out);
        return out;
    }
    const Candidate pooled = candidate(*range, false), welch = candidate(*range, true);
    const double people = given.n[0] + given.n[1];
    if (test.n && test.n->value != people)
        out.push_back({Finding::Weight::Slip, "n", test.n->text, digits(people, 0),
                       "N = " + test.n->text + " is printed; the groups add up to " +
                           digits(people, 0) + "."});
    test.n.reset();
    if (test.value) check_t(test, pooled, welch, out);
    if (test.df) check_t_df(test, pooled, welch, people, out);
    const bool df_said = test.df.has_value();
    if (!df_said) test.df = read_printed(digits(pooled.df.low, 0));
    if (!test.value) return out;
    auto of_p = check_test(test);
    if (!of_p.empty() && !df_said && is_welch(test, welch)) return out;
    // P of the other row of the package's table: Welch's beside the pooled t.
    PrintedTest other = test;
    other.value = read_printed(middle(welch.t, 4));
    other.df = read_printed(middle(welch.df, 1));
    if (!of_p.empty() && of_p[0].what == "p" && check_test(other).empty()) {
        of_p[0].weight = Finding::Weight::Note;
        of_p[0].sentence += " It is Welch's P (" + name_of(other) + ") beside the pooled t.";
    }
    for (auto& one : of_p) out.push_back(std::move(one));
    return out;
}

}  // namespace breather::statistics

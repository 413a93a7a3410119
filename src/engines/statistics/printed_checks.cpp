#include "engines/statistics/printed_checks.h"

#include <algorithm>
#include <cmath>

#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

/// From the smallest to the largest distance from 0.
Interval size_of(const Interval& range) {
    const double a = std::abs(range.low), b = std::abs(range.high);
    if (range.low <= 0 && range.high >= 0) return {0, std::max(a, b)};
    return {std::min(a, b), std::max(a, b)};
}

double beyond(Kind kind, double size, double df, double df2) {
    switch (kind) {
        case Kind::ChiSquared:
            return beyond_chi_squared(size, df);
        case Kind::T:
            return beyond_t(size, df);
        case Kind::F:
            return beyond_f(size, df, df2);
        case Kind::R:
            return size >= 1 ? 0 : beyond_t(size * std::sqrt(df / (1 - size * size)), df);
        default:
            return beyond_normal(size);
    }
}

std::string range_text(const Interval& p) {
    const std::string low = p_text(p.low), high = p_text(p.high);
    return low == high ? low : p_text((p.low + p.high) / 2);
}

/// P as it is printed beside a statistic: "P < .001", "P = .03".
std::string shown_p(const Printed& p) {
    return "P " + (p.sign == Sign::Equal ? "= " + p.text : p.text);
}

std::string df_text(const PrintedTest& test) {
    if (test.kind == Kind::Z || !test.df) return "";
    return "(" + test.df->text + (test.df2 ? ", " + test.df2->text : "") + ")";
}

void check_people(const PrintedTest& test, Findings& out) {
    if (!test.n || !test.df || test.n->value <= 0) return;
    const double n = test.n->rounded().high;
    double most = n - 1;
    if (test.kind == Kind::R || (test.kind == Kind::T && test.two_groups)) most = n - 2;
    const double df = test.kind == Kind::F && test.df2 ? test.df->value + test.df2->value
                                                       : test.df->rounded().low;
    if (test.kind == Kind::Z || df <= most + (test.kind == Kind::F ? 0.5 : 0)) return;
    // Of repeated measures: df2 = df1 (n - 1), or fewer people's; of a mixed model: any fraction.
    if (test.kind == Kind::F && test.df2 && std::fmod(test.df2->value, test.df->value) == 0 &&
        test.df2->value / test.df->value <= most)
        return;
    if (!test.two_groups && (test.df2 ? test.df2 : test.df)->decimals > 0) return;
    const std::string limit = digits(std::floor(most), 0);
    out.push_back({Finding::Weight::Slip, "df", test.df2 ? test.df2->text : test.df->text,
                   "at most " + limit,
                   "df " + (test.df2 ? test.df->text + ", " + test.df2->text : test.df->text) +
                       " is printed; " + test.n->text + " people allow at most " + limit + "."});
}

}  // namespace

std::string name_of(const PrintedTest& test) {
    const char* name = test.kind == Kind::ChiSquared ? "χ²"
                       : test.kind == Kind::T        ? "t"
                       : test.kind == Kind::F        ? "F"
                       : test.kind == Kind::R        ? "r"
                                                     : "z";
    return name + df_text(test) + (test.value ? " = " + test.value->text : "");
}

namespace {

/// P of both sides, of whatever lies in `value`.
std::optional<Interval> p_of(const PrintedTest& test, const Interval& value) {
    const bool with_df = test.kind != Kind::Z;
    if ((with_df && !test.df) || (test.kind == Kind::F && !test.df2)) return std::nullopt;
    Interval size = size_of(value);
    if (test.kind == Kind::ChiSquared || test.kind == Kind::F)
        size = {std::max(0.0, value.low), std::max(0.0, value.high)};
    // Welch's and a mixed model's df are often printed as whole numbers; those of a chi-square, and
    // the first of an F, are whole.
    const auto range = [&](const std::optional<Printed>& df, bool exact) -> Interval {
        if (!df) return {1, 1};
        if (exact && df->decimals == 0) return {df->value, df->value};
        return {std::max(df->rounded().low, 0.5), df->rounded().high};
    };
    const Interval df = range(test.df, test.kind == Kind::ChiSquared || test.kind == Kind::F),
                   df2 = range(test.df2, false);
    if (with_df && (df.low <= 0 || df2.low <= 0)) return std::nullopt;
    Interval p{1, 0};
    for (const double s : {size.low, size.high})
        for (const double d : {df.low, df.high})
            for (const double e : {df2.low, df2.high}) {
                const double one = beyond(test.kind, s, d, e);
                p = {std::min(p.low, one), std::max(p.high, one)};
            }
    return p;
}

/// Whether there are sides: a chi-square or F of one df is the square of a z or t.
bool has_sides(const PrintedTest& test) {
    const bool squared = test.kind == Kind::ChiSquared || test.kind == Kind::F;
    return !squared || (test.df && test.df->value == 1);
}

bool fits_a_side(const PrintedTest& test, const Interval& both) {
    return has_sides(test) && (fits(*test.p, {both.low / 2, both.high / 2}) ||
                               fits(*test.p, {1 - both.high / 2, 1 - both.low / 2}));
}

bool p_fits(const PrintedTest& test, const Interval& both) {
    const bool squared = test.kind == Kind::ChiSquared || test.kind == Kind::F;
    if ((!test.one_sided || squared) && fits(*test.p, both)) return true;
    return (test.one_sided || test.sides_unsaid) && fits_a_side(test, both);
}

}  // namespace

std::optional<Interval> p_range(const PrintedTest& test) {
    if (!test.value) return std::nullopt;
    const auto both = p_of(test, test.value->rounded());
    if (!both || !test.one_sided || !has_sides(test)) return both;
    return Interval{both->low / 2, both->high / 2};
}

Findings check_test(const PrintedTest& test) {
    Findings out;
    check_people(test, out);
    if (test.kind == Kind::ChiSquared && test.value && test.value->value < 0)
        out.push_back({Finding::Weight::Slip, "statistic", test.value->text, "0 or more",
                       name_of(test) + " is printed; a chi-square is never negative."});
    if (test.kind == Kind::R && test.value && std::abs(test.value->value) > 1)
        out.push_back({Finding::Weight::Slip, "statistic", test.value->text, "-1 to 1",
                       name_of(test) + " is printed; a correlation lies between -1 and 1."});
    if (!test.p || (!out.empty() && out.back().what == "statistic")) return out;
    const Printed& p = *test.p;
    if (p.value > 1 || p.value < 0) {
        out.push_back({Finding::Weight::Slip, "p", p.text, "0 to 1",
                       shown_p(p) + " is printed; a probability lies between 0 and 1."});
        return out;
    }
    const auto range = p_range(test);
    const auto both = test.value ? p_of(test, test.value->rounded()) : std::nullopt;
    if (!both || p_fits(test, *both)) return out;
    std::string also;
    Finding::Weight weight = Finding::Weight::Slip;
    const bool sided = test.kind == Kind::T || test.kind == Kind::Z || test.kind == Kind::R;
    if (p_fits(test, *p_of(test, test.value->cut()))) {
        weight = Finding::Weight::Note;
        also = " It fits if digits of " + test.value->text + " were cut off, not rounded.";
    } else if (test.adjusted && p.sign != Sign::Below && p.value > range->high) {
        weight = Finding::Weight::Note;
        also = " It fits if it was corrected for the number of tests: say so beside it.";
    } else if (sided && !test.one_sided && fits(p, {both->low / 2, both->high / 2})) {
        also = " It is the P of one side: say so where it is meant.";
    }
    out.push_back({weight, "p", p.text, range_text(*range),
                   shown_p(p) + " is printed; " + name_of(test) + " gives " + range_text(*range) +
                       "." + also});
    return out;
}

Findings check_fit(const PrintedFit& given) {
    Findings out;
    const double n = given.n, k = given.events;
    if (!given.lr_chi2 || n <= 0 || k <= 0 || k >= n) return out;
    const double null = k * std::log(k / n) + (n - k) * std::log1p(-k / n);
    const Interval lr = given.lr_chi2->rounded();
    const auto snell = [&](double x) { return -std::expm1(-x / n); };
    const double most = -std::expm1(2 * null / n);
    const auto check = [&](const std::optional<Printed>& printed, const char* what, Interval r) {
        if (!printed || fit(*printed, r) == Fit::Rounded) return;
        const std::string should = digits((r.low + r.high) / 2, std::max(2, printed->decimals));
        out.push_back({Finding::Weight::Slip, "r2", printed->text, should,
                       std::string(what) + " R² = " + printed->text +
                           " is printed; χ² = " + given.lr_chi2->text + " with " + digits(k, 0) +
                           " events among " + digits(n, 0) + " people gives " + should + "."});
    };
    check(given.cox_snell, "Cox-Snell", {snell(lr.low), snell(lr.high)});
    check(given.nagelkerke, "Nagelkerke", {snell(lr.low) / most, snell(lr.high) / most});
    check(given.mcfadden, "McFadden", {lr.low / (-2 * null), lr.high / (-2 * null)});
    return out;
}

Findings check_percent(double count, double total, const Printed& percent) {
    if (total <= 0 || count < 0) return {};
    const double share = 100 * count / total;
    if (fits(percent, {share, share})) return {};
    const std::string should =
        digits(std::floor(share / percent.step() + 0.5) * percent.step(), percent.decimals);
    return {{Finding::Weight::Slip, "percent", percent.text, should,
             percent.text + "% is printed; " + digits(count, 0) + " of " + digits(total, 0) +
                 " is " + digits(share, percent.decimals + 2) + "%: " + should + "."}};
}

Findings check_sum(const std::vector<Printed>& parts, const Printed& total, Parts kind) {
    Interval sum{0, 0};
    double plain = 0;
    int decimals = total.decimals;
    for (const auto& part : parts) {
        if (part.sign != Sign::Equal) return {};
        const bool exact = kind == Parts::Counts && part.decimals == 0;
        const Interval range = exact ? Interval{part.value, part.value} : part.rounded();
        sum = {sum.low + range.low, sum.high + range.high};
        plain += part.value;
        decimals = std::max(decimals, part.decimals);
    }
    const bool exact = kind == Parts::Counts && decimals == 0;
    if (parts.empty() || (exact ? plain == total.value : fits(total, sum))) return {};
    const std::string should = digits(plain, decimals);
    return {{Finding::Weight::Slip, "total", total.text, should,
             "A total of " + total.text + " is printed; its parts add up to " + should + "."}};
}

Findings check_mean_of_integers(const Printed& mean, double people, double items) {
    const double units = people * items;
    if (units < 1 || mean.sign != Sign::Equal) return {};
    const Interval range = mean.rounded();
    const double slack = 1e-9 * std::max(1.0, std::abs(mean.value) * units);
    if (std::floor(range.high * units + slack) >= range.low * units - slack) return {};
    const double below = std::floor(mean.value * units) / units,
                 above = std::ceil(mean.value * units) / units;
    const std::string nearest =
        digits(below, mean.decimals) + " or " + digits(above, mean.decimals);
    return {{Finding::Weight::Slip, "mean", mean.text, nearest,
             "A mean of " + mean.text + " is printed; " + digits(people, 0) +
                 (items == 1 ? " whole numbers" : " people with " + digits(items, 0) + " items") +
                 " cannot have it. The nearest they can have: " + nearest + "."}};
}

}  // namespace breather::statistics

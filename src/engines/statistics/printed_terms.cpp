// The rows of a regression table: B, SE, exp(B), its interval and P.
#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "engines/statistics/printed_checks.h"
#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

/// Few enough df for what a linear model with df unsaid may have.
constexpr double df_few = 8;

/// How many SE the interval reaches: the normal's, or t's where B is a linear model's.
Interval reach(const PrintedTerm& term) {
    const double upper = (1 + term.confidence) / 2;
    const auto of_t = [&](double df) {
        return boost::math::quantile(boost::math::students_t(df), upper);
    };
    const double z = boost::math::quantile(boost::math::normal(), upper);
    if (term.df) return {of_t(*term.df), of_t(*term.df)};
    return {z, term.ratio || term.wald ? z : of_t(df_few)};
}

double beyond(const PrintedTerm& term, double z) {
    return term.df ? beyond_t(std::abs(z), *term.df) : beyond_normal(std::abs(z));
}

void slip(Findings& out, const char* what, const Printed& printed, const std::string& should,
          const std::string& sentence) {
    out.push_back({Finding::Weight::Slip, what, printed.text, should, sentence});
}

/// B as a range: of B itself, or of the logarithm of the ratio.
std::optional<Interval> b_range(const PrintedTerm& term) {
    if (term.b) return term.b->rounded();
    if (!term.ratio || term.ratio->sign != Sign::Equal || term.ratio->value <= 0)
        return std::nullopt;
    const Interval r = term.ratio->rounded();
    return Interval{r.low > 0 ? std::log(r.low) : std::log(r.high) - 5, std::log(r.high)};
}

std::optional<Interval> se_range(const PrintedTerm& term) {
    if (!term.se || term.se->sign != Sign::Equal || term.se->value < 0) return std::nullopt;
    const Interval r = term.se->rounded();
    return Interval{std::max(r.low, 0.0), r.high};
}

/// |B / SE| over both ranges; infinite where the SE may be 0.
Interval z_range(const Interval& b, const Interval& se) {
    const double low =
        b.low <= 0 && b.high >= 0 ? 0 : std::min(std::abs(b.low), std::abs(b.high)) / se.high;
    const double high = std::max(std::abs(b.low), std::abs(b.high));
    return {low, se.low > 0 ? high / se.low : 1e300};
}

void check_ratio(const PrintedTerm& term, Findings& out) {
    if (!term.b || !term.ratio) return;
    const Interval b = term.b->rounded();
    if (fit(*term.ratio, {std::exp(b.low), std::exp(b.high)}) != Fit::No) return;
    const std::string should = digits(std::exp(term.b->value), std::max(2, term.ratio->decimals));
    slip(out, "exp_b", *term.ratio, should,
         "exp(B) = " + term.ratio->text + " is printed; exp(" + term.b->text + ") is " + should +
             (term.ratio->value > 0 ? ", and " + term.ratio->text + " would belong to B = " +
                                          digits(std::log(term.ratio->value), 2)
                                    : "") +
             ".");
}

void check_quotients(const PrintedTerm& term, Findings& out) {
    const auto se = se_range(term);
    if (!term.b || !se || se->high <= 0) return;
    const Interval z = z_range(term.b->rounded(), *se);
    if (term.z) {
        Printed size = *term.z;
        size.value = std::abs(size.value);
        if (fit(size, z) == Fit::No)
            slip(out, "statistic", *term.z,
                 digits(term.b->value / term.se->value, term.z->decimals),
                 "z or t = " + term.z->text + " is printed; B / SE is " +
                     digits(term.b->value / term.se->value, std::max(2, term.z->decimals)) + ".");
    }
    if (term.wald && fit(*term.wald, {z.low * z.low, z.high * z.high}) == Fit::No) {
        const double wald = std::pow(term.b->value / term.se->value, 2);
        slip(out, "statistic", *term.wald, digits(wald, term.wald->decimals),
             "Wald = " + term.wald->text + " is printed; (B / SE)² is " +
                 digits(wald, std::max(2, term.wald->decimals)) + ".");
    }
}

/// A slip; a note where P may have been corrected for many tests, and is larger.
void wrong_p(const PrintedTerm& term, const Interval& p, const std::string& should, Findings& out,
             const std::string& sentence) {
    const bool larger = term.p->sign != Sign::Below && term.p->value > p.high;
    out.push_back({term.adjusted && larger ? Finding::Weight::Note : Finding::Weight::Slip, "p",
                   term.p->text, should, sentence});
}

std::string limits(const Printed& low, const Printed& high) {
    return low.text + " to " + high.text;
}

/// The interval against the estimate: ends in order, the estimate between them, and not so lopsided
/// that no interval from a likelihood would be.
bool check_order(const PrintedTerm& term, Findings& out) {
    const Printed *low = &*term.low, *high = &*term.high;
    const std::string shown = limits(*low, *high);
    if (low->rounded().low > high->rounded().high) {
        slip(out, "interval", *low, "low, then high",
             "An interval of " + shown + " is printed; its ends are exchanged.");
        return false;
    }
    const auto& middle = term.ratio ? term.ratio : term.b;
    if (!middle || middle->sign != Sign::Equal) return true;
    if (middle->rounded().high < low->rounded().low ||
        middle->rounded().low > high->rounded().high) {
        slip(out, "interval", *low, "around " + middle->text,
             "An interval of " + shown + " is printed; the estimate " + middle->text +
                 " does not lie in it.");
        return false;
    }
    return true;
}

struct Span {
    Interval low, high;  // of the interval's ends, on B's scale
};

std::optional<Span> ends(const PrintedTerm& term) {
    Span span{term.low->rounded(), term.high->rounded()};
    if (term.low->sign != Sign::Equal || term.high->sign != Sign::Equal) return std::nullopt;
    if (!term.ratio) return span;
    if (span.low.low <= 0 || span.high.low <= 0) return std::nullopt;
    const auto logs = [](Interval& one) { one = {std::log(one.low), std::log(one.high)}; };
    logs(span.low);
    logs(span.high);
    return span;
}

/// Both ends against B ± z SE.
void check_ends(const PrintedTerm& term, const Interval& b, const Interval& se, Findings& out) {
    const auto [q, far] = reach(term);
    const auto scale = [&](double x) { return term.ratio ? std::exp(x) : x; };
    const Interval low{scale(b.low - far * se.high), scale(b.high - q * se.low)},
        high{scale(b.low + q * se.low), scale(b.high + far * se.high)};
    if (fit(*term.low, low) != Fit::No && fit(*term.high, high) != Fit::No) return;
    const double b0 = (b.low + b.high) / 2, se0 = (se.low + se.high) / 2;
    const int places = std::max(term.low->decimals, 2);
    const std::string should =
        digits(scale(b0 - q * se0), places) + " to " + digits(scale(b0 + q * se0), places);
    slip(out, "interval", *term.low, should,
         "An interval of " + limits(*term.low, *term.high) + " is printed; estimate and SE " +
             term.se->text + " give " + should + ".");
}

/// Without an SE: an estimate far from the middle of its interval.
void check_middle(const PrintedTerm& term, const Span& span, Findings& out) {
    const auto b = b_range(term);
    if (!b) return;
    const Interval below{b->low - span.low.high, b->high - span.low.low},
        above{span.high.low - b->high, span.high.high - b->low};
    const bool even = below.high >= above.low && above.high >= below.low;
    if (even || term.likelihood) return;
    const bool gross = below.low > 3 * above.high || above.low > 3 * below.high;
    const double middle = (span.low.low + span.low.high + span.high.low + span.high.high) / 4;
    const auto& estimate = term.ratio ? *term.ratio : *term.b;
    const std::string should =
        digits(term.ratio ? std::exp(middle) : middle, std::max(2, estimate.decimals));
    out.push_back({gross ? Finding::Weight::Slip : Finding::Weight::Note, "interval",
                   limits(*term.low, *term.high), "around " + should,
                   "An interval of " + limits(*term.low, *term.high) + " is printed around " +
                       estimate.text + "; its middle is " + should +
                       (gross ? "." : ", so it is no Wald interval: say which it is.")});
}

/// How far the z of another test (Pearson, Yates, Fisher, likelihood ratio, log-rank) may lie from
/// B / SE. Of a ratio: the most that 12,000 drawn tables of 10 to 1,000 people a group showed.
Interval z_of_other_tests(const PrintedTerm& term, const Interval& z, const Interval& b,
                          const Interval& se) {
    if (!term.ratio) return {std::max(0.0, z.low / 1.25 - 0.5), z.high * 1.25 + 0.5};
    const double size = std::max(std::abs(b.low), std::abs(b.high));
    return {std::max(0.0, z.low - std::min(1.0, 0.05 + 2 * se.high)),
            z.high + 0.1 + 0.45 * size * size};
}

/// P against what the interval says of B / SE.
void check_p_of_interval(const PrintedTerm& term, const Span& span, Findings& out) {
    const auto b = b_range(term);
    if (!b || !term.p) return;
    const double q = reach(term).low;
    const Interval se{std::max((span.high.low - span.low.high) / (2 * q), 1e-300),
                      (span.high.high - span.low.low) / (2 * q)};
    const Interval z = z_range(*b, se);
    const Interval others = z_of_other_tests(term, z, *b, se);
    const Interval p{beyond(term, others.high), beyond(term, others.low)};
    if (fits(*term.p, p)) return;
    const double near = beyond(term, (z.low + std::min(z.high, 1e3)) / 2);
    wrong_p(term, p, p_text(near), out,
            "P " + (term.p->sign == Sign::Equal ? "= " + term.p->text : term.p->text) +
                " is printed; an interval of " + limits(*term.low, *term.high) +
                " goes with about " + p_text(near) + ".");
}

/// True: there was something to hold P against.
bool check_p_of_se(const PrintedTerm& term, Findings& out) {
    if (!term.p || term.likelihood) return false;
    std::optional<Interval> z;
    std::string from;
    if (term.wald) {
        const Interval w = term.wald->rounded();
        z = Interval{std::sqrt(std::max(0.0, w.low)), std::sqrt(std::max(0.0, w.high))};
        from = "Wald = " + term.wald->text;
    } else if (term.z) {
        const Interval r = term.z->rounded();
        z = z_range(r, {1, 1});
        from = (term.df ? "t = " : "z = ") + term.z->text;
    } else if (const auto b = b_range(term), se = se_range(term); b && se && se->high > 0) {
        z = z_range(*b, *se);
        from = term.b ? "B / SE" : "ln(exp(B)) / SE";
    }
    if (!z) return false;
    Interval p{beyond(term, z->high), beyond(term, z->low)};
    // A linear model's t of unknown df lies between the normal and a t of few df.
    if (!term.df && !term.ratio && !term.wald) p.high = std::max(p.high, beyond_t(z->low, df_few));
    if (fits(*term.p, p)) return true;
    const double middle = z->high < 1e299 ? (z->low + z->high) / 2 : z->low;
    const std::string should = p_text(beyond(term, middle));
    wrong_p(term, p, should, out,
            "P " + (term.p->sign == Sign::Equal ? "= " + term.p->text : term.p->text) +
                " is printed; " + from + " gives " + should + ".");
    return true;
}

}  // namespace

Findings check_term(const PrintedTerm& term) {
    Findings out;
    check_ratio(term, out);
    check_quotients(term, out);
    const bool p_done = check_p_of_se(term, out);
    if (!term.low || !term.high) return out;
    if (!check_order(term, out)) return out;
    const auto span = ends(term);
    if (!span) return out;
    const auto b = b_range(term), se = se_range(term);
    if (b && se && !term.likelihood)
        check_ends(term, *b, *se, out);
    else
        check_middle(term, *span, out);
    if (!p_done) check_p_of_interval(term, *span, out);
    return out;
}

}  // namespace breather::statistics

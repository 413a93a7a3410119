// Description, shares, crossed tables in R.
#include "features/study_reports/quotes.h"
#include "features/study_reports/r_writer.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

/// Once for everybody, or once for each group: the path before its fields.
template <class Each>
void by_group(RWriter& to, const std::string& column, Each&& each) {
    const std::string by = to.field("by");
    if (by.empty()) {
        to.line("x <- " + r_column(column));
        return each("");
    }
    for (const auto& own : to.answered().answer) {
        to.line("x <- d[!is.na(" + r_column(by) + ") & as.character(" + r_column(by) +
                ") == " + in_quotes(own.key()) + ", " + in_quotes(column) + "]");
        each(std::string(own.key()) + "/");
    }
}

void describe(RWriter& to) {
    to.rows();
    to.needs("skewness");
    by_group(to, to.field("column"), [&](const std::string& path) {
        to.same(path + "missing", "sum(is.na(x))");
        to.line("x <- x[!is.na(x)]");
        to.same(path + "n", "length(x)");
        to.same(path + "mean", "mean(x)");
        to.same(path + "sd", "sd(x)");
        to.same(path + "ci95/low", "t.test(x)$conf.int[1]");
        to.same(path + "ci95/high", "t.test(x)$conf.int[2]");
        to.same(path + "median", "median(x)");
        to.same(path + "q1_type7", "quantile(x, .25)");
        to.same(path + "q3_type7", "quantile(x, .75)");
        to.same(path + "q1_type6", "quantile(x, .25, type = 6)");
        to.same(path + "q3_type6", "quantile(x, .75, type = 6)");
        to.same(path + "min", "min(x)");
        to.same(path + "max", "max(x)");
        to.same(path + "skewness_G1", "skewness(x)");
        to.same(path + "kurtosis_G2", "kurtosis(x)");
    });
}

void proportion(RWriter& to) {
    to.rows();
    by_group(to, to.field("column"), [&](const std::string& path) {
        to.line("x <- x[!is.na(x)]; k <- sum(as.character(x) == " +
                in_quotes(to.field("event", "1")) + "); n <- length(x)");
        to.same(path + "k", "k");
        to.same(path + "n", "n");
        to.same(path + "p", "k / n");
        to.same(path + "wilson/low", "prop.test(k, n, correct = FALSE)$conf.int[1]");
        to.same(path + "wilson/high", "prop.test(k, n, correct = FALSE)$conf.int[2]");
        to.same(path + "clopper_pearson/low", "binom.test(k, n)$conf.int[1]");
        to.same(path + "clopper_pearson/high", "binom.test(k, n)$conf.int[2]");
    });
}

void chi_square(RWriter& to) {
    to.rows();
    to.factor(to.field("row"), "row_levels");
    to.factor(to.field("column"), "column_levels");
    to.line("whole <- table(" + r_column(to.field("row")) + ", " + r_column(to.field("column")) +
            ")");
    to.line("t <- whole[rowSums(whole) > 0, colSums(whole) > 0, drop = FALSE]; print(whole)");
    if (at(to.answer(), "undefined").is_bool()) return;
    to.line("m <- suppressWarnings(chisq.test(t, correct = FALSE)); n <- sum(t); e <- m$expected");
    to.same("n", "n");
    to.same("pearson/chi2", "m$statistic");
    to.same("pearson/df", "m$parameter");
    to.same("pearson/p", "m$p.value");
    to.same("yates/chi2", "suppressWarnings(chisq.test(t))$statistic");
    to.same("yates/p", "suppressWarnings(chisq.test(t))$p.value");
    to.same("likelihood_ratio/chi2", "2 * sum(t[t > 0] * log(t[t > 0] / e[t > 0]))");
    to.line("r <- cor(rep(row(whole), whole), rep(col(whole), whole))");
    to.same("linear_by_linear/chi2", "(n - 1) * r^2");
    to.same("fisher/p_two_sided", "fisher.test(t, workspace = 2e7)$p.value");
    to.same("min_expected", "min(e)");
    to.same("cells_expected_lt5", "sum(e < 5)");
    to.same("cramers_v", "sqrt(m$statistic / n / (min(dim(t)) - 1))");
    if (at(to.answer(), "odds_ratio").is_null() && at(to.answer(), "risk_difference").is_null())
        return;
    to.needs("two_by_two");
    to.line("s <- two_by_two(t)");
    to.same("phi", "s$phi");
    for (const auto& [group, value] :
         {std::pair{"odds_ratio", "or"}, {"risk_ratio", "rr"}, {"risk_difference", "rd"}}) {
        const std::string path = group, list = "s$" + std::string(value);
        to.same(path + "/" + value, list + "[1]");
        to.same(path + "/low", list + "[2]");
        to.same(path + "/high", list + "[3]");
    }
}

void mcnemar(RWriter& to) {
    to.rows();
    to.line("t <- table(factor(" + r_column(to.field("first")) + ", levels = " +
            r_vector(to.spec("levels")) + "), factor(" + r_column(to.field("second")) +
            ", levels = " + r_vector(to.spec("levels")) + ")); b <- t[1, 2]; c <- t[2, 1]");
    to.same("b", "b");
    to.same("c", "c");
    to.same("chi2", "mcnemar.test(t, correct = FALSE)$statistic");
    to.same("p", "mcnemar.test(t, correct = FALSE)$p.value");
    to.same("chi2_corrected", "mcnemar.test(t)$statistic");
    to.same("p_corrected", "mcnemar.test(t)$p.value");
    to.same("p_exact", "binom.test(b, b + c)$p.value");
}

void trend(RWriter& to) {
    to.rows();
    std::string levels, scores;
    if (const auto* given = to.spec("scores").if_object())
        for (const auto& each : *given) {
            levels += (levels.empty() ? "" : ", ") + in_quotes(each.key());
            scores += (scores.empty() ? "" : ", ") + r_number(each.value());
        }
    const auto& listed = to.spec("levels");
    to.line("g <- factor(" + r_column(to.field("group")) +
            (!levels.empty()     ? ", levels = c(" + levels + ")"
             : listed.is_array() ? ", levels = " + r_vector(listed)
                                 : "") +
            "); y <- as.character(" + r_column(to.field("outcome")) +
            ") == " + in_quotes(to.field("event", "1")));
    if (const auto* list = to.spec("scores").if_array())
        for (const auto& each : *list) scores += (scores.empty() ? "" : ", ") + r_number(each);
    to.line("keep <- !is.na(g) & !is.na(" + r_column(to.field("outcome")) +
            "); k <- table(g[keep], factor(y[keep], c(FALSE, TRUE)))");
    to.line("m <- prop.trend.test(k[, 2], rowSums(k)" +
            (scores.empty() ? "" : ", c(" + scores + ")") + ")");
    to.same("chi2", "m$statistic");
    to.same("p", "m$p.value");
}

}  // namespace

bool write_r_tables(RWriter& to) {
    const auto& method = to.asked().method;
    if (method == "describe")
        describe(to);
    else if (method == "proportion")
        proportion(to);
    else if (method == "chi_square")
        chi_square(to);
    else if (method == "mcnemar")
        mcnemar(to);
    else if (method == "cochran_armitage")
        trend(to);
    else
        return false;
    return true;
}

}  // namespace breather::study_reports

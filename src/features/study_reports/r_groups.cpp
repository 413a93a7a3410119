// Groups and pairs compared in R.
#include "features/study_reports/quotes.h"
#include "features/study_reports/r_writer.h"

namespace breather::study_reports {
namespace {

void t_test(RWriter& to) {
    to.needs("two_means");
    to.line("a <- split(" + r_column(to.field("outcome")) + ", " + r_column(to.field("group")) +
            "); m <- two_means(a[[1]], a[[2]])");
    for (const auto& [path, r] : {std::pair{"difference", "m$difference"},
                                  {"welch/t", "m$welch$statistic"},
                                  {"welch/df", "m$welch$parameter"},
                                  {"welch/p", "m$welch$p.value"},
                                  {"welch/ci95/low", "m$welch$conf.int[1]"},
                                  {"welch/ci95/high", "m$welch$conf.int[2]"},
                                  {"pooled/t", "m$pooled$statistic"},
                                  {"pooled/p", "m$pooled$p.value"},
                                  {"pooled/ci95/low", "m$pooled$conf.int[1]"},
                                  {"pooled/ci95/high", "m$pooled$conf.int[2]"},
                                  {"levene_mean/F", "m$levene[1]"},
                                  {"levene_mean/p", "m$levene[2]"},
                                  {"cohens_d/d", "m$d[1]"},
                                  {"cohens_d/low", "m$d[2]"},
                                  {"cohens_d/high", "m$d[3]"},
                                  {"hedges_g/g", "m$g[1]"},
                                  {"hedges_g/low", "m$g[2]"},
                                  {"hedges_g/high", "m$g[3]"}})
        to.same(path, r);
}

void groups(RWriter& to) {
    const auto& method = to.asked().method;
    to.rows();
    to.factor(to.field("group"), "levels");
    if (at(to.answer(), "undefined").is_bool()) return;
    if (method == "t_test") return t_test(to);
    const std::string formula =
        r_name(to.field("outcome")) + " ~ " + r_name(to.field("group")) + ", data = d";
    if (method == "anova_oneway") {
        to.line("m <- summary(aov(" + formula + "))[[1]]; w <- oneway.test(" + formula + ")");
        to.same("F", "m[1, \"F value\"]");
        to.same("df1", "m[1, \"Df\"]");
        to.same("df2", "m[2, \"Df\"]");
        to.same("p", "m[1, \"Pr(>F)\"]");
        to.same("eta2", "m[1, \"Sum Sq\"] / sum(m[, \"Sum Sq\"])");
        to.same("welch/F", "w$statistic");
        to.same("welch/df2", "w$parameter[2]");
        to.same("welch/p", "w$p.value");
    } else if (method == "kruskal_wallis") {
        to.line("m <- kruskal.test(" + formula + ")");
        to.same("chi2", "m$statistic");
        to.same("df", "m$parameter");
        to.same("p", "m$p.value");
    } else {
        to.line("m <- wilcox.test(" + formula + ", exact = FALSE, correct = FALSE)");
        to.line("n <- table(d[!is.na(" + r_column(to.field("outcome")) + "), " +
                in_quotes(to.field("group")) + "])");
        to.same("U", "m$statistic");
        to.same("p", "m$p.value");
        to.same("z", "sign(m$statistic - prod(n) / 2) * qnorm(m$p.value / 2, lower.tail = FALSE)");
        to.same("p_cc", "wilcox.test(" + formula + ", exact = FALSE)$p.value");
        to.same("prob_superiority", "m$statistic / prod(n)");
        to.same("rank_biserial", "2 * m$statistic / prod(n) - 1");
    }
}

void correlation(RWriter& to) {
    to.rows();
    to.line("x <- " + r_column(to.field("x")) + "; y <- " + r_column(to.field("y")) +
            "; keep <- !is.na(x) & !is.na(y); x <- x[keep]; y <- y[keep]");
    to.line(
        "m <- cor.test(x, y); s <- cor.test(x, y, method = \"spearman\", exact = FALSE); k <- "
        "cor.test(x, y, method = \"kendall\", exact = FALSE)");
    to.same("n", "length(x)");
    to.same("pearson/r", "m$estimate");
    to.same("pearson/t", "m$statistic");
    to.same("pearson/p", "m$p.value");
    to.same("pearson/ci95/low", "m$conf.int[1]");
    to.same("pearson/ci95/high", "m$conf.int[2]");
    to.same("spearman/rho", "s$estimate");
    to.same("spearman/p", "s$p.value");
    to.same("kendall/tau_b", "k$estimate");
    to.same("kendall/p", "k$p.value");
}

void pairs(RWriter& to) {
    to.rows();
    to.line("x <- " + r_column(to.field("first")) + "; y <- " + r_column(to.field("second")) +
            "; keep <- !is.na(x) & !is.na(y); x <- x[keep]; y <- y[keep]; e <- x - y");
    if (to.asked().method == "paired_t_test") {
        to.line("m <- t.test(x, y, paired = TRUE)");
        to.same("n", "length(e)");
        to.same("mean_difference", "mean(e)");
        to.same("sd_difference", "sd(e)");
        to.same("t", "m$statistic");
        to.same("df", "m$parameter");
        to.same("p", "m$p.value");
        to.same("ci95/low", "m$conf.int[1]");
        to.same("ci95/high", "m$conf.int[2]");
        to.same("d_z", "mean(e) / sd(e)");
        return;
    }
    to.line("m <- wilcox.test(x, y, paired = TRUE, exact = FALSE, correct = FALSE)");
    to.same("n_nonzero", "sum(e != 0)");
    to.same("V", "m$statistic");
    to.same("p", "m$p.value");
    to.same("p_cc", "wilcox.test(x, y, paired = TRUE, exact = FALSE)$p.value");
}

}  // namespace

bool write_r_groups(RWriter& to) {
    const auto& method = to.asked().method;
    if (method == "t_test" || method == "anova_oneway" || method == "kruskal_wallis" ||
        method == "mann_whitney")
        groups(to);
    else if (method == "correlation")
        correlation(to);
    else if (method == "paired_t_test" || method == "wilcoxon_signed_rank")
        pairs(to);
    else
        return false;
    return true;
}

}  // namespace breather::study_reports

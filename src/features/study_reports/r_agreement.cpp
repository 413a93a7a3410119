// Coders and scales in R: from their definitions, in base R.
#include "features/study_reports/quotes.h"
#include "features/study_reports/r_writer.h"

namespace breather::study_reports {
namespace {

/// x: units × raters, in codes 1, 2, 3 … of the levels.
void put_codes(RWriter& to, const std::string& columns) {
    to.rows();
    const auto& levels = to.spec("levels");
    to.needs("codes");
    to.line("x <- codes(d[, " + columns + ", drop = FALSE]" +
            (levels.is_array() ? ", " + r_vector(levels) : "") + ")");
}

void two_coders(RWriter& to) {
    put_codes(to, "c(" + in_quotes(to.field("a")) + ", " + in_quotes(to.field("b")) + ")");
    to.line(
        "k <- nlevels(attr(x, \"levels\")); x <- x[complete.cases(x), , drop = FALSE]; t <- "
        "table(factor(x[, 1], 1:k), factor(x[, 2], 1:k))");
    if (at(to.answer(), "undefined").is_bool()) return;
    to.same("n", "sum(t)");
    if (to.asked().method == "cohen_kappa") {
        to.needs("kappa_of");
        to.line("m <- kappa_of(t, " + in_quotes(to.field("weights", "none")) + ")");
        for (const char* each : {"po", "pe", "kappa", "se", "se0", "z"})
            to.same(each, std::string("m$") + each);
        to.same("ci95/low", "m$kappa - qnorm(.975) * m$se");
        to.same("ci95/high", "m$kappa + qnorm(.975) * m$se");
        return;
    }
    to.line(
        "p <- t / sum(t); po <- sum(diag(p)); q <- (rowSums(p) + colSums(p)) / 2; pe <- sum(q * "
        "(1 - q)) / (k - 1)");
    to.same("percent_agreement", "100 * po");
    to.same("pabak", "(k * po - 1) / (k - 1)");
    to.same("gwet_ac1", "(po - pe) / (1 - pe)");
    to.same("scott_pi", "(po - sum(q^2)) / (1 - sum(q^2))");
    to.needs("kappa_of");
    to.same_each("per_category", "kappa",
                 "known(sapply(1:k, function(i) kappa_of(matrix(c(t[i, i], sum(t[-i, i]), sum(t[i, "
                 "-i]), sum(t[-i, -i])), 2), \"none\")$kappa))");
    to.same_each("per_category", "positive_agreement",
                 "known(2 * diag(t) / (rowSums(t) + colSums(t)))");
}

void raters(RWriter& to) {
    put_codes(to, r_vector(to.spec("raters")));
    if (to.asked().method == "fleiss_kappa") {
        to.line(
            "k <- nlevels(attr(x, \"levels\")); x <- x[complete.cases(x), , drop = FALSE]; r <- "
            "ncol(x); n <- nrow(x); c <- t(apply(x, 1, tabulate, k))");
        to.line(
            "p <- colMeans(c) / r; po <- mean((rowSums(c^2) - r) / (r * (r - 1))); pe <- "
            "sum(p^2); q <- 1 - p");
        to.same("n_units", "n");
        to.same("kappa", "(po - pe) / (1 - pe)");
        to.line(
            "se <- sqrt(2 / (n * r * (r - 1))) * sqrt(sum(p * q)^2 - sum(p * q * (q - p))) / "
            "sum(p * q)");
        to.same("se0", "se");
        to.same("z", "(po - pe) / (1 - pe) / se");
        return;
    }
    to.needs("krippendorff");
    to.line("values <- levels(attr(x, \"levels\"))");
    for (const char* metric : {"nominal", "ordinal", "interval", "ratio"})
        to.same(metric, std::string("krippendorff(x, \"") + metric + "\", values)");
}

void icc(RWriter& to) {
    to.rows();
    to.line("x <- as.matrix(d[, " + r_vector(to.spec("raters")) +
            "]); x <- x[complete.cases(x), ]; n <- nrow(x); k <- ncol(x)");
    to.line(
        "msr <- k * var(rowMeans(x)); msc <- n * var(colMeans(x)); mse <- sum((x - "
        "outer(rowMeans(x), colMeans(x), \"+\") + mean(x))^2) / ((n - 1) * (k - 1)); msw <- "
        "sum((x - rowMeans(x))^2) / (n * (k - 1))");
    to.same("msr", "msr");
    to.same("msc", "msc");
    to.same("mse", "mse");
    to.same("icc_1_1", "(msr - msw) / (msr + (k - 1) * msw)");
    to.same("icc_2_1", "(msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n)");
    to.same("icc_3_1", "(msr - mse) / (msr + (k - 1) * mse)");
    to.same("icc_2_k", "(msr - mse) / (msr + (msc - mse) / n)");
    to.same("icc_3_k", "(msr - mse) / msr");
    to.line("# psych::ICC(x) prints the same six forms (Debian: r-cran-psych)");
}

/// What an answer is taken from: "1 + 5 - value" and "max - value" as R has them.
std::string reversed_from(const std::string& rule) {
    std::string out;
    for (const unsigned char c : rule.substr(0, rule.rfind('-')))
        if (c != '(' && c != ')') out += static_cast<char>(std::tolower(c));
    for (const std::string bound : {"min", "max"})
        for (std::size_t at = 0; (at = out.find(bound, at)) != std::string::npos; at += 18)
            out.replace(at, 3, bound + "(x, na.rm = TRUE)");
    return out.substr(0, out.find_last_not_of(' ') + 1);
}

/// x: people × items, reversed already.
void put_items(RWriter& to) {
    to.rows();
    to.line("x <- as.matrix(d[, " + r_vector(to.spec("items")) + "])");
    const auto& reversed = to.spec("reversed");
    if (!reversed.is_null() && !(reversed.is_array() && reversed.as_array().empty()))
        to.line("r <- " + r_vector(reversed) + "; x[, r] <- (" +
                reversed_from(to.field("reverse_rule", "min + max - value")) + ") - x[, r]");
}

void scale(RWriter& to) {
    put_items(to);
    const auto& method = to.asked().method;
    if (method == "scale_score") {
        if (to.field("rule", "sum").starts_with("mean") ||
            to.field("rule", "any item").find("any item") == std::string::npos)
            return to.line("# another rule than a sum of all items: see the plan");
        for (const auto& [path, score] :
             {std::pair{"describe/", "rowSums(x)"},
              {"prorated_1_missing/",
               "ifelse(rowSums(is.na(x)) > 1, NA, rowMeans(x, na.rm = TRUE) * ncol(x))"}}) {
            to.line(std::string("s <- ") + score);
            to.same(std::string(path) + "n", "sum(!is.na(s))");
            to.same(std::string(path) + "mean", "mean(s, na.rm = TRUE)");
            to.same(std::string(path) + "sd", "sd(s, na.rm = TRUE)");
            to.same(std::string(path) + "median", "median(s, na.rm = TRUE)");
        }
        return;
    }
    to.line("x <- x[complete.cases(x), , drop = FALSE]; n <- nrow(x); k <- ncol(x)");
    to.same("n", "n");
    if (method == "mcdonald_omega") {
        to.line(
            "f <- factanal(x, 1, control = list(opt = list(factr = 10))); sds <- apply(x, 2, sd); "
            "l <- sds * f$loadings[, 1]; u <- sds^2 * f$uniquenesses");
        to.same("omega_total", "sum(l)^2 / (sum(l)^2 + sum(u))", 1e-4);
        to.same("omega_observed_variance", "sum(l)^2 / sum(cov(x))", 1e-4);
        return;
    }
    to.line(
        "a <- function(x) ncol(x) / (ncol(x) - 1) * (1 - sum(apply(x, 2, var)) / var(rowSums(x)))");
    to.same("alpha", "a(x)");
    to.line("r <- mean(cor(x)[lower.tri(cor(x))])");
    to.same("alpha_standardized", "k * r / (1 + (k - 1) * r)");
    to.same("feldt_ci95/low", "1 - (1 - a(x)) * qf(.975, n - 1, (n - 1) * (k - 1))");
    to.same("feldt_ci95/high", "1 - (1 - a(x)) * qf(.025, n - 1, (n - 1) * (k - 1))");
    to.same("scale_mean", "mean(rowSums(x))");
    to.same("scale_sd", "sd(rowSums(x))");
    to.same_each("item", "mean", "colMeans(x)");
    to.same_each("item", "corrected_item_total_r",
                 "known(sapply(1:k, function(i) cor(x[, i], rowSums(x[, -i, drop = FALSE]))))");
    to.same_each("item", "alpha_if_deleted",
                 "known(sapply(1:k, function(i) a(x[, -i, drop = FALSE])))");
    to.line("# psych::alpha(x) prints the same (Debian: r-cran-psych)");
}

}  // namespace

bool write_r_agreement(RWriter& to) {
    const auto& method = to.asked().method;
    if (method == "cohen_kappa" || method == "agreement")
        two_coders(to);
    else if (method == "fleiss_kappa" || method == "krippendorff_alpha")
        raters(to);
    else if (method == "icc")
        icc(to);
    else
        return false;
    return true;
}

bool write_r_scales(RWriter& to) {
    const auto& method = to.asked().method;
    if (method != "scale_score" && method != "cronbach_alpha" && method != "mcdonald_omega")
        return false;
    scale(to);
    return true;
}

}  // namespace breather::study_reports

// Models in R: glm, lm, MASS::glm.nb, and Firth's penalty, which no package of Debian has.
#include "features/study_reports/quotes.h"
#include "features/study_reports/r_writer.h"

namespace breather::study_reports {
namespace {

std::string weights(const RWriter& to) {
    const std::string own = to.field("weights", to.field("weight"));
    return own.empty() ? "" : ", weights = " + r_name(own);
}

void coefficients(RWriter& to, const std::string& path, double tolerance = 1e-6) {
    to.needs("se");
    to.same_each(path, "estimate", "known(coef(m))", tolerance);
    to.same_each(path, "se", "known(se(m))", tolerance);
}

void intervals(RWriter& to, const std::string& path, const std::string& ratio,
               double tolerance = 1e-6) {
    to.same_each(path, ratio, "known(exp(coef(m)))", tolerance);
    to.same_each(path, ratio + "_low", "known(exp(confint.default(m))[, 1])", tolerance);
    to.same_each(path, ratio + "_high", "known(exp(confint.default(m))[, 2])", tolerance);
}

void logistic(RWriter& to) {
    to.rows();
    const std::string right = r_terms(to), outcome = r_column(to.field("outcome"));
    to.line("d[[\".event\"]] <- ifelse(is.na(" + outcome + "), NA, as.character(" + outcome +
            ") == " + in_quotes(to.field("event", "1")) + ")");
    if (to.asked().method == "firth_logistic") {
        to.needs("firth");
        to.line(
            "# logistf is not in Debian; firth() is the penalised likelihood itself (Firth 1993, "
            "Heinze & Schemper 2002)");
        to.line("m <- firth(`.event` ~ " + right + ", d)");
        to.same_each("coefficients", "estimate", "m$estimate", 1e-5);
        to.same_each("coefficients", "se", "m$se", 1e-5);
        to.same_each("coefficients", "plr_p", "m$p", 1e-5);
        to.same_each("coefficients", "profile_or_ci/low", "exp(m$low)", 1e-4);
        to.same_each("coefficients", "profile_or_ci/high", "exp(m$high)", 1e-4);
        to.same("penalized_lr_chi2", "m$chi2", 1e-5);
        return;
    }
    to.line("m <- suppressWarnings(glm(`.event` ~ " + right + ", data = d" + weights(to) +
            ", family = binomial, control = list(epsilon = 1e-12, maxit = 50)))");
    if (at(to.answer(), "coefficients").is_null()) {
        to.line("# No maximum likelihood exists (separation): whatever glm prints is no estimate.");
        to.line("print(summary(m))");
        return;
    }
    coefficients(to, "coefficients");
    to.same_each("coefficients", "p", "known(summary(m)$coefficients[, 4])");
    intervals(to, "coefficients", "or");
    to.line(
        "ci <- exp(suppressMessages(confint(m)))  # profile likelihood; R interpolates, so "
        "a thousandth is allowed");
    to.same_each("coefficients", "profile_or_ci/low", "known(ci[, 1])", 1e-3);
    to.same_each("coefficients", "profile_or_ci/high", "known(ci[, 2])", 1e-3);
    to.line("lr <- m$null.deviance - m$deviance; df <- m$df.null - m$df.residual; n <- nobs(m)");
    to.same("n", "n");
    to.same("lr_chi2", "lr");
    to.same("lr_p", "pchisq(lr, df, lower.tail = FALSE)");
    to.same("cox_snell_r2", "1 - exp(-lr / n)");
    to.same("nagelkerke_r2", "(1 - exp(-lr / n)) / (1 - exp(-m$null.deviance / n))");
    to.same("aic", "AIC(m)");
    to.line("p <- fitted(m); y <- m$y");
    to.same("auc", "(sum(rank(p)[y == 1]) - sum(y) * (sum(y) + 1) / 2) / sum(y) / sum(1 - y)");
    to.needs("hosmer_lemeshow");
    to.same("hosmer_lemeshow/quantile_type7/chi2", "hosmer_lemeshow(p, y)[1]");
    to.same("hosmer_lemeshow/quantile_type7/p", "hosmer_lemeshow(p, y)[2]");
}

void linear(RWriter& to, const std::string& path) {
    coefficients(to, path + "coefficients");
    to.needs("hc3");
    to.same_each(path + "coefficients", "se_hc3", "hc3(m)");
    to.same_each(path + "coefficients", "p", "known(summary(m)$coefficients[, 4])");
    to.same_each(path + "coefficients", "low", "known(confint(m)[, 1])");
    to.same_each(path + "coefficients", "high", "known(confint(m)[, 2])");
    to.same(path + "r2", "summary(m)$r.squared");
    to.same(path + "adj_r2", "summary(m)$adj.r.squared");
    to.same(path + "sigma", "sigma(m)");
    to.same(path + "F", "summary(m)$fstatistic[1]");
}

void ancova(RWriter& to) {
    write_r_people(to);
    const std::string right = r_terms(to), arm = arm_in(to.asked());
    to.line("m <- lm(" + r_name(to.field("outcome")) + " ~ " + right + ", data = d" + weights(to) +
            ")");
    linear(to, "model/");
    to.line("a <- drop1(m, test = \"F\"); a <- a[gsub(\"`\", \"\", rownames(a)) == " +
            in_quotes(arm) + ", ]");
    to.same("arm_test/F", "a[, \"F value\"]");
    to.same("arm_test/p", "a[, \"Pr(>F)\"]");
    to.line("if (has(\"emmeans\")) {  # Debian: r-cran-emmeans");
    to.line("e <- emmeans::emmeans(m, " + in_quotes(arm) + "); s <- summary(e)");
    to.same_each("adjusted_means", "mean", "s$emmean");
    to.same_each("adjusted_means", "se", "s$SE");
    to.line("s <- summary(emmeans::contrast(e, \"revpairwise\"), adjust = \"none\", infer = TRUE)");
    to.line("# the order of the report: every pair against the first arm, then the second …");
    to.needs("by_first");
    to.line("s <- s[by_first(nlevels(" + r_column(arm) + ")), ]");
    to.same_each("contrasts", "estimate", "s$estimate");
    to.same_each("contrasts", "low", "s$lower.CL");
    to.same_each("contrasts", "p", "s$p.value");
    to.same_each("contrasts", "p_holm", "p.adjust(s$p.value, \"holm\")");
    to.line("}");
}

void counts(RWriter& to, const std::string& path, const std::string& right, bool negative) {
    const std::string formula =
        r_name(to.field("outcome")) + " ~ " + right + ", data = d" + weights(to);
    if (negative) {
        to.line("m <- MASS::glm.nb(" + formula +
                ", control = glm.control(epsilon = 1e-12, maxit = 100))");
        coefficients(to, path + "coefficients", 1e-4);
        intervals(to, path + "coefficients", "irr", 1e-4);
        to.same(path + "theta", "m$theta", 1e-4);
    } else {
        to.line("m <- glm(" + formula + ", family = poisson, control = list(epsilon = 1e-12))");
        coefficients(to, path + "coefficients");
        intervals(to, path + "coefficients", "irr");
        to.same(path + "pearson_chi2", "sum(residuals(m, \"pearson\")^2)");
        to.same(path + "dispersion", "sum(residuals(m, \"pearson\")^2) / m$df.residual");
    }
    to.same(path + "log_lik", "logLik(m)");
}

}  // namespace

bool write_r_models(RWriter& to) {
    const auto& method = to.asked().method;
    if (method == "logistic_regression" || method == "firth_logistic") {
        logistic(to);
    } else if (method == "linear_regression") {
        write_r_people(to);
        const std::string right = r_terms(to);
        to.line("m <- lm(" + r_name(to.field("outcome")) + " ~ " + right + ", data = d" +
                weights(to) + ")");
        linear(to, "");
    } else if (method == "ancova") {
        ancova(to);
    } else if (method == "poisson_regression" || method == "negative_binomial_regression") {
        write_r_people(to);
        counts(to, "", r_terms(to), method == "negative_binomial_regression");
    } else if (method == "count_models") {
        write_r_people(to);
        const std::string right = r_terms(to);
        counts(to, "poisson/", right, false);
        counts(to, "negative_binomial/", right, true);
    } else {
        return false;
    }
    return true;
}

}  // namespace breather::study_reports

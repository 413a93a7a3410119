// Time until an event in R: package survival.
#include "features/study_reports/quotes.h"
#include "features/study_reports/r_writer.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

std::string days_of(const json::value& own) {
    std::string out;
    if (const auto* all = at(own, "at").if_array())
        for (const auto& each : *all) out += (out.empty() ? "" : ", ") + r_number(at(each, "day"));
    return out;
}

void one_curve(RWriter& to, const std::string& path, const json::value& own) {
    const std::string days = days_of(own);
    to.same(path + "n", "m$n");
    to.same(path + "events", "sum(m$n.event)");
    to.same(path + "median", "unname(quantile(m, .5)$quantile)");
    to.same(path + "median_ci_loglog/low", "unname(quantile(m, .5)$lower)");
    to.same(path + "median_ci_loglog/high", "unname(quantile(m, .5)$upper)");
    if (!days.empty()) {
        to.line("s <- summary(m, times = c(" + days + "), extend = TRUE)");
        to.same_each(path + "at", "n_risk", "s$n.risk");
        to.same_each(path + "at", "survival", "s$surv");
        to.same_each(path + "at", "se", "known(s$std.err)");
    }
    if (const auto& tau = at(own, "rmst/tau"); !tau.is_null()) {
        to.line("r <- summary(m, rmean = " + r_number(tau) + ")$table");
        to.same(path + "rmst/rmst", "r[\"rmean\"]");
        to.same(path + "rmst/se", "r[\"se(rmean)\"]");
    }
}

void kaplan_meier(RWriter& to, const std::string& left) {
    const std::string group = to.field("group");
    const std::string fit = "m <- survfit(" + left + " ~ 1, conf.type = \"log-log\", data = ";
    if (group.empty()) {
        to.line(fit + "d)");
        return one_curve(to, "", to.answer());
    }
    for (const auto& each : to.answered().answer) {
        to.line(fit + "d[!is.na(" + r_column(group) + ") & as.character(" + r_column(group) +
                ") == " + in_quotes(each.key()) + ", ])");
        one_curve(to, std::string(each.key()) + "/", each.value());
    }
}

/// One column, or several.
std::string strata_of(const RWriter& to) {
    std::string out;
    const auto& given = to.spec("strata");
    for (const auto& each :
         given.is_string() ? std::vector<std::string>{to.field("strata")} : texts_in(given))
        out += (out.empty() ? "" : ", ") + r_name(each);
    return out;
}

void log_rank(RWriter& to, const std::string& left) {
    const std::string group = to.field("group"), strata = strata_of(to);
    to.factor(group, "levels");
    to.line("m <- survdiff(" + left + " ~ " + r_name(group) +
            (strata.empty() ? "" : " + strata(" + strata + ")") + ", data = d)");
    to.same("logrank/chi2", "m$chisq");
    to.same("logrank/df",
            "length(unique(" + r_column(group) + "[!is.na(" + r_column(group) + ")])) - 1");
    to.same("logrank/p",
            "pchisq(m$chisq, nlevels(" + r_column(group) + ") - 1, lower.tail = FALSE)");
    if (!strata.empty()) return;
    to.needs("weighted_log_rank");
    to.line(
        "# survdiff has no Gehan-Breslow and Tarone-Ware tests: their formula (Klein & "
        "Moeschberger 2003, 7.3)");
    to.line("g <- weighted_log_rank(" + r_column(to.field("time")) + ", " +
            r_column(to.field("event")) + ", " + r_column(group) + ")");
    to.same("gehan_breslow/chi2", "g[1]");
    to.same("tarone_ware/chi2", "g[2]");
}

void cox(RWriter& to, const std::string& left) {
    const std::string strata = strata_of(to);
    const std::string right = r_terms(to);
    to.line("m <- coxph(" + left + " ~ " + right +
            (strata.empty() ? "" : " + strata(" + strata + ")") +
            ", data = d, ties = " + in_quotes(to.field("ties", "efron")) +
            ", control = coxph.control(eps = 1e-12, iter.max = 50))");
    if (at(to.answer(), "coefficients").is_null()) {
        to.line("# A hazard ratio runs to 0 or infinity: whatever coxph prints is no estimate.");
        return to.line("print(summary(m))");
    }
    to.needs("se");
    to.same("n", "m$n");
    to.same("events", "m$nevent");
    to.same_each("coefficients", "estimate", "known(coef(m))");
    to.same_each("coefficients", "se", "known(se(m))");
    to.same_each("coefficients", "p", "known(summary(m)$coefficients[, 5])");
    to.same_each("coefficients", "hr_low", "known(exp(confint(m))[, 1])");
    to.same_each("coefficients", "hr_high", "known(exp(confint(m))[, 2])");
    to.same("lr/chi2", "2 * diff(m$loglik)");
    to.same("log_lik", "m$loglik[2]");
    to.same("concordance", "summary(m)$concordance[1]");
    to.same_each("ph_test_km", "chi2", "cox.zph(m, transform = \"km\")$table[, 1]", 1e-5);
    to.same_each("ph_test_km", "p", "cox.zph(m, transform = \"km\")$table[, 3]", 1e-5);
    if (at(to.answer(), "scaled_residuals").is_null()) return;
    to.line("z <- cox.zph(m, transform = \"km\", terms = FALSE)");
    to.line("through <- coef(lm(z$y ~ z$x)); dim(through) <- c(2, ncol(z$y))");
    to.same_each("scaled_residuals", "intercept", "through[1, ]", 1e-5);
    to.same_each("scaled_residuals", "slope", "through[2, ]", 1e-5);
}

}  // namespace

bool write_r_survival(RWriter& to) {
    const auto& method = to.asked().method;
    if (method != "kaplan_meier" && method != "log_rank" && method != "cox") return false;
    if (to.asked().files.size() > 1 && !to.answered().more.contains("curves")) return false;
    to.rows();
    const std::string left =
        "Surv(" + r_name(to.field("time")) + ", " + r_name(to.field("event")) + ")";
    if (method == "kaplan_meier")
        kaplan_meier(to, left);
    else if (method == "log_rank")
        log_rank(to, left);
    else
        cox(to, left);
    return true;
}

}  // namespace breather::study_reports

// The same numbers in R: base R, and the package survival that comes with it.
#include <algorithm>

#include "features/study_reports/quotes.h"
#include "features/study_reports/report.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;
using analysis::Case;

std::string name(std::string_view column) { return "`" + std::string(column) + "`"; }

std::string text_of(const json::value& value) {
    if (value.is_string()) return std::string(value.as_string());
    return json::serialize(value);
}

std::string vector(const json::value& list) {
    std::string out;
    if (const auto* all = list.if_array())
        for (const auto& each : *all) out += (out.empty() ? "" : ", ") + in_quotes(text_of(each));
    else
        out = in_quotes(text_of(list));
    return "c(" + out + ")";
}

std::string rows(const Case& asked) {
    std::string out = "d <- all\n";
    if (const auto* filter = asked.spec.if_contains("filter"); filter && filter->is_object())
        for (const auto& each : filter->as_object())
            out += "d <- d[!is.na(d[[" + in_quotes(each.key()) + "]]) & as.character(d[[" +
                   in_quotes(each.key()) + "]]) %in% " + vector(each.value()) + ", ]\n";
    return out;
}

std::string factor(const Case& asked, std::string_view column, std::string_view levels) {
    const std::string own = "d[[" + in_quotes(column) + "]]";
    const auto* listed = asked.spec.if_contains(levels);
    return own + " <- factor(" + own +
           (listed && listed->is_array() ? ", levels = " + vector(*listed) : "") + ")\n";
}

/// Factors made, and the right side of the formula.
std::string terms(const Case& asked, std::string& made) {
    std::string out;
    const auto* all = asked.spec.if_contains("terms");
    if (!all || !all->is_array()) return "1";
    for (const auto& each : all->as_array()) {
        std::string one;
        if (const auto* product = each.as_object().if_contains("interaction"))
            for (const auto& part : product->as_array())
                one += (one.empty() ? "" : ":") + name(text_of(part));
        else
            one = name(text_of(at(each, "name")));
        if (const auto& levels = at(each, "levels"); levels.is_array()) {
            const std::string own = "d[[" + in_quotes(text_of(at(each, "name"))) + "]]";
            made += own + " <- factor(" + own + ", levels = " + vector(levels) + ")\n";
        }
        out += (out.empty() ? "" : " + ") + one;
    }
    if (const auto offset = field(asked, "offset"); !offset.empty())
        out += offset.starts_with("log(")
                   ? " + offset(log(" + name(offset.substr(4, offset.size() - 5)) + "))"
                   : " + offset(" + name(offset) + ")";
    return out.empty() ? "1" : out;
}

std::string model(const Case& asked) {
    std::string made;
    const std::string right = terms(asked, made);
    const std::string outcome = field(asked, "outcome");
    if (asked.method == "cox") {
        std::string strata = field(asked, "strata");
        if (!strata.empty()) strata = " + strata(" + name(strata) + ")";
        return made + "m <- coxph(Surv(" + name(field(asked, "time")) + ", " +
               name(field(asked, "event")) + ") ~ " + right + strata +
               ", data = d, ties = " + in_quotes(field(asked, "ties")) +
               ")\nprint(summary(m)); print(cox.zph(m, transform = \"km\"))\n";
    }
    if (asked.method == "linear_regression")
        return made + "m <- lm(" + name(outcome) + " ~ " + right +
               ", data = d)\nprint(summary(m)); print(confint(m))\n";
    if (asked.method == "poisson_regression")
        return made + "m <- glm(" + name(outcome) + " ~ " + right +
               ", data = d, family = poisson)\nprint(summary(m)); print(exp(cbind(IRR = coef(m), "
               "confint.default(m))))\n";
    if (asked.method == "negative_binomial_regression")
        return made + "if (requireNamespace(\"MASS\", quietly = TRUE)) {\nm <- MASS::glm.nb(" +
               name(outcome) + " ~ " + right +
               ", data = d)\nprint(summary(m)); print(exp(cbind(IRR = coef(m), "
               "confint.default(m))))\n} else cat(\"Install the package MASS for this one.\\n\")\n";
    made += "d[[\"(event)\"]] <- ifelse(is.na(d[[" + in_quotes(outcome) +
            "]]), NA, as.character(d[[" + in_quotes(outcome) +
            "]]) == " + in_quotes(field(asked, "event")) + ")\n";
    if (asked.method == "firth_logistic")
        return made +
               "if (requireNamespace(\"logistf\", quietly = TRUE)) "
               "print(logistf::logistf(`(event)` ~ " +
               right + ", data = d)) else cat(\"Install the package logistf for this one.\\n\")\n";
    return made + "m <- glm(`(event)` ~ " + right +
           ", data = d, family = binomial)\nprint(summary(m)); print(exp(cbind(OR = coef(m), "
           "confint.default(m))))\nlr <- m$null.deviance - m$deviance; df <- m$df.null - "
           "m$df.residual\ncat(\"LR chi2\", lr, \"df\", df, \"p\", pchisq(lr, df, lower.tail = "
           "FALSE), \"Nagelkerke\", (1 - exp(-lr / nobs(m))) / (1 - exp(-m$null.deviance / "
           "nobs(m))), \"\\n\")\n";
}

std::string survival(const Case& asked) {
    const std::string group = field(asked, "group"), strata = field(asked, "strata");
    const std::string right = group.empty() ? "1" : name(group);
    std::string out = group.empty() ? "" : factor(asked, group, "levels");
    const std::string left =
        "Surv(" + name(field(asked, "time")) + ", " + name(field(asked, "event")) + ") ~ ";
    if (asked.method == "log_rank")
        return out + "print(survdiff(" + left + right +
               (strata.empty() ? "" : " + strata(" + name(strata) + ")") + ", data = d))\n";
    out += "m <- survfit(" + left + right + ", data = d, conf.type = \"log-log\")\nprint(m)\n";
    std::string days;
    if (const auto* all = asked.spec.if_contains("days"); all && all->is_array())
        for (const auto& each : all->as_array()) days += (days.empty() ? "" : ", ") + text_of(each);
    return days.empty() ? out : out + "print(summary(m, times = c(" + days + "), extend = TRUE))\n";
}

std::string describe(const Case& asked) {
    const std::string column = "d[[" + in_quotes(field(asked, "column")) + "]]",
                      by = field(asked, "by");
    if (asked.method == "proportion") {
        const std::string one =
            "function(x) { x <- x[!is.na(x)]; k <- sum(as.character(x) == " +
            in_quotes(field(asked, "event")) +
            "); print(prop.test(k, length(x), correct = FALSE)); print(binom.test(k, length(x))) }";
        return "one <- " + one + "\n" +
               (by.empty()
                    ? "one(" + column + ")\n"
                    : "invisible(tapply(" + column + ", d[[" + in_quotes(by) + "]], one))\n");
    }
    const std::string one =
        "function(x) c(n = sum(!is.na(x)), missing = sum(is.na(x)), mean = mean(x, na.rm = TRUE), "
        "sd = sd(x, na.rm = TRUE), quantile(x, na.rm = TRUE))";
    return "one <- " + one + "\nprint(" +
           (by.empty() ? "one(" + column + ")"
                       : "tapply(" + column + ", d[[" + in_quotes(by) + "]], one)") +
           ")\n";
}

std::string groups(const Case& asked) {
    const std::string formula =
        name(field(asked, "outcome")) + " ~ " + name(field(asked, "group")) + ", data = d";
    std::string out = factor(asked, field(asked, "group"), "levels");
    if (asked.method == "t_test")
        return out + "print(t.test(" + formula + ")); print(t.test(" + formula +
               ", var.equal = TRUE))\n";
    if (asked.method == "anova_oneway")
        return out + "print(summary(aov(" + formula + "))); print(oneway.test(" + formula + "))\n";
    if (asked.method == "kruskal_wallis") return out + "print(kruskal.test(" + formula + "))\n";
    return out + "print(wilcox.test(" + formula + ", exact = FALSE, correct = FALSE))\n";
}

std::string written(const Case& asked) {
    const auto& method = asked.method;
    if (method == "describe" || method == "proportion") return describe(asked);
    if (method == "chi_square")
        return factor(asked, field(asked, "row"), "row_levels") +
               factor(asked, field(asked, "column"), "column_levels") + "t <- table(d[[" +
               in_quotes(field(asked, "row")) + "]], d[[" + in_quotes(field(asked, "column")) +
               "]])\nt <- t[rowSums(t) > 0, colSums(t) > 0]\nprint(t); print(prop.table(t, 1)); "
               "print(chisq.test(t, correct = FALSE)); print(fisher.test(t, workspace = 2e7))\n";
    if (method == "t_test" || method == "anova_oneway" || method == "kruskal_wallis" ||
        method == "mann_whitney")
        return groups(asked);
    if (method == "correlation")
        return "for (how in c(\"pearson\", \"spearman\", \"kendall\")) print(cor.test(d[[" +
               in_quotes(field(asked, "x")) + "]], d[[" + in_quotes(field(asked, "y")) +
               "]], method = how, exact = FALSE))\n";
    if (method == "kaplan_meier" || method == "log_rank") return survival(asked);
    if (method == "cox" || method.ends_with("_regression") || method == "firth_logistic")
        return model(asked);
    return "cat(\"" + method + " is not in this script; answers.json has its numbers.\\n\")\n";
}

}  // namespace

std::string r_script(const Report& report) {
    std::string out = "# The numbers of report.html in R. Written by breather " + report.version +
                      ".\n# Rscript analysis.R " + report.data_name +
                      "\nfile <- commandArgs(TRUE)[1]\nif (is.na(file)) file <- " +
                      in_quotes(report.data_name) +
                      "\nlibrary(survival)\noptions(digits = 10)\nall <- read.csv(file, na.strings "
                      "= c(\"\", \"NA\"), check.names = FALSE, encoding = \"UTF-8\")\n";
    for (const auto& each : report.answered) {
        std::string heading = each.asked->id + ": " + each.asked->ask.en;
        std::replace(heading.begin(), heading.end(), '\n', ' ');
        out += "\n# " + heading + "\ncat(" + in_quotes("\n== " + each.asked->id + "\n") + ")\n" +
               rows(each.question) + written(each.question);
    }
    return out;
}

}  // namespace breather::study_reports

// Repeated measures, imputations, micro-randomised trials in R.
#include <algorithm>

#include "features/analysis/trial.h"
#include "features/study_reports/quotes.h"
#include "features/study_reports/r_writer.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

std::vector<std::string> fixed_of(const RWriter& to) {
    auto out = texts_in(to.spec("fixed"));
    if (!out.empty()) return out;
    if (const auto* all = to.spec("terms").if_array())
        for (const auto& each : *all) {
            if (at(each, "name").is_string()) out.emplace_back(at(each, "name").as_string());
            std::string product;
            for (const auto& part : texts_in(at(each, "interaction")))
                product += (product.empty() ? "" : ":") + part;
            if (!product.empty()) out.push_back(product);
        }
    return out;
}

/// "a:b" as `a`:`b`.
std::string term(const std::string& text) {
    std::string out;
    for (std::size_t from = 0; from <= text.size();) {
        const auto end = std::min(text.find_first_of(":*", from), text.size());
        std::string one = text.substr(from, end - from);
        one.erase(0, one.find_first_not_of(' '));
        one.erase(one.find_last_not_of(' ') + 1);
        out += r_name(one) + (end < text.size() ? std::string(1, text[end]) : "");
        from = end + 1;
    }
    return out;
}

json::value levels_of(const RWriter& to, const std::string& name) {
    if (const auto& given = to.spec(name + "_levels"); given.is_array()) return given;
    if (const auto* all = to.spec("terms").if_array())
        for (const auto& each : *all)
            if (at(each, "name") == json::value(name) && at(each, "levels").is_array())
                return at(each, "levels");
    return nullptr;
}

/// `d`: one row for each measurement, `y` what was measured, `id` of whom, `v` the visit's place.
void put_long(RWriter& to, const TrialParts& trial) {
    const auto phrase = analysis::visits(to.field("outcome"));
    const std::string id =
        trial.files.id.empty() ? to.field("cluster", to.field("id", "id")) : trial.files.id;
    const std::string time = phrase ? phrase->time : to.field("time", "");
    write_r_people(to);
    if (trial.files.visits.empty()) {
        to.line("d[[\".y\"]] <- " + r_column(to.field("outcome")));
    } else {
        const std::string outcome = phrase ? phrase->column : to.field("outcome");
        to.line("v <- table_of(" + in_quotes(trial.files.visits) +
                "); d <- d[, setdiff(names(d), "
                "c(" +
                in_quotes(trial.files.time) + ", " + in_quotes(outcome) + ")), drop = FALSE]");
        to.line("d <- merge(v[, c(" + in_quotes(id) + ", " + in_quotes(trial.files.time) + ", " +
                in_quotes(outcome) + ")], d, by = " + in_quotes(id) + "); d[[\".y\"]] <- " +
                r_column(outcome) + "; " + r_column(time) + " <- " + r_column(trial.files.time));
    }
    to.line("d[[\".id\"]] <- factor(" + r_column(id) + ")");
    std::string needed = "\".y\", \".id\"";
    for (const auto& name : fixed_of(to)) {
        if (name.find_first_of(":*") != std::string::npos) continue;
        auto levels = levels_of(to, name);
        if (levels.is_null() && name == time && phrase)
            levels = json::array(phrase->at.begin(), phrase->at.end());
        if (levels.is_array())
            to.line(r_column(name) + " <- factor(" + r_column(name) +
                    ", levels = " + r_vector(levels) + ")");
        else if (name == time)
            to.line(r_column(name) + " <- factor(" + r_column(name) + ")");
        needed += ", " + in_quotes(name);
    }
    to.line("d <- d[complete.cases(d[, c(" + needed + ")]), ]");
    if (!time.empty()) to.line("d[[\".v\"]] <- as.integer(" + r_column(time) + ")");
}

void mixed(RWriter& to, const TrialParts& trial) {
    put_long(to, trial);
    std::string right;
    for (const auto& each : fixed_of(to)) right += (right.empty() ? "" : " + ") + term(each);
    if (right.empty()) right = "1";
    const auto phrase = analysis::visits(to.field("outcome"));
    const std::string time = phrase ? phrase->time : to.field("time", "");
    const std::string means = "~ " + r_name(trial.arm) + " * " + r_name(time);
    to.needs("se");
    if (to.asked().method == "mmrm") {
        to.line("library(nlme)");
        to.line("m <- gls(.y ~ " + right +
                ", data = d, correlation = corSymm(form = ~ .v | "
                ".id), weights = varIdent(form = ~ 1 | .v), method = \"REML\", control = "
                "glsControl(maxIter = 200, tolerance = 1e-10, msTol = 1e-12))");
        to.line(
            "# Degrees of freedom of Kenward and Roger: package mmrm, not in Debian. Compared "
            "here: estimates, model-based SE, likelihood.");
        to.same("observations", "nrow(d)");
        to.same_each("fixed", "estimate", "coef(m)", 1e-3);
        to.same_each("fixed", "se", "se(m)", 1e-3);
        to.same("minus2_reml_log_lik", "-2 * logLik(m)", 1e-6);
    } else {
        to.line("m <- suppressWarnings(lme4::lmer(.y ~ " + right +
                " + (1 | .id), data = d, REML = TRUE))  # Debian: r-cran-lme4");
        to.same("observations", "nrow(d)");
        to.same("participants", "length(unique(d[[\".id\"]]))");
        to.same_each("fixed", "estimate", "lme4::fixef(m)", 1e-4);
        to.same_each("fixed", "se", "sqrt(diag(as.matrix(vcov(m))))", 1e-4);
        to.line("v <- as.data.frame(lme4::VarCorr(m))$vcov");
        to.same("var_intercept", "v[1]", 1e-3);
        to.same("var_residual", "v[2]", 1e-3);
        to.same("minus2_reml_log_lik", "-2 * logLik(m)");
    }
    const auto* all = at(to.answer(), "adjusted_means").if_array();
    if (!all || all->empty() || time.empty()) return;
    to.line("if (has(\"emmeans\")) {  # Debian: r-cran-emmeans");
    to.line(to.asked().method == "mmrm"
                ? "e <- summary(emmeans::emmeans(m, " + means + ", mode = \"df.error\"))"
                : "e <- summary(emmeans::emmeans(m, " + means + ", lmer.df = \"asymptotic\"))");
    to.line("e <- e[order(e[[" + in_quotes(trial.arm) + "]], e[[" + in_quotes(time) + "]]), ]");
    to.same_each("adjusted_means", "mean", "e$emmean", 1e-4);
    to.line("}");
}

/// One linear model for each imputation, by Rubin's rules.
void pooled(RWriter& to) {
    const std::string imputation = to.field("imputation");
    to.rows(to.field("imputations", to.asked().files.back()));
    const std::string right = r_terms(to);
    to.needs("rubin");
    to.line("m <- lapply(sort(unique(" + r_column(imputation) + ")), function(i) lm(" +
            r_name(to.field("outcome")) + " ~ " + right + ", data = d[" + r_column(imputation) +
            " == i, ]))");
    to.line("p <- rubin(m)");
    to.same("m", "length(m)");
    to.same_each("coefficients", "estimate", "p$estimate");
    to.same_each("coefficients", "se", "p$se");
    to.same_each("coefficients", "df_barnard_rubin", "p$df");
    to.same_each("coefficients", "p", "p$p");
    to.same_each("coefficients", "fmi", "p$fmi");
    to.line("# mice::pool(m) prints the same (Debian: r-cran-mice)");
}

void imputed(RWriter& to) {
    write_r_people(to);
    to.line(
        "# Imputed values are drawn at random: R draws others from the same distribution, and "
        "its estimates lie near, not on, those of the report (seed " +
        r_number(at(to.answer(), "seed")) + ").");
    const std::string right = r_terms(to);
    std::string names = in_quotes(to.field("outcome"));
    for (const auto& each : analysis::term_names(to.asked().spec)) names += ", " + in_quotes(each);
    for (const auto& each : texts_in(to.spec("auxiliary"))) names += ", " + in_quotes(each);
    to.line("if (has(\"mice\")) {  # Debian: r-cran-mice");
    to.line("x <- d[, c(" + names + ")]; names(x) <- make.names(names(x))");
    to.line("i <- mice::mice(x, m = " + r_number(at(to.answer(), "m")) +
            ", seed = 1, printFlag = FALSE)");
    to.line("f <- lapply(seq_len(i$m), function(k) { y <- mice::complete(i, k); names(y) <- c(" +
            names + "); lm(" + r_name(to.field("outcome")) + " ~ " + right + ", data = y) })");
    to.line("print(summary(mice::pool(f)))\n}");
}

void wcls(RWriter& to) {
    to.rows();
    to.needs("wcls");
    const auto list = [&](const char* name) {
        std::string out = "~ 1";
        for (const auto& each : texts_in(to.spec(name))) out += " + " + term(each);
        return out;
    };
    const std::string available = to.field("availability");
    if (!available.empty())
        to.line("d <- d[!is.na(" + r_column(available) + ") & !(as.character(" +
                r_column(available) + ") %in% c(\"0\", \"no\", \"FALSE\", \"false\")), ]");
    to.line(
        "# no package of Debian has it: the estimating equation itself (Boruvka et al 2018), "
        "Mancl-DeRouen's correction");
    const auto column = [&](const char* name) { return in_quotes(to.field(name)); };
    to.line("m <- wcls(d, " + column("participant") + ", " + column("outcome") + ", " +
            column("treatment") + ", " + column("probability") + ", " + list("controls") + ", " +
            list("moderators") + ", " +
            (to.spec("numerator").is_null() ? "0.5" : r_number(to.spec("numerator"))) + ")");
    to.same_each("effects_small_sample", "estimate", "m$estimate");
    to.same_each("effects_small_sample", "se", "m$se");
    to.same_each("effects_small_sample", "p", "m$p");
    to.same_each("effects_uncorrected", "se", "m$plain");
    to.same("joint_test/hotelling_T2", "m$t2");
}

}  // namespace

bool write_r_mixed(RWriter& to) {
    const auto& method = to.asked().method;
    const auto& trial = to.answered().trial;
    if ((method == "mmrm" || method == "linear_mixed_model") && trial)
        mixed(to, *trial);
    else if (method == "mi_pool")
        pooled(to);
    else if (method == "multiple_imputation")
        imputed(to);
    else if (method == "wcls")
        wcls(to);
    else
        return false;
    return true;
}

}  // namespace breather::study_reports

#include "features/study_reports/answered.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "features/analysis/selection.h"
#include "features/study_reports/svg.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;
using analysis::Case;

json::value own(const json::object& spec, std::string_view field) {
    const auto* found = spec.if_contains(field);
    return found ? *found : json::value();
}

/// The times of a curve: each that there is, or three hundred where there are more.
json::array times_of(const Case& question, const datafiles::Table& table) {
    const auto& column = analysis::column(table, field(question, "time"));
    std::set<double> all;
    for (const double time : analysis::numbers(column, analysis::chosen(table, question.spec)))
        if (!std::isnan(time)) all.insert(time);
    json::array out;
    if (all.size() <= 300) {
        for (const double time : all) out.push_back(time);
    } else {
        for (int i = 1; i <= 300; ++i) out.push_back(*all.rbegin() * i / 300);
    }
    return out;
}

Case beside(const Case& question, std::string method, json::object spec) {
    if (const auto filter = own(question.spec, "filter"); !filter.is_null())
        spec["filter"] = filter;
    return {question.id, std::move(method), question.files, std::move(spec)};
}

/// Two columns side by side, of those who have both; some thousand where there are more.
json::array points_of(const Case& question, const datafiles::Table& table, const std::string& x,
                      const std::string& y) {
    constexpr std::size_t most = 1000;
    const auto rows = analysis::complete(table, analysis::chosen(table, question.spec), {x, y});
    const auto xs = analysis::numbers(analysis::column(table, x), rows),
               ys = analysis::numbers(analysis::column(table, y), rows);
    const std::size_t n = std::min(most, xs.size());
    json::array out;
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t row = n < 2 ? i : i * (xs.size() - 1) / (n - 1);
        out.push_back(json::array{xs[row], ys[row]});
    }
    return out;
}

/// Levels in the order of their scores.
json::array by_score(const json::object& scores) {
    std::vector<std::pair<double, std::string>> all;
    for (const auto& each : scores)
        all.emplace_back(real(each.value()).value_or(0), std::string(each.key()));
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    json::array out;
    for (const auto& each : all) out.emplace_back(each.second);
    return out;
}

/// Curves by the first factor of a Cox model that has few enough levels, for log(-log S).
void put_log_log(Answered& out, const datafiles::Table& table, analysis::Files& files) {
    const auto terms = own(out.question.spec, "terms");
    if (!terms.is_array()) return;
    for (const auto& term : terms.as_array()) {
        const auto& levels = at(term, "levels");
        if (!levels.is_array() || levels.as_array().size() < 2 || levels.as_array().size() > 6)
            continue;
        out.question.spec["log_log_by"] = at(term, "name");
        json::object curve{{"time", own(out.question.spec, "time")},
                           {"event", own(out.question.spec, "event")},
                           {"group", at(term, "name")},
                           {"levels", levels},
                           {"days", times_of(out.question, table)}};
        out.more["curves"] =
            analysis::run(beside(out.question, "kaplan_meier", std::move(curve)), files);
        return;
    }
}

/// What a picture or a second table needs comes from the same machine as the answer.
void run_beside(Answered& out, const datafiles::Table& table, analysis::Files& files) {
    const Case& question = out.question;
    const json::object& spec = question.spec;
    if (question.method == "chi_square") {
        const auto columns = own(spec, "column_levels");
        if (!columns.is_array() || columns.as_array().empty() || columns.as_array().size() > 6)
            return;
        for (const auto& event : columns.as_array()) {
            out.more[event.is_string() ? std::string(event.as_string()) : json::serialize(event)] =
                analysis::run(beside(question, "proportion",
                                     {{"column", own(spec, "column")},
                                      {"event", event},
                                      {"by", own(spec, "row")},
                                      {"levels", own(spec, "row_levels")}}),
                              files);
            if (columns.as_array().size() == 2) break;
        }
    } else if (question.method == "t_test" || question.method == "anova_oneway" ||
               question.method == "kruskal_wallis" || question.method == "mann_whitney") {
        out.more["described"] = analysis::run(beside(question, "describe",
                                                     {{"column", own(spec, "outcome")},
                                                      {"by", own(spec, "group")},
                                                      {"levels", own(spec, "levels")}}),
                                              files);
    } else if (question.method == "correlation") {
        out.more["points"] = {
            {"xy", points_of(question, table, field(question, "x"), field(question, "y"))}};
    } else if (question.method == "paired_t_test" || question.method == "wilcoxon_signed_rank") {
        out.more["points"] = {{"xy", points_of(question, table, field(question, "first"),
                                               field(question, "second"))}};
    } else if (question.method == "mcnemar" || question.method == "agreement") {
        const bool coders = question.method == "agreement";
        json::object crossed{{"a", own(spec, coders ? "a" : "first")},
                             {"b", own(spec, coders ? "b" : "second")}};
        if (const auto levels = own(spec, "levels"); !levels.is_null()) crossed["levels"] = levels;
        out.more["crossed"] =
            analysis::run(beside(question, "cohen_kappa", std::move(crossed)), files);
    } else if (question.method == "cochran_armitage") {
        json::object shares{{"column", own(spec, "outcome")},
                            {"event", own(spec, "event")},
                            {"by", own(spec, "group")}};
        if (shares["event"].is_null()) shares["event"] = "1";
        if (const auto levels = own(spec, "levels"); !levels.is_null()) shares["levels"] = levels;
        if (const auto scores = own(spec, "scores"); scores.is_object())
            shares["levels"] = by_score(scores.as_object());
        out.more["shares"] = analysis::run(beside(question, "proportion", shares), files);
    } else if (question.method == "cox" && table.find(field(question, "time"))) {
        put_log_log(out, table, files);
    } else if ((question.method == "kaplan_meier" || question.method == "log_rank") &&
               table.find(field(question, "time"))) {
        json::object curve = spec;
        curve["days"] = times_of(question, table);
        curve.erase("strata");
        out.more["curves"] =
            analysis::run({question.id, "kaplan_meier", question.files, curve}, files);
    }
}

/// Residuals are drawn, so the model is asked for them too.
void put_diagnostics(Case& question) {
    if (question.method == "linear_regression" || question.method == "ancova" ||
        question.method == "cox")
        question.spec["diagnostics"] = true;
}

void put_days(Case& question, const datafiles::Table& table) {
    if (question.method != "kaplan_meier" || question.spec.contains("days") ||
        !table.find(field(question, "time")))
        return;
    const auto times = times_of(question, table);
    if (times.empty()) return;
    json::array days;
    for (const double day : ticks(0, times.back().to_number<double>(), false))
        if (day > 0) days.push_back(day);
    question.spec["days"] = days;
}

bool is_of_people(std::string_view method) {
    for (const std::string_view each :
         {"linear_regression", "ancova", "poisson_regression", "negative_binomial_regression",
          "count_models", "consort_flow", "baseline_table", "effect_size", "reliable_change",
          "multiple_imputation", "mmrm", "linear_mixed_model"})
        if (method == each) return true;
    return false;
}

std::vector<std::string> names_in(const json::object& spec) {
    std::vector<std::string> out;
    for (const std::string_view name : {"outcome", "pre", "post", "baseline"})
        if (const auto own = analysis::text_or(spec, name, ""); !own.empty()) out.push_back(own);
    for (const std::string_view list : {"continuous", "fixed", "auxiliary"})
        for (auto& each : texts_in(own(spec, list))) out.push_back(std::move(each));
    if (const auto terms = own(spec, "terms"); terms.is_array())
        for (const auto& each : terms.as_array())
            if (at(each, "name").is_string()) out.emplace_back(at(each, "name").as_string());
    return out;
}

TrialParts trial_parts(const Case& question, analysis::Files& files) {
    analysis::OnePerPerson people(question, files);
    TrialParts out{people.files(), analysis::arm_column(question.spec, people.table()), {}, {}, {}};
    auto names = names_in(question.spec);
    const auto plain = analysis::with_plain_filter(question.spec, people, out.known);
    if (const auto filter = own(plain, "filter"); filter.is_object())
        out.filter = filter.as_object();
    names.insert(names.end(), out.known.begin(), out.known.end());
    const auto& table = files.get(out.files.participants);
    for (const auto& name : names)
        if (const auto found = people.meant(name);
            found && found->at.size() == 1 && !table.find(name))
            out.measures[name] = *found;
    return out;
}

}  // namespace

Answered answered(Case question, analysis::Files& files) {
    const auto& table = files.get(question.files.front());
    put_days(question, table);
    put_diagnostics(question);
    Answered out{nullptr, std::move(question), {}, {}};
    out.answer = analysis::run(out.question, files);
    if (is_of_people(out.question.method)) out.trial = trial_parts(out.question, files);
    run_beside(out, table, files);
    return out;
}

}  // namespace breather::study_reports

// Repeated measures: the models, and the contrasts between arms at each visit.
#include <algorithm>

#include "features/analysis/answer.h"
#include "features/analysis/families.h"
#include "features/analysis/mean_row.h"
#include "features/analysis/mixed_rows.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;
using Eigen::Index;
using Eigen::VectorXd;
using statistics::CovarianceOf;

json::value test_json(const std::optional<statistics::ContrastTest>& found, const char* df) {
    if (!found) return nullptr;
    return json::object{{"se", number(found->se)},        {df, number(found->df)},
                        {"t", number(found->t)},          {"p", number(found->p)},
                        {"low", number(found->ci95.low)}, {"high", number(found->ci95.high)}};
}

json::object contrast_json(std::string label, const statistics::MixedModel& model,
                           const VectorXd& weights) {
    const auto found = statistics::contrast(model, weights);
    json::object out{{"label", std::move(label)},
                     {"estimate", nullptr},
                     {"model_based", nullptr},
                     {"kenward_roger_expected", nullptr},
                     {"kenward_roger_observed", nullptr}};
    if (!found) return out;
    out["estimate"] = number(found->estimate);
    out["model_based"] = test_json(found->satterthwaite, "satterthwaite_df");
    out["kenward_roger_expected"] = test_json(found->kenward_roger_expected, "df");
    out["kenward_roger_observed"] = test_json(found->kenward_roger_observed, "df");
    return out;
}

/// The design's row of somebody in this arm at this visit, numbers at their means.
VectorXd row_of(const RepeatRows& from, int arm, int visit) {
    std::vector<statistics::Variable> one;
    for (std::size_t v = 0; v < from.variables.size(); ++v) {
        const auto& each = from.variables[v];
        statistics::Variable made{each.name, {}, {}, each.levels};
        if (each.is_factor())
            made.codes = {v == from.arm ? arm : v == from.visit ? visit : 0};
        else {
            double mean = 0;
            for (const double value : each.numbers)
                mean += value / static_cast<double>(each.numbers.size());
            made.numbers = {mean};
        }
        one.push_back(std::move(made));
    }
    return statistics::design(one, from.terms).x.row(0).transpose();
}

/// What each arm has at each visit; intervals by Kenward and Roger, as the contrasts'.
json::array adjusted_means(const RepeatRows& from, const AskedRepeats& asked,
                           const statistics::MixedModel& model) {
    json::array out;
    if (!from.arm) return out;
    const auto& arms = from.variables[*from.arm].levels;
    const std::size_t visits = from.visit ? asked.visits.size() : 1;
    for (std::size_t arm = 0; arm < arms.size(); ++arm)
        for (std::size_t v = 0; v < visits; ++v) {
            std::map<std::size_t, int> held{{*from.arm, static_cast<int>(arm)}};
            if (from.visit) held[*from.visit] = static_cast<int>(v);
            const auto found =
                statistics::contrast(model, mean_row(from.variables, from.terms, held));
            json::object own{{"arm", arms[arm]}, {"mean", nullptr}, {"se", nullptr},
                             {"df", nullptr},    {"low", nullptr},  {"high", nullptr}};
            if (from.visit) own[asked.time] = asked.visits[v];
            if (found) own["mean"] = number(found->estimate);
            if (found && found->kenward_roger_observed) {
                own["se"] = number(found->kenward_roger_observed->se);
                own["df"] = number(found->kenward_roger_observed->df);
                own["low"] = number(found->kenward_roger_observed->ci95.low);
                own["high"] = number(found->kenward_roger_observed->ci95.high);
            }
            out.push_back(std::move(own));
        }
    return out;
}

/// Every pair of arms at every visit.
json::array at_visits(const RepeatRows& from, const AskedRepeats& asked,
                      const statistics::MixedModel& model) {
    json::array out;
    if (!from.arm) return out;
    const auto& arms = from.variables[*from.arm].levels;
    const std::size_t visits = from.visit ? asked.visits.size() : 1;
    for (std::size_t v = 0; v < visits; ++v)
        for (std::size_t base = 0; base < arms.size(); ++base)
            for (std::size_t other = base + 1; other < arms.size(); ++other) {
                const int at = static_cast<int>(v);
                std::string label = arms[other] + " - " + arms[base];
                if (from.visit) label += ", " + asked.time + " " + asked.visits[v];
                out.push_back(contrast_json(std::move(label), model,
                                            row_of(from, static_cast<int>(other), at) -
                                                row_of(from, static_cast<int>(base), at)));
            }
    return out;
}

/// How much more an arm changes than another, from the first visit to each later one.
json::array of_changes(const RepeatRows& from, const AskedRepeats& asked,
                       const statistics::MixedModel& model) {
    json::array out;
    if (!from.arm || !from.visit) return out;
    const auto& arms = from.variables[*from.arm].levels;
    const auto change = [&](std::size_t arm, std::size_t visit) -> VectorXd {
        return row_of(from, static_cast<int>(arm), static_cast<int>(visit)) -
               row_of(from, static_cast<int>(arm), 0);
    };
    for (std::size_t v = 1; v < asked.visits.size(); ++v)
        for (std::size_t base = 0; base < arms.size(); ++base)
            for (std::size_t other = base + 1; other < arms.size(); ++other)
                out.push_back(contrast_json(arms[other] + " - " + arms[base] + ", change from " +
                                                asked.time + " " + asked.visits[0] + " to " +
                                                asked.time + " " + asked.visits[v],
                                            model, change(other, v) - change(base, v)));
    return out;
}

json::value joint_json(const std::optional<statistics::JointTest>& found) {
    if (!found) return nullptr;
    return json::object{{"F", number(found->f)},
                        {"df1", number(found->df1)},
                        {"df2", number(found->df2)},
                        {"p", number(found->p)},
                        {"scale", number(found->scale)}};
}

json::value arm_by_visit(const RepeatRows& from, const statistics::MixedModel& model) {
    if (!from.arm || !from.visit) return nullptr;
    statistics::Term wanted{*from.arm, *from.visit};
    std::sort(wanted.begin(), wanted.end());
    const auto& design = from.data.design;
    std::vector<Index> columns;
    for (std::size_t c = 0; c < design.names.size(); ++c)
        if (design.term_of[c] >= 0 &&
            from.terms[static_cast<std::size_t>(design.term_of[c])] == wanted)
            columns.push_back(static_cast<Index>(c));
    if (columns.empty()) return nullptr;
    Eigen::MatrixXd tests =
        Eigen::MatrixXd::Zero(static_cast<Index>(columns.size()), design.x.cols());
    for (std::size_t row = 0; row < columns.size(); ++row)
        tests(static_cast<Index>(row), columns[row]) = 1;
    using statistics::Information;
    return json::object{
        {"kenward_roger_expected", joint_json(joint_test(model, tests, Information::Expected))},
        {"kenward_roger_observed", joint_json(joint_test(model, tests, Information::Observed))}};
}

json::object answer(const statistics::MixedModel& found) {
    json::array fixed;
    for (const auto& each : found.fixed)
        fixed.push_back(json::object{
            {"term", each.term}, {"estimate", number(each.estimate)}, {"se", number(each.se)}});
    return {{"participants", found.people},
            {"observations", found.observations},
            {"fixed", std::move(fixed)},
            {"aliased", json::value_from(found.aliased)},
            {"minus2_reml_log_lik", number(found.minus2_reml_log_lik)}};
}

constexpr std::size_t most_visits = 16;

json::object mmrm(const Case& of, Files& files) {
    check_words(of.spec, true);
    const AskedRepeats asked = asked_of(of, files);
    if (asked.visits.empty() && !text_or(of.spec, "time", "").empty())
        return undefined({statistics::Why::TooFew, "people with several visits"});
    if (asked.visits.empty())
        throw CaseFault("An mmrm needs visits: \"outcome\": \"<column> at weeks 8 and 16\".");
    if (asked.visits.size() > most_visits)
        throw CaseFault("An unstructured covariance of " + std::to_string(asked.visits.size()) +
                        " visits has too many numbers of its own; up to " +
                        std::to_string(most_visits) +
                        " visits can be worked with. Ask for random-intercept, or join visits.");
    const RepeatRows rows = rowed(asked);
    const auto found = statistics::mixed_model(rows.data, CovarianceOf::Unstructured);
    if (!found) return undefined(found.reason());
    json::object out = answer(*found);
    json::array covariance;
    for (Index a = 0; a < found->covariance.rows(); ++a) {
        json::array row;
        for (Index b = 0; b < found->covariance.cols(); ++b)
            row.push_back(number(found->covariance(a, b)));
        covariance.push_back(std::move(row));
    }
    out["covariance"] = std::move(covariance);
    out["adjusted_means"] = adjusted_means(rows, asked, *found);
    out["contrasts"] = at_visits(rows, asked, *found);
    out["arm_by_" + asked.time + "_test"] = arm_by_visit(rows, *found);
    return out;
}

json::object linear_mixed_model(const Case& of, Files& files) {
    check_words(of.spec, false);
    const AskedRepeats asked = asked_of(of, files);
    const RepeatRows rows = rowed(asked);
    const auto found = statistics::mixed_model(rows.data, CovarianceOf::RandomIntercept);
    if (!found) return undefined(found.reason());
    json::object out = answer(*found);
    out["var_intercept"] = number(found->var_intercept);
    out["var_residual"] = number(found->var_residual);
    out["icc"] = number(found->icc);
    auto changes = of_changes(rows, asked, *found);
    const std::string wanted = text_or(of.spec, "contrast", "");
    // Without a word: the last arm against the first, from the first visit to the second.
    const std::size_t arms = rows.arm ? rows.variables[*rows.arm].levels.size() : 0;
    for (std::size_t c = 0; c < changes.size(); ++c)
        if (wanted.empty() ? c + 2 == arms : changes[c].at("label").as_string() == wanted)
            out["contrast"] = changes[c];
    auto all = at_visits(rows, asked, *found);
    for (auto& each : changes) all.push_back(std::move(each));
    out["adjusted_means"] = adjusted_means(rows, asked, *found);
    out["contrasts"] = std::move(all);
    out["arm_by_" + (asked.time.empty() ? "visit" : asked.time) + "_test"] =
        arm_by_visit(rows, *found);
    return out;
}

constexpr NamedMethod all[] = {{"mmrm", mmrm}, {"linear_mixed_model", linear_mixed_model}};

}  // namespace

std::span<const NamedMethod> mixed_methods() { return all; }

}  // namespace breather::analysis

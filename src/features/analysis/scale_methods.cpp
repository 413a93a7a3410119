// Scales: their score, Cronbach's alpha, McDonald's omega.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "engines/statistics/scale.h"
#include "features/analysis/answer.h"
#include "features/analysis/described.h"
#include "features/analysis/families.h"
#include "features/analysis/selection.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;

void add(json::object& out, json::object more) {
    for (auto& [field, value] : more) out[field] = std::move(value);
}

std::optional<double> first_number(std::string_view words) {
    const auto at = words.find_first_of("0123456789");
    if (at == std::string_view::npos) return {};
    double out = 0;
    std::from_chars(words.data() + at, words.data() + words.size(), out);
    return at > 0 && words[at - 1] == '-' ? -out : out;
}

struct Items {
    std::vector<std::string> names;
    Eigen::MatrixXd answers;  // NaN where missing; reversed already
};

/// A reversed answer is what `reverse_rule` says ("4 - value"); without it the smallest and the
/// largest answer of all the items, added, less the value.
Items items(const Case& asked, Files& files) {
    const auto& table = files.get(asked.files.at(0));
    Items out{texts(asked.spec, "items"), {}};
    const Rows rows = chosen(table, asked.spec);
    out.answers.resize(static_cast<Eigen::Index>(rows.size()),
                       static_cast<Eigen::Index>(out.names.size()));
    double low = 0, high = 0;
    bool any = false;
    for (std::size_t item = 0; item < out.names.size(); ++item) {
        const auto own = numbers(column(table, out.names[item]), rows);
        for (std::size_t row = 0; row < rows.size(); ++row) {
            out.answers(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(item)) = own[row];
            if (std::isnan(own[row])) continue;
            low = any ? std::min(low, own[row]) : own[row];
            high = any ? std::max(high, own[row]) : own[row];
            any = true;
        }
    }
    const auto reversed = texts_or(asked.spec, "reversed", {});
    const double whole = first_number(text_or(asked.spec, "reverse_rule", "")).value_or(low + high);
    for (const auto& name : reversed) {
        const auto found = std::find(out.names.begin(), out.names.end(), name);
        if (found == out.names.end())
            throw CaseFault("\"reversed\" names \"" + name + "\", which is none of \"items\".");
        auto own = out.answers.col(found - out.names.begin());
        own = whole - own.array();
    }
    return out;
}

Eigen::MatrixXd complete_rows(const Eigen::MatrixXd& answers) {
    std::vector<Eigen::Index> kept;
    for (Eigen::Index row = 0; row < answers.rows(); ++row)
        if (!answers.row(row).hasNaN()) kept.push_back(row);
    return answers(kept, Eigen::all);
}

/// Scores with at most that many items missing: the mean of those answered, times the number of
/// items where the scale is a sum.
std::vector<double> scores(const Eigen::MatrixXd& answers, double missing_max, bool mean) {
    std::vector<double> out;
    const auto k = static_cast<double>(answers.cols());
    for (Eigen::Index row = 0; row < answers.rows(); ++row) {
        double sum = 0, answered = 0;
        for (Eigen::Index item = 0; item < answers.cols(); ++item) {
            if (std::isnan(answers(row, item))) continue;
            sum += answers(row, item);
            ++answered;
        }
        const bool enough = answered > 0 && k - answered <= missing_max;
        const double score = answered == k ? sum : sum / answered * k;
        out.push_back(enough ? (mean ? score / k : score) : std::nan(""));
    }
    return out;
}

json::object scale_score(const Case& asked, Files& files) {
    const Items own = items(asked, files);
    const std::string rule = text_or(asked.spec, "rule", "sum");
    const bool mean = rule.starts_with("mean");
    const double allowed =
        rule.find("any item") == std::string::npos ? first_number(rule).value_or(0) : 0;
    return {{"describe", described(scores(own.answers, allowed, mean))},
            {"prorated_1_missing", described(scores(own.answers, 1, mean))}};
}

json::object cronbach_alpha(const Case& asked, Files& files) {
    const Items own = items(asked, files);
    const Eigen::MatrixXd answers = complete_rows(own.answers);
    json::object out{{"n", answers.rows()}, {"items", answers.cols()}};
    const auto found = statistics::cronbach_alpha(answers);
    if (!found) {
        add(out, undefined(found.reason()));
        out["alpha"] = nullptr;
        return out;
    }
    json::array each, against, warnings;
    for (std::size_t i = 0; i < own.names.size(); ++i) {
        const auto& item = found->items[i];
        each.push_back(json::object{{"item", own.names[i]},
                                    {"mean", number(item.mean)},
                                    {"sd", number(item.sd)},
                                    {"corrected_item_total_r", number(item.corrected_item_total_r)},
                                    {"alpha_if_deleted", number(item.alpha_if_deleted)}});
        if (!item.corrected_item_total_r || *item.corrected_item_total_r >= 0) continue;
        against.emplace_back(own.names[i]);
        warnings.emplace_back(
            "Item " + own.names[i] +
            " correlates negatively with the total of the others: is it to be reversed?");
    }
    add(out, {{"alpha", number(found->alpha)},
              {"alpha_standardized", number(found->standardised)},
              {"feldt_ci95", interval(found->feldt_ci95)},
              {"scale_mean", number(found->scale_mean)},
              {"scale_sd", number(found->scale_sd)},
              {"item", each},
              {"items_against_total", against},
              {"warnings", warnings}});
    return out;
}

json::object mcdonald_omega(const Case& asked, Files& files) {
    const Items own = items(asked, files);
    const Eigen::MatrixXd answers = complete_rows(own.answers);
    json::object out{{"n", answers.rows()},
                     {"method", "one-factor ML (congeneric), covariance metric"}};
    const auto found = statistics::mcdonald_omega(answers);
    if (!found) {
        add(out, undefined(found.reason()));
        for (const auto* field : {"omega_total", "omega_observed_variance", "fit_chi2", "fit_p"})
            out[field] = nullptr;
        return out;
    }
    json::object loadings, unique;
    json::array at_bound;
    for (std::size_t i = 0; i < own.names.size(); ++i) {
        loadings[own.names[i]] = number(found->loadings[i]);
        unique[own.names[i]] = number(found->uniquenesses[i]);
    }
    for (const auto i : found->at_bound) at_bound.emplace_back(own.names[i]);
    add(out, {{"loadings", loadings},
              {"uniquenesses", unique},
              {"omega_total", number(found->total)},
              {"omega_observed_variance", number(found->observed_variance)},
              {"fit_chi2", number(found->chi2)},
              {"fit_df", found->df},
              {"fit_p", number(found->p)},
              {"uniquenesses_at_bound", at_bound}});
    return out;
}

constexpr NamedMethod all[] = {{"scale_score", scale_score},
                               {"cronbach_alpha", cronbach_alpha},
                               {"mcdonald_omega", mcdonald_omega}};

}  // namespace

std::span<const NamedMethod> scale_methods() { return all; }

}  // namespace breather::analysis

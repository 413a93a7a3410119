// Scales: their score, Cronbach's alpha, McDonald's omega.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <regex>

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

std::string lower(std::string words) {
    for (char& letter : words)
        letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return words;
}

/// "2", "two"; nothing where it is no number.
std::optional<double> number_in(const std::string& word) {
    static constexpr std::string_view names[] = {"no",  "one",   "two",   "three", "four", "five",
                                                 "six", "seven", "eight", "nine",  "ten"};
    for (std::size_t value = 0; value < std::size(names); ++value)
        if (word == names[value]) return static_cast<double>(value);
    double out = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), out);
    if (read.ec != std::errc{} || read.ptr != word.data() + word.size()) return {};
    return out;
}

/// How many of `items` a person may leave out, in the words of a rule: "missing when any item is
/// missing", "at most 2 missing", "at least 8 items answered", "at least half answered".
double missing_allowed(const std::string& rule, double items) {
    const std::string words = lower(rule);
    static const std::regex bound(
        R"((at most|up to|no more than|more than|at least|fewer than|less than)\s+(?:an? )?([a-z]+|[0-9.]+)\s*(%|per ?cent)?)");
    static const std::regex plain(
        R"((\w+)\s+(?:items?\s+)?(or more\s+)?(?:items?\s+)?(?:are\s+|is\s+|may be\s+)?missing)");
    std::smatch found;
    std::optional<double> many;
    if (std::regex_search(words, found, bound)) {
        many = found[2] == "half" ? items / 2 : number_in(found[2]);
        if (many && found[3].matched) many = items * *many / 100;
    }
    if (!many) {
        if (!std::regex_search(words, found, plain) || !number_in(found[1])) return 0;
        return *number_in(found[1]) - (found[2].matched ? 1 : 0);
    }
    const std::string how = found[1], rest = found.suffix();
    const auto says = [&](const char* word) { return rest.find(word) != std::string::npos; };
    const bool of_answers =
        says("answered") || says("present") || says("valid") || says("complete");
    if (how == "at least") return of_answers ? items - std::ceil(*many) : std::ceil(*many) - 1;
    if (how == "fewer than" || how == "less than")
        return of_answers ? items - std::ceil(*many) : std::ceil(*many) - 1;
    return std::floor(*many);
}

/// What an answer is taken from to reverse it: "4 - value", "1 + 5 - value", "min + max - value".
double reversed_from(const std::string& rule, double low, double high) {
    if (rule.empty()) return low + high;
    static const std::regex form(
        R"(^\s*\(?\s*(\d{1,9}(?:\.\d{1,9})?|min|max)\s*(?:\+\s*(\d{1,9}(?:\.\d{1,9})?|min|max)\s*)?\)?\s*-\s*[a-z]{1,40}\s*$)");
    std::smatch found;
    const std::string words = lower(rule);
    if (!std::regex_match(words, found, form))
        throw CaseFault(
            "\"reverse_rule\" is written as \"4 - value\" or \"min + max - value\", not \"" + rule +
            "\".");
    double out = 0;
    for (const auto& part : {found[1].str(), found[2].str()})
        out += part.empty() ? 0 : part == "min" ? low : part == "max" ? high : std::stod(part);
    return out;
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
    const double whole = reversed_from(text_or(asked.spec, "reverse_rule", ""), low, high);
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
    const double allowed = missing_allowed(rule, static_cast<double>(own.names.size()));
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

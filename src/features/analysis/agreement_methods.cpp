// Coders and raters: kappas, Krippendorff's alpha, intraclass correlation.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "engines/statistics/agreement.h"
#include "features/analysis/answer.h"
#include "features/analysis/families.h"
#include "features/analysis/selection.h"
#include "features/analysis/survival_rows.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;
using statistics::Metric;

void add(json::object& out, json::object more) {
    for (auto& [field, value] : more) out[field] = std::move(value);
}

/// The levels all these columns have, in one order: numbers by size, text by the alphabet.
std::vector<std::string> common_levels(const datafiles::Table& table, const Rows& rows,
                                       const std::vector<std::string>& names) {
    std::map<std::string, double> seen;  // a level, and its number where all columns have numbers
    bool numeric = true;
    for (const auto& name : names) {
        const auto& cells = column(table, name);
        numeric = numeric && cells.holds_numbers();
        for (const auto& level : levels_of(cells, rows))
            seen.emplace(level, cells.number_of_level(level).value_or(0));
    }
    std::vector<std::string> out;
    for (const auto& [level, number] : seen) out.push_back(level);
    if (numeric)
        std::stable_sort(out.begin(), out.end(),
                         [&](const auto& a, const auto& b) { return seen.at(a) < seen.at(b); });
    return out;
}

struct Pairs {
    std::vector<std::string> levels;
    Eigen::MatrixXd counts;
};

Pairs pairs(const Case& asked, Files& files) {
    const auto& table = files.get(asked.files.at(0));
    const std::vector<std::string> names{text(asked.spec, "a"), text(asked.spec, "b")};
    const Rows rows = complete(table, chosen(table, asked.spec), names);
    Pairs out{texts_or(asked.spec, "levels", {}), {}};
    if (out.levels.empty()) out.levels = common_levels(table, rows, names);
    const auto a = codes(column(table, names[0]), rows, out.levels);
    const auto b = codes(column(table, names[1]), rows, out.levels);
    const auto size = static_cast<Eigen::Index>(out.levels.size());
    out.counts.setZero(size, size);
    for (std::size_t row = 0; row < rows.size(); ++row)
        if (a[row] >= 0 && b[row] >= 0) ++out.counts(a[row], b[row]);
    return out;
}

json::object table_of(const Pairs& pairs) {
    const json::array levels(pairs.levels.begin(), pairs.levels.end());
    json::array counts;
    for (Eigen::Index i = 0; i < pairs.counts.rows(); ++i) {
        json::array row;
        for (Eigen::Index j = 0; j < pairs.counts.cols(); ++j)
            row.push_back(plain(pairs.counts(i, j)));
        counts.push_back(std::move(row));
    }
    return {{"rows", levels}, {"cols", levels}, {"counts", counts}};
}

json::object cohen_kappa(const Case& asked, Files& files) {
    using statistics::KappaWeights;
    const std::string name = text_or(asked.spec, "weights", "none");
    const auto is = [&](std::string_view one, std::string_view other) {
        return name == one || name == other;
    };
    if (!is("none", "unweighted") && !is("linear", "equal") && !is("quadratic", "squared"))
        throw CaseFault("\"weights\" is none, linear or quadratic.");
    const auto weights = is("linear", "equal")        ? KappaWeights::Linear
                         : is("quadratic", "squared") ? KappaWeights::Quadratic
                                                      : KappaWeights::None;
    const Pairs own = pairs(asked, files);
    json::object out{{"weights", name}, {"n", plain(own.counts.sum())}, {"table", table_of(own)}};
    const auto found = statistics::cohen_kappa(own.counts, weights);
    if (!found) {
        add(out, undefined(found.reason()));
        for (const auto* field : {"kappa", "se", "ci95", "se0", "z", "p"}) out[field] = nullptr;
        return out;
    }
    add(out, {{"po", number(found->po)},
              {"pe", number(found->pe)},
              {"kappa", number(found->kappa)},
              {"se", number(found->se)},
              {"ci95", interval(found->ci95)},
              {"se0", number(found->se0)},
              {"z", number(found->z)},
              {"p", number(found->p)}});
    return out;
}

json::object agreement(const Case& asked, Files& files) {
    const Pairs own = pairs(asked, files);
    const auto found = statistics::agreement(own.counts);
    json::object out{{"n", plain(own.counts.sum())}};
    if (!found) {
        add(out, undefined(found.reason()));
        return out;
    }
    json::array categories;
    for (std::size_t c = 0; c < own.levels.size(); ++c)
        categories.push_back(
            json::object{{"level", own.levels[c]},
                         {"kappa", number(found->categories[c].kappa)},
                         {"positive_agreement", number(found->categories[c].positive_agreement)}});
    add(out, {{"percent_agreement", number(100 * found->po)},
              {"pabak", number(found->pabak)},
              {"gwet_ac1", number(found->gwet_ac1)},
              {"scott_pi", number(found->scott_pi)},
              {"per_category", categories}});
    return out;
}

/// Per row the raters' codes, without those missing.
struct Units {
    std::vector<std::string> levels;
    bool numeric = true;
    std::vector<double> numbers;  // of the levels; their places where there are none
    std::vector<std::vector<int>> codes;
    std::size_t raters = 0;
};

Units units(const Case& asked, Files& files) {
    const auto& table = files.get(asked.files.at(0));
    const auto names = texts(asked.spec, "raters");
    if (names.empty()) throw CaseFault("\"raters\" names the columns, one for each rater.");
    const Rows rows = chosen(table, asked.spec);
    Units out{texts_or(asked.spec, "levels", {}),
              true,
              {},
              std::vector<std::vector<int>>(rows.size()),
              names.size()};
    if (out.levels.empty()) out.levels = common_levels(table, rows, names);
    for (const auto& level : out.levels) {
        const auto number = column(table, names.at(0)).number_of_level(level);
        out.numeric = out.numeric && number;
        out.numbers.push_back(number.value_or(static_cast<double>(out.numbers.size())));
    }
    for (const auto& name : names) {
        out.numeric = out.numeric && column(table, name).holds_numbers();
        const auto own = codes(column(table, name), rows, out.levels);
        for (std::size_t row = 0; row < rows.size(); ++row)
            if (own[row] >= 0) out.codes[row].push_back(own[row]);
    }
    return out;
}

json::object fleiss_kappa(const Case& asked, Files& files) {
    Units own = units(asked, files);
    std::erase_if(own.codes, [&](const auto& unit) { return unit.size() < own.raters; });
    Eigen::MatrixXd counts = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(own.codes.size()),
                                                   static_cast<Eigen::Index>(own.levels.size()));
    for (std::size_t unit = 0; unit < own.codes.size(); ++unit)
        for (const int code : own.codes[unit]) ++counts(static_cast<Eigen::Index>(unit), code);
    json::object out{{"n_units", own.codes.size()}, {"raters", own.raters}};
    const auto found = statistics::fleiss_kappa(counts);
    if (!found) {
        add(out, undefined(found.reason()));
        for (const auto* field : {"kappa", "se0", "z", "p"}) out[field] = nullptr;
        return out;
    }
    add(out, {{"kappa", number(found->kappa)},
              {"se0", number(found->se0)},
              {"z", number(found->z)},
              {"p", number(found->p)}});
    return out;
}

Metric metric_named(const std::string& name) {
    if (name == "nominal") return Metric::Nominal;
    if (name == "ordinal") return Metric::Ordinal;
    if (name == "interval") return Metric::Interval;
    if (name == "ratio") return Metric::Ratio;
    throw CaseFault("\"metrics\" holds nominal, ordinal, interval or ratio, not \"" + name + "\".");
}

json::object krippendorff_alpha(const Case& asked, Files& files) {
    const Units own = units(asked, files);
    std::vector<double> levels = own.numbers;
    if (!own.numeric) std::iota(levels.begin(), levels.end(), 0.0);
    const auto counted = statistics::pairable(own.codes);
    json::object out{{"units", counted.units},
                     {"units_pairable", counted.units_pairable},
                     {"pairable_values", counted.values}};
    for (const auto& name :
         texts_or(asked.spec, "metrics", texts_or(asked.spec, "metric", {"nominal"}))) {
        const Metric metric = metric_named(name);
        if (!own.numeric && (metric == Metric::Interval || metric == Metric::Ratio))
            throw CaseFault("Krippendorff's alpha for " + name + " data needs columns of numbers.");
        const auto found = statistics::krippendorff_alpha(own.codes, levels, metric);
        out[name] = found ? number(*found) : json::value(nullptr);
        if (!found) out["why"] = undefined(found.reason()).at("why");
    }
    return out;
}

json::object icc(const Case& asked, Files& files) {
    const auto& table = files.get(asked.files.at(0));
    const auto names = texts(asked.spec, "raters");
    const Rows rows = complete(table, chosen(table, asked.spec), names);
    Eigen::MatrixXd ratings(static_cast<Eigen::Index>(rows.size()),
                            static_cast<Eigen::Index>(names.size()));
    for (std::size_t rater = 0; rater < names.size(); ++rater) {
        const auto own = numbers(column(table, names[rater]), rows);
        ratings.col(static_cast<Eigen::Index>(rater)) =
            Eigen::Map<const Eigen::VectorXd>(own.data(), static_cast<Eigen::Index>(own.size()));
    }
    json::object out{{"n", rows.size()}, {"k", names.size()}};
    const auto found = statistics::icc(ratings);
    if (!found) {
        add(out, undefined(found.reason()));
        return out;
    }
    add(out, {{"msr", number(found->msr)},
              {"msc", number(found->msc)},
              {"mse", number(found->mse)},
              {"icc_1_1", number(found->icc_1_1)},
              {"icc_2_1", number(found->icc_2_1)},
              {"icc_3_1", number(found->icc_3_1)},
              {"icc_1_k", number(found->icc_1_k)},
              {"icc_2_k", number(found->icc_2_k)},
              {"icc_3_k", number(found->icc_3_k)}});
    return out;
}

constexpr NamedMethod all[] = {{"cohen_kappa", cohen_kappa},
                               {"agreement", agreement},
                               {"fleiss_kappa", fleiss_kappa},
                               {"krippendorff_alpha", krippendorff_alpha},
                               {"icc", icc}};

}  // namespace

std::span<const NamedMethod> agreement_methods() { return all; }

}  // namespace breather::analysis

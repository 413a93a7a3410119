// Columns crossed: contingency tables with their tests and sizes, trend, paired yes and no.
#include <cmath>

#include "engines/statistics/contingency.h"
#include "engines/statistics/exact_tables.h"
#include "features/analysis/answer.h"
#include "features/analysis/families.h"
#include "features/analysis/method.h"
#include "features/analysis/selection.h"

namespace breather::analysis {
namespace {

using boost::json::array;
using boost::json::object;

object tested(const statistics::ChiSquared& test) {
    return {{"chi2", number(test.chi2)}, {"df", number(test.df)}, {"p", number(test.p)}};
}

/// {name: value, "low", "high", "convention"}; null where there is none.
boost::json::value size(std::string_view name, const std::optional<statistics::Size>& size,
                        std::string_view convention) {
    if (!size) return nullptr;
    object out{{name, number(size->value)}, {"low", nullptr}, {"high", nullptr}};
    if (size->ci95) out["low"] = number(size->ci95->low), out["high"] = number(size->ci95->high);
    out["convention"] = convention;
    return out;
}

/// Rows counted, or summed by `spec.weights`, for each pair of levels.
struct Crossed {
    std::vector<std::string> rows, columns;
    Eigen::MatrixXd counts;
};

Crossed cross(const datafiles::Table& table, const object& spec) {
    const std::string row = text(spec, "row"), col = text(spec, "column");
    const std::string weight = text_or(spec, "weights", text_or(spec, "weight", ""));
    std::vector<std::string> needed{row, col};
    if (!weight.empty()) needed.push_back(weight);
    const Rows used = complete(table, chosen(table, spec), needed);
    const auto& row_cells = column(table, row);
    const auto& column_cells = column(table, col);
    Crossed out{texts_or(spec, "row_levels", levels_of(row_cells, used)),
                texts_or(spec, "column_levels", levels_of(column_cells, used)),
                {}};
    out.counts = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(out.rows.size()),
                                       static_cast<Eigen::Index>(out.columns.size()));
    const auto r = codes(row_cells, used, out.rows), c = codes(column_cells, used, out.columns);
    const auto weights =
        weight.empty() ? std::vector<double>(used.size(), 1) : numbers(column(table, weight), used);
    for (std::size_t i = 0; i < used.size(); ++i)
        if (r[i] >= 0 && c[i] >= 0) out.counts(r[i], c[i]) += weights[i];
    return out;
}

object as_json(const Crossed& crossed) {
    array counts;
    for (Eigen::Index r = 0; r < crossed.counts.rows(); ++r) {
        array row;
        for (const double count : crossed.counts.row(r)) row.push_back(number(count));
        counts.push_back(std::move(row));
    }
    return {{"rows", boost::json::value_from(crossed.rows)},
            {"cols", boost::json::value_from(crossed.columns)},
            {"counts", std::move(counts)}};
}

void add_two_by_two(const Eigen::Matrix2d& t, object& out) {
    const auto sizes = statistics::two_by_two(t(0, 0), t(0, 1), t(1, 0), t(1, 1));
    out["odds_ratio"] =
        size("or", sizes.odds_ratio, "rows x cols as listed: (a*d)/(b*c), Woolf 95% CI");
    out["risk_ratio"] =
        size("rr", sizes.risk_ratio, "first column is the event, row 1 / row 2, Katz log CI");
    out["risk_difference"] =
        size("rd", sizes.risk_difference, "row 1 - row 2, Newcombe hybrid score 95% CI");
}

object fisher(const Eigen::MatrixXd& table) {
    if (table.rows() == 2 && table.cols() == 2) {
        const auto exact = statistics::fisher_two_by_two(Eigen::Matrix2d(table));
        if (!exact) return undefined(exact.reason());
        return {{"p_two_sided", number(exact->p_two_sided)},
                {"p_less", number(exact->p_less)},
                {"p_greater", number(exact->p_greater)},
                {"conditional_or", number(exact->conditional_or)},
                {"conditional_or_exact", number(exact->conditional_or_exact)}};
    }
    const auto p = statistics::fisher_r_by_c(table);
    if (!p) return undefined(p.reason());
    return {{"p_two_sided", number(*p)}};
}

object chi_square(const Case& asked, Files& files) {
    const Crossed crossed = cross(files.get(asked.files.at(0)), asked.spec);
    object out{{"table", as_json(crossed)}, {"n", number(crossed.counts.sum())}};
    const auto found = statistics::association(crossed.counts);
    if (!found) {
        for (const std::string_view field : {"pearson", "likelihood_ratio", "min_expected",
                                             "cramers_v", "linear_by_linear", "fisher"})
            out[field] = nullptr;
        for (auto& [field, value] : undefined(found.reason())) out[field] = value;
        return out;
    }
    out["pearson"] = tested(found->pearson);
    out["pearson"].as_object()["ln_p"] = number(found->pearson.ln_p);
    out["likelihood_ratio"] = tested(found->likelihood_ratio);
    out["min_expected"] = number(found->min_expected);
    out["cells_expected_lt5"] = found->cells_expected_lt5;
    out["cells"] = found->cells;
    out["cramers_v"] = number(found->cramers_v);
    out["linear_by_linear"] = tested(found->linear_by_linear);
    const Eigen::MatrixXd table = statistics::occupied(crossed.counts);
    if (found->yates) {
        out["yates"] = tested(*found->yates);
        out["phi"] = number(found->phi);
        add_two_by_two(table, out);
    }
    out["fisher"] = fisher(table);
    return out;
}

object mcnemar(const Case& asked, Files& files) {
    const auto& table = files.get(asked.files.at(0));
    const std::string first = text(asked.spec, "first"), second = text(asked.spec, "second");
    const Rows rows = complete(table, chosen(table, asked.spec), {first, second});
    auto levels = texts_or(asked.spec, "levels", levels_of(column(table, first), rows));
    if (levels.size() != 2)
        throw CaseFault("\"levels\" names two values for mcnemar; there are " +
                        std::to_string(levels.size()) + ".");
    const auto before = codes(column(table, first), rows, levels);
    const auto after = codes(column(table, second), rows, levels);
    double pairs[2][2] = {};
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (before[i] >= 0 && after[i] >= 0) ++pairs[before[i]][after[i]];
    object out{{"b", number(pairs[0][1])},
               {"c", number(pairs[1][0])},
               {"n", number(pairs[0][0] + pairs[0][1] + pairs[1][0] + pairs[1][1])}};
    const auto found = statistics::mcnemar(pairs[0][1], pairs[1][0]);
    if (!found) {
        for (const std::string_view field : {"chi2", "p", "chi2_corrected", "p_corrected"})
            out[field] = nullptr;
        out["p_exact"] = nullptr;
        for (auto& [field, value] : undefined(found.reason())) out[field] = value;
        return out;
    }
    out["chi2"] = number(found->chi2);
    out["df"] = 1;
    out["p"] = number(found->p);
    out["chi2_corrected"] = number(found->chi2_corrected);
    out["p_corrected"] = number(found->p_corrected);
    out["p_exact"] = number(found->p_exact);
    return out;
}

/// `spec.scores` as {"level": score}; without it `spec.levels` count 1, 2, 3 …
struct Scored {
    std::vector<std::string> levels;
    std::vector<double> scores;
};

Scored scored(const object& spec, const datafiles::Column& groups, const Rows& rows) {
    Scored out;
    const auto* asked = spec.if_contains("scores");
    if (asked && asked->is_object()) {
        for (const auto& [level, score] : asked->as_object()) {
            out.levels.emplace_back(level);
            out.scores.push_back(number_or(asked->as_object(), level, 0));
        }
        return out;
    }
    out.levels = texts_or(spec, "levels", levels_of(groups, rows));
    if (asked && asked->is_array()) {
        if (asked->as_array().size() != out.levels.size())
            throw CaseFault("\"scores\" gives one number for each of the levels.");
        for (const auto& score : asked->as_array()) {
            if (!score.is_number()) throw CaseFault("\"scores\" are numbers.");
            out.scores.push_back(score.to_number<double>());
        }
        return out;
    }
    for (std::size_t i = 0; i < out.levels.size(); ++i) out.scores.push_back(double(i + 1));
    return out;
}

object cochran_armitage(const Case& asked, Files& files) {
    const auto& table = files.get(asked.files.at(0));
    const std::string outcome = text(asked.spec, "outcome"), group = text(asked.spec, "group");
    const Rows rows = complete(table, chosen(table, asked.spec), {outcome, group});
    const Scored groups = scored(asked.spec, column(table, group), rows);
    const auto code = codes(column(table, group), rows, groups.levels);
    const auto event = indicator(column(table, outcome), rows, text_or(asked.spec, "event", "1"));
    std::vector<double> events(groups.levels.size()), totals(groups.levels.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (code[i] < 0) continue;
        events[static_cast<std::size_t>(code[i])] += event[i];
        ++totals[static_cast<std::size_t>(code[i])];
    }
    const auto found = statistics::cochran_armitage(events, totals, groups.scores);
    if (!found) return undefined(found.reason());
    return {
        {"z", number(found->z)}, {"chi2", number(found->chi2)}, {"df", 1}, {"p", number(found->p)}};
}

constexpr NamedMethod all[] = {
    {"chi_square", chi_square, true}, {"mcnemar", mcnemar}, {"cochran_armitage", cochran_armitage}};

}  // namespace

std::span<const NamedMethod> table_methods() { return all; }

}  // namespace breather::analysis

// Groups and pairs of numbers: t tests, analysis of variance, tests on ranks, correlation.
#include "engines/statistics/correlation.h"
#include "engines/statistics/groups.h"
#include "engines/statistics/ranks.h"
#include "features/analysis/answer.h"
#include "features/analysis/described.h"
#include "features/analysis/families.h"
#include "features/analysis/method.h"
#include "features/analysis/selection.h"

namespace breather::analysis {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

struct Grouped {
    std::vector<std::string> levels;
    statistics::Groups values;  // by level
};

Grouped grouped(const Case& asked, Files& files) {
    const auto& table = files.get(asked.files.at(0));
    const std::string outcome = text(asked.spec, "outcome"), group = text(asked.spec, "group");
    const Rows all = chosen(table, asked.spec);
    const Rows rows = complete(table, all, {outcome, group});
    const auto& groups = column(table, group);
    Grouped out{texts_or(asked.spec, "levels", levels_of(groups, rows.empty() ? all : rows)), {}};
    out.values.resize(out.levels.size());
    const auto values = numbers(column(table, outcome), rows);
    const auto code = codes(groups, rows, out.levels);
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (code[i] >= 0) out.values[static_cast<std::size_t>(code[i])].push_back(values[i]);
    return out;
}

Grouped two_groups(const Case& asked, Files& files) {
    Grouped out = grouped(asked, files);
    if (out.levels.size() == 2) return out;
    throw CaseFault(asked.method + " compares two groups; there are " +
                    std::to_string(out.levels.size()) +
                    ". Name two of them in \"levels\" (on the command line: --spec "
                    "'levels=[\"a\", \"b\"]').");
}

struct Pairs {
    std::vector<double> first, second;
};

Pairs pairs(const Case& asked, Files& files, std::string_view first, std::string_view second) {
    const auto& table = files.get(asked.files.at(0));
    const std::string a = text(asked.spec, first), b = text(asked.spec, second);
    const Rows rows = complete(table, chosen(table, asked.spec), {a, b});
    return {numbers(column(table, a), rows), numbers(column(table, b), rows)};
}

/// The reason, and each of these fields as null.
object without(const statistics::Undefined& reason, std::initializer_list<std::string_view> fields,
               object out = {}) {
    for (const auto field : fields) out[field] = nullptr;
    for (auto& [name, each] : undefined(reason)) out[name] = each;
    return out;
}

value t_json(const std::optional<statistics::TTest>& test) {
    if (!test) return nullptr;
    return object{{"t", number(test->t)},
                  {"df", number(test->df)},
                  {"p", number(test->p)},
                  {"se", number(test->se)},
                  {"ci95", interval(test->ci95)}};
}

value f_json(const std::optional<statistics::FTest>& test) {
    if (!test) return nullptr;
    return object{{"F", number(test->f)},
                  {"df1", number(test->df1)},
                  {"df2", number(test->df2)},
                  {"p", number(test->p)}};
}

void add_interval(object& out, const std::optional<statistics::Interval>& ci) {
    out["low"] = ci ? number(ci->low) : value(nullptr);
    out["high"] = ci ? number(ci->high) : value(nullptr);
}

void add_sizes(object& out, const std::optional<statistics::Difference>& size) {
    for (const auto* field : {"cohens_d", "hedges_g"}) out[field] = nullptr;
    if (!size) return;
    object d{{"d", number(size->d)}}, g{{"g", number(size->g)}, {"J", number(size->j)}};
    add_interval(d, size->d_ci95);
    add_interval(g, size->g_ci95);
    d["convention"] = "pooled SD; 95% CI by inversion of the noncentral t";
    g["convention"] = "exact J = Gamma(df/2)/(sqrt(df/2) Gamma((df-1)/2)); CI = J * CI of d";
    out["cohens_d"] = std::move(d);
    out["hedges_g"] = std::move(g);
}

}  // namespace

object compared(const std::vector<std::string>& names, const std::vector<double>& first,
                const std::vector<double>& second) {
    const auto found = statistics::compare_means(first, second);
    object out{{"groups", boost::json::value_from(names)},
               {"n", array{first.size(), second.size()}}};
    if (!found)
        return without(found.reason(),
                       {"mean", "sd", "difference", "pooled", "welch", "levene_mean",
                        "brown_forsythe_median", "cohens_d", "hedges_g"},
                       std::move(out));
    out["mean"] = array{number(found->first.mean), number(found->second.mean)};
    out["sd"] = array{number(found->first.sd()), number(found->second.sd())};
    out["difference"] = number(found->difference);
    out["pooled"] = t_json(found->pooled);
    out["welch"] = t_json(found->welch);
    out["levene_mean"] = f_json(found->levene_mean);
    out["brown_forsythe_median"] = f_json(found->brown_forsythe_median);
    add_sizes(out, found->size);
    return out;
}

namespace {

object t_test(const Case& asked, Files& files) {
    const Grouped groups = two_groups(asked, files);
    return compared(groups.levels, groups.values[0], groups.values[1]);
}

object paired_t_test(const Case& asked, Files& files) {
    const Pairs both = pairs(asked, files, "first", "second");
    const auto found = statistics::compare_pairs(both.first, both.second);
    object out{{"n", both.first.size()}};
    if (!found)
        return without(found.reason(),
                       {"mean_difference", "sd_difference", "t", "df", "p", "ci95", "d_z"},
                       std::move(out));
    out["mean_difference"] = number(found->mean_difference);
    out["sd_difference"] = number(found->sd_difference);
    out["t"] = number(found->t);
    out["df"] = number(found->df);
    out["p"] = number(found->p);
    out["ci95"] = interval(found->ci95);
    out["d_z"] = number(found->d_z);
    return out;
}

object anova_oneway(const Case& asked, Files& files) {
    const auto found = statistics::one_way(grouped(asked, files).values);
    if (!found) return without(found.reason(), {"n", "F", "df1", "df2", "p", "eta2", "welch"});
    return {{"n", found->n},
            {"F", number(found->classic.f)},
            {"df1", number(found->classic.df1)},
            {"df2", number(found->classic.df2)},
            {"p", number(found->classic.p)},
            {"eta2", number(found->eta2)},
            {"welch", f_json(found->welch)}};
}

object kruskal_wallis(const Case& asked, Files& files) {
    const auto found = statistics::kruskal_wallis(grouped(asked, files).values);
    if (!found) return without(found.reason(), {"chi2", "df", "p"});
    return {{"chi2", number(found->chi2)}, {"df", number(found->df)}, {"p", number(found->p)}};
}

object mann_whitney(const Case& asked, Files& files) {
    const Grouped groups = two_groups(asked, files);
    const auto found = statistics::mann_whitney(groups.values[0], groups.values[1]);
    object out{{"n", array{groups.values[0].size(), groups.values[1].size()}}};
    if (!found)
        return without(found.reason(),
                       {"U", "rank_sum_1", "z", "p", "z_cc", "p_cc", "p_exact", "prob_superiority",
                        "rank_biserial"},
                       std::move(out));
    out["U"] = number(found->u);
    out["rank_sum_1"] = number(found->rank_sum_1);
    out["z"] = number(found->z);
    out["p"] = number(found->p);
    out["z_cc"] = number(found->z_cc);
    out["p_cc"] = number(found->p_cc);
    out["p_exact"] = number(found->p_exact);
    out["prob_superiority"] = number(found->prob_superiority);
    out["rank_biserial"] = number(found->rank_biserial);
    return out;
}

object wilcoxon_signed_rank(const Case& asked, Files& files) {
    const Pairs both = pairs(asked, files, "first", "second");
    const std::string zeros = text_or(asked.spec, "zeros", "dropped");
    if (zeros != "dropped" && zeros != "pratt")
        throw CaseFault("\"zeros\" is dropped or pratt, not \"" + zeros + "\".");
    const auto found = statistics::signed_rank(
        both.first, both.second,
        zeros == "pratt" ? statistics::Zeros::Ranked : statistics::Zeros::Dropped);
    if (!found)
        return without(found.reason(), {"V", "z", "p", "z_cc", "p_cc", "p_exact"},
                       {{"n_nonzero", 0}});
    return {{"n", both.first.size()},      {"n_nonzero", found->n_nonzero},
            {"V", number(found->v)},       {"z", number(found->z)},
            {"p", number(found->p)},       {"z_cc", number(found->z_cc)},
            {"p_cc", number(found->p_cc)}, {"p_exact", number(found->p_exact)}};
}

object correlation(const Case& asked, Files& files) {
    const Pairs both = pairs(asked, files, "x", "y");
    const auto found = statistics::correlate(both.first, both.second);
    object out{{"n", both.first.size()}};
    if (!found) return without(found.reason(), {"pearson", "spearman", "kendall"}, std::move(out));
    const auto& r = found->pearson;
    const auto& rho = found->spearman;
    out["pearson"] = object{
        {"r", number(r.r)},
        {"t", number(r.t)},
        {"df", number(r.df)},
        {"p", number(r.p)},
        {"ci95", found->pearson_ci95 ? value(interval(*found->pearson_ci95)) : value(nullptr)}};
    out["spearman"] = object{
        {"rho", number(rho.r)}, {"t", number(rho.t)}, {"df", number(rho.df)}, {"p", number(rho.p)}};
    out["kendall"] = object{{"tau_b", number(found->tau_b)},
                            {"z", number(found->kendall_z)},
                            {"p", number(found->kendall_p)}};
    return out;
}

constexpr NamedMethod all[] = {{"t_test", t_test},
                               {"paired_t_test", paired_t_test},
                               {"anova_oneway", anova_oneway},
                               {"kruskal_wallis", kruskal_wallis},
                               {"mann_whitney", mann_whitney},
                               {"wilcoxon_signed_rank", wilcoxon_signed_rank},
                               {"correlation", correlation}};

}  // namespace

std::span<const NamedMethod> group_methods() { return all; }

}  // namespace breather::analysis

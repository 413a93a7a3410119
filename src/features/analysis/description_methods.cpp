#include <cmath>

#include "engines/statistics/description.h"
#include "features/analysis/answer.h"
#include "features/analysis/described.h"
#include "features/analysis/families.h"
#include "features/analysis/selection.h"

namespace breather::analysis {

boost::json::object described(const datafiles::Column& cells, const Rows& rows) {
    return described(numbers(cells, rows));
}

boost::json::object described(std::vector<double> values) {
    const auto missing = std::erase_if(values, [](double value) { return std::isnan(value); });
    boost::json::object out{{"n", values.size()}, {"missing", missing}};
    const auto found = statistics::describe(values);
    if (!found) {
        for (const std::string_view field :
             {"mean", "sd", "variance", "se", "ci95", "min", "max", "median", "q1_type7",
              "q3_type7", "q1_type6", "q3_type6", "skewness_G1", "kurtosis_G2"})
            out[field] = nullptr;
        for (auto& [field, value] : undefined(found.reason())) out[field] = value;
        return out;
    }
    out["mean"] = number(found->mean);
    out["sd"] = number(found->sd);
    out["variance"] = number(found->variance);
    out["se"] = number(found->se);
    out["ci95"] = found->ci95 ? boost::json::value(interval(*found->ci95)) : nullptr;
    out["min"] = number(found->min);
    out["max"] = number(found->max);
    out["median"] = number(found->median);
    out["q1_type7"] = number(found->q1_type7);
    out["q3_type7"] = number(found->q3_type7);
    out["q1_type6"] = number(found->q1_type6);
    out["q3_type6"] = number(found->q3_type6);
    out["skewness_G1"] = number(found->skewness_G1);
    out["kurtosis_G2"] = number(found->kurtosis_G2);
    return out;
}

boost::json::object proportion_of(std::size_t events, std::size_t n) {
    const auto found = statistics::proportion(events, n);
    boost::json::object out{{"k", events}, {"n", n}};
    if (!found) {
        for (const auto* field : {"p", "wilson", "clopper_pearson"}) out[field] = nullptr;
        for (auto& [field, value] : undefined(found.reason())) out[field] = value;
        return out;
    }
    out["p"] = number(found->p);
    out["wilson"] = interval(found->wilson);
    out["clopper_pearson"] = interval(found->clopper_pearson);
    return out;
}

namespace {

/// Runs for all rows, or once for each level of `spec.by`.
template <class Each>
boost::json::object by_group(const datafiles::Table& table, const boost::json::object& spec,
                             Each&& each) {
    const Rows rows = chosen(table, spec);
    const std::string by = text_or(spec, "by", "");
    if (by.empty()) return each(rows);
    const auto& groups = column(table, by);
    boost::json::object out;
    const auto levels = texts_or(spec, "levels", levels_of(groups, rows));
    const auto places = codes(groups, rows, levels);
    std::vector<Rows> own(levels.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (places[i] >= 0) own[static_cast<std::size_t>(places[i])].push_back(rows[i]);
    for (std::size_t level = 0; level < levels.size(); ++level)
        out[levels[level]] = each(own[level]);
    return out;
}

boost::json::object describe(const Case& asked, Files& files) {
    const auto& table = files.get(asked.files.at(0));
    const auto& cells = column(table, text(asked.spec, "column"));
    return by_group(table, asked.spec, [&](const Rows& rows) { return described(cells, rows); });
}

boost::json::object proportion(const Case& asked, Files& files) {
    const auto& table = files.get(asked.files.at(0));
    const auto& cells = column(table, text(asked.spec, "column"));
    const std::string event = text(asked.spec, "event");
    return by_group(table, asked.spec, [&](const Rows& rows) {
        std::size_t n = 0, events = 0;
        for (const auto row : rows) {
            n += !cells.is_missing(row);
            events += cells.is(row, event);
        }
        return proportion_of(events, n);
    });
}

constexpr NamedMethod all[] = {{"describe", describe, true}, {"proportion", proportion, true}};

}  // namespace

std::span<const NamedMethod> description_methods() { return all; }

}  // namespace breather::analysis

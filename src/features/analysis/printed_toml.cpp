// Printed results as somebody typed them: TOML to figures by name.
#include <algorithm>
#include <array>
#include <sstream>

#include "base/toml.h"
#include "features/analysis/check_results.h"
#include "features/analysis/method.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;

struct KindOfResult {
    std::string_view name, about, fields;  // fields: with a space around each
};
constexpr std::array kinds = {
    KindOfResult{"table", "counts, with their percentages and chi-square",
                 " rows columns totals bases percent_of_rows chi2 df p n phi cramers_v "},
    KindOfResult{"test", "a statistic with df, P and n",
                 " chi2 t f F z r df df1 df2 p n one_sided two_groups "},
    KindOfResult{"means", "two groups by mean and sd, or by events of a 0/1 outcome",
                 " mean sd n events t df p one_sided "},
    KindOfResult{"term", "a row of a regression table",
                 " b B se z t wald ratio or hr rr irr low high p df confidence likelihood "},
    KindOfResult{"fit", "how well a logistic model fits",
                 " lr_chi2 chi2 df p n events cox_snell nagelkerke mcfadden "},
    KindOfResult{"percent", "one percentage", " count total percent "},
    KindOfResult{"mean", "a mean of whole numbers", " mean n items "},
    KindOfResult{"sum", "parts and their total", " parts total rounded "}};

json::value value_of(const toml::node& node) {
    if (const auto* text = node.as_string()) return json::value(text->get());
    if (const auto* whole = node.as_integer()) return json::value(whole->get());
    if (const auto* real = node.as_floating_point()) return json::value(real->get());
    if (const auto* flag = node.as_boolean()) return json::value(flag->get());
    if (const auto* list = node.as_array()) {
        json::array out;
        for (const auto& one : *list) out.push_back(value_of(one));
        return out;
    }
    json::object out;
    if (const auto* table = node.as_table())
        for (const auto& [key, one] : *table) out[std::string(key.str())] = value_of(one);
    return out;
}

std::string line(const toml::node& node) {
    return "Line " + std::to_string(node.source().begin.line) + ": ";
}

std::string text_at(const toml::table& table, std::string_view key) {
    return table[key].value<std::string>().value_or("");
}

struct Placed {
    PrintedResult result;
    toml::source_index line;
};

Placed result_of(const KindOfResult& kind, const toml::table& table) {
    PrintedResult out;
    out.kind = kind.name;
    const std::string where = text_at(table, "where"), name = text_at(table, "name");
    out.where = where + (where.empty() || name.empty() ? "" : ", ") + name;
    if (out.where.empty())
        out.where = "Line " + std::to_string(table.source().begin.line) + ", " + out.kind;
    for (const auto& [key, node] : table) {
        const std::string field(key.str());
        if (field == "where" || field == "name" || field == "note") continue;
        if (kind.fields.find(" " + field + " ") == std::string_view::npos)
            throw CaseFault(line(node) + "[[" + out.kind + "]] has no “" + field +
                            "”. It may have: where name note" + std::string(kind.fields));
        out.fields[field] = value_of(node);
    }
    return {std::move(out), table.source().begin.line};
}

}  // namespace

std::string printed_kinds_in_words() {
    std::string out;
    for (const auto& one : kinds)
        out += "  [[" + std::string(one.name) + "]]  " + std::string(one.about) + ":" +
               std::string(one.fields) + "\n";
    return out;
}

std::vector<PrintedResult> printed_in_toml(std::string_view text) {
    toml::table tree;
    try {
        tree = toml::parse(text);
    } catch (const toml::parse_error& fault) {
        throw CaseFault("Line " + std::to_string(fault.source().begin.line) + ": " +
                        std::string(fault.description()));
    }
    std::vector<Placed> found;
    for (const auto& [key, node] : tree) {
        if (key.str() == "title") continue;
        const auto kind =
            std::find_if(kinds.begin(), kinds.end(),
                         [&, &key = key](const auto& one) { return one.name == key.str(); });
        if (kind == kinds.end() || !node.is_array())
            throw CaseFault(line(node) + "there is no “" + std::string(key.str()) +
                            "”. There are:\n" + printed_kinds_in_words());
        for (const auto& one : *node.as_array()) {
            if (!one.is_table())
                throw CaseFault(line(one) + "write [[" + std::string(key.str()) +
                                "]], then its figures.");
            found.push_back(result_of(*kind, *one.as_table()));
        }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Placed& a, const Placed& b) { return a.line < b.line; });
    std::vector<PrintedResult> out;
    for (auto& one : found) out.push_back(std::move(one.result));
    return out;
}

}  // namespace breather::analysis

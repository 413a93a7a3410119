#include "features/analysis/check_results.h"

#include <algorithm>
#include <map>

#include "engines/statistics/printed_checks.h"
#include "engines/statistics/printed_tables.h"
#include "features/analysis/method.h"
#include "features/analysis/printed_fields.h"

namespace breather::analysis {
namespace {

using namespace statistics;
namespace json = boost::json;

PrintedTest test_of(const PrintedFields& from) {
    PrintedTest out;
    struct Name {
        std::initializer_list<std::string_view> names;
        Kind kind;
    };
    for (const Name& one : {Name{{"chi2"}, Kind::ChiSquared}, Name{{"t"}, Kind::T},
                            Name{{"f", "F"}, Kind::F}, Name{{"z"}, Kind::Z}, Name{{"r"}, Kind::R}})
        if (const auto value = from.figure(one.names)) {
            out.value = value;
            out.kind = one.kind;
        }
    out.df = from.figure({"df", "df1"});
    out.df2 = from.figure({"df2"});
    out.p = from.figure({"p"});
    out.n = from.figure({"n"});
    out.one_sided = from.yes("one_sided");
    out.sides_unsaid = from.yes("sides_unsaid");
    out.adjusted = from.yes("adjusted");
    out.two_groups = from.yes("two_groups");
    if (out.kind == Kind::R && !out.df && out.n)
        out.df = read_printed(statistics::digits(out.n->value - 2, 0));
    return out;
}

Findings of_test(const PrintedFields& from) { return check_test(test_of(from)); }

void read_row(const PrintedFields& from, const json::value& row, PrintedTable& table,
              std::size_t r) {
    const auto* object = row.if_object();
    const auto* counts = object ? object->if_contains("counts") : nullptr;
    if (!counts || !counts->is_array() || counts->as_array().empty())
        from.fault("a row must be { name = \"…\", counts = [1, 2] }.");
    const auto& list = counts->as_array();
    if (r == 0) table.counts.conservativeResize(Eigen::NoChange, static_cast<long>(list.size()));
    if (static_cast<long>(list.size()) != table.counts.cols())
        from.fault("every row must have as many counts as the first.");
    for (std::size_t c = 0; c < list.size(); ++c) {
        const double count = from.read(list[c], "counts").value;
        if (count < 0) from.fault("a count cannot be negative.");
        table.counts(static_cast<long>(r), static_cast<long>(c)) = count;
    }
    const auto* name = object->if_contains("name");
    table.rows.push_back(name && name->is_string() ? std::string(name->as_string())
                                                   : "row " + std::to_string(r + 1));
    std::vector<std::optional<Printed>> shares;
    if (const auto* percents = object->if_contains("percents"); percents && percents->is_array())
        for (const auto& one : percents->as_array())
            shares.push_back(one.is_null() || (one.is_string() && one.as_string().empty())
                                 ? std::nullopt
                                 : std::optional(from.read(one, "percents")));
    if (shares.size() > list.size()) from.fault("a row has more percents than counts.");
    table.percents.push_back(std::move(shares));
}

Findings of_table(const PrintedFields& from, const json::object& fields) {
    PrintedTable table;
    const auto* rows = fields.if_contains("rows");
    if (!rows || !rows->is_array() || rows->as_array().empty())
        from.fault("“rows” is missing: a list of { name = \"…\", counts = [1, 2] }.");
    table.counts.resize(static_cast<long>(rows->as_array().size()), 0);
    for (std::size_t r = 0; r < rows->as_array().size(); ++r)
        read_row(from, rows->as_array()[r], table, r);
    table.columns = from.words("columns");
    for (const auto& one : from.figures("totals")) table.totals.emplace_back(one);
    table.bases = from.numbers("bases");
    table.percent_of_rows = from.yes("percent_of_rows");
    table.test = test_of(from);
    table.phi = from.figure({"phi"});
    table.cramers_v = from.figure({"cramers_v"});
    return check_table(table);
}

Findings of_means(const PrintedFields& from) {
    PrintedMeans means;
    means.mean = from.figures("mean");
    means.sd = from.figures("sd");
    means.n = from.numbers("n");
    means.events = from.numbers("events");
    if (means.n.size() != 2) from.fault("“n” must be two numbers.");
    const bool shares = means.events.size() == 2;
    if (!shares && (means.mean.size() != 2 || means.sd.size() != 2))
        from.fault("two “mean” and two “sd” are needed, or two “events” of a 0/1 outcome.");
    means.test.kind = Kind::T;
    means.test.value = from.figure({"t"});
    means.test.df = from.figure({"df"});
    means.test.p = from.figure({"p"});
    means.test.one_sided = from.yes("one_sided");
    return check_means(means);
}

Findings of_term(const PrintedFields& from) {
    PrintedTerm term;
    term.b = from.figure({"b", "B"});
    term.se = from.figure({"se"});
    term.z = from.figure({"z", "t"});
    term.wald = from.figure({"wald"});
    term.ratio = from.figure({"ratio", "or", "hr", "rr", "irr"});
    term.low = from.figure({"low"});
    term.high = from.figure({"high"});
    term.p = from.figure({"p"});
    if (const auto df = from.figure({"df"})) term.df = df->value;
    if (term.df && *term.df <= 0) from.fault("“df” must be above 0.");
    if (from.has("confidence")) term.confidence = from.number("confidence") / 100;
    if (term.confidence <= 0 || term.confidence >= 1)
        from.fault("“confidence” must be a percentage, such as 95.");
    term.likelihood = from.yes("likelihood");
    term.adjusted = from.yes("adjusted");
    return check_term(term);
}

Findings of_fit(const PrintedFields& from) {
    PrintedFit fit;
    fit.lr_chi2 = from.figure({"lr_chi2", "chi2"});
    fit.cox_snell = from.figure({"cox_snell"});
    fit.nagelkerke = from.figure({"nagelkerke"});
    fit.mcfadden = from.figure({"mcfadden"});
    fit.n = from.number("n");
    fit.events = from.number("events");
    Findings out = check_fit(fit);
    PrintedTest test;
    test.value = fit.lr_chi2;
    test.df = from.figure({"df"});
    test.p = from.figure({"p"});
    for (auto& one : check_test(test)) out.push_back(std::move(one));
    return out;
}

Findings of_percent(const PrintedFields& from) {
    const auto percent = from.figure({"percent"});
    if (!percent) from.fault("“percent” is missing.");
    const double count = from.number("count"), total = from.number("total");
    return check_percent(count, total, *percent);
}

Findings of_mean(const PrintedFields& from) {
    const auto mean = from.figure({"mean"});
    if (!mean) from.fault("“mean” is missing.");
    const double items = from.has("items") ? from.number("items") : 1;
    return check_mean_of_integers(*mean, from.number("n"), items);
}

Findings of_sum(const PrintedFields& from) {
    const auto total = from.figure({"total"});
    if (!total) from.fault("“total” is missing.");
    return check_sum(from.figures("parts"), *total,
                     from.yes("rounded") ? Parts::Rounded : Parts::Counts);
}

std::string shown(const Finding& one) {
    return std::string(one.weight == Finding::Weight::Slip ? "slip" : "note") + ": " + one.sentence;
}

}  // namespace

std::vector<Finding> check(const PrintedResult& result) {
    const PrintedFields from(result);
    if (result.kind == "table") return of_table(from, result.fields);
    if (result.kind == "test") return of_test(from);
    if (result.kind == "means") return of_means(from);
    if (result.kind == "term") return of_term(from);
    if (result.kind == "fit") return of_fit(from);
    if (result.kind == "percent") return of_percent(from);
    if (result.kind == "mean") return of_mean(from);
    if (result.kind == "sum") return of_sum(from);
    from.fault("there is no kind “" + result.kind + "”.\n" + printed_kinds_in_words());
}

CheckedResults check_all(std::vector<PrintedResult> results) {
    CheckedResults out;
    for (auto& one : results) {
        auto findings = check(one);
        for (const auto& each : findings)
            ++(each.weight == Finding::Weight::Slip ? out.slips : out.notes);
        out.results.push_back({std::move(one), std::move(findings)});
    }
    return out;
}

std::string in_words(const CheckedResults& checked) {
    std::string out, last;
    for (const auto& one : checked.results)
        for (const auto& finding : one.findings) {
            if (one.result.where != last) out += (last = one.result.where) + "\n";
            out += "  " + shown(finding) + "\n";
        }
    const auto count = [](std::size_t n, const std::string& what) {
        return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
    };
    return out + (out.empty() ? "" : "\n") + count(checked.results.size(), "printed result") +
           " looked at: " + count(checked.slips, "slip") + ", " + count(checked.notes, "note") +
           ".\n";
}

json::object as_json(const CheckedResults& checked) {
    json::array findings;
    for (const auto& one : checked.results)
        for (const auto& finding : one.findings)
            findings.push_back(
                {{"where", one.result.where},
                 {"weight", finding.weight == Finding::Weight::Slip ? "slip" : "note"},
                 {"what", finding.what},
                 {"printed", finding.printed},
                 {"recomputed", finding.recomputed},
                 {"sentence", finding.sentence}});
    return {{"results", checked.results.size()},
            {"slips", checked.slips},
            {"notes", checked.notes},
            {"findings", std::move(findings)}};
}

std::string as_page(const CheckedResults& checked) {
    std::string out = "| Printed result | Verdict |\n|---|---|\n";
    for (const auto& one : checked.results) {
        std::string verdict;
        for (const auto& finding : one.findings)
            verdict +=
                (verdict.empty() ? "" : "<br>") +
                std::string(finding.weight == Finding::Weight::Slip ? "**slip**: " : "note: ") +
                finding.sentence;
        std::string where = one.result.where;
        std::replace(where.begin(), where.end(), '|', '/');
        out += "| " + where + " | " + (verdict.empty() ? "fits" : verdict) + " |\n";
    }
    return out;
}

}  // namespace breather::analysis

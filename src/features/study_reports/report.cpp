#include "features/study_reports/report.h"

#include <sodium.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>

#include "features/analysis/question.h"
#include "features/study_reports/svg.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;
using analysis::Case;
using analysis::CaseFault;

std::string fingerprint(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    std::vector<char> room(1 << 20);
    while (in.read(room.data(), std::streamsize(room.size())) || in.gcount() > 0)
        crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(room.data()),
                                  static_cast<unsigned long long>(in.gcount()));
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&state, hash);
    char text[2 * sizeof hash + 1];
    return sodium_bin2hex(text, sizeof text, hash, sizeof hash);
}

/// Both must hold: of a column that both name, the values both keep.
Filter both(Filter one, const Filter& other) {
    for (const auto& [column, values] : other) {
        const auto [at, is_new] = one.emplace(column, values);
        if (!is_new)
            std::erase_if(at->second, [&](const std::string& value) {
                return std::find(values.begin(), values.end(), value) == values.end();
            });
    }
    return one;
}

json::object spec_with(const Filter& filter) {
    json::object out;
    for (const auto& [column, values] : filter)
        out[column] = json::array(values.begin(), values.end());
    return out.empty() ? json::object{} : json::object{{"filter", out}};
}

void walk_flow(Report& report) {
    report.rows = analysis::chosen(report.table, {});
    report.flow.push_back({report.plan.everybody, 0, report.rows.size(), {}});
    for (const auto& step : report.plan.flow) {
        for (const auto& [column, values] : step.keep) analysis::column(report.table, column);
        report.filter = both(report.filter, step.keep);
        const auto before = std::move(report.rows);
        report.rows = analysis::chosen(report.table, spec_with(report.filter));
        report.flow.push_back(
            {step.why, before.size() - report.rows.size(), report.rows.size(), step.reasons});
        if (step.reasons.empty()) continue;
        const auto& cells = analysis::column(report.table, step.reasons);
        analysis::Rows gone;
        std::set_difference(before.begin(), before.end(), report.rows.begin(), report.rows.end(),
                            std::back_inserter(gone));
        for (const auto& level : analysis::levels_of(cells, gone))
            report.flow.back().reasons.emplace_back(
                level, std::count_if(gone.begin(), gone.end(),
                                     [&](auto row) { return cells.is(row, level); }));
    }
}

/// Yes stands before no in a crossed table, unless the plan says otherwise.
void put_yes_first(analysis::Question& question, const datafiles::Table& table) {
    for (const auto& column : table.columns()) {
        if (question.references.contains(column.name)) continue;
        const auto levels = analysis::levels_of(column, analysis::chosen(table, {}));
        if (levels == std::vector<std::string>{"0", "1"}) question.references[column.name] = "1";
    }
}

Case case_of(const Asked& asked, const Report& report) {
    const Filter filter = both(report.filter, asked.filter);
    Case out;
    if (asked.formula.empty()) {
        out.method = asked.method;
        out.files = {report.data_name};
        out.spec = spec_with(filter);
    } else {
        analysis::Question question;
        question.file = report.data_name;
        question.method = asked.method;
        question.formula = asked.formula;
        question.references = asked.references;
        question.among = filter;
        question.event = asked.event;
        question.by = asked.by;
        if (asked.method == "chi-square" || asked.method == "chi_square")
            put_yes_first(question, report.table);
        out = analysis::case_of(question, report.table);
    }
    out.id = asked.id;
    if (!asked.files.empty()) out.files = asked.files;
    for (const auto& each : asked.spec) out.spec[each.key()] = each.value();
    return out;
}

json::value own(const json::object& spec, std::string_view field) {
    const auto* found = spec.if_contains(field);
    return found ? *found : json::value();
}

/// The times of a curve: each that there is, or three hundred where there are more.
json::array times_of(const Case& question, const Report& report) {
    const auto& column = analysis::column(report.table, field(question, "time"));
    std::set<double> all;
    for (const double time :
         analysis::numbers(column, analysis::chosen(report.table, question.spec)))
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
void put_log_log(Answered& out, const Report& report, analysis::Files& files) {
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
                           {"days", times_of(out.question, report)}};
        out.more["curves"] =
            analysis::run(beside(out.question, "kaplan_meier", std::move(curve)), files);
        return;
    }
}

/// What a picture or a second table needs comes from the same machine as the answer.
void run_beside(Answered& out, const Report& report, analysis::Files& files) {
    const Case& question = out.question;
    const json::object& spec = question.spec;
    if (question.files.front() != report.data_name) return;
    if (question.method == "chi_square") {
        const auto columns = own(spec, "column_levels");
        if (!columns.is_array() || columns.as_array().empty() || columns.as_array().size() > 6)
            return;
        for (const auto& event : columns.as_array()) {
            out.more[std::string(event.as_string())] =
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
    } else if (question.method == "cochran_armitage") {
        json::object shares{{"column", own(spec, "outcome")},
                            {"event", own(spec, "event")},
                            {"by", own(spec, "group")}};
        if (shares["event"].is_null()) shares["event"] = "1";
        if (const auto levels = own(spec, "levels"); !levels.is_null()) shares["levels"] = levels;
        if (const auto scores = own(spec, "scores"); scores.is_object())
            shares["levels"] = by_score(scores.as_object());
        out.more["shares"] = analysis::run(beside(question, "proportion", shares), files);
    } else if (question.method == "cox" && report.table.find(field(question, "time"))) {
        put_log_log(out, report, files);
    } else if ((question.method == "kaplan_meier" || question.method == "log_rank") &&
               report.table.find(field(question, "time"))) {
        json::object curve = spec;
        curve["days"] = times_of(question, report);
        curve.erase("strata");
        out.more["curves"] =
            analysis::run({question.id, "kaplan_meier", question.files, curve}, files);
    }
}

/// Residuals are drawn, so the model is asked for them too.
void put_diagnostics(Case& question) {
    if (question.method == "linear_regression" || question.method == "ancova")
        question.spec["diagnostics"] = true;
}

void put_days(Case& question, const Report& report) {
    if (question.method != "kaplan_meier" || question.spec.contains("days") ||
        !report.table.find(field(question, "time")))
        return;
    const auto times = times_of(question, report);
    if (times.empty()) return;
    json::array days;
    for (const double day : ticks(0, times.back().to_number<double>(), false))
        if (day > 0) days.push_back(day);
    question.spec["days"] = days;
}

void put(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    if (!out.flush())
        throw CaseFault(
            file.string() +
            " could not be written. Look at the folder's rights and at the room on the disk.");
}

/// With the mark that lets spreadsheets read Chinese.
std::string csv(const Grid& grid) {
    std::string out = "\xEF\xBB\xBF";
    for (const auto& row : grid) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            std::string cell = row[c];
            if (cell.find_first_of("=+@") == 0)
                cell.insert(0, "'");  // never a spreadsheet's formula
            const bool quoted = cell.find_first_of(",\"\n") != std::string::npos;
            for (std::size_t at = 0; quoted && (at = cell.find('"', at)) != std::string::npos;
                 at += 2)
                cell.insert(at, 1, '"');
            out += (c > 0 ? "," : "") + (quoted ? "\"" + cell + "\"" : cell);
        }
        out += "\n";
    }
    return out;
}

void write_data(const Report& report, const std::vector<Section>& sections, const Speech& speech,
                const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder / "tables");
    std::filesystem::create_directories(folder / "plots");
    if (!report.plan.described.empty())
        put(folder / "tables" / "people.csv", csv(described_table(report, speech).rows));
    for (std::size_t i = 0; i < sections.size(); ++i) {
        const std::string& id = report.answered[i].asked->id;
        for (const auto& table : sections[i].tables)
            put(folder / "tables" / (id + "-" + table.name + ".csv"), csv(table.rows));
        for (std::size_t k = 0; k < sections[i].plots.size(); ++k)
            put(folder / "plots" / (id + (k > 0 ? "-" + std::to_string(k + 1) : "") + ".csv"),
                csv(sections[i].plots[k].plot.data));
    }
}

}  // namespace

Report made(const Plan& plan, const Wanted& wanted, analysis::Files& files) {
    const std::string name = wanted.data.filename().string();
    Report out{plan, files.get(name), name, fingerprint(wanted.data), wanted.version, {}, {}, {},
               {}};
    walk_flow(out);
    for (const auto& column : plan.described) analysis::column(out.table, column);
    if (!plan.described_by.empty()) analysis::column(out.table, plan.described_by);
    std::string faults;
    for (const auto& asked : plan.analyses) {
        if (wanted.progress) wanted.progress(asked.id);
        try {
            Answered one{&asked, case_of(asked, out), {}, {}};
            put_days(one.question, out);
            put_diagnostics(one.question);
            one.answer = analysis::run(one.question, files);
            run_beside(one, out, files);
            out.answered.push_back(std::move(one));
        } catch (const CaseFault& fault) {
            faults += (faults.empty() ? "" : "\n") + plan.name + ", line " +
                      std::to_string(asked.line) + " (analysis " + asked.id + "): " + fault.what();
        }
    }
    if (!faults.empty()) throw CaseFault(faults);
    return out;
}

void write_report(const Plan& plan, const Wanted& wanted) {
    analysis::Files files(wanted.data.parent_path());
    const Report report = made(plan, wanted, files);
    std::vector<std::vector<Section>> sections;
    json::object answers;
    for (const Lang lang : plan.languages) {
        auto& own = sections.emplace_back();
        for (const auto& each : report.answered)
            own.push_back(section_of(each, Speech{plan, lang}));
    }
    for (const auto& each : report.answered) answers[each.asked->id] = each.answer;
    std::error_code fault;
    std::filesystem::create_directories(wanted.out, fault);
    if (fault)
        throw CaseFault(wanted.out.string() + " could not be made: " + fault.message() + ".");
    write_data(report, sections.front(), Speech{plan, plan.languages.front()}, wanted.out);
    put(wanted.out / "answers.json", json::serialize(answers) + "\n");
    put(wanted.out / "analysis.R", r_script(report));
    put(wanted.out / "report.html", page(report, sections));
}

}  // namespace breather::study_reports

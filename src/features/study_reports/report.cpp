#include "features/study_reports/report.h"

#include <sodium.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "engines/datafiles/write.h"
#include "features/analysis/cases.h"
#include "features/analysis/question.h"
#include "features/study_reports/answered.h"
#include "features/study_reports/parts.h"

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
            std::erase_if(at->second, [&values = values](const std::string& value) {
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

analysis::Question question_of(const Asked& asked, const std::string& file, Filter filter) {
    analysis::Question out;
    out.file = file;
    out.method = asked.method;
    out.formula = asked.formula;
    out.references = asked.references;
    out.among = std::move(filter);
    out.event = asked.event;
    out.by = asked.by;
    return out;
}

Case case_of(const Asked& asked, const Report& report) {
    const Filter filter = both(report.filter, asked.filter);
    Case out;
    if (asked.formula.empty()) {
        out.method = asked.method;
        out.files = {report.data_name};
        out.spec = spec_with(filter);
    } else {
        const auto question = question_of(asked, report.data_name, filter);
        out = analysis::case_of(question, report.table);
    }
    out.id = asked.id;
    if (!asked.files.empty()) out.files = asked.files;
    for (const auto& each : asked.spec) out.spec[each.key()] = each.value();
    return out;
}

/// Does the plan say each column of the table that this analysis reads? Others look for some by
/// themselves.
bool names_its_columns(const Asked& asked) {
    return asked.files.empty() && ((asked.spec.empty() && !asked.formula.empty()) ||
                                   analysis::names_its_columns(asked.method));
}

/// The columns of the table that the plan speaks of, or nothing where it may need them all.
std::vector<std::string> columns_read(const Plan& plan, const std::string& table,
                                      analysis::Files& files) {
    std::set<std::string> said(plan.described.begin(), plan.described.end());
    said.insert(plan.described_by);
    for (const auto& step : plan.flow) {
        said.insert(step.reasons);
        for (const auto& [column, values] : step.keep) said.insert(column);
    }
    auto names = files.names(table);
    for (const auto& asked : plan.analyses) {
        if (!names_its_columns(asked)) return {};
        for (auto& column : analysis::said_in(asked.spec, names)) said.insert(std::move(column));
        for (const auto& [column, values] : asked.filter) said.insert(column);
        if (asked.formula.empty()) continue;
        for (auto& column : analysis::columns_of(question_of(asked, table, {})))
            said.insert(std::move(column));
    }
    std::erase_if(names, [&](const std::string& name) { return !said.contains(name); });
    return names;
}

CaseFault not_written(const std::filesystem::path& file) {
    return CaseFault(
        file.string() +
        " could not be written. Look at the folder's rights and at the room on the disk.");
}

void put(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    if (!out.flush()) throw not_written(file);
}

void write_tables(const Report& report, const std::vector<Section>& sections, const Speech& speech,
                  const std::filesystem::path& file) {
    std::string body = word_table(flow_table(report, speech), speech.say("Table", "表"));
    if (!report.plan.described.empty())
        body += word_table(described_table(report, speech), speech.say("Table", "表"));
    for (std::size_t i = 0; i < sections.size(); ++i)
        for (const auto& table : sections[i].tables)
            body += word_table(table, std::to_string(i + 1) + speech.say(". ", "、") +
                                          report.answered[i].asked->ask.in(speech.lang));
    put(file, word_page(body, speech));
}

void write_data(const Report& report, const std::vector<Section>& sections, const Speech& speech,
                const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder / "tables");
    std::filesystem::create_directories(folder / "plots");
    // No analysis is called so: their names have no dot.
    const Plot flow = flow_picture(report, speech).plot;
    if (!flow.svg.empty()) {
        put(folder / "plots" / "report.flow.csv", csv(flow.data));
        put(folder / "plots" / "report.flow.svg", picture_file(flow));
    }
    if (!report.plan.described.empty())
        put(folder / "tables" / "people.csv", csv(described_table(report, speech).rows));
    for (std::size_t i = 0; i < sections.size(); ++i) {
        const std::string& id = report.answered[i].asked->id;
        for (const auto& table : sections[i].tables)
            put(folder / "tables" / (id + "-" + table.name + ".csv"), csv(table.rows));
        for (std::size_t k = 0; k < sections[i].plots.size(); ++k) {
            const auto& plot = sections[i].plots[k].plot;
            const std::string name = id + (k > 0 ? "-" + std::to_string(k + 1) : "");
            if (plot.svg.empty()) continue;
            put(folder / "plots" / (name + ".csv"), csv(plot.data));
            put(folder / "plots" / (name + ".svg"), picture_file(plot));
        }
    }
}

/// Beside analysis.R, which reads text only, whatever it needs of other files.
KeptTables keep_tables(const Report& report, const Wanted& wanted, analysis::Files& files) {
    std::set<std::string> names{report.data_name};
    for (const auto& each : report.answered)
        names.insert(each.question.files.begin(), each.question.files.end());
    KeptTables out;
    for (const auto& name : names) {
        if (datafiles::csv_names(wanted.data.parent_path() / name)) continue;
        std::vector<std::string> columns;
        if (name == report.data_name) columns = columns_read(report.plan, name, files);
        const auto& table = out[name] = kept_of(files.get(name), columns);
        const auto file = wanted.out / (name + ".csv");
        try {
            datafiles::write_csv(table, file);
        } catch (const std::system_error&) {
            throw not_written(file);
        }
    }
    return out;
}

/// tables.html in the first language; the other one's says which.
std::string tables_file(const Plan& plan, std::size_t language) {
    if (language == 0) return "tables.html";
    return plan.languages[language] == Lang::En ? "tables.en.html" : "tables.zh.html";
}

Report made_of_read(const Plan& plan, const Wanted& wanted, analysis::Files& files) {
    const std::string name = wanted.data.filename().string();
    Report out{plan, files.get(name), name, fingerprint(wanted.data), wanted.version, {}, {}, {},
               {}};
    walk_flow(out);
    for (const auto& column : plan.described) analysis::column(out.table, column);
    if (!plan.described_by.empty()) analysis::column(out.table, plan.described_by);
    std::string faults;
    for (const auto& asked : plan.analyses) {
        try {
            out.answered.push_back(answered(case_of(asked, out), files));
            out.answered.back().asked = &asked;
        } catch (const CaseFault& fault) {
            faults += (faults.empty() ? "" : "\n") + plan.name + ", line " +
                      std::to_string(asked.line) + " (analysis " + asked.id + "): " + fault.what();
        }
    }
    if (!faults.empty()) throw CaseFault(faults);
    return out;
}

}  // namespace

Report made(const Plan& plan, const Wanted& wanted, analysis::Files& files) {
    const std::string name = wanted.data.filename().string();
    try {
        files.read_only(name, columns_read(plan, name, files));
        return made_of_read(plan, wanted, files);
    } catch (const CaseFault&) {  // with all columns, so that it is said which there are
        files.read_only(name, {});
        return made_of_read(plan, wanted, files);
    }
}

void write_report(const Plan& plan, const Wanted& wanted) {
    analysis::Files files(wanted.data.parent_path(), {}, wanted.crew);
    files.tell(wanted.progress);
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
    for (std::size_t l = 0; l < sections.size(); ++l)
        write_tables(report, sections[l], Speech{plan, plan.languages[l]},
                     wanted.out / tables_file(plan, l));
    put(wanted.out / "answers.json", json::serialize(answers) + "\n");
    put(wanted.out / "analysis.R", r_script(report, keep_tables(report, wanted, files)));
    put(wanted.out / "report.html", page(report, sections));
}

}  // namespace breather::study_reports

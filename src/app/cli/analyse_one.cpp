#include "app/cli/analyse_one.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "app/exit.h"
#include "features/analysis/nearest.h"
#include "features/analysis/plain_text.h"
#include "features/analysis/question.h"
#include "features/analysis/selection.h"
#include "features/study_reports/answered.h"
#include "features/study_reports/parts.h"

namespace breather::cli {
namespace {

namespace json = boost::json;

/// A shell makes the home folder of a "~" that stands alone; here it is the formula's again.
std::string formula_of(const std::vector<std::string>& words) {
    const char* home = std::getenv("HOME");
    std::string out;
    for (std::size_t w = 2; w < words.size(); ++w)
        out += (w > 2 ? " " : "") + (home && words[w] == home ? "~" : words[w]);
    return out;
}

/// [..], {..}, numbers, true and false as JSON; anything else is text.
json::value value_of(const std::string& text) {
    boost::system::error_code fault;
    auto out = json::parse(text, fault);
    return fault ? json::value(text) : out;
}

analysis::Question question_of(const OneQuestion& asked, const std::string& file) {
    analysis::Question out;
    out.file = file;
    out.method = asked.words[1];
    out.formula = formula_of(asked.words);
    out.references = asked.references;
    out.filter = asked.filters;
    out.event = asked.event;
    out.by = asked.by;
    return out;
}

/// What a question of the command line speaks of must be there; a list of cases may ask for more.
void check_names(const OneQuestion& asked, const std::string& file) {
    if (asked.words[0] == "-")
        throw Stop(Exit::Usage,
                   "A table is not read from standard input. Write it into a file first.");
    if (std::filesystem::is_directory(asked.words[0]))
        throw Stop(Exit::NotFound, asked.words[0] + " is a folder. Name the file in it.");
    if (asked.words.size() < 3 || asked.references.empty()) return;
    const auto names = analysis::columns_of(question_of(asked, file));
    for (const auto& [column, level] : asked.references)
        if (std::find(names.begin(), names.end(), column) == names.end()) {
            const auto like = analysis::nearest(column, names);
            throw Stop(Exit::Usage, "--reference speaks of " + column +
                                        ", which the formula does not name." +
                                        (like ? " Did you mean " + *like + "?" : ""));
        }
}

void check_rows(const OneQuestion& asked, const analysis::Case& question,
                const datafiles::Table& table) {
    if (table.rows() == 0)
        throw Stop(Exit::Usage, asked.words[0] + " has headings and no row below them.");
    const auto outcome = question.spec.find(question.method == "proportion" ? "column" : "outcome");
    if (asked.event.empty() || outcome == question.spec.end() || !outcome->value().is_string())
        return;
    const auto& cells = analysis::column(table, outcome->value().as_string());
    const auto rows = analysis::chosen(table, question.spec);
    if (std::any_of(rows.begin(), rows.end(), [&](auto row) { return cells.is(row, asked.event); }))
        return;
    std::string all;
    for (const auto& level : analysis::levels_of(cells, rows))
        if (all.size() < 200) all += (all.empty() ? "" : ", ") + level;
    throw Stop(Exit::Usage,
               "No row has \"" + asked.event + "\" in " + cells.name + ". There are: " + all + ".");
}

/// Where no row was left: the columns that leave none.
void check_empty(const OneQuestion& asked, const analysis::Case& question,
                 const json::object& answer, analysis::Files& files) {
    const std::string& file = question.files.at(0);
    const auto why = answer.find("why");
    if (asked.words.size() < 3 || why == answer.end() || why->value() != "nothing") return;
    const auto& table = files.get(file);
    const auto rows = analysis::chosen(table, question.spec);
    for (const auto& name : analysis::columns_of(question_of(asked, file)))
        if (table.find(name) && analysis::complete(table, rows, {name}).empty())
            throw Stop(Exit::Usage, "Column " + name +
                                        " is empty in these rows. Leave it out, or choose other "
                                        "rows.");
}

/// Only what the question is about is read, unless the spec may name more.
std::vector<std::string> columns_read(const OneQuestion& asked, const std::string& file) {
    if (asked.words.size() < 3 || !asked.spec.empty() || !asked.more_files.empty()) return {};
    return analysis::columns_of(question_of(asked, file));
}

analysis::Case case_of(const OneQuestion& asked, const std::string& file, analysis::Files& files) {
    analysis::Case out;
    if (asked.words.size() > 2) {
        out = analysis::case_of(question_of(asked, file), files.get(file));
    } else {
        out = {asked.words[1], asked.words[1], {file}, {}};
        json::object filter;
        for (const auto& [column, value] : asked.filters) filter[column] = value;
        if (!filter.empty()) out.spec["filter"] = filter;
    }
    for (const auto& [field, value] : asked.spec) out.spec[field] = value_of(value);
    out.files.insert(out.files.end(), asked.more_files.begin(), asked.more_files.end());
    return out;
}

study_reports::Lang language_of(const std::string& name) {
    return name == "zh" ? study_reports::Lang::Zh : study_reports::Lang::En;
}

/// Six digits of everything, then what it says. Nothing is run beside it: no picture is drawn.
std::string plainly(const OneQuestion& asked, analysis::Case question, analysis::Files& files) {
    const study_reports::Plan plan;
    const study_reports::Speech speech{plan, language_of(asked.language)};
    study_reports::Answered answered{nullptr, std::move(question), {}, {}};
    answered.answer = analysis::run(answered.question, files);
    check_empty(asked, answered.question, answered.answer, files);
    return analysis::plain_text(answered.answer) +
           study_reports::in_plain_words(study_reports::section_of(answered, speech), speech);
}

/// Each table under its caption, a blank line between two.
std::string tables_as_csv(const study_reports::Section& section) {
    std::string out;
    for (const auto& table : section.tables)
        out += (out.empty() ? std::string(study_reports::utf8_mark) : "\n") +
               study_reports::csv_rows({{table.caption}}) + study_reports::csv_rows(table.rows);
    return out;
}

}  // namespace

std::string answer_in_words(const OneQuestion& asked) {
    if (asked.words.size() < 2 || (asked.words.size() < 3 && asked.spec.empty()))
        throw Stop(Exit::Usage,
                   "Say a file, a method and what it is about: breather analyse "
                   "survey.csv logistic used ~ age + job\n" +
                       analysis::methods_in_words());
    const std::filesystem::path path = asked.words[0];
    const std::string file = path.filename().string();
    check_names(asked, file);
    analysis::Files files(path.parent_path(), columns_read(asked, file), asked.crew);
    files.tell(asked.told);
    auto question = case_of(asked, file, files);
    if (asked.words.size() > 2) check_rows(asked, question, files.get(file));
    if (!asked.csv && !asked.html) files.for_one_method();
    if (asked.json) return json::serialize(analysis::run(question, files)) + "\n";
    if (!asked.csv && !asked.html) return plainly(asked, std::move(question), files);
    const study_reports::Plan plan;
    const study_reports::Speech speech{plan, language_of(asked.language)};
    const auto answered = study_reports::answered(std::move(question), files);
    const auto section = study_reports::section_of(answered, speech);
    if (asked.csv) return tables_as_csv(section);
    const std::string formula = formula_of(asked.words);
    return study_reports::whole_page(
        section, asked.words[1] + (formula.empty() ? "" : " " + formula), speech);
}

}  // namespace breather::cli

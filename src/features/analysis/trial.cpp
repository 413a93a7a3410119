#include "features/analysis/trial.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <regex>

namespace breather::analysis {
namespace {

std::string marked(std::string_view name) { return "\"" + std::string(name) + "\""; }

std::vector<std::string> parted(const std::string& list) {
    static const std::regex between(R"(\s*(?:,\s*and\s+|,|\s+and\s+|\s*&)\s*)");
    std::vector<std::string> out;
    for (std::sregex_token_iterator each(list.begin(), list.end(), between, -1), end; each != end;
         ++each)
        if (each->length() > 0) out.push_back(*each);
    return out;
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

const datafiles::Column* any_of(const datafiles::Table& table,
                                std::initializer_list<std::string_view> names) {
    for (const auto name : names)
        if (const auto* found = table.find(name)) return found;
    return nullptr;
}

bool repeats(const datafiles::Column& column) {
    std::map<std::string, int> seen;
    for (std::size_t row = 0; row < column.rows(); ++row)
        if (!column.is_missing(row) && ++seen[column.text(row)] > 1) return true;
    return false;
}

/// A phrase of the spec that names visits tells what their column is called.
std::string time_column(const boost::json::object& spec) {
    for (const std::string_view field : {"time", "visit"})
        if (const auto named = text_or(spec, field, ""); !named.empty()) return named;
    for (const std::string_view field : {"outcome", "pre", "post"})
        if (const auto found = visits(text_or(spec, field, ""))) return found->time;
    return "";
}

datafiles::Column taken(const datafiles::Column& from, const Rows& rows) {
    datafiles::Column out;
    out.name = from.name;
    out.about = from.about;
    if (const auto* cells = std::get_if<datafiles::Numbers>(&from.cells)) {
        datafiles::Numbers numbers;
        for (const auto row : rows) numbers.push_back((*cells)[row]);
        out.cells = std::move(numbers);
        return out;
    }
    const auto& cells = std::get<datafiles::Labels>(from.cells);
    datafiles::Labels labels{{}, cells.labels};
    for (const auto row : rows) labels.codes.push_back(cells.codes[row]);
    out.cells = std::move(labels);
    return out;
}

/// Of several rows for each person, the first.
datafiles::Table first_rows(const datafiles::Table& table, const std::string& id) {
    const auto& ids = column(table, id);
    std::map<std::string, int> seen;
    Rows rows;
    for (std::uint32_t row = 0; row < table.rows(); ++row)
        if (!ids.is_missing(row) && seen[ids.text(row)]++ == 0) rows.push_back(row);
    std::vector<datafiles::Column> columns;
    for (const auto& each : table.columns()) columns.push_back(taken(each, rows));
    return datafiles::Table(std::move(columns));
}

std::map<std::string, std::uint32_t> places_of(const datafiles::Column& ids) {
    std::map<std::string, std::uint32_t> out;
    for (std::uint32_t row = 0; row < ids.rows(); ++row)
        if (!ids.is_missing(row) && !out.emplace(ids.text(row), row).second)
            throw CaseFault("Column " + marked(ids.name) + " names " + marked(ids.text(row)) +
                            " twice; each person has one row.");
    return out;
}

}  // namespace

std::optional<Visits> visits(std::string_view phrase) {
    static const std::regex form(
        R"(^\s*(\S+?)(?:\s*,)?(?:\s+at)?\s+([A-Za-z_]+?)s?\s+([^\s,&]+(?:(?:\s*,\s*and\s+|\s*,\s*|\s+and\s+|\s*&\s*)[^\s,&]+)*)\s*$)");
    std::match_results<std::string_view::const_iterator> found;
    if (!std::regex_match(phrase.begin(), phrase.end(), found, form)) return {};
    return Visits{found[1], found[2], parted(found[3])};
}

TrialFiles trial_files(const Case& asked, Files& files) {
    TrialFiles out{text_or(asked.spec, "participants", asked.files.at(0)),
                   text_or(asked.spec, "outcomes", ""), text_or(asked.spec, "id", ""),
                   time_column(asked.spec)};
    // Files may come in any order: who has a column of visits is not the list of people.
    if (!asked.spec.contains("participants") && !out.time.empty())
        for (const auto& file : asked.files)
            if (files.get(out.participants).find(out.time) && !files.get(file).find(out.time))
                out.participants = file;
    const auto& people = files.get(out.participants);
    const auto holds_visits = [&](const datafiles::Table& table) {
        return out.time.empty() ? any_of(table, {"week", "visit", "month", "day", "time"})
                                : any_of(table, {out.time, out.time + "s"});
    };
    for (const auto& file : asked.files)
        if (out.visits.empty() && file != out.participants && holds_visits(files.get(file)))
            out.visits = file;
    if (out.visits.empty() && !out.time.empty() && holds_visits(people))
        out.visits = out.participants;
    if (out.visits.empty()) return out;
    const auto& seen = files.get(out.visits);
    if (const auto* time = holds_visits(seen)) out.time = time->name;
    if (out.id.empty())
        for (const auto& each : people.columns())
            if (out.id.empty() && seen.find(each.name) && each.name != out.time) out.id = each.name;
    if (out.visits == out.participants && !out.id.empty() && !repeats(column(people, out.id)))
        out.visits.clear();
    return out;
}

OnePerPerson::OnePerPerson(const Case& asked, Files& files) : names_(trial_files(asked, files)) {
    read_ = &files.get(names_.participants);
    if (names_.visits.empty() || names_.id.empty()) return;
    visits_ = &files.get(names_.visits);
    if (names_.visits == names_.participants) own_ = first_rows(*read_, names_.id);
}

std::optional<Visits> OnePerPerson::meant(const std::string& name) const {
    if (!visits_) return {};
    if (auto found = visits(name); found && visits_->find(found->column)) {
        found->time = names_.time;
        return found;
    }
    static const std::regex form(R"(^[ _.]?(?:w|wk|week|m|month|t|v|visit|d|day)?[ _.]?(\d+)$)");
    for (const auto& each : visits_->columns()) {
        std::smatch found;
        if (each.name == names_.time || each.name == names_.id || !name.starts_with(each.name))
            continue;
        const std::string rest = name.substr(each.name.size());
        if (std::regex_match(rest, found, form)) return Visits{each.name, names_.time, {found[1]}};
    }
    return {};
}

void OnePerPerson::add(datafiles::Column column) {
    const auto there = table().columns();
    std::vector<datafiles::Column> columns(there.begin(), there.end());
    columns.push_back(std::move(column));
    own_ = datafiles::Table(std::move(columns));
}

void OnePerPerson::need(const std::string& name) {
    if (table().find(name)) return;
    const auto found = meant(name);
    if (!found || found->at.size() != 1) {
        column(table(), name);  // says which columns there are
        return;
    }
    const auto& seen = *visits_;
    const auto places = places_of(column(table(), names_.id));
    const auto& ids = column(seen, names_.id);
    const auto& times = column(seen, found->time);
    Rows all(seen.rows());
    for (std::uint32_t row = 0; row < all.size(); ++row) all[row] = row;
    const auto values = numbers(column(seen, found->column), all);
    std::vector<bool> had(table().rows());
    datafiles::Numbers cells(table().rows(), std::nan(""));
    for (const auto row : all) {
        if (!times.is(row, found->at[0]) || ids.is_missing(row)) continue;
        const auto place = places.find(ids.text(row));
        if (place == places.end()) continue;
        if (had[place->second])
            throw CaseFault(marked(ids.text(row)) + " has two rows at " + found->time + " " +
                            found->at[0] + " in " + names_.visits + "; keep one.");
        had[place->second] = true;
        cells[place->second] = values[row];
    }
    add({name, std::move(cells)});
}

namespace {

bool differs(const datafiles::Column& column, std::uint32_t a, std::uint32_t b) {
    if (column.is_missing(a) || column.is_missing(b)) return false;
    if (const auto* cells = std::get_if<datafiles::Numbers>(&column.cells))
        return (*cells)[a] != (*cells)[b];
    const auto& codes = std::get<datafiles::Labels>(column.cells).codes;
    return codes[a] != codes[b];
}

/// Whether anybody has two values in it. `persons`: whose each of the rows is.
bool changes(const datafiles::Column& column, const Rows& rows, const Rows& persons) {
    std::map<std::uint32_t, std::uint32_t> first;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        if (column.is_missing(rows[k])) continue;
        const auto [at, is_new] = first.emplace(persons[k], rows[k]);
        if (!is_new && differs(column, at->second, rows[k])) return true;
    }
    return false;
}

}  // namespace

datafiles::Table one_per_visit(const OnePerPerson& people, Files& files, const Visits& asked) {
    const auto& seen = files.get(people.files().visits.empty() ? people.files().participants
                                                               : people.files().visits);
    const auto& times = column(seen, asked.time);
    const auto& ids = column(seen, people.files().id);
    const auto places = places_of(column(people.table(), people.files().id));
    Rows own, persons;
    datafiles::Labels visit{{}, asked.at};
    for (std::uint32_t row = 0; row < seen.rows(); ++row) {
        const auto at = codes(times, {row}, asked.at)[0];
        if (at < 0 || ids.is_missing(row)) continue;
        const auto person = places.find(ids.text(row));
        if (person == places.end()) continue;
        own.push_back(row);
        persons.push_back(person->second);
        visit.codes.push_back(at);
    }
    std::vector<datafiles::Column> columns{taken(column(seen, asked.column), own)};
    columns.push_back({"wk", std::move(visit)});
    for (const auto& each : people.table().columns())
        if (each.name != asked.column && each.name != "wk") {
            const auto* by_visit = seen.find(each.name);
            const bool of_the_visit = people.files().visits == people.files().participants &&
                                      by_visit != nullptr && changes(*by_visit, own, persons);
            columns.push_back(of_the_visit ? taken(*by_visit, own) : taken(each, persons));
        }
    return datafiles::Table(std::move(columns));
}

namespace {

/// Of the factors among the terms: the one of this name, or the first where it is empty.
const boost::json::object* factor_term(const boost::json::object& spec, std::string_view name) {
    const auto* terms = spec.if_contains("terms");
    if (!terms || !terms->is_array()) return nullptr;
    for (const auto& each : terms->as_array())
        if (each.is_object() && text_or(each.as_object(), "type", "") == "factor" &&
            (name.empty() || text_or(each.as_object(), "name", "") == name))
            return &each.as_object();
    return nullptr;
}

}  // namespace

std::string arm_column(const boost::json::object& spec, const datafiles::Table& table) {
    for (const std::string_view field : {"arm", "group", "by"})
        if (const auto* found = spec.if_contains(field); found && found->is_string())
            return std::string(found->as_string());
    for (const char* word :
         {"arm", "group", "condition", "allocation", "allocated", "treatment", "trial_arm"})
        if (table.find(word)) return word;
    const auto* term = factor_term(spec, "");
    return term ? text(*term, "name") : "arm";
}

bool is_control(std::string_view arm) {
    const std::string name = lower(arm);
    if (name == "tau" || name == "none" || name == "wlc" || name.starts_with("no_")) return true;
    for (const std::string_view word :
         {"wait", "control", "usual", "placebo", "assessment", "delayed"})
        if (name.find(word) != std::string::npos) return true;
    return false;
}

std::vector<std::string> active_arms(const datafiles::Table& people, const std::string& arm,
                                     const boost::json::object& spec) {
    const auto there = levels_of(column(people, arm), chosen(people, {}));
    const auto* term = factor_term(spec, arm);
    auto out = term ? texts_or(*term, "levels", there) : there;
    std::erase_if(out, [](const std::string& each) { return is_control(each); });
    return out;
}

boost::json::object with_plain_filter(const boost::json::object& spec, OnePerPerson& people,
                                      std::vector<std::string>& also) {
    boost::json::object out = spec;
    const auto* filter = spec.if_contains("filter");
    if (!filter || !filter->is_string()) return out;
    const std::string words(filter->as_string());
    static const std::regex form(
        R"(^(active arms|all arms|all randomised|randomised)(?:,? with (?:an? )?([A-Za-z]+) (\S+) outcome)?$)");
    std::smatch found;
    if (!std::regex_match(words, found, form))
        throw CaseFault("\"filter\" says " + marked(words) +
                        ". It may say {\"column\": value}, \"active arms\", \"all randomised\", or "
                        "\"active arms with week 8 outcome\".");
    const std::string arm = arm_column(spec, people.table());
    boost::json::array arms;
    if (found[1] == "active arms")
        for (const auto& each : active_arms(people.table(), arm, spec)) arms.emplace_back(each);
    out["filter"] = arms.empty() ? boost::json::object{} : boost::json::object{{arm, arms}};
    if (arms.empty()) also.push_back(arm);
    if (found[3].matched) {
        auto outcome = people.meant(text(spec, "outcome"));
        if (!outcome) return out;
        const std::string name =
            outcome->column + " at " + std::string(found[2]) + " " + std::string(found[3]);
        people.need(name);
        also.push_back(name);
    }
    return out;
}

std::vector<std::string> term_names(const boost::json::object& spec) {
    std::vector<std::string> out;
    const auto* terms = spec.if_contains("terms");
    if (!terms || !terms->is_array()) throw CaseFault("The spec needs \"terms\", a list.");
    for (const auto& each : terms->as_array())
        if (each.is_string() && each.as_string().find(':') == boost::json::string::npos)
            out.emplace_back(each.as_string());
        else if (each.is_object() && each.as_object().contains("name") &&
                 text_or(each.as_object(), "type", "") != "interaction")
            out.push_back(text(each.as_object(), "name"));
    return out;
}

PeopleModel people_model(OnePerPerson& people, const boost::json::object& spec,
                         const std::vector<std::string>& more, Cells cells) {
    std::vector<std::string> also = more;
    const std::string outcome = text(spec, "outcome"), weights = text_or(spec, "weights", "");
    also.push_back(outcome);
    if (!weights.empty()) also.push_back(weights);
    for (const auto& name : also) people.need(name);
    for (const auto& name : term_names(spec)) people.need(name);
    const auto plain = with_plain_filter(spec, people, also);
    PeopleModel out{model(people.table(), plain, also, cells), {}, {}};
    out.outcome = numbers(column(people.table(), outcome), out.model.rows);
    if (!weights.empty()) out.weights = numbers(column(people.table(), weights), out.model.rows);
    return out;
}

}  // namespace breather::analysis

#include "features/analysis/question.h"

#include <algorithm>
#include <sstream>

#include "features/analysis/formula.h"
#include "features/analysis/nearest.h"
#include "features/analysis/selection.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;

constexpr std::size_t levels_many = 200;  // of a factor: more, in as many rows, are names

/// What a method needs of a formula.
enum class Shape {
    Column,
    Two,
    Groups,
    Cross,
    Trend,
    Model,
    EventModel,
    Survival,
    SurvivalModel,
    Repeated,
    Items,
    Raters,
};

struct Short {
    std::string_view name, method;
    Shape shape;
    std::string_view example;
};

constexpr Short shorts[] = {
    {"describe", "describe", Shape::Column, "age"},
    {"proportion", "proportion", Shape::Column, "used"},
    {"chi-square", "chi_square", Shape::Cross, "site ~ used"},
    {"trend", "cochran_armitage", Shape::Trend, "improved ~ dose"},
    {"t-test", "t_test", Shape::Groups, "age ~ site"},
    {"anova", "anova_oneway", Shape::Groups, "age ~ job"},
    {"kruskal-wallis", "kruskal_wallis", Shape::Groups, "age ~ job"},
    {"mann-whitney", "mann_whitney", Shape::Groups, "age ~ site"},
    {"paired-t-test", "paired_t_test", Shape::Two, "after before"},
    {"signed-rank", "wilcoxon_signed_rank", Shape::Two, "after before"},
    {"mcnemar", "mcnemar", Shape::Two, "before after"},
    {"correlation", "correlation", Shape::Two, "age years"},
    {"linear", "linear_regression", Shape::Model, "score ~ arm + age"},
    {"ancova", "ancova", Shape::Model, "score ~ arm + score0"},
    {"logistic", "logistic_regression", Shape::EventModel, "used ~ age + job"},
    {"firth", "firth_logistic", Shape::EventModel, "used ~ age + job"},
    {"poisson", "poisson_regression", Shape::Model, "logins ~ arm + offset(log(weeks))"},
    {"negative-binomial", "negative_binomial_regression", Shape::Model, "logins ~ arm"},
    {"kaplan-meier", "kaplan_meier", Shape::Survival, "Surv(day, left) ~ arm"},
    {"log-rank", "log_rank", Shape::Survival, "Surv(day, left) ~ arm"},
    {"cox", "cox", Shape::SurvivalModel, "Surv(day, left) ~ arm + age"},
    {"random-intercept", "linear_mixed_model", Shape::Repeated, "score ~ arm * week + (1 | id)"},
    {"mmrm", "mmrm", Shape::Repeated, "score ~ arm * visit + score0 + us(visit | id)"},
    {"kappa", "cohen_kappa", Shape::Two, "coder_a coder_b"},
    {"agreement", "agreement", Shape::Two, "coder_a coder_b"},
    {"fleiss-kappa", "fleiss_kappa", Shape::Raters, "coder_a coder_b coder_c"},
    {"krippendorff", "krippendorff_alpha", Shape::Raters, "coder_a coder_b coder_c"},
    {"icc", "icc", Shape::Raters, "rater_a rater_b rater_c"},
    {"scale-score", "scale_score", Shape::Items, "item1 item2 item3"},
    {"alpha", "cronbach_alpha", Shape::Items, "item1 item2 item3"},
    {"omega", "mcdonald_omega", Shape::Items, "item1 item2 item3"},
};

const Short& short_of(const std::string& name) {
    for (const Short& each : shorts)
        if (each.name == name || each.method == name) return each;
    std::vector<std::string> names;
    for (const Short& each : shorts) names.emplace_back(each.name);
    const auto like = nearest(name, names);
    throw CaseFault("There is no \"" + name + "\"." +
                    (like ? " Did you mean \"" + *like + "\"?" : "") + " There are:\n" +
                    methods_in_words());
}

/// Names with blanks between; one that has blanks itself stands in backticks.
std::vector<std::string> words_of(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> out;
    for (std::string word; in >> std::ws && !in.eof();) {
        if (in.peek() == '`') {
            in.get();
            std::getline(in, word, '`');
            if (in.eof()) throw CaseFault("A backtick opens before " + word + " and never closes.");
        } else if (!(in >> word)) {
            break;
        }
        out.push_back(word);
    }
    return out;
}

json::array as_array(const std::vector<std::string>& texts) {
    return json::array(texts.begin(), texts.end());
}

/// The levels a column has, the one to compare with first.
std::vector<std::string> levels(const Question& asked, const datafiles::Column& cells,
                                const Rows& rows) {
    auto out = levels_of(cells, rows);
    const auto wanted = asked.references.find(cells.name);
    if (wanted == asked.references.end()) return out;
    const auto at = std::find(out.begin(), out.end(), wanted->second);
    if (at == out.end()) {
        std::string all;
        for (const auto& level : out) all += (all.empty() ? "" : ", ") + level;
        throw CaseFault("No row has \"" + wanted->second + "\" in " + cells.name +
                        ". There are: " + all + ".");
    }
    std::rotate(out.begin(), at, at + 1);
    return out;
}

/// Two values: the one that counts as having happened is the later one, as in R, unless named.
std::string event_of(const Question& asked, const datafiles::Column& cells, const Rows& rows) {
    if (!asked.event.empty()) return asked.event;
    const auto values = levels_of(cells, rows);
    if (values.size() == 2) return values.back();
    if (values.empty()) throw CaseFault("Column " + cells.name + " is empty in these rows.");
    if (values.size() == 1)
        throw CaseFault("Column " + cells.name + " is " + values[0] +
                        " in all these rows: there is nothing to tell apart.");
    throw CaseFault("Column " + cells.name + " has " + std::to_string(values.size()) +
                    " values; say with --event which one counts as having happened.");
}

class Maker {
  public:
    Maker(const Question& asked, const datafiles::Table& table)
        : asked_(asked), table_(table), kind_(short_of(asked.method)) {
        out_.id = asked.method;
        out_.method = kind_.method;
        out_.files = {asked.file};
        json::object filter;
        for (const auto& [name, value] : asked.filter) filter[name] = value;
        for (const auto& [name, values] : asked.among) filter[name] = as_array(values);
        if (!filter.empty()) out_.spec["filter"] = filter;
        rows_ = chosen(table, out_.spec);
    }

    Case made() {
        switch (kind_.shape) {
            case Shape::Column:
                one_column();
                break;
            case Shape::Two:
                two_columns();
                break;
            case Shape::Items:
                out_.spec["items"] = as_array(known(at_least(2)));
                break;
            case Shape::Raters:
                out_.spec["raters"] = as_array(known(at_least(2)));
                break;
            default:
                from_formula();
                break;
        }
        return std::move(out_);
    }

  private:
    const Question& asked_;
    const datafiles::Table& table_;
    const Short& kind_;
    Case out_;
    Rows rows_;

    [[noreturn]] void misshapen() const {
        throw CaseFault(std::string(kind_.name) + " is asked like this: " +
                        std::string(kind_.name) + " " + std::string(kind_.example));
    }

    std::vector<std::string> at_least(std::size_t count) const {
        auto words = words_of(asked_.formula);
        if (words.size() < count) misshapen();
        return words;
    }
    std::vector<std::string> known(std::vector<std::string> names) const {
        for (const auto& name : names) column(table_, name);
        return names;
    }

    void one_column() {
        const auto words = known(at_least(1));
        if (words.size() != 1) misshapen();
        out_.spec["column"] = words[0];
        if (kind_.method == "proportion")
            out_.spec["event"] = event_of(asked_, column(table_, words[0]), rows_);
        if (asked_.by.empty()) return;
        column(table_, asked_.by);
        out_.spec["by"] = asked_.by;
    }

    void two_columns() {
        const auto words = known(at_least(2));
        if (words.size() != 2) misshapen();
        const bool coders = kind_.method == "cohen_kappa" || kind_.method == "agreement";
        const bool pair = kind_.method == "correlation";
        out_.spec[coders ? "a" : pair ? "x" : "first"] = words[0];
        out_.spec[coders ? "b" : pair ? "y" : "second"] = words[1];
        if (!coders && kind_.method != "mcnemar") return;
        auto both = levels_of(column(table_, words[0]), rows_);
        for (const auto& level : levels_of(column(table_, words[1]), rows_))
            if (std::find(both.begin(), both.end(), level) == both.end()) both.push_back(level);
        if (!coders) std::reverse(both.begin(), both.end());
        out_.spec["levels"] = as_array(both);
        if (kind_.method == "cohen_kappa") out_.spec["weights"] = "none";
    }

    void from_formula() {
        const Formula formula = parse_formula(asked_.formula);
        const bool survival = kind_.shape == Shape::Survival || kind_.shape == Shape::SurvivalModel;
        if (survival != formula.event.has_value()) misshapen();
        if ((kind_.shape == Shape::Repeated) != formula.person.has_value()) misshapen();
        column(table_, formula.outcome);
        if (survival) {
            out_.spec["time"] = formula.outcome;
            column(table_, *formula.event);
            out_.spec["event"] = *formula.event;
        }
        switch (kind_.shape) {
            case Shape::Groups:
                groups(formula, "outcome", "group");
                break;
            case Shape::Survival:
                groups(formula, "time", "group");
                break;
            case Shape::Cross:
                cross(formula);
                break;
            case Shape::Trend:
                trend(formula);
                break;
            case Shape::Repeated:
                repeated(formula);
                break;
            default:
                model(formula);
                break;
        }
    }

    const datafiles::Column& only(const Formula& formula) const {
        if (formula.terms.size() != 1 || formula.terms[0].size() != 1 || formula.offset)
            misshapen();
        return column(table_, formula.variables[0].name);
    }

    void groups(const Formula& formula, const char* outcome, const char* group) {
        const auto& cells = only(formula);
        out_.spec[outcome] = formula.outcome;
        out_.spec[group] = cells.name;
        out_.spec["levels"] = as_array(levels(asked_, cells, rows_));
    }

    /// 1 stands before 0 in a crossed table, unless a reference says otherwise.
    std::vector<std::string> crossed(const datafiles::Column& cells) const {
        auto out = levels(asked_, cells, rows_);
        if (out == std::vector<std::string>{"0", "1"} && !asked_.references.contains(cells.name))
            std::swap(out[0], out[1]);
        return out;
    }

    void cross(const Formula& formula) {
        const auto& cells = only(formula);
        out_.spec["row"] = formula.outcome;
        out_.spec["column"] = cells.name;
        out_.spec["row_levels"] = as_array(crossed(column(table_, formula.outcome)));
        out_.spec["column_levels"] = as_array(crossed(cells));
    }

    void trend(const Formula& formula) {
        const auto& cells = only(formula);
        if (!cells.holds_numbers())
            throw CaseFault("Column " + cells.name +
                            " holds words; a trend needs numbers. In a plan, say which counts "
                            "how much: spec = { scores = { low = 1, high = 2 } }.");
        const auto& outcome = column(table_, formula.outcome);
        out_.spec["outcome"] = formula.outcome;
        out_.spec["event"] = event_of(asked_, outcome, rows_);
        out_.spec["group"] = cells.name;
        json::object scores;
        for (const auto& level : levels_of(cells, rows_))
            scores[level] = cells.number_of_level(level).value();
        out_.spec["scores"] = std::move(scores);
    }

    /// One row for each visit of a person.
    void repeated(const Formula& formula) {
        if (formula.offset || (kind_.method == "mmrm") != formula.visit.has_value()) misshapen();
        column(table_, *formula.person);
        out_.spec["outcome"] = formula.outcome;
        for (const auto* field : {"cluster", "id"}) out_.spec[field] = *formula.person;
        json::array fixed;
        for (const auto& term : formula.terms) {
            std::string name;
            for (const auto place : term)
                name += (name.empty() ? "" : ":") + formula.variables[place].name;
            fixed.emplace_back(name);
        }
        out_.spec["fixed"] = std::move(fixed);
        for (const auto& variable : formula.variables) {
            const auto& cells = column(table_, variable.name);
            if (cells.is_numeric() && !variable.factor && variable.name != formula.visit &&
                !asked_.references.contains(cells.name))
                continue;
            out_.spec[variable.name + "_levels"] = as_array(levels(asked_, cells, rows_));
        }
        if (!formula.visit) return;
        out_.spec["time"] = *formula.visit;
        out_.spec[*formula.visit + "_levels"] =
            as_array(levels(asked_, column(table_, *formula.visit), rows_));
    }

    void model(const Formula& formula) {
        if (kind_.shape != Shape::SurvivalModel) out_.spec["outcome"] = formula.outcome;
        if (kind_.shape == Shape::EventModel)
            out_.spec["event"] = event_of(asked_, column(table_, formula.outcome), rows_);
        if (kind_.shape == Shape::SurvivalModel) out_.spec["ties"] = "efron";
        if (formula.offset)
            out_.spec["offset"] =
                formula.offset_is_logged ? "log(" + *formula.offset + ")" : *formula.offset;
        out_.spec["missing"] = "listwise";
        json::array terms;
        for (const auto& term : formula.terms) terms.push_back(term_of(formula, term));
        out_.spec["terms"] = std::move(terms);
    }

    json::object term_of(const Formula& formula, const std::vector<std::size_t>& term) {
        std::vector<std::string> names;
        for (const auto place : term) names.push_back(formula.variables[place].name);
        if (term.size() > 1) {
            for (const auto place : term)
                if (std::find(formula.terms.begin(), formula.terms.end(),
                              std::vector<std::size_t>{place}) == formula.terms.end())
                    throw CaseFault("The formula multiplies " + formula.variables[place].name +
                                    " without having it alone. Write * instead of :.");
            return {{"interaction", as_array(names)}};
        }
        const auto& variable = formula.variables[term[0]];
        const auto& cells = column(table_, variable.name);
        if (cells.is_numeric() && !variable.factor && !asked_.references.contains(cells.name))
            return {{"name", cells.name}, {"type", "numeric"}};
        const auto own = levels(asked_, cells, rows_);
        if (own.empty()) throw CaseFault("Column " + cells.name + " is empty in these rows.");
        if (own.size() > levels_many && own.size() * 2 > rows_.size())
            throw CaseFault("Column " + cells.name + " has " + std::to_string(own.size()) +
                            " values in " + std::to_string(rows_.size()) +
                            " rows: it names rows, not groups. Leave it out, or make groups of its "
                            "values first.");
        return {{"name", cells.name},
                {"type", "factor"},
                {"levels", as_array(own)},
                {"reference", own.front()}};
    }
};

}  // namespace

std::string methods_in_words() {
    std::string out;
    for (const Short& each : shorts)
        out += "  " + std::string(each.name) + " " + std::string(each.example) + "\n";
    return out;
}

std::vector<std::string> columns_of(const Question& asked) {
    const Shape shape = short_of(asked.method).shape;
    std::vector<std::string> out;
    if (shape == Shape::Column || shape == Shape::Two || shape == Shape::Items ||
        shape == Shape::Raters) {
        out = words_of(asked.formula);
    } else {
        const Formula formula = parse_formula(asked.formula);
        out.push_back(formula.outcome);
        if (formula.event) out.push_back(*formula.event);
        if (formula.offset) out.push_back(*formula.offset);
        if (formula.person) out.push_back(*formula.person);
        if (formula.visit) out.push_back(*formula.visit);
        for (const auto& variable : formula.variables) out.push_back(variable.name);
    }
    for (const auto& [name, value] : asked.filter) out.push_back(name);
    for (const auto& [name, values] : asked.among) out.push_back(name);
    if (!asked.by.empty()) out.push_back(asked.by);
    return out;
}

Case case_of(const Question& asked, const datafiles::Table& table) {
    return Maker(asked, table).made();
}

}  // namespace breather::analysis

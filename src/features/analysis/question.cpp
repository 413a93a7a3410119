#include "features/analysis/question.h"

#include <algorithm>
#include <sstream>

#include "features/analysis/formula.h"
#include "features/analysis/selection.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;

/// What a method needs of a formula.
enum class Shape { Column, Two, Groups, Cross, Model, EventModel, Survival, SurvivalModel, Items };

struct Short {
    std::string_view name, method;
    Shape shape;
    std::string_view example;
};

constexpr Short shorts[] = {
    {"describe", "describe", Shape::Column, "age"},
    {"proportion", "proportion", Shape::Column, "used"},
    {"chi-square", "chi_square", Shape::Cross, "site ~ used"},
    {"t-test", "t_test", Shape::Groups, "age ~ site"},
    {"anova", "anova_oneway", Shape::Groups, "age ~ job"},
    {"kruskal-wallis", "kruskal_wallis", Shape::Groups, "age ~ job"},
    {"mann-whitney", "mann_whitney", Shape::Groups, "age ~ site"},
    {"paired-t-test", "paired_t_test", Shape::Two, "after before"},
    {"signed-rank", "wilcoxon_signed_rank", Shape::Two, "after before"},
    {"mcnemar", "mcnemar", Shape::Two, "before after"},
    {"correlation", "correlation", Shape::Two, "age years"},
    {"linear", "linear_regression", Shape::Model, "score ~ arm + age"},
    {"logistic", "logistic_regression", Shape::EventModel, "used ~ age + job"},
    {"firth", "firth_logistic", Shape::EventModel, "used ~ age + job"},
    {"poisson", "poisson_regression", Shape::Model, "logins ~ arm + offset(log(weeks))"},
    {"negative-binomial", "negative_binomial_regression", Shape::Model, "logins ~ arm"},
    {"kaplan-meier", "kaplan_meier", Shape::Survival, "Surv(day, left) ~ arm"},
    {"log-rank", "log_rank", Shape::Survival, "Surv(day, left) ~ arm"},
    {"cox", "cox", Shape::SurvivalModel, "Surv(day, left) ~ arm + age"},
    {"kappa", "cohen_kappa", Shape::Two, "coder_a coder_b"},
    {"alpha", "cronbach_alpha", Shape::Items, "item1 item2 item3"},
    {"omega", "mcdonald_omega", Shape::Items, "item1 item2 item3"},
};

const Short& short_of(const std::string& name) {
    for (const Short& each : shorts)
        if (each.name == name || each.method == name) return each;
    throw CaseFault("There is no \"" + name + "\". There are:\n" + methods_in_words());
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> out;
    for (std::string word; in >> word;) out.push_back(word);
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
        const bool kappa = kind_.method == "cohen_kappa", pair = kind_.method == "correlation";
        out_.spec[kappa ? "a" : pair ? "x" : "first"] = words[0];
        out_.spec[kappa ? "b" : pair ? "y" : "second"] = words[1];
        if (!kappa && kind_.method != "mcnemar") return;
        auto both = levels_of(column(table_, words[0]), rows_);
        for (const auto& level : levels_of(column(table_, words[1]), rows_))
            if (std::find(both.begin(), both.end(), level) == both.end()) both.push_back(level);
        if (!kappa) std::reverse(both.begin(), both.end());
        out_.spec["levels"] = as_array(both);
        if (kappa) out_.spec["weights"] = "none";
    }

    void from_formula() {
        const Formula formula = parse_formula(asked_.formula);
        const bool survival = kind_.shape == Shape::Survival || kind_.shape == Shape::SurvivalModel;
        if (survival != formula.event.has_value()) misshapen();
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

    void cross(const Formula& formula) {
        const auto& cells = only(formula);
        out_.spec["row"] = formula.outcome;
        out_.spec["column"] = cells.name;
        out_.spec["row_levels"] = as_array(levels(asked_, column(table_, formula.outcome), rows_));
        out_.spec["column_levels"] = as_array(levels(asked_, cells, rows_));
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
    if (shape == Shape::Column || shape == Shape::Two || shape == Shape::Items) {
        out = words_of(asked.formula);
    } else {
        const Formula formula = parse_formula(asked.formula);
        out.push_back(formula.outcome);
        if (formula.event) out.push_back(*formula.event);
        if (formula.offset) out.push_back(*formula.offset);
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

#include "features/analysis/selection.h"

#include <charconv>
#include <cmath>
#include <numeric>
#include <sstream>
#include <unordered_map>

#include "features/analysis/method.h"
#include "features/analysis/nearest.h"

namespace breather::analysis {
namespace {

std::string marked(std::string_view name) { return "\"" + std::string(name) + "\""; }

/// 2 and 2.0 are the same level.
std::string as_text(const boost::json::value& value) {
    if (value.is_string()) return std::string(value.as_string());
    if (!value.is_double()) return boost::json::serialize(value);
    return datafiles::shortest(value.as_double());
}

/// One text or number; a list of one is that one.
std::string one_text(const boost::json::value& value, std::string_view field) {
    if (value.is_array() && value.as_array().size() == 1)
        return one_text(value.as_array().front(), field);
    if (value.is_array() || value.is_object())
        throw CaseFault(marked(field) + " is one text or number, not " +
                        (value.is_array() ? "a list." : "an object."));
    return as_text(value);
}

std::optional<double> as_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || !std::isfinite(out))
        return {};
    return out;
}

const boost::json::value& field_of(const boost::json::object& spec, std::string_view field) {
    const auto* found = spec.if_contains(field);
    if (!found || found->is_null()) throw CaseFault("The spec needs " + marked(field) + ".");
    return *found;
}

std::vector<std::string> list(const boost::json::value& value, std::string_view field) {
    if (value.is_object()) throw CaseFault(marked(field) + " is a list.");
    if (!value.is_array()) return {as_text(value)};  // one alone needs no brackets
    std::vector<std::string> out;
    for (const auto& each : value.as_array()) out.push_back(one_text(each, field));
    return out;
}

}  // namespace

CaseFault no_column(std::string_view name, const std::vector<std::string>& there) {
    std::string all;
    for (const auto& each : there) all += (all.empty() ? "" : ", ") + each;
    std::string meant;
    if (const auto like = nearest(name, there)) {
        const bool blanks = like->find(' ') != std::string::npos;
        meant = " Did you mean " + (blanks ? "`" + *like + "`" : marked(*like)) + "?" +
                (blanks ? " A name with blanks stands in backticks." : "");
    }
    return CaseFault("There is no column " + marked(name) + "." + meant + " The file has: " + all +
                     ".");
}

const datafiles::Column& column(const datafiles::Table& table, std::string_view name) {
    if (const auto* found = table.find(name)) return *found;
    std::vector<std::string> there;
    for (const auto& each : table.columns()) there.push_back(each.name);
    throw no_column(name, there);
}

Rows chosen(const datafiles::Table& table, const boost::json::object& spec) {
    Rows rows(table.rows());
    std::iota(rows.begin(), rows.end(), 0u);
    const auto* filter = spec.if_contains("filter");
    if (!filter || filter->is_null()) return rows;
    if (!filter->is_object())
        throw CaseFault("\"filter\" is an object: a column, and its value or a list of values.");
    for (const auto& [name, wanted] : filter->as_object()) {
        const auto& cells = column(table, name);
        if (wanted.is_null() || wanted.is_object())
            throw CaseFault("\"filter\" gives " + marked(name) + " a value or a list of values.");
        const auto values = list(wanted, name);
        std::erase_if(rows, [&](std::uint32_t row) {
            return std::none_of(values.begin(), values.end(),
                                [&](const std::string& value) { return cells.is(row, value); });
        });
    }
    return rows;
}

Rows among(const Rows& rows, const Rows& others) {
    Rows out;
    std::set_intersection(rows.begin(), rows.end(), others.begin(), others.end(),
                          std::back_inserter(out));
    return out;
}

Rows complete(const datafiles::Table& table, const Rows& rows,
              const std::vector<std::string>& columns) {
    Rows out = rows;
    for (const auto& name : columns) {
        const auto& cells = column(table, name);
        if (const auto* own = std::get_if<datafiles::Numbers>(&cells.cells))
            std::erase_if(out, [held = own->data()](auto row) { return std::isnan(held[row]); });
        else
            std::erase_if(out, [held = std::get<datafiles::Labels>(cells.cells).codes.data()](
                                   auto row) { return held[row] < 0; });
    }
    return out;
}

namespace {

/// Fourth powers and their sums must stay within what a double holds.
void refuse_beyond_doubles(std::span<const double> values, const std::string& column) {
    if (values.empty()) return;
    const Eigen::Map<const Eigen::ArrayXd> all(values.data(),
                                               static_cast<Eigen::Index>(values.size()));
    const double largest = all.abs().maxCoeff<Eigen::PropagateNumbers>();
    if (largest > 1e75 || (largest > 0 && largest < 1e-75))
        throw CaseFault("Column " + marked(column) + " holds " + datafiles::shortest(largest) +
                        " at most; numbers between 1e-75 and 1e75 can be worked with.");
}

}  // namespace

std::vector<double> numbers(const datafiles::Column& column, const Rows& rows) {
    std::vector<double> out;
    out.reserve(rows.size());
    if (const auto* cells = std::get_if<datafiles::Numbers>(&column.cells)) {
        for (const auto row : rows) out.push_back((*cells)[row]);
        refuse_beyond_doubles(out, column.name);
        return out;
    }
    const auto& text = std::get<datafiles::Labels>(column.cells);
    std::vector<std::optional<double>> read;  // 01 and +1 stand as text in the file
    for (const auto& label : text.labels) read.push_back(as_number(label));
    for (const auto row : rows) {
        const auto code = text.codes[row];
        const auto number = code < 0 ? std::nan("") : read[static_cast<std::size_t>(code)];
        if (!number)
            throw CaseFault("Column " + marked(column.name) + " holds text (" +
                            marked(column.text(row)) + " in row " + std::to_string(row + 1) +
                            " of the data); numbers are needed here.");
        out.push_back(*number);
    }
    return out;
}

std::vector<int> codes(const datafiles::Column& column, const Rows& rows,
                       const std::vector<std::string>& levels) {
    std::vector<int> out;
    out.reserve(rows.size());
    if (const auto* labels = std::get_if<datafiles::Labels>(&column.cells)) {
        std::unordered_map<std::string_view, int> places;
        for (std::size_t l = 0; l < levels.size(); ++l)
            places.try_emplace(levels[l], static_cast<int>(l));
        std::vector<int> place(labels->labels.size(), -1);
        for (std::size_t l = 0; l < labels->labels.size(); ++l)
            if (const auto found = places.find(labels->labels[l]); found != places.end())
                place[l] = found->second;
        for (const auto row : rows) {
            const auto code = labels->codes[row];
            out.push_back(code < 0 ? -1 : place[static_cast<std::size_t>(code)]);
        }
        return out;
    }
    std::vector<double> wanted;  // each level read once; one that is no number fits no cell
    for (const auto& level : levels)
        wanted.push_back(column.number_of_level(level).value_or(std::nan("")));
    const auto& cells = std::get<datafiles::Numbers>(column.cells);
    if (wanted.size() > 16) {
        std::unordered_map<double, int> places;
        for (std::size_t l = 0; l < wanted.size(); ++l)
            places.try_emplace(wanted[l], static_cast<int>(l));
        for (const auto row : rows) {
            const auto found = places.find(cells[row]);
            out.push_back(found == places.end() ? -1 : found->second);
        }
        return out;
    }
    for (const auto row : rows) {
        const auto found = std::find(wanted.begin(), wanted.end(), cells[row]);
        out.push_back(found == wanted.end() ? -1 : static_cast<int>(found - wanted.begin()));
    }
    return out;
}

namespace {

/// Each different number with a row that has it, in order. A few are looked through one by one,
/// which is quicker than asking for them.
std::map<double, std::uint32_t> different(const datafiles::Numbers& cells, const Rows& rows) {
    constexpr std::size_t few = 16;
    std::vector<double> first;
    std::map<double, std::uint32_t> out;
    std::unordered_map<double, std::uint32_t> others;
    for (const auto row : rows) {
        const double cell = cells[row];
        if (std::isnan(cell) || std::find(first.begin(), first.end(), cell) != first.end())
            continue;
        if (first.size() < few) {
            first.push_back(cell);
            out.emplace(cell, row);
        } else {
            others.try_emplace(cell, row);
        }
    }
    out.insert(others.begin(), others.end());
    return out;
}

}  // namespace

std::vector<std::string> levels_of(const datafiles::Column& column, const Rows& rows) {
    std::vector<std::string> out;
    if (const auto* cells = std::get_if<datafiles::Numbers>(&column.cells)) {
        for (const auto& [number, row] : different(*cells, rows)) out.push_back(column.text(row));
        return out;
    }
    const auto& labels = std::get<datafiles::Labels>(column.cells);
    std::vector<std::uint8_t> seen(labels.labels.size());
    for (const auto row : rows)
        if (labels.codes[row] >= 0) seen[static_cast<std::size_t>(labels.codes[row])] = 1;
    for (std::size_t label = 0; label < seen.size(); ++label)
        if (seen[label]) out.push_back(labels.labels[label]);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

std::vector<int> person_codes(const datafiles::Column& column, const Rows& rows) {
    std::map<std::string, int> seen;
    std::vector<int> out;
    for (const auto row : rows)
        out.push_back(
            seen.try_emplace(column.text(row), static_cast<int>(seen.size())).first->second);
    return out;
}

std::vector<double> indicator(const datafiles::Column& column, const Rows& rows,
                              std::string_view event) {
    std::vector<double> out;
    out.reserve(rows.size());
    for (const auto row : rows) out.push_back(column.is(row, event) ? 1 : 0);
    return out;
}

std::string text(const boost::json::object& spec, std::string_view field) {
    return one_text(field_of(spec, field), field);
}

std::string text_or(const boost::json::object& spec, std::string_view field, std::string fallback) {
    const auto* found = spec.if_contains(field);
    return found && !found->is_null() ? one_text(*found, field) : fallback;
}

double number_or(const boost::json::object& spec, std::string_view field, double fallback) {
    const auto* found = spec.if_contains(field);
    if (!found || found->is_null()) return fallback;
    if (!found->is_number()) throw CaseFault(marked(field) + " is a number.");
    return found->to_number<double>();
}

std::uint64_t whole_number_or(const boost::json::object& spec, std::string_view field,
                              std::uint64_t fallback) {
    const double told = number_or(spec, field, static_cast<double>(fallback));
    if (!(told >= 0 && told <= 9007199254740992.0) || told != std::floor(told))
        throw CaseFault(marked(field) + " is a whole number, not below 0.");
    return static_cast<std::uint64_t>(told);
}

void refuse_fields(const boost::json::object& spec,
                   std::initializer_list<std::string_view> fields) {
    for (const auto field : fields)
        if (const auto* found = spec.if_contains(field); found && !found->is_null())
            throw CaseFault("This method knows no " + marked(field) +
                            "; leave it out, or ask another method.");
}

std::vector<std::string> texts(const boost::json::object& spec, std::string_view field) {
    return list(field_of(spec, field), field);
}

std::vector<std::string> texts_or(const boost::json::object& spec, std::string_view field,
                                  std::vector<std::string> fallback) {
    const auto* found = spec.if_contains(field);
    return found && !found->is_null() ? list(*found, field) : fallback;
}

namespace {

struct AskedTerm {
    std::string name, type, reference;
    std::vector<std::string> levels;  // empty: those that there are
    bool factor = false;
};

struct AskedTerms {
    std::vector<AskedTerm> variables;
    std::vector<std::vector<std::string>> terms;  // names
};

/// {"interaction": ["a", "b"]}, {"interaction": "a:b"}, {"name": "a:b", "type": "interaction"} or
/// "a:b"; nothing where it is none of them.
std::vector<std::string> multiplied(const boost::json::value& term) {
    const auto* inside = term.is_object() ? term.as_object().if_contains("interaction") : &term;
    if (term.is_object() && !inside && text_or(term.as_object(), "type", "") == "interaction")
        inside = &field_of(term.as_object(), "name");
    if (inside && inside->is_array()) return list(*inside, "interaction");
    std::vector<std::string> out;
    if (!inside || !inside->is_string()) return out;
    std::stringstream words{std::string(inside->as_string())};
    for (std::string name; std::getline(words, name, ':');) {
        name.erase(0, name.find_first_not_of(' '));
        name.erase(name.find_last_not_of(' ') + 1);
        out.push_back(name);
    }
    return out.size() > 1 ? out : std::vector<std::string>{};
}

AskedTerms asked_terms(const boost::json::object& spec) {
    AskedTerms out;
    const auto& terms = field_of(spec, "terms");
    if (!terms.is_array()) throw CaseFault("\"terms\" is a list.");
    for (const auto& each : terms.as_array()) {
        if (const auto names = multiplied(each); !names.empty()) {
            out.terms.push_back(names);
            continue;
        }
        if (each.is_string()) {
            out.terms.push_back({std::string(each.as_string())});
            out.variables.push_back({out.terms.back().front(), {}, {}, {}});
            continue;
        }
        if (!each.is_object())
            throw CaseFault(
                "Each of \"terms\" is {\"name\", \"type\"} or {\"interaction\": [names]}.");
        const auto& term = each.as_object();
        AskedTerm variable{text(term, "name"), text_or(term, "type", ""),
                           text_or(term, "reference", ""), texts_or(term, "levels", {})};
        out.terms.push_back({variable.name});
        out.variables.push_back(std::move(variable));
    }
    return out;
}

/// What the type says; without one, a term that names levels, or a column of text, is a factor.
bool is_factor(const AskedTerm& term, const datafiles::Column& cells) {
    if (term.type.empty())
        return !term.levels.empty() || !term.reference.empty() || !cells.is_numeric();
    for (const std::string_view name : {"factor", "categorical", "nominal"})
        if (term.type == name) return true;
    for (const std::string_view name : {"numeric", "number", "continuous", "integer"})
        if (term.type == name) return false;
    throw CaseFault("The type of " + marked(term.name) + " is numeric or factor, not " +
                    marked(term.type) + ".");
}

/// The reference goes before the other levels.
void put_reference_first(AskedTerm& term) {
    if (term.reference.empty() || term.levels.empty()) return;
    const auto at = std::find(term.levels.begin(), term.levels.end(), term.reference);
    if (at != term.levels.end()) {
        std::rotate(term.levels.begin(), at, at + 1);
        return;
    }
    std::string all;
    for (const auto& level : term.levels) all += (all.empty() ? "" : ", ") + level;
    throw CaseFault("The reference " + marked(term.reference) + " of " + marked(term.name) +
                    " is none of its levels: " + all + ".");
}

constexpr std::size_t most_columns = 1000;

std::size_t columns_asked(std::span<const statistics::Variable> variables,
                          const statistics::Term& term) {
    std::size_t out = 1;
    for (const auto place : term)
        if (variables[place].is_factor() && out <= most_columns)
            out *= std::max<std::size_t>(1, variables[place].levels.size() - (term.size() == 1));
    return out;
}

std::string name_of(std::span<const statistics::Variable> variables, const statistics::Term& term) {
    std::string out;
    for (const auto place : term) out += (out.empty() ? "" : ":") + variables[place].name;
    return out;
}

void refuse_too_wide(std::span<const statistics::Variable> variables,
                     std::span<const statistics::Term> terms) {
    std::size_t all = 0, most = 0;
    const statistics::Term* widest = nullptr;
    for (const auto& term : terms) {
        const std::size_t own = columns_asked(variables, term);
        all += own;
        if (own > most) most = own, widest = &term;
    }
    if (all <= most_columns) return;
    throw CaseFault("The terms of this model ask for more than " + std::to_string(most_columns) +
                    " coefficients, most of them for " + marked(name_of(variables, *widest)) +
                    ". Join its values into fewer groups, or leave it out.");
}

}  // namespace

statistics::Design design_of(std::span<const statistics::Variable> variables,
                             std::span<const statistics::Term> terms, std::size_t rows,
                             const Crew& crew, Constant constant) {
    refuse_too_wide(variables, terms);
    if (!variables.empty())
        return statistics::design(variables, terms, constant == Constant::With, crew);
    return {Eigen::MatrixXd::Ones(static_cast<Eigen::Index>(rows), 1), {"(Intercept)"}, {-1}};
}

statistics::Design Model::design(const Crew& crew) const {
    return design_of(variables, terms, rows.size(), crew);
}

Model model(const datafiles::Table& table, const boost::json::object& spec,
            const std::vector<std::string>& also, Cells held) {
    AskedTerms asked = asked_terms(spec);
    Model out;
    out.rows = complete(table, chosen(table, spec), also);
    for (auto& variable : asked.variables) {
        const auto& cells = column(table, variable.name);
        std::erase_if(out.rows, [&](std::uint32_t row) { return cells.is_missing(row); });
        variable.factor = is_factor(variable, cells);
        if (!variable.factor) continue;
        if (variable.levels.empty()) variable.levels = levels_of(cells, out.rows);
        put_reference_first(variable);
        const auto places = codes(cells, out.rows, variable.levels);
        Rows kept;
        for (std::size_t r = 0; r < out.rows.size(); ++r)
            if (places[r] >= 0) kept.push_back(out.rows[r]);
        out.rows = std::move(kept);
    }
    for (const auto& variable : asked.variables) {
        const auto& cells = column(table, variable.name);
        statistics::Variable made;
        made.name = variable.name;
        if (variable.factor) {
            made.levels = variable.levels;
            made.codes = codes(cells, out.rows, variable.levels);
        } else if (const auto* own = std::get_if<datafiles::Numbers>(&cells.cells);
                   own && held == Cells::Lent && out.rows.size() == own->size()) {
            refuse_beyond_doubles(*own, variable.name);
            made.lent = *own;
        } else {
            made.numbers = numbers(cells, out.rows);
        }
        out.variables.push_back(std::move(made));
    }
    for (const auto& names : asked.terms) {
        statistics::Term term;
        for (const auto& name : names) {
            const auto found =
                std::find_if(asked.variables.begin(), asked.variables.end(),
                             [&](const AskedTerm& each) { return each.name == name; });
            if (found == asked.variables.end())
                throw CaseFault("The interaction names " + marked(name) +
                                ", which is none of \"terms\".");
            term.push_back(static_cast<std::size_t>(found - asked.variables.begin()));
        }
        std::sort(term.begin(), term.end());  // as R names it: in the order of the main effects
        out.terms.push_back(std::move(term));
    }
    return out;
}

}  // namespace breather::analysis

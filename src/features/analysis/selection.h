// Which rows of a table an analysis reads, and its columns as the engine wants them: complete.
#pragma once
#include <boost/json.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/datafiles/table.h"
#include "engines/statistics/design.h"
#include "features/analysis/method.h"

namespace breather::analysis {

using Rows = std::vector<std::uint32_t>;

/// What to say of a column that is not there: it names those that are.
CaseFault no_column(std::string_view name, const std::vector<std::string>& there);
/// A column by its name. Faults: it is not there (names those that are).
const datafiles::Column& column(const datafiles::Table& table, std::string_view name);

/// All rows, or those that pass `spec.filter`: {"column": value} or {"column": [values]}.
Rows chosen(const datafiles::Table& table, const boost::json::object& spec);
/// Those of `rows` that are in `others` too; both ascend.
Rows among(const Rows& rows, const Rows& others);
/// Of those, the rows in which none of these columns is missing.
Rows complete(const datafiles::Table& table, const Rows& rows,
              const std::vector<std::string>& columns);

/// Numbers of those rows; NaN where missing. Faults: the column holds text.
std::vector<double> numbers(const datafiles::Column& column, const Rows& rows);
/// The place of each row's value in `levels`, -1 where it is missing or none of them.
std::vector<int> codes(const datafiles::Column& column, const Rows& rows,
                       const std::vector<std::string>& levels);
/// The values that those rows have: numbers by size, labelled ones by their numbers, text by
/// the alphabet (as R's factor()).
std::vector<std::string> levels_of(const datafiles::Column& column, const Rows& rows);
/// A number for each person (or whatever the column names), in the order of their appearance.
std::vector<int> person_codes(const datafiles::Column& column, const Rows& rows);
/// 1 where the cell holds this value, 0 where another.
std::vector<double> indicator(const datafiles::Column& column, const Rows& rows,
                              std::string_view event);

// Fields of a spec. Faults name the field.
std::string text(const boost::json::object& spec, std::string_view field);
std::string text_or(const boost::json::object& spec, std::string_view field, std::string fallback);
double number_or(const boost::json::object& spec, std::string_view field, double fallback);
/// From 0 to 2^53.
std::uint64_t whole_number_or(const boost::json::object& spec, std::string_view field,
                              std::uint64_t fallback);
/// Faults: the spec has one of these, which this method would pass over in silence.
void refuse_fields(const boost::json::object& spec, std::initializer_list<std::string_view> fields);
/// Texts, or numbers as text ("levels": [1, 2, 3]).
std::vector<std::string> texts(const boost::json::object& spec, std::string_view field);
std::vector<std::string> texts_or(const boost::json::object& spec, std::string_view field,
                                  std::vector<std::string> fallback);

enum class Constant { With, Without };
/// The matrix of these terms; where there are none, the constant alone. Faults: more than a
/// thousand columns (names the term that asks for most).
statistics::Design design_of(std::span<const statistics::Variable> variables,
                             std::span<const statistics::Term> terms, std::size_t rows,
                             const Crew& crew = Crew(), Constant constant = Constant::With);

/// `spec.terms` ({"name", "type": numeric|factor, "levels", "reference"}, and {"interaction":
/// ["a", "b"]} or "a:b"), on the rows where `also` and all terms are complete and every factor has
/// one of its levels. The reference is the first level.
struct Model {
    Rows rows;
    std::vector<statistics::Variable> variables;
    std::vector<statistics::Term> terms;
    statistics::Design design(const Crew& crew = Crew()) const;
};
/// Lent: where every row of the table is in it, numeric variables are the table's own columns, and
/// the table must outlive the model.
enum class Cells { Copied, Lent };
Model model(const datafiles::Table& table, const boost::json::object& spec,
            const std::vector<std::string>& also, Cells cells = Cells::Copied);

}  // namespace breather::analysis

// From variables and terms to the matrix of a model. Dummy coding against the first level, as R's
// contr.treatment (a factor of a product whose rest is no term has a column for each level, as R's
// model.matrix); columns are named `column`, `column=level`, `a=x:b=y`, and `(Intercept)`.
#pragma once
#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "base/crew.h"

namespace breather::statistics {

/// A column of the data as a model sees it: numbers, or codes into levels. Rows of all variables
/// agree; nothing is missing (who has a gap is left out before).
struct Variable {
    std::string name;
    std::vector<double> numbers;        // of a numeric one
    std::vector<int> codes;             // of a factor: 0 is the reference
    std::vector<std::string> levels;    // of a factor; empty for a numeric one
    std::span<const double> lent = {};  // of a numeric one: read instead of `numbers`, and kept
                                        // by somebody who outlives this
    bool is_factor() const { return !levels.empty(); }
    std::span<const double> values() const { return lent.empty() ? numbers : lent; }
    std::size_t rows() const { return is_factor() ? codes.size() : values().size(); }
};

/// One term: one variable, or several multiplied. Places in the list of variables.
using Term = std::vector<std::size_t>;

struct Design {
    Eigen::MatrixXd x;               // rows × columns
    std::vector<std::string> names;  // of the columns
    std::vector<int> term_of;        // per column the place of its term, -1 for the constant
};

/// Levels that nobody has keep their column (all 0): collinear() names it.
Design design(std::span<const Variable> variables, std::span<const Term> terms,
              bool constant = true, const Crew& crew = Crew());
/// Each variable a term of its own.
Design design(std::span<const Variable> variables, bool constant = true);

/// The columns that others before them say already, in order (rank by pivoting in the order given,
/// tolerance 1e-7 as R's lm): they get no estimate. R calls them aliased.
std::vector<std::size_t> collinear(const Eigen::MatrixXd& x);

/// Without those columns.
Design without(const Design& whole, std::span<const std::size_t> columns);

}  // namespace breather::statistics

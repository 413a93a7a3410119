#include "engines/statistics/design.h"

namespace breather::statistics {
namespace {

struct Columns {
    std::vector<Eigen::VectorXd> values;
    std::vector<std::string> names;
};

Columns columns_of(const Variable& variable) {
    const auto rows = static_cast<Eigen::Index>(variable.rows());
    Columns out;
    if (!variable.is_factor()) {
        out.values.push_back(Eigen::Map<const Eigen::VectorXd>(variable.numbers.data(), rows));
        out.names.push_back(variable.name);
        return out;
    }
    for (std::size_t level = 1; level < variable.levels.size(); ++level) {
        Eigen::VectorXd dummy = Eigen::VectorXd::Zero(rows);
        for (Eigen::Index row = 0; row < rows; ++row)
            dummy[row] = variable.codes[static_cast<std::size_t>(row)] == static_cast<int>(level);
        out.values.push_back(std::move(dummy));
        out.names.push_back(variable.name + "=" + variable.levels[level]);
    }
    return out;
}

/// The first factor's levels change fastest, as in R.
Columns multiplied(const Columns& left, const Columns& right) {
    Columns out;
    for (std::size_t r = 0; r < right.values.size(); ++r)
        for (std::size_t l = 0; l < left.values.size(); ++l) {
            out.values.push_back(left.values[l].cwiseProduct(right.values[r]));
            out.names.push_back(left.names[l] + ":" + right.names[r]);
        }
    return out;
}

}  // namespace

Design design(std::span<const Variable> variables, std::span<const Term> terms, bool constant) {
    const std::size_t rows = variables.empty() ? 0 : variables.front().rows();
    Columns all;
    Design out;
    if (constant) {
        all.values.push_back(Eigen::VectorXd::Ones(static_cast<Eigen::Index>(rows)));
        all.names.push_back("(Intercept)");
        out.term_of.push_back(-1);
    }
    for (std::size_t t = 0; t < terms.size(); ++t) {
        Columns term = columns_of(variables[terms[t].at(0)]);
        for (std::size_t v = 1; v < terms[t].size(); ++v)
            term = multiplied(term, columns_of(variables[terms[t][v]]));
        for (std::size_t c = 0; c < term.values.size(); ++c) {
            all.values.push_back(std::move(term.values[c]));
            all.names.push_back(std::move(term.names[c]));
            out.term_of.push_back(static_cast<int>(t));
        }
    }
    out.x.resize(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(all.values.size()));
    for (std::size_t c = 0; c < all.values.size(); ++c)
        out.x.col(static_cast<Eigen::Index>(c)) = all.values[c];
    out.names = std::move(all.names);
    return out;
}

Design design(std::span<const Variable> variables, bool constant) {
    std::vector<Term> terms;
    for (std::size_t v = 0; v < variables.size(); ++v) terms.push_back({v});
    return design(variables, terms, constant);
}

std::vector<std::size_t> collinear(const Eigen::MatrixXd& x) {
    // Gram-Schmidt, twice for each column: what is left of a column after those kept before it.
    std::vector<Eigen::VectorXd> kept;
    std::vector<std::size_t> out;
    for (Eigen::Index c = 0; c < x.cols(); ++c) {
        Eigen::VectorXd rest = x.col(c);
        const double whole = rest.norm();
        for (int pass = 0; pass < 2; ++pass)
            for (const auto& axis : kept) rest -= axis.dot(rest) * axis;
        const double left = rest.norm();
        if (left <= 1e-7 * whole || whole == 0)
            out.push_back(static_cast<std::size_t>(c));
        else
            kept.push_back(rest / left);
    }
    return out;
}

Design without(const Design& whole, std::span<const std::size_t> columns) {
    Design out;
    std::vector<Eigen::Index> keep;
    for (std::size_t c = 0; c < whole.names.size(); ++c)
        if (std::find(columns.begin(), columns.end(), c) == columns.end()) {
            keep.push_back(static_cast<Eigen::Index>(c));
            out.names.push_back(whole.names[c]);
            out.term_of.push_back(whole.term_of[c]);
        }
    out.x = whole.x(Eigen::all, keep);
    return out;
}

}  // namespace breather::statistics

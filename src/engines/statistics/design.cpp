#include "engines/statistics/design.h"

#include <algorithm>

#include "engines/statistics/chunks.h"

namespace breather::statistics {
namespace {

/// One column of a term: which level of each of its factors (0 where the variable is numeric).
struct ColumnOf {
    const Term* term;
    std::vector<int> levels;
    std::string name;
};

/// R's rule of marginality: a factor stands against its first level where the rest of its term is a
/// term too; else each of its levels has its column (week + arm:week, without arm: at each week).
bool against_the_first(std::span<const Term> terms, const Term& term, std::size_t place) {
    Term rest = term;
    std::erase(rest, place);
    std::sort(rest.begin(), rest.end());
    return rest.empty() || std::any_of(terms.begin(), terms.end(), [&](Term other) {
               std::sort(other.begin(), other.end());
               return other == rest;
           });
}

/// The first variable's levels change fastest, as in R.
std::vector<ColumnOf> columns_of(std::span<const Variable> variables, std::span<const Term> terms,
                                 const Term& term) {
    std::vector<ColumnOf> out{{&term, {}, {}}};
    for (const std::size_t place : term) {
        const Variable& variable = variables[place];
        const int last = variable.is_factor() ? static_cast<int>(variable.levels.size()) - 1 : 0;
        const bool skips = variable.is_factor() && against_the_first(terms, term, place);
        std::vector<ColumnOf> longer;
        for (int level = skips ? 1 : 0; level <= last; ++level)
            for (const ColumnOf& before : out) {
                ColumnOf column = before;
                column.levels.push_back(level);
                if (!column.name.empty()) column.name += ":";
                column.name += variable.name;
                if (variable.is_factor())
                    column.name += "=" + variable.levels[static_cast<std::size_t>(level)];
                longer.push_back(std::move(column));
            }
        out = std::move(longer);
    }
    return out;
}

void fill(Eigen::MatrixXd& x, Eigen::Index at, std::span<const Variable> variables,
          const ColumnOf& column, Eigen::Index from, Eigen::Index to) {
    for (std::size_t v = 0; v < column.term->size(); ++v) {
        const Variable& variable = variables[(*column.term)[v]];
        const int level = column.levels[v];
        double* const cells = x.col(at).data();
        if (variable.is_factor()) {
            const int* const codes = variable.codes.data();
            for (Eigen::Index row = from; row < to; ++row)
                cells[row] = codes[row] == level ? (v == 0 ? 1.0 : cells[row]) : 0.0;
        } else {
            const double* const numbers = variable.values().data();
            for (Eigen::Index row = from; row < to; ++row)
                cells[row] = v == 0 ? numbers[row] : cells[row] * numbers[row];
        }
    }
}

}  // namespace

Design design(std::span<const Variable> variables, std::span<const Term> terms, bool constant,
              const Crew& crew) {
    const auto rows = static_cast<Eigen::Index>(variables.empty() ? 0 : variables.front().rows());
    Design out;
    std::vector<ColumnOf> columns;
    if (constant) {
        out.names.push_back("(Intercept)");
        out.term_of.push_back(-1);
    }
    for (std::size_t t = 0; t < terms.size(); ++t)
        for (ColumnOf& column : columns_of(variables, terms, terms[t])) {
            out.names.push_back(column.name);
            out.term_of.push_back(static_cast<int>(t));
            columns.push_back(std::move(column));
        }
    out.x.resize(rows, static_cast<Eigen::Index>(out.names.size()));
    in_chunks(crew, rows, [&](Eigen::Index from, Eigen::Index to) {
        Eigen::Index at = 0;
        if (constant) out.x.col(at++).segment(from, to - from).setOnes();
        for (const ColumnOf& column : columns) fill(out.x, at++, variables, column, from, to);
    });
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

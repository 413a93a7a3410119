#include "features/analysis/mean_row.h"

#include <algorithm>

#include "features/analysis/method.h"

namespace breather::analysis {
namespace {

std::vector<int> levels_in(const statistics::Variable& variable) {
    std::vector<int> out = variable.codes;
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

double mean_of(const std::vector<double>& values) {
    double out = 0;
    for (const double value : values) out += value / static_cast<double>(values.size());
    return out;
}

}  // namespace

Eigen::VectorXd mean_row(const std::vector<statistics::Variable>& variables,
                         const std::vector<statistics::Term>& terms,
                         const std::map<std::size_t, int>& held) {
    std::vector<std::vector<int>> levels;
    std::size_t rows = 1;
    for (std::size_t v = 0; v < variables.size(); ++v) {
        const auto kept = held.find(v);
        levels.push_back(kept != held.end() ? std::vector<int>{kept->second}
                                            : levels_in(variables[v]));
        if (variables[v].is_factor()) rows *= levels.back().size();
        if (rows > 1'000'000)
            throw CaseFault("Too many combinations of factor levels to average over.");
    }
    std::vector<statistics::Variable> grid;
    std::size_t repeat = 1;
    for (std::size_t v = 0; v < variables.size(); ++v) {
        const auto& each = variables[v];
        statistics::Variable made{each.name, {}, {}, each.levels};
        if (each.is_factor()) {
            for (std::size_t row = 0; row < rows; ++row)
                made.codes.push_back(levels[v][row / repeat % levels[v].size()]);
            repeat *= levels[v].size();
        } else {
            made.numbers.assign(rows, mean_of(each.numbers));
        }
        grid.push_back(std::move(made));
    }
    return statistics::design(grid, terms).x.colwise().mean().transpose();
}

}  // namespace breather::analysis

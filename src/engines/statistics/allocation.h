// Who gets which arm: permuted blocks, within strata too, and minimisation. Chance is handed in, so
// that a list can be made again from its seed. It knows no participant: strata and levels are
// numbers.
#pragma once
#include <map>
#include <span>
#include <vector>

#include "base/random.h"
#include "engines/statistics/outcome.h"

namespace breather::statistics {

/// Permuted blocks: within each every arm comes as often as its ratio says. Block sizes are drawn
/// with equal chance from those given, so that the last of a block cannot be foreseen.
class Blocks {
  public:
    /// Ratios 1:1, 2:1:1 …, each 1 or more; sizes are multiples of their sum. Refuses others by
    /// std::invalid_argument.
    Blocks(std::vector<int> ratios, std::vector<int> sizes);

    /// The arm of whoever comes next.
    int next(Random& random);
    /// The next n of them.
    std::vector<int> list(std::size_t n, Random& random);

  private:
    std::vector<int> ratios_, sizes_, open_;  // what is left of the open block, last first
};

/// A list of blocks for each stratum, opened when its first person comes.
class StratifiedBlocks {
  public:
    StratifiedBlocks(std::vector<int> ratios, std::vector<int> sizes);
    int next(std::span<const int> stratum, Random& random);

  private:
    Blocks empty_;
    std::map<std::vector<int>, Blocks> strata_;
};

/// Minimisation (Pocock & Simon 1975, Biometrics 31:103): the arm that leaves the least imbalance
/// over a person's levels of all factors (the sum of the ranges of counts divided by ratio) is
/// given with probability `best`, one of the others, in proportion to their ratios, otherwise. Arms
/// that tie share the chance of all that tie, by ratio.
class Minimisation {
  public:
    /// `best` from 0.5 to 1; weights one per factor (empty: 1 each). Refuses others by
    /// std::invalid_argument.
    Minimisation(std::vector<int> ratios, std::size_t factors, double best,
                 std::vector<double> weights = {});

    int next(std::span<const int> levels, Random& random);
    /// Somebody who was allocated elsewhere, or before.
    void count(std::span<const int> levels, int arm);

  private:
    double imbalance(std::span<const int> levels, std::size_t arm) const;

    std::vector<int> ratios_;
    double best_;
    std::vector<double> weights_;
    std::vector<std::map<int, std::vector<int>>> counts_;  // factor → level → per arm
};

}  // namespace breather::statistics

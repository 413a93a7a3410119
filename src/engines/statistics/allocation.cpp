#include "engines/statistics/allocation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace breather::statistics {
namespace {

void check(const std::vector<int>& ratios) {
    if (ratios.size() < 2 || std::any_of(ratios.begin(), ratios.end(), [](int r) { return r < 1; }))
        throw std::invalid_argument("Two or more arms are needed, each with a ratio of 1 or more.");
}

/// One of these arms, by ratio.
int drawn(const std::vector<std::size_t>& arms, const std::vector<int>& ratios, Random& random) {
    std::uint32_t whole = 0;
    for (const auto arm : arms) whole += static_cast<std::uint32_t>(ratios[arm]);
    std::uint32_t at = random.below(whole);
    for (const auto arm : arms) {
        if (at < static_cast<std::uint32_t>(ratios[arm])) return static_cast<int>(arm);
        at -= static_cast<std::uint32_t>(ratios[arm]);
    }
    return static_cast<int>(arms.back());
}

}  // namespace

Blocks::Blocks(std::vector<int> ratios, std::vector<int> sizes)
    : ratios_(std::move(ratios)), sizes_(std::move(sizes)) {
    check(ratios_);
    const int sum = std::accumulate(ratios_.begin(), ratios_.end(), 0);
    if (sizes_.empty() || std::any_of(sizes_.begin(), sizes_.end(),
                                      [&](int size) { return size < 1 || size % sum != 0; }))
        throw std::invalid_argument("Block sizes are multiples of the sum of the ratios.");
}

int Blocks::next(Random& random) {
    if (open_.empty()) {
        const int size = sizes_[random.below(static_cast<std::uint32_t>(sizes_.size()))];
        const int times = size / std::accumulate(ratios_.begin(), ratios_.end(), 0);
        for (std::size_t arm = 0; arm < ratios_.size(); ++arm)
            open_.insert(open_.end(), static_cast<std::size_t>(ratios_[arm] * times),
                         static_cast<int>(arm));
        for (std::size_t left = open_.size(); left > 1; --left)  // Fisher & Yates
            std::swap(open_[left - 1], open_[random.below(static_cast<std::uint32_t>(left))]);
    }
    const int arm = open_.back();
    open_.pop_back();
    return arm;
}

std::vector<int> Blocks::list(std::size_t n, Random& random) {
    std::vector<int> out(n);
    for (int& arm : out) arm = next(random);
    return out;
}

StratifiedBlocks::StratifiedBlocks(std::vector<int> ratios, std::vector<int> sizes)
    : empty_(std::move(ratios), std::move(sizes)) {}

int StratifiedBlocks::next(std::span<const int> stratum, Random& random) {
    return strata_.try_emplace({stratum.begin(), stratum.end()}, empty_).first->second.next(random);
}

Minimisation::Minimisation(std::vector<int> ratios, std::size_t factors, double best,
                           std::vector<double> weights)
    : ratios_(std::move(ratios)), best_(best), weights_(std::move(weights)), counts_(factors) {
    check(ratios_);
    if (!(best_ >= 0.5 && best_ <= 1))
        throw std::invalid_argument("The best arm's probability is from 0.5 to 1.");
    if (weights_.empty()) weights_.assign(factors, 1);
    if (weights_.size() != factors ||
        std::any_of(weights_.begin(), weights_.end(), [](double weight) { return !(weight >= 0); }))
        throw std::invalid_argument("Weights are one per factor, none below 0.");
}

double Minimisation::imbalance(std::span<const int> levels, std::size_t arm) const {
    double out = 0;
    for (std::size_t factor = 0; factor < counts_.size(); ++factor) {
        const auto found = counts_[factor].find(levels[factor]);
        double low = INFINITY, high = -INFINITY;
        for (std::size_t other = 0; other < ratios_.size(); ++other) {
            const int now =
                (found == counts_[factor].end() ? 0 : found->second[other]) + (other == arm);
            low = std::min(low, now / static_cast<double>(ratios_[other]));
            high = std::max(high, now / static_cast<double>(ratios_[other]));
        }
        out += weights_[factor] * (high - low);
    }
    return out;
}

int Minimisation::next(std::span<const int> levels, Random& random) {
    if (levels.size() != counts_.size())
        throw std::invalid_argument("A person has one level of each factor.");
    std::vector<double> would(ratios_.size());
    for (std::size_t arm = 0; arm < would.size(); ++arm) would[arm] = imbalance(levels, arm);
    const double least = *std::min_element(would.begin(), would.end());
    std::vector<std::size_t> best, others;
    for (std::size_t arm = 0; arm < would.size(); ++arm)
        (would[arm] <= least + 1e-12 ? best : others).push_back(arm);
    constexpr std::uint32_t parts = 1'000'000;
    const bool takes_best = random.below(parts) < std::lround(best_ * parts);
    const int arm = drawn(others.empty() || takes_best ? best : others, ratios_, random);
    count(levels, arm);
    return arm;
}

void Minimisation::count(std::span<const int> levels, int arm) {
    for (std::size_t factor = 0; factor < counts_.size(); ++factor) {
        auto& own = counts_[factor][levels[factor]];
        own.resize(ratios_.size());
        ++own[static_cast<std::size_t>(arm)];
    }
}

}  // namespace breather::statistics

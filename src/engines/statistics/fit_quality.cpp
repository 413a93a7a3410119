#include "engines/statistics/fit_quality.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "engines/statistics/tails.h"

namespace breather::statistics {
namespace {

using Value = Scored::Value;

HosmerLemeshow tested(const std::vector<Value>& groups) {  // p: the sum of probabilities
    HosmerLemeshow out;
    for (const Value& group : groups) {
        out.n.push_back(group.n);
        out.observed.push_back(group.events);
        out.expected.push_back(group.p);
        const double away = group.events - group.p;
        const double spread = group.p * (1 - group.p / group.n);
        if (spread > 0)
            out.chi2 += away * away / spread;
        else if (std::abs(away) > 1e-9)
            out.chi2 = std::numeric_limits<double>::infinity();
    }
    out.df = std::max(0.0, double(groups.size()) - 2);
    if (out.df >= 1) out.p = beyond_chi_squared(out.chi2, out.df);
    return out;
}

void add(Value& group, const Value& own) {
    group.n += own.n;
    group.events += own.events;
    group.p += own.n * own.p;
}

/// The k-th smallest, from 0; weights count as repeated rows.
double at(const Scored& rows, double k) {
    double before = 0;
    for (const Value& value : rows.values) {
        before += value.n;
        if (k < before - 1e-9) return value.p;
    }
    return rows.values.back().p;
}

double decile(const Scored& rows, double share) {
    const double place = share * (rows.n - 1), below = std::floor(place + 4e-15 * place);
    const double low = at(rows, below), rest = place - below;
    return rest > 1e-12 * place ? low + rest * (at(rows, below + 1) - low) : low;
}

void add_row(Scored& out, double p, double n, double events) {
    if (out.values.empty() || out.values.back().p != p) out.values.push_back({p, 0, 0});
    out.values.back().n += n;
    out.values.back().events += events;
    out.n += n;
    out.events += events;
}

/// By eleven bits at a time, the lowest first; each half of the rows by a hand of its own.
void sort_by_digits(std::vector<std::uint64_t>& keys, const Crew& crew) {
    constexpr unsigned bits = 11;
    constexpr std::uint64_t mask = (1u << bits) - 1;
    if (keys.size() < 4096) return std::sort(keys.begin(), keys.end());
    const std::uint64_t largest = *std::max_element(keys.begin(), keys.end());
    const std::size_t middle = keys.size() / 2, ends[] = {0, middle, keys.size()};
    std::vector<std::uint64_t> other(keys.size());
    for (unsigned shift = 0; shift < 64 && largest >> shift > 0; shift += bits) {
        std::vector<std::uint32_t> places[2];
        crew.each(2, [&](std::size_t half) {
            places[half].assign(mask + 1, 0);
            for (std::size_t i = ends[half]; i < ends[half + 1]; ++i)
                ++places[half][keys[i] >> shift & mask];
        });
        std::uint32_t sum = 0;
        for (std::size_t digit = 0; digit <= mask; ++digit)
            for (auto& of_half : places) {
                sum += of_half[digit];
                of_half[digit] = sum - of_half[digit];
            }
        crew.each(2, [&](std::size_t half) {
            for (std::size_t i = ends[half]; i < ends[half + 1]; ++i)
                other[places[half][keys[i] >> shift & mask]++] = keys[i];
        });
        keys.swap(other);
    }
}

}  // namespace

Scored scored(std::vector<double> fitted, std::span<const double> y,
              std::span<const double> weights, const Crew& crew) {
    Scored out;
    if (weights.empty()) {  // a probability and its outcome in one whole number
        std::vector<std::uint64_t> keys(fitted.size());
        for (std::size_t i = 0; i < keys.size(); ++i)
            keys[i] = 2 * static_cast<std::uint64_t>(std::nearbyint(fitted[i] * 1e12)) +
                      (y[i] == 0 ? 0 : 1);
        fitted = {};
        sort_by_digits(keys, crew);
        std::size_t different = 1;
        for (std::size_t i = 1; i < keys.size(); ++i) different += keys[i] / 2 != keys[i - 1] / 2;
        out.values.reserve(different);
        for (const auto key : keys) add_row(out, double(key / 2) / 1e12, 1, double(key % 2));
        return out;
    }
    std::vector<Value> rows(fitted.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i] = {std::nearbyint(fitted[i] * 1e12) / 1e12, weights[i], weights[i] * y[i]};
    std::sort(rows.begin(), rows.end(), [](const Value& a, const Value& b) { return a.p < b.p; });
    for (const Value& row : rows) add_row(out, row.p, row.n, row.events);
    return out;
}

Maybe area_under_curve(const Scored& rows) {
    const double none = rows.n - rows.events;
    if (!(rows.events > 0) || !(none > 0)) return std::nullopt;
    double won = 0, below = 0;
    for (const Value& value : rows.values) {
        const double others = value.n - value.events;
        won += value.events * (below + others / 2);
        below += others;
    }
    return won / (rows.events * none);
}

Classified classified(const Scored& rows, double cut) {
    Classified out;
    for (const Value& value : rows.values) {
        out.counts[0][value.p >= cut] += value.n - value.events;
        out.counts[1][value.p >= cut] += value.events;
    }
    out.percent_correct = 100 * (out.counts[0][0] + out.counts[1][1]) / rows.n;
    return out;
}

HosmerLemeshow hosmer_lemeshow_quantiles(const Scored& rows, std::size_t groups) {
    std::vector<double> cuts;
    for (std::size_t g = 0; g <= groups; ++g) {
        const double cut = decile(rows, double(g) / double(groups));
        if (cuts.empty() || cut > cuts.back()) cuts.push_back(cut);
    }
    std::vector<Value> found(std::max<std::size_t>(1, cuts.size() - 1));
    std::size_t group = 0;
    for (const Value& value : rows.values) {
        while (group + 1 < found.size() && value.p > cuts[group + 1]) ++group;
        add(found[group], value);
    }
    std::erase_if(found, [](const Value& each) { return each.n == 0; });
    return tested(found);
}

HosmerLemeshow hosmer_lemeshow_blocks(const Scored& rows, std::size_t groups) {
    const double target = std::floor(rows.n / double(groups) + 0.5);
    std::vector<Value> found;
    for (const Value& value : rows.values) {
        const bool joins = !found.empty() && found.back().n < target &&
                           found.back().n + std::floor(value.n / 2) <= target;
        if (!joins) found.emplace_back();
        add(found.back(), value);
    }
    if (found.size() > 1 && found.back().n <= rows.n / (2 * double(groups))) {
        Value& before = found[found.size() - 2];
        before.n += found.back().n;
        before.events += found.back().events;
        before.p += found.back().p;
        found.pop_back();
    }
    return tested(found);
}

}  // namespace breather::statistics

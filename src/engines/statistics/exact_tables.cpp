#include "engines/statistics/exact_tables.h"

#include <cmath>
#include <map>
#include <numeric>
#include <vector>

#include "engines/statistics/contingency.h"
#include "engines/statistics/root.h"

namespace breather::statistics {
namespace {

constexpr double slack = 1e-7;  // R's: probabilities so near are the same

bool whole(const Eigen::MatrixXd& counts) {
    return counts.size() > 0 && counts.minCoeff() >= 0 && counts.maxCoeff() < 1e9 &&
           (counts.array() == counts.array().round()).all();
}

/// ln k! for k up to n.
std::vector<double> ln_factorials(int n) {
    std::vector<double> out(static_cast<std::size_t>(n) + 1);
    for (int k = 0; k <= n; ++k) out[static_cast<std::size_t>(k)] = std::lgamma(k + 1.0);
    return out;
}

double ln_choose(double n, double k) {
    return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

/// The top left count of a 2 × 2 table with these margins. Only what is near the mode, or beyond
/// the count that was seen, is gone through: a million rows take as long as a thousand.
struct Hypergeometric {
    double m, n, k;  // first column, second column, first row
    double low, high;

    explicit Hypergeometric(const Eigen::Matrix2d& t)
        : m(t(0, 0) + t(1, 0)),
          n(t(0, 1) + t(1, 1)),
          k(t(0, 0) + t(0, 1)),
          low(std::max(0.0, k - n)),
          high(std::min(k, m)) {}

    double ln(double x) const {
        return ln_choose(m, x) + ln_choose(n, k - x) - ln_choose(m + n, k);
    }
    /// P(x + 1) / P(x)
    double ratio(double x) const { return (m - x) * (k - x) / ((x + 1) * (n - k + x + 1)); }
    double mode(double odds) const {  // the first x that the next one does not exceed
        double from = low, to = high;
        while (from < to) {
            const double middle = std::floor((from + to) / 2);
            (odds * ratio(middle) > 1 ? from : to) = odds * ratio(middle) > 1 ? middle + 1 : middle;
        }
        return from;
    }

    /// Σ of each(x) P(x) from x on, away from the mode, in units of P(x).
    template <class Each>
    double sum(double x, int way, double odds, Each&& each) const {
        double out = 0;
        for (double p = 1; x >= low && x <= high && p > 1e-20; x += way) {
            out += p * each(x);
            p *= way > 0 ? odds * ratio(x) : 1 / (odds * ratio(x - 1));
        }
        return out;
    }
    double tail(double x, int way) const {
        if (x < low || x > high) return 0;
        return std::exp(ln(x)) * sum(x, way, 1, [](double) { return 1.0; });
    }

    double mean(double odds) const {
        if (odds == 0) return low;
        const double top = mode(odds);
        const auto away = [top](double x) { return x - top; };
        const auto one = [](double) { return 1.0; };
        const double all = sum(top, 1, odds, one) + sum(top, -1, odds, one) - 1;
        return top + (sum(top, 1, odds, away) + sum(top, -1, odds, away)) / all;
    }

    double two_sided(double x) const {
        const double top = mode(1), limit = ln(x) + std::log1p(slack);
        if (limit >= ln(top)) return 1;
        const int way = x < top ? 1 : -1;               // to the other side
        double near = top, far = way > 0 ? high : low;  // the first there that is no more probable
        if (ln(far) > limit) return tail(x, -way);
        while (std::abs(far - near) > 1) {
            const double middle = std::floor((near + far) / 2);
            (ln(middle) <= limit ? far : near) = middle;
        }
        return tail(x, -way) + tail(far, way);
    }
};

double conditional_odds(const Hypergeometric& margins, double x, double tolerance) {
    if (x == margins.low) return 0;
    if (x == margins.high) return std::numeric_limits<double>::infinity();
    const double even = margins.mean(1);
    if (even > x) return brent_root([&](double t) { return margins.mean(t) - x; }, 0, 1, tolerance);
    if (even < x)
        return 1 / brent_root([&](double t) { return margins.mean(1 / t) - x; },
                              std::numeric_limits<double>::epsilon(), 1, tolerance);
    return 1;
}

using State = std::vector<int>;  // what the rows have left, sorted

/// A way here: the ln weight of the columns filled so far, and how many ways have this very one.
struct Path {
    double ln_weight, ways;
};

/// Tables of given margins, column by column. ln weights are Σ -ln x!.
class Tables {
  public:
    Tables(const Eigen::MatrixXd& counts, double steps_max)
        : columns_(static_cast<std::size_t>(counts.cols())),
          ln_(ln_factorials(static_cast<int>(counts.sum()))),
          steps_left_(steps_max) {
        for (Eigen::Index c = 0; c < counts.cols(); ++c)
            columns_[static_cast<std::size_t>(c)] = static_cast<int>(counts.col(c).sum());
        std::sort(columns_.begin(), columns_.end());  // the widest last: their sums are closed
        for (Eigen::Index r = 0; r < counts.rows(); ++r)
            first_.push_back(static_cast<int>(counts.row(r).sum()));
        std::sort(first_.begin(), first_.end());
        limit_ = std::log1p(slack);
        for (Eigen::Index c = 0; c < counts.cols(); ++c)
            for (Eigen::Index r = 0; r < counts.rows(); ++r)
                limit_ -= ln_[static_cast<std::size_t>(counts(r, c))];
        ln_all_ = all(0, first_);
        if (counts.rows() == 2) exact_bounds();
    }

    Outcome<double> p() {
        std::map<State, Node> stage;
        stage[first_] = node(0, first_);
        stage[first_].paths.push_back({0, 1});
        for (std::size_t column = 0; !stage.empty(); ++column) {
            std::map<State, Node> next;
            for (auto& [state, here] : stage) {
                merge(here.paths);
                if (column + 2 >= columns_.size())
                    finish(column, state, here.paths);
                else
                    spread(column, state, here.paths, next);
                here.paths = {};
                if (steps_left_ < 0) return Undefined{Why::NoConvergence, "too many tables"};
            }
            stage = std::move(next);
        }
        return std::min(1.0, sum_);
    }

  private:
    struct Node {
        double ln_all = 0, most = 0, least = 0;  // of everything that can follow: sum, bounds
        std::vector<Path> paths;
        std::size_t merged = 0;
    };

    std::vector<int> columns_;
    std::vector<double> ln_;
    double steps_left_, limit_ = 0, ln_all_ = 0, sum_ = 0;
    State first_;
    std::vector<std::vector<double>> most_, least_;  // of two rows, by column and what row 1 has

    double ln(int k) const { return ln_[static_cast<std::size_t>(k)]; }

    /// ln Σ over all completions: n! / (Π rows! Π columns!).
    double all(std::size_t column, const State& state) const {
        double out = ln(std::accumulate(state.begin(), state.end(), 0));
        for (const int left : state) out -= ln(left);
        for (; column < columns_.size(); ++column) out -= ln(columns_[column]);
        return out;
    }

    /// With two rows the heaviest and the lightest completion are found outright.
    void exact_bounds() {
        const std::size_t n = static_cast<std::size_t>(first_[0] + first_[1]);
        steps_left_ -= double(n) * double(n);
        most_.assign(columns_.size() + 1, std::vector<double>(n + 1, 0));
        least_ = most_;
        int left = 0;
        for (std::size_t c = columns_.size(); c-- > 0;) {
            const int before = left, own = columns_[c];
            left += own;
            for (int s = 0; s <= left; ++s) {
                double most = -1e300, least = 1e300;
                for (int x = std::max(0, s - before); x <= std::min(own, s); ++x) {
                    const double weight = -ln(x) - ln(own - x);
                    const auto rest = static_cast<std::size_t>(s - x);
                    most = std::max(most, weight + most_[c + 1][rest]);
                    least = std::min(least, weight + least_[c + 1][rest]);
                }
                most_[c][static_cast<std::size_t>(s)] = most;
                least_[c][static_cast<std::size_t>(s)] = least;
            }
        }
    }

    /// With more rows: each cell at the peak of its Poisson weight bounds from above (the margins'
    /// multipliers taken from the expected counts); all of a column, or of a row, in one cell
    /// bounds from below.
    Node node(std::size_t column, const State& state) const {
        Node out;
        out.ln_all = all(column, state);
        if (!most_.empty()) {
            const auto s = static_cast<std::size_t>(state[0]);
            out.most = most_[column][s];
            out.least = least_[column][s];
            return out;
        }
        const double n = std::accumulate(state.begin(), state.end(), 0.0);
        double by_rows = 0, by_columns = 0;
        for (const int left : state) by_rows -= ln(left);
        for (std::size_t c = column; c < columns_.size(); ++c) {
            by_columns -= ln(columns_[c]);
            for (const int left : state) {
                const double expected = left * double(columns_[c]) / n;
                if (expected <= 0) continue;
                const double peak = std::floor(expected);
                out.most += (peak - expected) * std::log(expected) - ln(static_cast<int>(peak));
            }
        }
        out.least = std::max(by_rows, by_columns);
        return out;
    }

    void merge(std::vector<Path>& paths) const {
        std::sort(paths.begin(), paths.end(),
                  [](const Path& a, const Path& b) { return a.ln_weight < b.ln_weight; });
        std::size_t kept = 0;
        for (std::size_t i = 1; i < paths.size(); ++i) {
            if (paths[i].ln_weight - paths[kept].ln_weight < 1e-10)
                paths[kept].ways += paths[i].ways;
            else
                paths[++kept] = paths[i];
        }
        if (!paths.empty()) paths.resize(kept + 1);
    }

    /// Every way to share one column among the rows: calls each(what is left, its ln weight), until
    /// the steps are used up.
    template <class Each>
    void shares(const State& state, int column, Each&& each) {
        State left = state;
        const auto share = [&](auto&& self, std::size_t row, int rest, int room,
                               double weight) -> void {
            if (--steps_left_ < 0) return;
            if (row + 1 == state.size()) {
                left[row] = state[row] - rest;
                each(left, weight - ln(rest));
                return;
            }
            const int room_after = room - state[row];
            for (int x = std::max(0, rest - room_after); x <= std::min(rest, state[row]); ++x) {
                left[row] = state[row] - x;
                self(self, row + 1, rest - x, room_after, weight - ln(x));
            }
        };
        share(share, 0, column, std::accumulate(state.begin(), state.end(), 0), 0);
    }

    void spread(std::size_t column, const State& state, const std::vector<Path>& paths,
                std::map<State, Node>& next) {
        shares(state, columns_[column], [&](const State& left, double weight) {
            State sorted = left;
            std::sort(sorted.begin(), sorted.end());
            auto [found, fresh] = next.try_emplace(std::move(sorted));
            Node& child = found->second;
            if (fresh) child = node(column + 1, found->first);
            steps_left_ -= 10 + double(paths.size()) + (fresh ? 10 * double(columns_.size()) : 0);
            for (const Path& path : paths) {
                const double here = path.ln_weight + weight;
                if (here + child.most <= limit_)
                    sum_ += path.ways * std::exp(here + child.ln_all - ln_all_);
                else if (here + child.least <= limit_)
                    child.paths.push_back({here, path.ways});
            }
            if (child.paths.size() > 2 * child.merged + 4096) {
                merge(child.paths);
                child.merged = child.paths.size();
            }
        });
    }

    /// One or two columns are left: their completions by weight, and sums from the lightest up.
    void finish(std::size_t column, const State& state, const std::vector<Path>& paths) {
        if (paths.empty()) return;
        std::vector<double> weights;
        shares(state, columns_[column], [&](const State& left, double weight) {
            if (column + 1 < columns_.size())
                for (const int x : left) weight -= ln(x);
            weights.push_back(weight);
        });
        steps_left_ -= 10 * double(weights.size()) + double(paths.size());
        if (steps_left_ < 0) return;
        std::sort(weights.begin(), weights.end());
        const double top = weights.back();
        std::vector<double> sums(weights.size() + 1, 0);
        for (std::size_t i = 0; i < weights.size(); ++i)
            sums[i + 1] = sums[i] + std::exp(weights[i] - top);
        for (const Path& path : paths) {
            const auto beyond =
                std::upper_bound(weights.begin(), weights.end(), limit_ - path.ln_weight);
            sum_ += path.ways * sums[static_cast<std::size_t>(beyond - weights.begin())] *
                    std::exp(path.ln_weight + top - ln_all_);
        }
    }
};

}  // namespace

Outcome<FisherTwoByTwo> fisher_two_by_two(const Eigen::Matrix2d& counts) {
    if (!whole(counts)) return Undefined{Why::OutOfRange, {}};
    if (occupied(counts).size() < 4) return Undefined{Why::Constant, {}};
    const Hypergeometric margins(counts);
    const double x = counts(0, 0), top = margins.mode(1);
    FisherTwoByTwo out;
    out.p_two_sided = std::min(1.0, margins.two_sided(x));
    out.p_less = x < top ? margins.tail(x, -1) : 1 - margins.tail(x + 1, 1);
    out.p_greater = x > top ? margins.tail(x, 1) : 1 - margins.tail(x - 1, -1);
    const double eps = std::numeric_limits<double>::epsilon();
    out.conditional_or = conditional_odds(margins, x, std::pow(eps, 0.25));
    out.conditional_or_exact = conditional_odds(margins, x, 1e-14);
    return out;
}

Outcome<double> fisher_r_by_c(const Eigen::MatrixXd& counts, double steps_max) {
    if (!whole(counts)) return Undefined{Why::OutOfRange, {}};
    Eigen::MatrixXd table = occupied(counts);
    if (table.rows() < 2 || table.cols() < 2) return Undefined{Why::Constant, {}};
    if (table.sum() > std::sqrt(steps_max)) return Undefined{Why::NoConvergence, "too many tables"};
    if (table.rows() > table.cols()) table.transposeInPlace();
    return Tables(table, steps_max).p();
}

}  // namespace breather::statistics

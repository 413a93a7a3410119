#include "engines/statistics/risk_sets.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engines/statistics/in_order.h"
#include "engines/statistics/survival.h"

namespace breather::statistics {
namespace {

constexpr std::size_t piece_rows = 8192;
constexpr Eigen::Index block_rows = 512;

/// What d tied deaths add, Efron (1977, JASA 72:557): the k-th has k/d of the dead taken away.
/// Breslow (1974): none.
struct TiedSums {
    double log_sum = 0;   // sum of ln(S0 - k/d D0)
    double a = 0, b = 0;  // sums of 1/(S0 - k/d D0), and of k/d times that
    double aa = 0, ab = 0, bb = 0;
};

TiedSums tied_sums(Ties ties, std::uint32_t deaths, double at_risk, double dying) {
    TiedSums out;
    if (deaths == 1 || ties == Ties::Breslow) {
        const double d = deaths, one = 1 / at_risk;
        return {d * std::log(at_risk), d * one, 0, d * one * one, 0, 0};
    }
    for (std::uint32_t k = 0; k < deaths; ++k) {
        const double part = k / static_cast<double>(deaths), left = at_risk - part * dying;
        const double a = 1 / left, b = part * a;
        out.log_sum += std::log(left);
        out.a += a;
        out.b += b;
        out.aa += a * a;
        out.ab += a * b;
        out.bb += b * b;
    }
    return out;
}

/// How many have which rank.
class Counts {
  public:
    explicit Counts(std::size_t ranks) : tree_(ranks + 1), own_(ranks) {}
    void add(std::uint32_t rank) {
        ++all_;
        ++own_[rank];
        for (std::size_t i = rank + 1u; i < tree_.size(); i += i & (~i + 1)) ++tree_[i];
    }
    double below_and_half(std::uint32_t rank) const {
        std::uint64_t below = 0;
        for (std::size_t i = rank; i > 0; i &= i - 1) below += tree_[i];
        return static_cast<double>(below) + own_[rank] / 2.0;
    }
    double all() const { return all_; }

  private:
    std::vector<std::uint32_t> tree_, own_;
    double all_ = 0;
};

/// Sums of outer products, many rows at a time.
class Outer {
  public:
    explicit Outer(Eigen::Index columns) : rows_(block_rows, columns), weights_(block_rows) {
        sum.setZero(columns, columns);
    }
    template <class Row>
    void add(const Row& row, double weight) {
        rows_.row(filled_) = row;
        weights_[filled_] = weight;
        if (++filled_ == block_rows) flush();
    }
    void flush() {
        const auto top = rows_.topRows(filled_);
        sum.noalias() += top.transpose() * (weights_.head(filled_).asDiagonal() * top);
        filled_ = 0;
    }
    Eigen::MatrixXd sum;

  private:
    RowMatrix rows_;
    Eigen::VectorXd weights_;
    Eigen::Index filled_ = 0;
};

}  // namespace

struct RiskSets::Sums {
    // Of the rows of this piece since its last opening of a stratum; then: of all before it.
    double risk = 0, carried_risk = 0;
    Eigen::RowVectorXd risk_x, carried_risk_x;
    bool opens = false;  // a stratum begins in it
    double log_lik = 0, carried_hazard = 0;
    double first_hazard = 0;  // of its tie sets before the first stratum that opens in it
    Eigen::VectorXd gradient;
    Eigen::MatrixXd information;
};

RiskSets::RiskSets(Eigen::MatrixXd x, const Survivals& rows, std::span<const int> stratum,
                   Ties ties, const Crew& crew)
    : ties_(ties), crew_(crew), x_(std::move(x)) {
    gather(arrange(rows, stratum));
    eta_.resize(event_.size());
    risk_.resize(event_.size());
    hazard_.resize(sets_.size());
    spared_.resize(sets_.size());
}

/// Rows by stratum and falling time; on the way the tie sets, the pieces, and the table of times.
std::vector<std::uint32_t> RiskSets::arrange(const Survivals& rows, std::span<const int> stratum) {
    const std::size_t n = rows.time.size();
    const auto keyed = in_order(rows.time);
    std::vector<double> times(n);
    for (std::size_t at = 0; at < n; ++at) times[at] = keyed[at].value;
    const auto starts = time_starts(times);
    table_ = {1,
              std::vector<double>(starts.size()),
              std::vector<std::uint32_t>(starts.size()),
              std::vector<std::uint32_t>(starts.size()),
              {static_cast<std::uint32_t>(n)}};
    std::vector<std::uint32_t> rank(n);
    for (std::size_t s = 0; s < starts.size(); ++s) {
        table_.times[s] = times[starts[s]];
        const std::size_t end = s + 1 < starts.size() ? starts[s + 1] : n;
        for (std::size_t at = starts[s]; at < end; ++at) {
            rank[at] = static_cast<std::uint32_t>(s);
            ++table_.leaving[s];
            table_.deaths[s] += rows.event[keyed[at].tag];
        }
    }
    // Latest first, then by stratum; each step keeps the order of the one before.
    std::vector<std::uint32_t> order(n);
    for (std::size_t at = 0; at < n; ++at) order[at] = static_cast<std::uint32_t>(n - 1 - at);
    const auto stratum_at = [&](std::uint32_t at) {
        return stratum.empty() ? 0 : stratum[keyed[at].tag];
    };
    if (!stratum.empty())
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return stratum_at(a) < stratum_at(b);
        });
    event_.resize(n);
    for (std::size_t at = 0; at < n; ++at) {
        event_[at] = rows.event[keyed[order[at]].tag];
        const bool opens = at == 0 || stratum_at(order[at]) != stratum_at(order[at - 1]);
        if (opens || rank[order[at]] != sets_.back().time)
            sets_.push_back({static_cast<std::uint32_t>(at), 0, rank[order[at]], 0, opens});
        sets_.back().last = static_cast<std::uint32_t>(at + 1);
        sets_.back().deaths += event_[at];
        events_ += event_[at];
    }
    for (std::size_t s = 0; s < sets_.size(); ++s)
        if (pieces_.empty() || sets_[s].first - sets_[pieces_.back().first].first >= piece_rows)
            pieces_.push_back({s, s + 1});
        else
            pieces_.back().last = s + 1;
    for (auto& at : order) at = keyed[at].tag;
    return order;
}

/// Columns in that order, standardised on the way, each in its own place.
void RiskSets::gather(std::span<const std::uint32_t> order) {
    scale_.setOnes(x_.cols());
    if (x_.rows() == 0) return;
    const auto n = static_cast<double>(x_.rows());
    crew_.each(static_cast<std::size_t>(x_.cols()), [&](std::size_t column) {
        auto own = x_.col(static_cast<Eigen::Index>(column));
        // From the first value on, so that a column without spread is 0 exactly.
        const double first = own[0], largest = (own.array() - first).abs().maxCoeff();
        if (largest == 0) return own.setZero(), void();
        const double mean = (own.array() - first).sum() / n;
        const double sd =
            largest * std::sqrt(((own.array() - first - mean) / largest).square().sum() / n);
        const double shift = first + mean, factor = sd > 0 ? 1 / sd : 0;
        if (sd > 0) scale_[static_cast<Eigen::Index>(column)] = sd;
        const Eigen::VectorXd before = own;
        for (Eigen::Index at = 0; at < own.size(); ++at)
            own[at] = (before[order[static_cast<std::size_t>(at)]] - shift) * factor;
    });
}

/// Linear predictors and relative risks; the sums that later pieces start from.
void RiskSets::weigh(const Piece& piece, const Eigen::VectorXd& beta, Sums& sums) {
    const auto begin = static_cast<Eigen::Index>(sets_[piece.first].first);
    const auto size = static_cast<Eigen::Index>(sets_[piece.last - 1].last) - begin;
    Eigen::Map<Eigen::VectorXd> eta(eta_.data() + begin, size), risk(risk_.data() + begin, size);
    eta.noalias() = x_.middleRows(begin, size) * beta;
    risk = eta.array().exp();
    std::size_t open = piece.first;
    for (std::size_t s = piece.first; s < piece.last; ++s)
        if (sets_[s].opens_stratum) open = s, sums.opens = true;
    const auto from = static_cast<Eigen::Index>(sets_[open].first) - begin;
    sums.risk = risk.tail(size - from).sum();
    sums.risk_x = risk.tail(size - from).transpose() * x_.middleRows(begin + from, size - from);
}

/// Log likelihood, gradient, the means' part of the information, and the hazard of each tie set.
void RiskSets::sum_events(const Piece& piece, std::span<const double> weight, Sums& sums) {
    double risk = sums.carried_risk;
    Eigen::RowVectorXd risk_x = sums.carried_risk_x, dying_x(x_.cols());
    Outer means(x_.cols());
    RowMatrix held(block_rows, x_.cols());  // a few rows together, as they are needed below
    auto held_from = static_cast<Eigen::Index>(sets_[piece.first].first) - block_rows;
    Eigen::RowVectorXd gradient = Eigen::RowVectorXd::Zero(x_.cols());
    for (std::size_t s = piece.first; s < piece.last; ++s) {
        const TieSet& set = sets_[s];
        if (set.opens_stratum) risk = 0, risk_x.setZero();
        double dying = 0, eta = 0;
        const double times = weight.empty() ? 1 : weight[s];
        if (set.deaths > 0) dying_x.setZero();
        for (std::size_t row = set.first; row < set.last; ++row) {
            const auto at = static_cast<Eigen::Index>(row);
            if (at == held_from + block_rows) {
                held_from = at;
                const Eigen::Index size = std::min(block_rows, x_.rows() - at);
                held.topRows(size) = x_.middleRows(at, size);
            }
            const auto own = held.row(at - held_from);
            risk += risk_[row];
            risk_x.noalias() += risk_[row] * own;
            if (!event_[row]) continue;
            dying += risk_[row];
            eta += eta_[row];
            gradient += times * own;
            if (set.deaths > 1) dying_x.noalias() += risk_[row] * own;
        }
        hazard_[s] = spared_[s] = 0;
        if (set.deaths == 0) continue;
        const TiedSums tied = tied_sums(ties_, set.deaths, risk, dying);
        sums.log_lik += eta - tied.log_sum;
        hazard_[s] = times * tied.a;
        spared_[s] = times * tied.b;
        gradient -= times * (tied.a * risk_x - tied.b * dying_x);
        // aa S S' - ab (S D' + D S') + bb D D' as two squares
        const double root = std::sqrt(tied.aa);
        if (tied.ab == 0) {
            means.add(root * risk_x, times);
            continue;
        }
        means.add(root * risk_x - tied.ab / root * dying_x, times);
        // Divided first: where somebody runs away, the squares of these go beyond all doubles.
        means.add(std::sqrt(std::max(0.0, tied.bb - tied.ab / tied.aa * tied.ab)) * dying_x, times);
    }
    means.flush();
    sums.gradient = gradient.transpose();
    sums.information = -means.sum;
    for (std::size_t s = piece.first; s < piece.last; ++s) {
        if (sets_[s].opens_stratum) break;
        sums.first_hazard += hazard_[s];
    }
}

/// The squares' part: each row as often as the hazard it lived through.
void RiskSets::sum_squares(const Piece& piece, Sums& sums) {
    const auto begin = static_cast<Eigen::Index>(sets_[piece.first].first);
    const auto end = static_cast<Eigen::Index>(sets_[piece.last - 1].last);
    Eigen::VectorXd lived(end - begin);
    double hazard = sums.carried_hazard;
    for (std::size_t s = piece.last; s-- > piece.first;) {
        hazard += hazard_[s];
        for (std::size_t row = sets_[s].first; row < sets_[s].last; ++row)
            lived[static_cast<Eigen::Index>(row) - begin] =
                risk_[row] * (hazard - (event_[row] ? spared_[s] : 0));
        if (sets_[s].opens_stratum) hazard = 0;
    }
    for (Eigen::Index at = begin; at < end; at += block_rows) {
        const Eigen::Index size = std::min(block_rows, end - at);
        const auto block = x_.middleRows(at, size);
        sums.information.noalias() +=
            block.transpose() * (lived.segment(at - begin, size).asDiagonal() * block);
    }
}

Likelihood RiskSets::at(const Eigen::VectorXd& beta, std::span<const double> weight) {
    std::vector<Sums> sums(pieces_.size());
    crew_.each(pieces_.size(), [&](std::size_t p) { weigh(pieces_[p], beta, sums[p]); });
    for (std::size_t p = 0; p < sums.size(); ++p) {
        sums[p].carried_risk_x = Eigen::RowVectorXd::Zero(x_.cols());
        if (p == 0) continue;
        sums[p].carried_risk =
            sums[p - 1].risk + (sums[p - 1].opens ? 0 : sums[p - 1].carried_risk);
        sums[p].carried_risk_x = sums[p - 1].risk_x;
        if (!sums[p - 1].opens) sums[p].carried_risk_x += sums[p - 1].carried_risk_x;
    }
    crew_.each(pieces_.size(), [&](std::size_t p) { sum_events(pieces_[p], weight, sums[p]); });
    for (std::size_t p = sums.size(); p-- > 0;) {
        if (p + 1 == sums.size() || sets_[pieces_[p + 1].first].opens_stratum) continue;
        sums[p].carried_hazard =
            sums[p + 1].first_hazard + (sums[p + 1].opens ? 0 : sums[p + 1].carried_hazard);
    }
    crew_.each(pieces_.size(), [&](std::size_t p) { sum_squares(pieces_[p], sums[p]); });
    Likelihood out{0, Eigen::VectorXd::Zero(x_.cols()),
                   Eigen::MatrixXd::Zero(x_.cols(), x_.cols())};
    for (const auto& own : sums) {
        out.log_lik += own.log_lik;
        out.gradient += own.gradient;
        out.information += own.information;
    }
    return out;
}

RiskSets::LeftOver RiskSets::schoenfeld() const {
    RowMatrix means(static_cast<Eigen::Index>(sets_.size()), x_.cols());
    double risk = 0;
    Eigen::RowVectorXd risk_x(x_.cols()), dying_x(x_.cols());
    for (std::size_t s = 0; s < sets_.size(); ++s) {
        const TieSet& set = sets_[s];
        if (set.opens_stratum) risk = 0, risk_x.setZero();
        double dying = 0;
        dying_x.setZero();
        for (std::size_t row = set.first; row < set.last; ++row) {
            const auto own = risk_[row] * x_.row(static_cast<Eigen::Index>(row));
            risk += risk_[row];
            risk_x += own;
            if (event_[row]) dying += risk_[row], dying_x += own;
        }
        if (set.deaths == 0) continue;
        const TiedSums tied = tied_sums(ties_, set.deaths, risk, dying);
        means.row(static_cast<Eigen::Index>(s)) = (tied.a * risk_x - tied.b * dying_x) / set.deaths;
    }
    LeftOver out{{}, {}, RowMatrix(static_cast<Eigen::Index>(events_), x_.cols())};
    std::vector<std::size_t> order;
    for (std::size_t first = 0; first < sets_.size();) {
        std::size_t last = first + 1;
        while (last < sets_.size() && !sets_[last].opens_stratum) ++last;
        for (std::size_t s = last; s-- > first;) order.push_back(s);
        first = last;
    }
    for (const auto s : order)
        for (std::size_t row = sets_[s].last; row-- > sets_[s].first;) {  // as they were given
            if (!event_[row]) continue;
            out.residual.row(static_cast<Eigen::Index>(out.set.size())) =
                x_.row(static_cast<Eigen::Index>(row)) - means.row(static_cast<Eigen::Index>(s));
            out.set.push_back(s);
            out.time.push_back(table_.times[sets_[s].time]);
        }
    return out;
}

std::vector<double> RiskSets::centred_km() const {
    std::vector<double> before(table_.times.size());  // 1 - S just before each time
    double survival = 1, at_risk = table_.rows.at(0), sum = 0;
    for (std::size_t t = 0; t < before.size(); ++t) {
        before[t] = 1 - survival;
        sum += table_.deaths[t] * before[t];
        survival *= (at_risk - table_.deaths[t]) / at_risk;
        at_risk -= table_.leaving[t];
    }
    std::vector<double> out(sets_.size());
    for (std::size_t s = 0; s < out.size(); ++s)
        out[s] =
            before[sets_[s].time] - sum / static_cast<double>(std::max<std::size_t>(1, events_));
    return out;
}

/// Linear predictors of these rows, each with its place among them.
std::vector<Keyed> RiskSets::predicted(const Eigen::VectorXd& beta, std::size_t from,
                                       std::size_t size) const {
    std::vector<Keyed> out(size);
    for (std::size_t at = 0; at < size; at += piece_rows) {
        const std::size_t rows = std::min(piece_rows, size - at);
        const Eigen::VectorXd eta =
            x_.middleRows(static_cast<Eigen::Index>(from + at), static_cast<Eigen::Index>(rows)) *
            beta;
        for (std::size_t row = 0; row < rows; ++row)
            out[at + row] = {eta[static_cast<Eigen::Index>(row)] + 0.0,
                             static_cast<std::uint32_t>(at + row)};
    }
    return out;
}

double RiskSets::concordance(const Eigen::VectorXd& beta) const {
    // A tree of counts (Fenwick 1994) over the ranks of the predictor, filled from the latest row
    // on.
    double agree = 0, pairs = 0;
    for (std::size_t first = 0; first < sets_.size();) {
        std::size_t last = first + 1;
        while (last < sets_.size() && !sets_[last].opens_stratum) ++last;
        const std::size_t from = sets_[first].first, size = sets_[last - 1].last - from;
        auto sorted = predicted(beta, from, size);
        // In its place: beside the columns there is little room left.
        std::sort(sorted.begin(), sorted.end(),
                  [](const Keyed& a, const Keyed& b) { return a.value < b.value; });
        std::vector<std::uint32_t> rank(size);
        std::uint32_t ranks = 0;
        for (std::size_t at = 0; at < size; ++at) {
            if (at > 0 && sorted[at].value != sorted[at - 1].value) ++ranks;
            rank[sorted[at].tag] = ranks;
        }
        sorted = {};
        Counts counts(ranks + 1);
        for (std::size_t s = first; s < last; ++s) {
            const std::size_t begin = sets_[s].first - from, end = sets_[s].last - from;
            for (std::size_t row = begin; row < end; ++row)
                if (!event_[from + row]) counts.add(rank[row]);
            for (std::size_t row = begin; row < end && sets_[s].deaths > 0; ++row) {
                if (!event_[from + row]) continue;
                agree += counts.below_and_half(rank[row]);
                pairs += counts.all();
            }
            for (std::size_t row = begin; row < end && sets_[s].deaths > 0; ++row)
                if (event_[from + row]) counts.add(rank[row]);
        }
        first = last;
    }
    return pairs > 0 ? agree / pairs : -1;
}

void RiskSets::keep(std::span<const std::size_t> columns) {
    const std::vector<Eigen::Index> kept(columns.begin(), columns.end());
    Eigen::MatrixXd left = x_(Eigen::all, kept);
    Eigen::VectorXd scale = scale_(kept);
    x_.swap(left);
    scale_.swap(scale);
}

Eigen::MatrixXd RiskSets::centred_by_stratum() const {
    Eigen::MatrixXd out = x_;
    for (std::size_t first = 0; first < sets_.size();) {
        std::size_t last = first + 1;
        while (last < sets_.size() && !sets_[last].opens_stratum) ++last;
        const auto from = static_cast<Eigen::Index>(sets_[first].first);
        auto own = out.middleRows(from, static_cast<Eigen::Index>(sets_[last - 1].last) - from);
        own.rowwise() -= own.colwise().mean().eval();
        first = last;
    }
    for (Eigen::Index c = 0; c < out.cols(); ++c)  // what rounding left of a column the strata say
        if (out.col(c).norm() < 1e-10 * x_.col(c).norm()) out.col(c).setZero();
    return out;
}

}  // namespace breather::statistics

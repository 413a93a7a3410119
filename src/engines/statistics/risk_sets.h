// The partial likelihood of Cox (1972, JRSS B 34:187) with its gradient and information, at any
// coefficients: rows sorted once by stratum and falling time, then linear passes. Used by cox.h.
#pragma once
#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "base/crew.h"
#include "engines/statistics/in_order.h"
#include "engines/statistics/time_table.h"

namespace breather::statistics {

enum class Ties { Efron, Breslow };

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Likelihood {
    double log_lik = 0;
    Eigen::VectorXd gradient;
    Eigen::MatrixXd information;
};

class RiskSets {
  public:
    /// Columns of x are kept with mean 0 and SD 1 (`scale()` says by what they were divided); a
    /// column without spread becomes 0. `stratum` per row, 0 …; empty where there is one.
    RiskSets(Eigen::MatrixXd x, const Survivals& rows, std::span<const int> stratum, Ties ties,
             const Crew& crew = Crew());

    /// At coefficients of the standardised columns. With `weight` (one per tie set) each event time
    /// counts that many times in gradient and information: the sums that tests of proportional
    /// hazards are made of.
    Likelihood at(const Eigen::VectorXd& beta, std::span<const double> weight = {});

    /// Of each event, by stratum and rising time: its columns (standardised) less their mean among
    /// those at risk, tied deaths by `ties` (Schoenfeld 1982, Biometrika 69:239); the place of its
    /// time among `centred_km`, and the time. At the coefficients that at() was last asked.
    struct LeftOver {
        std::vector<double> time;
        std::vector<std::size_t> set;
        RowMatrix residual;
    };
    LeftOver schoenfeld() const;

    std::size_t rows() const { return event_.size(); }
    std::size_t events() const { return events_; }
    const Eigen::VectorXd& scale() const { return scale_; }
    /// 1 - S(t-), S the Kaplan-Meier of all rows, less its mean over events; one per tie set.
    std::vector<double> centred_km() const;
    /// Harrell's concordance: pairs of one stratum of which the earlier is an event (a censoring
    /// at that time counts as later); half for equal predictors. Negative where there is no pair.
    double concordance(const Eigen::VectorXd& beta) const;
    /// Leaves only these columns.
    void keep(std::span<const std::size_t> columns);
    /// Standardised columns, each less its mean in the stratum.
    Eigen::MatrixXd centred_by_stratum() const;

  private:
    struct TieSet {
        std::uint32_t first, last;  // rows [first, last)
        std::uint32_t time;         // place in table_.times
        std::uint32_t deaths;
        bool opens_stratum;
    };
    struct Piece {
        std::size_t first, last;  // tie sets [first, last)
    };
    struct Sums;

    std::vector<std::uint32_t> arrange(const Survivals& rows, std::span<const int> stratum);
    std::vector<Keyed> predicted(const Eigen::VectorXd& beta, std::size_t from,
                                 std::size_t size) const;
    void gather(std::span<const std::uint32_t> order);
    void weigh(const Piece& piece, const Eigen::VectorXd& beta, Sums& sums);
    void sum_events(const Piece& piece, std::span<const double> weight, Sums& sums);
    void sum_squares(const Piece& piece, Sums& sums);

    Ties ties_;
    Crew crew_;
    Eigen::MatrixXd x_;
    Eigen::VectorXd scale_;
    std::vector<std::uint8_t> event_;
    std::vector<TieSet> sets_;
    std::vector<Piece> pieces_;
    TimeTable table_;
    std::size_t events_ = 0;
    std::vector<double> eta_, risk_;  // per row
    std::vector<double> hazard_,
        spared_;  // per tie set: what it adds to all at risk; less, to its dead
};

}  // namespace breather::statistics

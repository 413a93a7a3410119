#include "engines/statistics/cox.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <random>

namespace breather::statistics {
namespace {

using Eigen::Index;

struct Sample {
    std::vector<double> time;
    std::vector<std::uint8_t> event;
    std::vector<int> stratum;
    Design design;
    Survivals rows() const { return {time, event}; }
};

Design columns(const Eigen::MatrixXd& x) {
    Design out{x, {}, {}};
    for (Index c = 0; c < x.cols(); ++c) {
        out.names.push_back("x" + std::to_string(c));
        out.term_of.push_back(static_cast<int>(c));
    }
    return out;
}

/// Times tied by rounding to `grid`, hazards that depend on the columns.
Sample drawn(std::size_t n, Index p, unsigned seed, double grid, int strata) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    std::exponential_distribution<double> wait;
    Eigen::MatrixXd x(static_cast<Index>(n), p);
    Sample out;
    for (Index row = 0; row < x.rows(); ++row) {
        double eta = 0;
        for (Index c = 0; c < p; ++c) {
            x(row, c) = c == 0 ? static_cast<double>(random() % 2) : normal(random);
            eta += 0.4 * (c % 2 == 0 ? 1 : -1) * x(row, c);
        }
        const double until = wait(random) * std::exp(-eta), lost = 1.5 * wait(random);
        const double seen = std::min(until, lost);
        out.time.push_back(grid > 0 ? std::ceil(seen / grid) * grid : seen);
        out.event.push_back(until <= lost);
        if (strata > 1)
            out.stratum.push_back(static_cast<int>(random() % static_cast<unsigned>(strata)));
    }
    out.design = columns(x);
    return out;
}

struct Naive {
    double log_lik = 0;
    Eigen::VectorXd gradient;
    Eigen::MatrixXd v, gv, ggv;  // information, and with the time's weight once and twice
    Eigen::VectorXd g_gradient;
    double concordance = 0;
};

/// The definitions as they stand in the books, each risk set summed anew.
Naive by_definition(const Sample& s, const Eigen::VectorXd& beta, Ties ties, double centre,
                    const std::vector<double>& km) {
    const Index p = s.design.x.cols();
    Naive out{0,
              Eigen::VectorXd::Zero(p),
              Eigen::MatrixXd::Zero(p, p),
              Eigen::MatrixXd::Zero(p, p),
              Eigen::MatrixXd::Zero(p, p),
              Eigen::VectorXd::Zero(p),
              0};
    const Eigen::VectorXd eta = s.design.x * beta;
    const auto n = static_cast<Index>(s.time.size());
    const auto at = [](Index i) { return static_cast<std::size_t>(i); };
    const auto same = [&](Index i, Index j) {
        return s.stratum.empty() || s.stratum[at(i)] == s.stratum[at(j)];
    };
    double agree = 0, pairs = 0;
    for (Index i = 0; i < n; ++i) {
        if (!s.event[at(i)]) continue;
        double s0 = 0, d0 = 0, deaths = 0, before = 0;
        Eigen::VectorXd s1 = Eigen::VectorXd::Zero(p), d1 = s1;
        Eigen::MatrixXd s2 = Eigen::MatrixXd::Zero(p, p), d2 = s2;
        for (Index j = 0; j < n; ++j) {
            if (!same(i, j) || s.time[at(j)] < s.time[at(i)]) continue;
            const Eigen::VectorXd x = s.design.x.row(j);
            const double w = std::exp(eta[j]);
            s0 += w, s1 += w * x, s2 += w * x * x.transpose();
            const bool tied = s.event[at(j)] && s.time[at(j)] == s.time[at(i)];
            if (tied) {
                d0 += w, d1 += w * x, d2 += w * x * x.transpose();
                ++deaths;
                before += j < i;
            } else {
                ++pairs;
                agree += eta[i] > eta[j] ? 1 : eta[i] == eta[j] ? 0.5 : 0;
            }
        }
        const double part = ties == Ties::Efron ? before / deaths : 0;
        const double a0 = s0 - part * d0, g = km[at(i)] - centre;
        const Eigen::VectorXd mean = (s1 - part * d1) / a0;
        const Eigen::MatrixXd v = (s2 - part * d2) / a0 - mean * mean.transpose();
        const Eigen::VectorXd u = s.design.x.row(i).transpose() - mean;
        out.log_lik += eta[i] - std::log(a0);
        out.gradient += u, out.v += v, out.gv += g * v, out.ggv += g * g * v,
            out.g_gradient += g * u;
    }
    out.concordance = agree / pairs;
    return out;
}

/// 1 - S(t-) of each row's time.
std::vector<double> km_before(const Sample& s) {
    std::vector<double> out;
    for (const double t : s.time) {
        double survival = 1;
        std::vector<double> times(s.time);
        std::sort(times.begin(), times.end());
        times.erase(std::unique(times.begin(), times.end()), times.end());
        for (const double u : times) {
            if (u >= t) break;
            double deaths = 0, at_risk = 0;
            for (std::size_t j = 0; j < s.time.size(); ++j) {
                at_risk += s.time[j] >= u;
                deaths += s.time[j] == u && s.event[j];
            }
            survival *= 1 - deaths / at_risk;
        }
        out.push_back(1 - survival);
    }
    return out;
}

void expect_as_defined(const Sample& sample, Ties ties) {
    const auto found = cox(sample.design, sample.rows(), sample.stratum, ties);
    ASSERT_TRUE(found);
    const Index p = sample.design.x.cols();
    Eigen::VectorXd beta(p);
    for (Index c = 0; c < p; ++c)
        beta[c] = *found->coefficients[static_cast<std::size_t>(c)].estimate;
    const auto km = km_before(sample);
    double centre = 0, events = 0;
    for (std::size_t i = 0; i < km.size(); ++i)
        if (sample.event[i]) centre += km[i], ++events;
    const Naive truth = by_definition(sample, beta, ties, centre / events, km);
    const Naive null = by_definition(sample, Eigen::VectorXd::Zero(p), ties, 0, km);
    EXPECT_LT(truth.gradient.cwiseAbs().maxCoeff(), 1e-7 * events);
    EXPECT_NEAR(found->log_lik, truth.log_lik, 1e-9 * std::abs(truth.log_lik));
    EXPECT_NEAR(found->log_lik_null, null.log_lik, 1e-9 * std::abs(null.log_lik));
    EXPECT_NEAR(*found->score_chi2, null.gradient.dot(null.v.inverse() * null.gradient), 1e-7);
    EXPECT_LT((found->covariance - truth.v.inverse()).cwiseAbs().maxCoeff(), 1e-8);
    EXPECT_NEAR(*found->concordance, truth.concordance, 1e-12);
    Eigen::MatrixXd whole(2 * p, 2 * p);
    whole << truth.v, truth.gv, truth.gv, truth.ggv;
    Eigen::VectorXd score = Eigen::VectorXd::Zero(2 * p);
    score.tail(p) = truth.g_gradient;
    ASSERT_EQ(found->proportional_hazards.size(), static_cast<std::size_t>(p) + 1);
    EXPECT_NEAR(found->proportional_hazards.back().chi2, score.dot(whole.inverse() * score), 1e-6);
}

TEST(Cox, leukaemia_meets_coxph) {
    // R: coxph(Surv(time, status) ~ x, aml): 0.9155, SE 0.5119.
    Eigen::MatrixXd x(23, 1);
    x << 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1;
    const std::vector<double> time{9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5,
                                   5, 8,  8,  12, 16, 23, 27, 30, 33, 43, 45};
    const std::vector<std::uint8_t> event{1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1,
                                          1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1};
    const auto found = cox(columns(x), {time, event}, {}, Ties::Efron);
    ASSERT_TRUE(found);
    EXPECT_NEAR(*found->coefficients[0].estimate, 0.9155, 5e-5);
    EXPECT_NEAR(*found->coefficients[0].se, 0.5119, 5e-5);
}

TEST(Cox, is_what_the_definition_says_with_ties_and_strata) {
    for (const double grid : {0.0, 0.05, 0.4})
        for (const int strata : {1, 5})
            for (const Ties ties : {Ties::Efron, Ties::Breslow})
                expect_as_defined(drawn(250, 3, 11, grid, strata), ties);
}

TEST(Cox, people_alike_count_one_half_in_concordance) {
    expect_as_defined(drawn(200, 1, 13, 0.2, 3), Ties::Efron);  // one column of zeros and ones
}

TEST(Cox, many_rows_in_many_pieces_are_what_the_definition_says) {
    // More rows than two pieces hold; tie sets and strata that end inside and at the edge of one.
    for (const int strata : {1, 4}) {
        const Sample sample = drawn(20'000, 2, 3, 0.001, strata);
        const auto found =
            cox(sample.design, sample.rows(), sample.stratum, Ties::Efron, Proportional::Unasked);
        ASSERT_TRUE(found);
        // Away from the estimate the log likelihood falls as its curvature says.
        RiskSets sets(sample.design.x, sample.rows(), sample.stratum, Ties::Efron);
        const Eigen::VectorXd beta{{0.1, -0.2}};
        const Likelihood here = sets.at(beta);
        for (Index c = 0; c < 2; ++c) {
            const double h = 1e-4;
            Eigen::VectorXd up = beta, down = beta;
            up[c] += h;
            down[c] -= h;
            const Likelihood above = sets.at(up), below = sets.at(down);
            EXPECT_NEAR((above.log_lik - below.log_lik) / (2 * h), here.gradient[c], 1e-3);
            const Eigen::VectorXd curve = -(above.gradient - below.gradient) / (2 * h);
            EXPECT_LT((curve - here.information.col(c)).cwiseAbs().maxCoeff(), 1e-2);
        }
    }
}

TEST(Cox, the_number_of_threads_changes_not_one_bit) {
    const Sample sample = drawn(50'000, 4, 5, 0.01, 3);
    const auto one = cox(sample.design, sample.rows(), sample.stratum, Ties::Efron);
    const auto two = cox(sample.design, sample.rows(), sample.stratum, Ties::Efron,
                         Proportional::Tested, Crew(2));
    ASSERT_TRUE(one && two);
    EXPECT_EQ(one->log_lik, two->log_lik);
    EXPECT_EQ(one->covariance, two->covariance);
    for (std::size_t c = 0; c < 4; ++c)
        EXPECT_EQ(*one->coefficients[c].estimate, *two->coefficients[c].estimate);
}

TEST(Cox, order_of_rows_and_scale_of_columns_and_times_change_nothing) {
    const Sample sample = drawn(300, 3, 17, 0.1, 2);
    const auto plain = cox(sample.design, sample.rows(), sample.stratum, Ties::Efron);
    ASSERT_TRUE(plain);
    for (const double by : {1e-12, 1e12}) {
        Sample other;
        std::vector<Index> order(300);
        for (Index i = 0; i < 300; ++i) order[static_cast<std::size_t>(i)] = i;
        std::shuffle(order.begin(), order.end(), std::mt19937(1));
        other.design = columns(sample.design.x(order, Eigen::all));
        other.design.x.col(1) *= by;
        for (const auto i : order) {
            other.time.push_back(sample.time[static_cast<std::size_t>(i)] * by);
            other.event.push_back(sample.event[static_cast<std::size_t>(i)]);
            other.stratum.push_back(sample.stratum[static_cast<std::size_t>(i)]);
        }
        const auto found = cox(other.design, other.rows(), other.stratum, Ties::Efron);
        ASSERT_TRUE(found);
        EXPECT_NEAR(found->log_lik, plain->log_lik, 1e-9);
        EXPECT_NEAR(*found->coefficients[1].z, *plain->coefficients[1].z, 1e-7);
        EXPECT_NEAR(*found->coefficients[1].estimate * by, *plain->coefficients[1].estimate, 1e-8);
    }
}

TEST(Cox, a_column_that_others_or_the_strata_say_gets_no_estimate) {
    Sample sample = drawn(200, 3, 23, 0.1, 4);
    sample.design.x.col(1) = 2 * sample.design.x.col(0).array() + 1;
    for (Index row = 0; row < 200; ++row)
        sample.design.x(row, 2) = sample.stratum[static_cast<std::size_t>(row)];
    const auto found = cox(sample.design, sample.rows(), sample.stratum, Ties::Efron);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->coefficients[0].estimate);
    EXPECT_TRUE(found->coefficients[1].aliased);
    EXPECT_TRUE(found->coefficients[2].aliased);
    EXPECT_EQ(found->df, 1);
}

TEST(Cox, near_collinear_columns_still_settle) {
    Sample sample = drawn(400, 2, 29, 0, 1);
    sample.design.x.col(1) = sample.design.x.col(0) + 1e-4 * sample.design.x.col(1);
    const auto found = cox(sample.design, sample.rows(), {}, Ties::Efron);
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->coefficients[1].aliased);
    EXPECT_EQ(found->coefficients[1].runs_away, 0);
    EXPECT_TRUE(std::isfinite(*found->coefficients[1].se));
}

TEST(Cox, a_group_without_events_runs_away_and_the_others_keep_their_limit) {
    Sample sample = drawn(300, 3, 31, 0.1, 1);
    for (Index row = 0; row < 300; ++row) {
        sample.design.x(row, 2) = row % 10 == 0;
        if (row % 10 == 0) sample.event[static_cast<std::size_t>(row)] = 0;
    }
    const auto found = cox(sample.design, sample.rows(), {}, Ties::Efron);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->coefficients[2].runs_away, -1);
    EXPECT_FALSE(found->coefficients[2].estimate);
    EXPECT_FALSE(found->wald_chi2);
    // In the limit those rows have no hazard: without them the others are the same.
    Sample rest;
    std::vector<Index> kept;
    for (Index row = 0; row < 300; ++row) {
        if (row % 10 == 0) continue;
        kept.push_back(row);
        rest.time.push_back(sample.time[static_cast<std::size_t>(row)]);
        rest.event.push_back(sample.event[static_cast<std::size_t>(row)]);
    }
    rest.design = columns(sample.design.x(kept, std::vector<Index>{0, 1}));
    const auto alone = cox(rest.design, rest.rows(), {}, Ties::Efron);
    ASSERT_TRUE(alone);
    for (const std::size_t c : {0u, 1u}) {
        EXPECT_NEAR(*found->coefficients[c].estimate, *alone->coefficients[c].estimate, 1e-6);
        EXPECT_NEAR(*found->coefficients[c].se, *alone->coefficients[c].se, 1e-6);
    }
    EXPECT_NEAR(found->log_lik, alone->log_lik, 1e-6);
}

TEST(Cox, a_covariate_that_orders_all_events_runs_away) {
    Eigen::MatrixXd x(6, 1);
    x << 6, 5, 4, 3, 2, 1;
    const std::vector<double> time{1, 2, 3, 4, 5, 6};
    const std::vector<std::uint8_t> event(6, 1);
    const auto found = cox(columns(x), {time, event}, {}, Ties::Breslow);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->coefficients[0].runs_away, 1);
    EXPECT_FALSE(found->coefficients[0].hazard_ratio);
    // With every order told, nothing is left that could tell of another column.
    Eigen::MatrixXd both(6, 2);
    both << 6, 0, 5, 1, 4, 1, 3, 0, 2, 1, 1, 0;
    const auto told = cox(columns(both), {time, event}, {}, Ties::Efron);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->coefficients[0].runs_away, 1);
    EXPECT_FALSE(told->coefficients[1].estimate);
}

TEST(Cox, a_column_that_is_the_time_itself_runs_away_among_ties_in_strata) {
    std::mt19937 random(11);
    std::vector<double> time;
    std::vector<std::uint8_t> event;
    std::vector<int> stratum;
    Eigen::MatrixXd x(240, 2);
    for (Index row = 0; row < 240; ++row) {
        time.push_back(14 + static_cast<double>(random() % 18));
        event.push_back(random() % 5 > 0);
        stratum.push_back(static_cast<int>(random() % 3));
        x(row, 0) = time.back();
        x(row, 1) = static_cast<double>(random() % 50);
    }
    for (const Ties ties : {Ties::Efron, Ties::Breslow}) {
        const auto found = cox(columns(x), {time, event}, stratum, ties);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->coefficients[0].runs_away, -1);
        ASSERT_TRUE(found->coefficients[1].estimate);  // those who go together still tell of it
        EXPECT_TRUE(std::isfinite(*found->coefficients[1].z));
    }
}

TEST(Cox, nobody_no_event_no_spread_have_their_names) {
    const Eigen::MatrixXd x = Eigen::MatrixXd::Constant(3, 1, 2.5), none(0, 1);
    const std::vector<double> time{1, 2, 3};
    const std::vector<std::uint8_t> event{1, 0, 1}, calm{0, 0, 0};
    EXPECT_EQ(cox(columns(none), {}, {}, Ties::Efron).reason().why, Why::Nothing);
    EXPECT_EQ(cox(columns(x), {time, calm}, {}, Ties::Efron).reason().why, Why::TooFew);
    EXPECT_EQ(cox(columns(x), {time, event}, {}, Ties::Efron).reason().why, Why::Collinear);
}

}  // namespace
}  // namespace breather::statistics

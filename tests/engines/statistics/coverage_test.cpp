// Do 95% intervals hold the truth in 95 of 100 studies? Small studies are played many times from
// known truths, with a fixed seed; how often may differ from 95% by what chance allows (five
// standard errors; a coarse interval of counts may hold it more often).
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engines/statistics/agreement.h"
#include "engines/statistics/contingency.h"
#include "engines/statistics/correlation.h"
#include "engines/statistics/description.h"
#include "engines/statistics/groups.h"
#include "engines/statistics/logistic.h"
#include "engines/statistics/scale.h"

namespace breather::statistics {
namespace {

class Coverage : public ::testing::Test {
  protected:
    static constexpr int times = 600;
    std::mt19937_64 chance_{20261121};

    double normal() { return std::normal_distribution<>()(chance_); }
    double event(double p) { return std::bernoulli_distribution(p)(chance_) ? 1 : 0; }
    double events(int n, double p) { return std::binomial_distribution<int>(n, p)(chance_); }

    /// `study` plays one and says whether its interval holds the truth, if it has one.
    template <class Study>
    void held(Study&& study, double at_most = 0.9945) {
        int in = 0, of = 0;
        for (int i = 0; i < times; ++i)
            if (const std::optional<bool> found = study()) in += *found, ++of;
        ASSERT_GT(of, times * 0.9);
        EXPECT_GT(double(in) / of, 0.95 - 5 * std::sqrt(0.95 * 0.05 / of));
        EXPECT_LE(double(in) / of, at_most);
    }
    static bool holds(const Interval& interval, double truth) {
        return interval.low <= truth && truth <= interval.high;
    }
};

TEST_F(Coverage, of_a_proportion) {
    held([&] { return holds(proportion(std::size_t(events(40, 0.2)), 40)->wilson, 0.2); });
    held([&] { return holds(proportion(std::size_t(events(40, 0.2)), 40)->clopper_pearson, 0.2); },
         1);
}

TEST_F(Coverage, of_a_mean_and_of_a_difference_with_its_size) {
    held([&] {
        std::vector<double> values(9);
        for (double& value : values) value = 3 + 2 * normal();
        return holds(*describe(values)->ci95, 3);
    });
    std::vector<double> a(12), b(20);
    const auto drawn = [&](double spread) {
        for (double& value : a) value = 0.5 + spread * normal();
        for (double& value : b) value = normal();
        return compare_means(a, b);
    };
    held([&] { return holds(drawn(1)->pooled->ci95, 0.5); });
    held([&] { return holds(drawn(4)->welch->ci95, 0.5); });
    int in = 0;
    for (int i = 0; i < 150; ++i) in += holds(*drawn(1)->size->d_ci95, 0.5);
    EXPECT_GE(in, 150 * 0.95 - 5 * std::sqrt(150 * 0.95 * 0.05));
}

TEST_F(Coverage, of_the_sizes_in_a_two_by_two_table) {
    const auto drawn = [&] {
        const double a = events(80, 0.4), c = events(90, 0.25);
        return two_by_two(a, 80 - a, c, 90 - c);
    };
    held([&] { return holds(*drawn().odds_ratio->ci95, 0.4 / 0.6 * 0.75 / 0.25); });
    held([&] { return holds(*drawn().risk_ratio->ci95, 0.4 / 0.25); });
    held([&] { return holds(*drawn().risk_difference->ci95, 0.15); });
}

TEST_F(Coverage, of_a_correlation) {
    held([&] {
        std::vector<double> x(25), y(25);
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = normal();
            y[i] = 0.6 * x[i] + 0.8 * normal();
        }
        return holds(*correlate(x, y)->pearson_ci95, 0.6);
    });
}

TEST_F(Coverage, of_kappa) {
    held([&] {
        Eigen::MatrixXd counts = Eigen::MatrixXd::Zero(2, 2);
        for (int unit = 0; unit < 150; ++unit) {
            const double first = event(0.4);  // the second repeats it, or guesses likewise
            const double second = event(0.6) > 0 ? first : event(0.4);
            ++counts(Eigen::Index(first), Eigen::Index(second));
        }
        return holds(cohen_kappa(counts, KappaWeights::None)->ci95, 0.6);
    });
}

TEST_F(Coverage, of_alpha) {
    held([&] {  // five parallel items of reliability 1/2 each: alpha = 5 r / (1 + 4 r)
        Eigen::MatrixXd answers(40, 5);
        for (Eigen::Index person = 0; person < 40; ++person) {
            const double truth = normal();
            for (Eigen::Index item = 0; item < 5; ++item) answers(person, item) = truth + normal();
        }
        return holds(cronbach_alpha(answers)->feldt_ci95, 2.5 / 3);
    });
}

TEST_F(Coverage, of_logistic_and_firths_profiles) {
    const auto study = [&](bool firth) -> std::optional<bool> {
        Eigen::MatrixXd x = Eigen::MatrixXd::Ones(40, 2);
        std::vector<double> y;
        for (Eigen::Index row = 0; row < 40; ++row) {
            x(row, 1) = normal();
            y.push_back(event(1 / (1 + std::exp(-0.3 - 0.8 * x(row, 1)))));
        }
        const auto fit = firth ? fit_firth(x, y, {}) : fit_logistic(x, y, {}, Intervals::Profile);
        if (!fit || !fit->profile_ci95[1]) return std::nullopt;
        return holds(*fit->profile_ci95[1], 0.8);
    };
    held([&] { return study(false); });
    held([&] { return study(true); });
}

}  // namespace
}  // namespace breather::statistics

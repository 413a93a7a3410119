// Studies played many times from a seed: 95% intervals hold the truth about as often as they say,
// tests find nothing where there is nothing, and power is what is seen. Bounds are 3.5 standard
// errors of the simulation and, where a method is only asymptotic, a named bit more.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engines/statistics/cox.h"
#include "engines/statistics/linear_model.h"
#include "engines/statistics/mixed_model.h"
#include "engines/statistics/power.h"
#include "engines/statistics/survival.h"
#include "engines/statistics/wcls.h"

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

class Count {
  public:
    void add(bool held) { held_ += held, ++times_; }
    void add(const Interval& interval, double truth) {
        add(interval.low <= truth && truth <= interval.high);
    }
    void is(double share, double besides) const {
        const double error = std::sqrt(share * (1 - share) / times_);
        EXPECT_NEAR(held_ / times_, share, 3.5 * error + besides) << "of " << times_;
    }

  private:
    double held_ = 0, times_ = 0;
};

class Draw {
  public:
    explicit Draw(unsigned seed) : random_(seed) {}
    double normal() { return normal_(random_); }
    double wait(double rate) { return wait_(random_) / rate; }
    bool chance(double p) { return uniform_(random_) < p; }
    double uniform() { return uniform_(random_); }

  private:
    std::mt19937_64 random_;
    std::normal_distribution<double> normal_;
    std::exponential_distribution<double> wait_;
    std::uniform_real_distribution<double> uniform_;
};

struct Followed {
    std::vector<double> time;
    std::vector<std::uint8_t> event;
    std::vector<int> arm;
    Survivals rows() const { return {time, event}; }
};

/// Hazard 1 in the first arm, `ratio` in the second; about a third are lost.
Followed followed(Draw& draw, int n, double ratio) {
    Followed out;
    for (int i = 0; i < n; ++i) {
        const double until = draw.wait(i % 2 ? ratio : 1), lost = 3 * draw.uniform();
        out.time.push_back(std::min(until, lost));
        out.event.push_back(until <= lost);
        out.arm.push_back(i % 2);
    }
    return out;
}

TEST(TrialCoverage, of_curves_their_area_and_the_size_of_rank_tests) {
    Draw draw(41);
    Count at, area, log_rank_size, gehan_size;
    const std::vector<double> when{0.7};
    for (int time = 0; time < 6000; ++time) {
        const Followed rows = followed(draw, 80, 1);
        const TimeTable table = time_table(rows.rows(), rows.arm, 2);
        const auto curve = kaplan_meier(table, 0, when);
        at.add({*curve->at[0].loglog.low, *curve->at[0].loglog.high}, std::exp(-0.7));
        const auto mean = restricted_mean(*curve, 1.2);
        area.add({mean->mean - 1.96 * mean->se, mean->mean + 1.96 * mean->se}, 1 - std::exp(-1.2));
        const std::vector<TimeTable> whole{table};
        const auto tests = log_rank(whole);
        log_rank_size.add(tests.log_rank->p < 0.05);
        gehan_size.add(tests.gehan_breslow->p < 0.05);
    }
    at.is(0.95, 0.005);
    area.is(0.95, 0.015);  // 40 people: the standard error has no small-sample form
    log_rank_size.is(0.05, 0.005);
    gehan_size.is(0.05, 0.005);
}

TEST(TrialCoverage, of_a_hazard_ratio) {
    Draw draw(42);
    Count held;
    for (int time = 0; time < 4000; ++time) {
        const Followed rows = followed(draw, 100, 1.6);
        const std::vector<Variable> arm{{"arm", {}, rows.arm, {"a", "b"}}};
        const auto found =
            cox(design(arm, false), rows.rows(), {}, Ties::Efron, Proportional::Unasked);
        held.add(found->coefficients[0].hazard_ratio_ci95, 1.6);
    }
    held.is(0.95, 0.005);
}

/// `people` at three visits, a sixth of them missed; no difference between two arms.
RepeatedMeasures visits_of(Draw& draw, int people) {
    RepeatedMeasures out;
    Variable arm{"arm", {}, {}, {"a", "b"}}, visit{"wk", {}, {}, {"4", "8", "16"}};
    std::vector<double> y;
    for (int person = 0; person < people; ++person) {
        const double own = draw.normal();
        for (int at = 0; at < 3; ++at) {
            const double value = own + draw.normal() * (1 + 0.3 * at);
            if (draw.chance(1.0 / 6)) continue;
            arm.codes.push_back(person % 2);
            visit.codes.push_back(at);
            out.person.push_back(person);
            y.push_back(value);
        }
    }
    out.visit = visit.codes;
    out.visits = visit.levels;
    out.y = Eigen::Map<const VectorXd>(y.data(), static_cast<Index>(y.size()));
    const std::vector<Variable> variables{arm, visit};
    const std::vector<Term> terms{{0}, {1}, {0, 1}};
    out.design = design(variables, terms);
    return out;
}

TEST(TrialCoverage, of_a_contrast_of_repeated_measures_in_small_arms) {
    Draw draw(43);
    Count expected, observed, together;
    VectorXd last = VectorXd::Zero(6);
    last[1] = last[5] = 1;  // b less a at the last visit
    Eigen::MatrixXd both = Eigen::MatrixXd::Zero(2, 6);
    both(0, 4) = both(1, 5) = 1;
    for (int time = 0; time < 1500; ++time) {
        const auto found = mixed_model(visits_of(draw, 16), CovarianceOf::Unstructured);
        if (!found) continue;  // a covariance that is singular at its best: named, not answered
        const auto own = contrast(*found, last);
        expected.add(own->kenward_roger_expected->ci95, 0);
        observed.add(own->kenward_roger_observed->ci95, 0);
        together.add(joint_test(*found, both, Information::Expected)->p < 0.05);
    }
    expected.is(0.95, 0.005);
    observed.is(0.95, 0.01);
    together.is(0.05, 0.01);
}

TEST(TrialCoverage, of_the_effect_of_a_prompt_in_few_people) {
    Draw draw(44);
    Count corrected, plain;
    for (int time = 0; time < 3000; ++time) {
        DecisionPoints data;
        const Index people = 14, points = 10, rows = people * points;
        data.y.resize(rows), data.treated.resize(rows), data.probability.resize(rows);
        Variable stress{"stress", {}, {}, {}};
        for (Index person = 0, row = 0; person < people; ++person) {
            const double own = draw.normal(), effect = 0.4 + 0.3 * draw.normal();
            for (Index point = 0; point < points; ++point, ++row) {
                data.person.push_back(static_cast<int>(person));
                stress.numbers.push_back(draw.normal());
                data.probability[row] = stress.numbers.back() > 0 ? 0.6 : 0.4;
                data.treated[row] = draw.chance(data.probability[row]);
                data.y[row] =
                    own + 0.5 * stress.numbers.back() + effect * data.treated[row] + draw.normal();
            }
        }
        const std::vector<Variable> by{stress};
        data.controls = design(by);
        data.moderators = {Eigen::MatrixXd::Ones(rows, 1), {"(Intercept)"}, {-1}};
        const auto found = wcls(data, 0.5);
        corrected.add(found->effects[0].ci95, 0.4);
        plain.add(found->effects_plain[0].ci95, 0.4);
    }
    corrected.is(0.95, 0.01);
    plain.is(0.92, 0.01);  // too narrow in few people: why the other is the one that is told
}

TEST(TrialCoverage, of_power_with_three_arms_and_of_two_proportions) {
    Draw draw(45);
    Count arms, shares;
    const double means[] = {0, 0.3, 0.7};
    const double f = *effect_f(means, 1);
    for (int time = 0; time < 1500; ++time) {
        Variable arm{"arm", {}, {}, {"a", "b", "c"}};
        VectorXd y(75);
        for (int i = 0; i < 75; ++i) {
            arm.codes.push_back(i % 3);
            y[i] = means[i % 3] + draw.normal();
        }
        const std::vector<Variable> by{arm};
        arms.add(term_test(design(by), y, 0)->p < 0.05);
        double first = 0, second = 0;
        for (int i = 0; i < 150; ++i) first += draw.chance(0.3), second += draw.chance(0.46);
        const double both = (first + second) / 300;
        const double z = (second - first) / 150 / std::sqrt(both * (1 - both) * 2 / 150);
        shares.add(std::abs(z) > 1.959964);
    }
    arms.is(*power_arms(f, 3, 25), 0);
    shares.is(*power_two_proportions(0.3, 0.46, 150), 0.015);  // a normal approximation
}

TEST(TrialCoverage, of_what_adjusting_for_measurements_before_saves) {
    Draw draw(46);
    double sum = 0, squares = 0;
    constexpr int times = 3000, people = 60;
    for (int time = 0; time < times; ++time) {
        // One measurement before, two after, all correlated by 0.6; the arms do not differ.
        Variable arm{"arm", {}, {}, {"a", "b"}}, before{"before", {}, {}, {}};
        VectorXd y(people);
        for (int i = 0; i < people; ++i) {
            const double own = std::sqrt(0.6) * draw.normal(), noise = std::sqrt(0.4);
            arm.codes.push_back(i % 2);
            before.numbers.push_back(own + noise * draw.normal());
            y[i] = own + noise * (draw.normal() + draw.normal()) / 2;
        }
        const std::vector<Variable> by{arm, before};
        const double effect = linear_model(design(by), y)->coefficients[1].estimate;
        sum += effect;
        squares += effect * effect;
    }
    const double variance = squares / times - sum * sum / times / times;
    const double plain = 4.0 / people;  // of a difference of means with SD 1
    // One covariate costs about one person: (n - 2) / (n - 3) at most; 3.5 SE of a variance: 9%.
    EXPECT_NEAR(variance / plain, *repeated_measures_factor(1, 2, 0.6), 0.1 * 0.44);
}

}  // namespace
}  // namespace breather::statistics

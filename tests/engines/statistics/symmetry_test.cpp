// What must not matter, does not: which arm comes first, how rows are counted, when the clock
// began.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <random>

#include "engines/statistics/cox.h"
#include "engines/statistics/engagement.h"
#include "engines/statistics/mixed_model.h"
#include "engines/statistics/pooling.h"
#include "engines/statistics/survival.h"
#include "engines/statistics/wcls.h"

namespace breather::statistics {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

bool near(double a, double b, double by = 1e-8) {
    return std::abs(a - b) <= by * (1 + std::abs(a) + std::abs(b));
}

struct Followed {
    std::vector<double> time, age;
    std::vector<std::uint8_t> event;
    std::vector<int> arm, stratum;
    Survivals rows() const { return {time, event}; }
};

/// Ties, both arms with events early and late, three strata.
Followed followed(unsigned seed, std::size_t n = 40) {
    std::mt19937 random(seed);
    std::exponential_distribution<double> wait(0.1);
    Followed out;
    for (std::size_t row = 0; row < n; ++row) {
        out.arm.push_back(static_cast<int>(row % 2));
        out.stratum.push_back(static_cast<int>(random() % 3));
        out.age.push_back(static_cast<double>(random() % 40));
        out.time.push_back(std::ceil(wait(random)));
        out.event.push_back(row < 4 || random() % 3 > 0);
    }
    return out;
}

Design arm_and_age(const Followed& of, bool swapped = false) {
    Variable arm{"arm", {}, of.arm, {"a", "b"}}, age{"age", of.age, {}, {}};
    if (swapped)
        for (int& code : arm.codes) code = 1 - code;
    const std::vector<Variable> both{arm, age};
    return design(both, false);
}

Followed twice(const Followed& once) {
    Followed out = once;
    const auto more = [](auto& to, const auto& from) {
        to.insert(to.end(), from.begin(), from.end());
    };
    more(out.time, once.time), more(out.age, once.age), more(out.event, once.event);
    more(out.arm, once.arm), more(out.stratum, once.stratum);
    return out;
}

TEST(Symmetry, the_other_arm_first_turns_the_sign_of_a_hazard_ratio_and_nothing_else) {
    EXPECT_TRUE(rc::check([] {
        const Followed rows = followed(*rc::gen::inRange(1u, 10'000u));
        for (const Ties ties : {Ties::Efron, Ties::Breslow}) {
            const auto one = cox(arm_and_age(rows), rows.rows(), rows.stratum, ties);
            const auto other = cox(arm_and_age(rows, true), rows.rows(), rows.stratum, ties);
            RC_PRE(one && one->coefficients[0].estimate && one->coefficients[1].estimate);
            const auto& a = one->coefficients;
            const auto& b = other->coefficients;
            RC_ASSERT(near(*a[0].estimate, -*b[0].estimate));
            RC_ASSERT(near(*a[0].se, *b[0].se));
            RC_ASSERT(near(*a[1].estimate, *b[1].estimate));
            RC_ASSERT(near(one->lr_chi2, other->lr_chi2));
            RC_ASSERT(near(*one->concordance, *other->concordance));
            RC_ASSERT(near(one->proportional_hazards[0].chi2, other->proportional_hazards[0].chi2));
        }
    }));
}

TEST(Symmetry, everybody_twice_leaves_hazards_and_halves_their_variance) {
    EXPECT_TRUE(rc::check([] {
        const Followed once = followed(*rc::gen::inRange(1u, 10'000u)), both = twice(once);
        const auto a = cox(arm_and_age(once), once.rows(), once.stratum, Ties::Breslow);
        const auto b = cox(arm_and_age(both), both.rows(), both.stratum, Ties::Breslow);
        RC_PRE(a && a->coefficients[0].estimate && a->coefficients[1].estimate);
        for (std::size_t c = 0; c < 2; ++c) {
            RC_ASSERT(near(*a->coefficients[c].estimate, *b->coefficients[c].estimate));
            RC_ASSERT(near(*a->coefficients[c].se, std::sqrt(2) * *b->coefficients[c].se));
        }
        const auto curve = kaplan_meier(time_table(once.rows(), once.arm, 2), 0, {});
        const auto denser = kaplan_meier(time_table(both.rows(), both.arm, 2), 0, {});
        RC_ASSERT(curve->median == denser->median);
        for (std::size_t s = 0; s < curve->steps.size(); ++s) {
            RC_ASSERT(near(curve->steps[s].survival, denser->steps[s].survival));
            if (std::isfinite(curve->steps[s].greenwood))
                RC_ASSERT(near(curve->steps[s].greenwood, 2 * denser->steps[s].greenwood));
        }
        const auto mean = restricted_mean(*curve, 12), other = restricted_mean(*denser, 12);
        RC_ASSERT(near(mean->mean, other->mean));
        RC_ASSERT(near(mean->se, std::sqrt(2) * other->se));
    }));
}

std::vector<TimeTable> by_stratum(const Followed& rows, const std::vector<int>& stratum,
                                  bool swapped = false) {
    std::vector<TimeTable> out;
    for (int s = 0; s < 3; ++s) {
        Followed own;
        for (std::size_t row = 0; row < rows.time.size(); ++row) {
            if (stratum[row] != s) continue;
            own.time.push_back(rows.time[row]);
            own.event.push_back(rows.event[row]);
            own.arm.push_back(swapped ? 1 - rows.arm[row] : rows.arm[row]);
        }
        out.push_back(time_table(own.rows(), own.arm, 2));
    }
    return out;
}

TEST(Symmetry, rank_tests_know_no_first_arm_and_no_first_stratum) {
    EXPECT_TRUE(rc::check([] {
        const Followed rows = followed(*rc::gen::inRange(1u, 10'000u));
        auto turned = rows.stratum;
        for (int& s : turned) s = (s + 1) % 3;
        const auto one = log_rank(by_stratum(rows, rows.stratum));
        const auto other = log_rank(by_stratum(rows, turned, true));
        RC_PRE(bool(one.log_rank));
        RC_ASSERT(near(one.observed[0], other.observed[1]));
        RC_ASSERT(near(one.expected[0], other.expected[1]));
        RC_ASSERT(near(one.log_rank->chi2, other.log_rank->chi2));
        RC_ASSERT(near(one.gehan_breslow->chi2, other.gehan_breslow->chi2));
        RC_ASSERT(near(one.tarone_ware->chi2, other.tarone_ware->chi2));
        // A stratum that holds everybody is none.
        const std::vector<int> nobody_apart(rows.time.size(), 0);
        const auto whole = log_rank(by_stratum(rows, nobody_apart));
        const std::vector<TimeTable> plain{time_table(rows.rows(), rows.arm, 2)};
        RC_ASSERT(near(whole.log_rank->chi2, log_rank(plain).log_rank->chi2));
    }));
}

/// Two arms at three visits, some of them missed.
RepeatedMeasures visits_of(unsigned seed, bool swapped, bool visits_reversed, double shift) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    RepeatedMeasures out;
    Variable arm{"arm", {}, {}, {"a", "b"}}, visit{"wk", {}, {}, {"0", "4", "8"}};
    std::vector<double> y;
    for (int person = 0; person < 16; ++person) {
        const double own = normal(random);
        for (int at = 0; at < 3; ++at) {
            const double value = own + normal(random) + at * (person % 2) + shift;
            if (random() % 6 == 0) continue;
            arm.codes.push_back(swapped ? 1 - person % 2 : person % 2);
            visit.codes.push_back(visits_reversed ? 2 - at : at);
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

/// Arm b less arm a at this visit (0 is the reference).
MixedContrast difference(const MixedModel& model, int visit) {
    VectorXd l = VectorXd::Zero(6);  // (Intercept), b, 4, 8, b:4, b:8
    l[1] = 1;
    if (visit > 0) l[3 + visit] = 1;
    return *contrast(model, l);
}

/// Whether the model says the same of swapped arms, reversed visits and a moved outcome, each other
/// way round. Nothing where there is no model.
std::optional<bool> same_other_way_round(unsigned seed, CovarianceOf kind) {
    const auto plain = mixed_model(visits_of(seed, false, false, 0), kind);
    const auto other = mixed_model(visits_of(seed, true, true, 50), kind);
    if (!plain && !other) return {};
    if (!plain || !other) return false;
    bool out = near(plain->minus2_reml_log_lik, other->minus2_reml_log_lik, 1e-8);
    for (int visit = 0; visit < 3; ++visit) {
        const auto a = difference(*plain, visit), b = difference(*other, 2 - visit);
        if (!a.kenward_roger_expected || !b.kenward_roger_expected) return false;
        out = out && near(a.estimate, -b.estimate, 1e-8) &&
              near(a.kenward_roger_expected->se, b.kenward_roger_expected->se, 1e-7) &&
              near(a.kenward_roger_expected->df, b.kenward_roger_expected->df, 1e-7) &&
              near(a.satterthwaite->df, b.satterthwaite->df, 1e-7);
    }
    if (kind == CovarianceOf::Unstructured)
        out = out && near(plain->covariance(0, 1), other->covariance(2, 1), 1e-7);
    return out;
}

TEST(Symmetry, repeated_measures_know_no_first_arm_no_first_visit_and_no_zero) {
    EXPECT_TRUE(rc::check([] {
        const auto seed = *rc::gen::inRange(1u, 10'000u);
        for (const auto kind : {CovarianceOf::Unstructured, CovarianceOf::RandomIntercept}) {
            const auto same = same_other_way_round(seed, kind);
            RC_PRE(same.has_value());
            RC_ASSERT(*same);
        }
    }));
}

TEST(Symmetry, visits_that_nearly_say_the_same_lose_no_digits) {
    for (const unsigned seed : {1462u, 2883u, 3814u, 6604u})  // least eigenvalue 3e-6 to 6e-5
        EXPECT_EQ(same_other_way_round(seed, CovarianceOf::Unstructured), true) << seed;
}

TEST(Symmetry, to_prompt_or_not_to_prompt_turns_the_sign) {
    EXPECT_TRUE(rc::check([] {
        std::mt19937 random(*rc::gen::inRange(1u, 10'000u));
        std::normal_distribution<double> normal;
        DecisionPoints data;
        const Index rows = 120;
        data.y.resize(rows), data.treated.resize(rows), data.probability.resize(rows);
        Variable stress{"stress", {}, {}, {}};
        for (Index row = 0; row < rows; ++row) {
            data.person.push_back(static_cast<int>(row % 12));
            data.probability[row] = 0.3 + 0.1 * static_cast<double>(row % 4);
            data.treated[row] = static_cast<double>(random() % 10) < 10 * data.probability[row];
            stress.numbers.push_back(normal(random));
            data.y[row] = normal(random) + stress.numbers.back() * data.treated[row];
        }
        const std::vector<Variable> by{stress};
        data.controls = data.moderators = design(by);
        auto other = data;
        other.treated = (1 - data.treated.array()).matrix();
        other.probability = (1 - data.probability.array()).matrix();
        const auto a = wcls(data, 0.4), b = wcls(other, 0.6);
        RC_PRE(bool(a));
        for (std::size_t c = 0; c < 2; ++c) {
            RC_ASSERT(near(a->effects[c].estimate, -b->effects[c].estimate));
            RC_ASSERT(near(a->effects[c].se, b->effects[c].se));
            RC_ASSERT(near(a->controls[c].estimate, b->controls[c].estimate));
        }
        RC_ASSERT(near(a->f, b->f));
    }));
}

TEST(Symmetry, use_does_not_know_when_the_clock_began) {
    EXPECT_TRUE(rc::check([] {
        std::mt19937_64 random(*rc::gen::inRange(1u, 10'000u));
        UseLog log;
        log.login = 0, log.module_start = 1, log.module_complete = 2;
        for (int person = 0; person < 5; ++person)
            log.enrolled_at.push_back(static_cast<std::int64_t>(random() % 1'000'000'000));
        for (int event = 0; event < 60; ++event)
            log.events.push_back({static_cast<std::uint32_t>(random() % 5),
                                  static_cast<std::int32_t>(random() % 3),
                                  static_cast<std::int32_t>(random() % 4),
                                  static_cast<std::int64_t>(random() % 3'000'000'000)});
        UseLog later = log;
        const auto by = static_cast<std::int64_t>(random() % 4'000'000'000'000) - 2'000'000'000'000;
        for (auto& each : later.enrolled_at) each += by;
        for (auto& each : later.events) each.at += by;
        const std::vector<double> days{0, 1, 7, 20};
        const auto a = use_of(log, days, 1'800'000), b = use_of(later, days, 1'800'000);
        for (std::size_t person = 0; person < a.size(); ++person) {
            RC_ASSERT(a[person].logins == b[person].logins);
            RC_ASSERT(a[person].sessions == b[person].sessions);
            RC_ASSERT(a[person].logins == 0 || a[person].last_day == b[person].last_day);
            RC_ASSERT(a[person].day_seen == b[person].day_seen);
            RC_ASSERT(a[person].completed == b[person].completed);
        }
    }));
}

TEST(Symmetry, pooling_knows_no_first_imputation_and_no_unit) {
    EXPECT_TRUE(rc::check([] {
        std::mt19937 random(*rc::gen::inRange(1u, 10'000u));
        std::normal_distribution<double> normal;
        std::vector<double> estimates, variances;
        for (int m = 0; m < 6; ++m) {
            estimates.push_back(normal(random));
            variances.push_back(1 + std::abs(normal(random)));
        }
        const auto one = pool(estimates, variances, 80);
        for (double& each : estimates) each *= -1000;
        for (double& each : variances) each *= 1e6;
        const std::vector<double> turned(estimates.rbegin(), estimates.rend());
        const std::vector<double> theirs(variances.rbegin(), variances.rend());
        const auto other = pool(turned, theirs, 80);
        RC_ASSERT(near(*one->t, -*other->t));
        RC_ASSERT(near(one->df_barnard_rubin, other->df_barnard_rubin));
        RC_ASSERT(near(*one->fmi, *other->fmi));
        RC_ASSERT(near(one->ci95->low * -1000, other->ci95->high));
    }));
}

}  // namespace
}  // namespace breather::statistics

// Models: what each column adds while the others are held, logistic, Firth's, Cox, counts, linear.
#include <algorithm>
#include <array>
#include <cmath>

#include "features/study_reports/section.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

/// Where a kind of model keeps the size of a term, and what it is called.
struct Kind {
    const char *effect, *low, *high, *p, *name;
    bool ratio;
};

Kind kind_of(const std::string& method) {
    if (method == "firth_logistic")
        return {"or", "profile_or_ci/low", "profile_or_ci/high", "plr_p", "OR", true};
    if (method == "cox") return {"hr", "hr_low", "hr_high", "p", "HR", true};
    if (method == "linear_regression") return {"estimate", "low", "high", "p", "B", false};
    if (method == "logistic_regression") return {"or", "or_low", "or_high", "p", "OR", true};
    return {"irr", "irr_low", "irr_high", "p", "IRR", true};
}

std::string ratio_name(const Kind& kind, const Speech& speech) {
    const std::string name = kind.name;
    if (name == "OR") return speech.say("Odds ratio", "比值比 OR");
    if (name == "HR") return speech.say("Hazard ratio", "风险比 HR");
    if (name == "IRR") return speech.say("Rate ratio", "发生率比 IRR");
    return speech.say("Coefficient", "回归系数 B");
}

void put_effects(Section& out, const std::vector<Estimate>& drawn, const Kind& kind,
                 const Speech& speech) {
    if (drawn.empty()) return;
    Forest about;
    about.title = ratio_name(kind, speech);
    about.axis = ratio_name(kind, speech) +
                 (kind.ratio ? speech.say(", 95% interval, log axis", "，95% 区间，对数坐标")
                             : speech.say(", 95% interval", "，95% 区间"));
    about.log = kind.ratio;
    about.neutral = kind.ratio ? 1 : 0;
    about.below = speech.say("less", "更低"), about.above = speech.say("more", "更高");
    out.plots.push_back({about.axis, forest(about, drawn)});
}

void add_coefficients(Section& out, const json::array& all, const Kind& kind,
                      const Speech& speech) {
    Grid grid{{speech.say("Term", "变量"), "B", "SE", "P"}};
    if (kind.ratio) grid[0].push_back(ratio_name(kind, speech));
    grid[0].push_back("95% CI");
    const auto has_profile = [](const json::value& each) {
        return !at(each, "profile_or_ci/low").is_null() && !at(each, "or_low").is_null();
    };
    const bool profiles = std::any_of(all.begin(), all.end(), has_profile);
    if (profiles) grid[0].push_back(speech.say("95% CI, profile", "95% CI（轮廓似然）"));
    std::vector<Estimate> drawn;
    for (const auto& each : all) {
        const std::string name(at(each, "term").as_string());
        const std::string limits = size(at(each, kind.low)) + ", " + size(at(each, kind.high));
        grid.push_back({speech.term(name), fixed(at(each, "estimate"), 3), fixed(at(each, "se"), 3),
                        speech.p_bare(at(each, kind.p))});
        if (kind.ratio) grid.back().push_back(size(at(each, kind.effect)));
        grid.back().push_back("[" + limits + "]");
        if (profiles)
            grid.back().push_back("[" + size(at(each, "profile_or_ci/low")) + ", " +
                                  size(at(each, "profile_or_ci/high")) + "]");
        const auto value = real(at(each, kind.effect)), low = real(at(each, kind.low)),
                   high = real(at(each, kind.high));
        if (name != "(Intercept)" && value && low && high)
            drawn.push_back({speech.term(name), size(at(each, kind.effect)) + " [" + limits + "]",
                             *value, *low, *high});
    }
    const std::string note = std::string(kind.p) == "plr_p"
                                 ? speech.say("P and intervals from the penalised likelihood.",
                                              "P 值与区间来自惩罚似然。")
                                 : speech.say("P and intervals by Wald.", "P 值与区间为 Wald 法。");
    out.tables.push_back({"coefficients",
                          speech.say("What each term adds while the others are held",
                                     "在其他变量不变时各变量的作用"),
                          std::move(grid), note});
    put_effects(out, drawn, kind, speech);
}

void add_fit(Section& out, const json::value& whole, const Speech& speech) {
    Grid grid{{speech.say("Fit", "拟合"), speech.say("Value", "数值")}};
    const auto add = [&](const std::string& name, const std::string& value) {
        if (value != "–") grid.push_back({name, value});
    };
    add(speech.say("People in the model", "纳入模型人数"), count(at(whole, "n")));
    add(speech.say("Events", "事件数"), count(at(whole, "events")));
    add(speech.say("Log likelihood", "对数似然"), fixed(at(whole, "log_lik")));
    add("Cox-Snell R²", speech.share(at(whole, "cox_snell_r2"), 3));
    add("Nagelkerke R²", speech.share(at(whole, "nagelkerke_r2"), 3));
    add("R²", speech.share(at(whole, "r2"), 3));
    add("AIC", fixed(at(whole, "aic")));
    add("AUC", speech.share(at(whole, "auc"), 3));
    add(speech.say("Concordance", "一致性指数 C"), speech.share(at(whole, "concordance"), 3));
    add(speech.say("Theta", "离散参数 θ"), fixed(at(whole, "theta")));
    out.tables.push_back({"fit", speech.say("The model as a whole", "模型整体"), std::move(grid)});
}

/// Fewer than ten events (or non-events) for each coefficient: the model asks too much of them.
void check_events(Section& out, const json::value& whole, std::size_t terms, const Speech& speech) {
    const auto events = real(at(whole, "events")), n = real(at(whole, "n"));
    if (!events || !n || terms == 0) return;
    const bool cox = !at(whole, "ties").is_null();
    const double rarer = cox ? *events : std::min(*events, *n - *events),
                 per = rarer / double(terms);
    const std::string sum = count(rarer) + " / " + std::to_string(terms) + " = " + fixed(per, 1);
    out.checks.push_back(
        {per < 10 ? Verdict::Failed : Verdict::Met,
         per < 10 ? speech.say(
                        "Events per variable: " + sum +
                            ", fewer than 10 (Peduzzi 1996). Estimates may be too large and "
                            "intervals wrong; use fewer terms, or Firth's method.",
                        "每个变量的事件数：" + sum +
                            "，少于 10（Peduzzi "
                            "1996）。估计值可能偏大，区间也可能不准；请减少变量，或改用 Firth 法。")
                  : speech.say("Events per variable: " + sum + ", 10 or more.",
                               "每个变量的事件数：" + sum + "，不少于 10。")});
}

void check_rest(Section& out, const json::value& whole, const Speech& speech) {
    if (const auto& test = at(whole, "hosmer_lemeshow/quantile_type7");
        !test.is_null() && !at(test, "p").is_null()) {
        const bool poor = real(at(test, "p")).value_or(1) < 0.05;
        const std::string said = "χ²(" + count(at(test, "df")) + ") = " + fixed(at(test, "chi2")) +
                                 ", " + speech.p(at(test, "p"));
        out.checks.push_back(
            {poor ? Verdict::Failed : Verdict::Met,
             poor ? speech.say(
                        "Hosmer-Lemeshow: predictions do not fit what was seen, " + said + ".",
                        "Hosmer-Lemeshow：预测与实际不符，" + said + "。")
                  : speech.say("Hosmer-Lemeshow: nothing against the fit, " + said + ".",
                               "Hosmer-Lemeshow：未见拟合不良，" + said + "。")});
    }
    if (const auto& tests = at(whole, "ph_test_km"); tests.is_array())
        for (const auto& test : tests.as_array()) {
            const std::string term(at(test, "term").as_string());
            const bool poor = real(at(test, "p")).value_or(1) < 0.05;
            const std::string name =
                term == "GLOBAL" ? speech.say("all terms together", "全部变量") : speech.term(term);
            if (!poor && term != "GLOBAL") continue;
            const std::string said = "χ²(" + count(at(test, "df")) +
                                     ") = " + fixed(at(test, "chi2")) + ", " +
                                     speech.p(at(test, "p"));
            out.checks.push_back(
                {poor ? Verdict::Failed : Verdict::Met,
                 poor ? speech.say("Proportional hazards, " + name + ": not met, " + said +
                                       ". One hazard ratio does not hold for all of the time.",
                                   "比例风险（" + name + "）：不满足，" + said +
                                       "。单一风险比不适用于整个时段。")
                      : speech.say(
                            "Proportional hazards, " + name + ": nothing against it, " + said + ".",
                            "比例风险（" + name + "）：未见违背，" + said + "。")});
        }
    if (const auto ratio = real(at(whole, "dispersion")); ratio && *ratio > 1.5)
        out.checks.push_back(
            {Verdict::Failed,
             speech.say("Overdispersed: the counts vary " + fixed(*ratio, 1) +
                            " times as much as Poisson allows. Use negative-binomial.",
                        "过度离散：计数的变异是 Poisson 分布的 " + fixed(*ratio, 1) +
                            " 倍，请改用负二项回归。")});
    if (const auto& none = at(whole, "aliased"); none.is_array() && !none.as_array().empty())
        for (const auto& each : none.as_array())
            out.checks.push_back(
                {Verdict::Failed,
                 speech.say("No estimate for “" + speech.term(std::string(each.as_string())) +
                                "”: the other terms say it already.",
                            "“" + speech.term(std::string(each.as_string())) +
                                "”与其他变量共线，无法估计。")});
}

void say_terms(Section& out, const json::array& all, const Kind& kind, const std::string& outcome,
               const Speech& speech) {
    std::string clear;
    std::size_t terms = 0;
    for (const auto& each : all) {
        const std::string name(at(each, "term").as_string());
        const auto p = real(at(each, kind.p));
        if (name == "(Intercept)" || !p) continue;
        ++terms;
        const std::string said = speech.term(name) + " (" + kind.name + " = " +
                                 size(at(each, kind.effect)) + ", " +
                                 speech.ci(size(at(each, kind.low)), size(at(each, kind.high))) +
                                 ", " + speech.p(at(each, kind.p)) + ")";
        if (*p < 0.05) clear += (clear.empty() ? "" : "; ") + said;
        out.to_paste += (out.to_paste.empty() ? "" : "; ") + said;
    }
    const std::string number = std::to_string(terms);
    if (terms == 0) {
        out.sentence = speech.say("No term of the model of “" + outcome + "” can be estimated.",
                                  "“" + outcome + "”的模型没有可估计的变量。");
        out.to_paste = speech.say("No terms.", "无变量。");
        return;
    }
    if (terms == 1) {
        out.sentence =
            clear.empty()
                ? speech.say(
                      "No clear relation to “" + outcome +
                          "”: the interval includes no difference. This does not show that "
                          "there is none.",
                      "与“" + outcome + "”无明确关联：区间包含“无差异”。这并不能证明没有关联。")
                : speech.say("Related to “" + outcome + "”: " + clear + ".",
                             "与“" + outcome + "”有关：" + clear + "。");
        return;
    }
    out.sentence =
        clear.empty()
            ? speech.say("None of the " + number + " terms is clearly related to “" + outcome +
                             "” while the others are held: every interval includes no difference. "
                             "This does not show that there is none.",
                         "在其他变量不变时，" + number + " 个变量与“" + outcome +
                             "”均无明确关联：所有区间都包含“无差异”。这并不能证明没有关联。")
            : speech.say("Of " + number + " terms, these are related to “" + outcome +
                             "” while the others are held: " + clear + ".",
                         "在 " + number + " 个变量中，其他变量不变时与“" + outcome + "”有关的是：" +
                             clear + "。");
}

void put_linear(Section& out, const json::value& whole, const json::array& all, const Kind& kind,
                const Speech& speech) {
    std::vector<Estimate> drawn;
    for (const auto& each : all)
        if (const std::string name(at(each, "term").as_string()); name != "(Intercept)")
            add_estimate(drawn, speech.term(name), each, "estimate");
    put_effects(out, drawn, kind, speech);
    put_linear_model(out, whole, speech);
}

/// Hosmer and Lemeshow's groups: what was predicted against what was seen.
void put_calibration(Section& out, const json::value& whole, const Speech& speech) {
    const auto& groups = at(whole, "hosmer_lemeshow/quantile_type7");
    const auto *n = at(groups, "n").if_array(), *seen = at(groups, "observed").if_array(),
               *expected = at(groups, "expected").if_array();
    if (!n || !seen || !expected || n->size() < 3) return;
    std::vector<double> x, y;
    Grid grid{{speech.say("Group", "组"), speech.say("People", "人数"),
               speech.say("Events predicted", "预测事件数"),
               speech.say("Events seen", "实际事件数"), speech.say("Share predicted", "预测比例"),
               speech.say("Share seen", "实际比例")}};
    for (std::size_t g = 0; g < n->size(); ++g) {
        const double all = real((*n)[g]).value_or(0);
        if (all <= 0) continue;
        x.push_back(real((*expected)[g]).value_or(0) / all);
        y.push_back(real((*seen)[g]).value_or(0) / all);
        grid.push_back({std::to_string(g + 1), count(all), fixed((*expected)[g], 1),
                        count((*seen)[g]), percent(x.back()), percent(y.back())});
    }
    out.tables.push_back({"calibration",
                          speech.say("Predicted and seen, in groups of rising prediction",
                                     "按预测概率分组的预测与实际"),
                          std::move(grid)});
    const std::string caption =
        speech.say("Calibration by Hosmer-Lemeshow group: points near the line are wanted",
                   "按 Hosmer-Lemeshow 分组的校准图：各点应贴近直线");
    Cloud about{caption, speech.say("Share predicted", "预测比例"),
                speech.say("Share seen", "实际比例"), Cloud::Guide::Diagonal, true};
    out.plots.push_back({caption, cloud(about, x, y)});
}

/// log(-log S) of each level of a factor against log time: parallel where hazards are proportional.
void put_log_log(Section& out, const Answered& answered, const Speech& speech) {
    const auto found = answered.more.find("curves");
    if (found == answered.more.end()) return;
    const std::string group = field(answered.question, "log_log_by");
    std::vector<Series> all;
    for (const auto& each : found->second) {
        Series own{speech.column(group) + speech.say(": ", "：") +
                       speech.value(group, std::string(each.key())),
                   {},
                   {},
                   {},
                   {}};
        if (const auto* points = at(each.value(), "at").if_array())
            for (const auto& point : *points) {
                const auto day = real(at(point, "day")), s = real(at(point, "survival"));
                if (!day || !s || *day <= 0 || *s <= 0 || *s >= 1) continue;
                own.x.push_back(std::log(*day));
                own.y.push_back(std::log(-std::log(*s)));
            }
        if (own.x.size() > 1) all.push_back(std::move(own));
    }
    if (all.size() < 2) return;
    Trend about;
    about.title = speech.say(
        "log(−log S) by log time, not adjusted: lines side by side are wanted "
        "where hazards are proportional",
        "log(−log S) 与 log 时间（未校正）：若满足比例风险，各线应大致平行");
    about.axis_x = speech.say("log of ", "log ") + speech.column(field(answered.question, "time"));
    about.axis_y = "log(−log S)";
    out.plots.push_back({about.title, step_lines(about, all)});
}

/// How the effect of each term changes with time: scaled Schoenfeld residuals and the straight line
/// over the Kaplan-Meier scale that the test of proportional hazards looks for.
void put_schoenfeld(Section& out, const Answered& answered, const json::value& whole,
                    const Speech& speech) {
    constexpr std::size_t pictures_max = 8;
    const auto* all = at(whole, "scaled_residuals").if_array();
    if (!all || all->size() > pictures_max) return;
    for (const auto& each : *all) {
        const std::string name(at(each, "term").as_string());
        const double from = real(at(each, "intercept")).value_or(0),
                     by = real(at(each, "slope")).value_or(0);
        Cloud about;
        const std::string term = "“" + speech.term(name) + "”";
        about.title = speech.say("Effect of " + term +
                                     " over time (scaled Schoenfeld residuals, and their straight "
                                     "line over 1 − S(t)): a "
                                     "level line is wanted; 0 is no effect",
                                 term +
                                     "的效应随时间的变化（尺度化 Schoenfeld 残差及其对 1 − S(t) "
                                     "的回归线）：趋势线应近于水平；0 为无效应");
        about.axis_x = speech.column(field(answered.question, "time"));
        about.axis_y = speech.say("Log hazard ratio", "对数风险比");
        about.guide = Cloud::Guide::Zero;
        about.line.name = speech.say("line", "趋势线");
        std::vector<std::array<double, 3>> points;
        for (const auto& point : at(each, "time_km_value").as_array()) {
            const auto& own = point.as_array();
            const auto time = real(own[0]), km = real(own[1]), value = real(own[2]);
            if (time && km && value) points.push_back({*time, *km, *value});
        }
        if (points.size() < 3) continue;
        std::stable_sort(points.begin(), points.end(),
                         [](const auto& a, const auto& b) { return a[0] < b[0]; });
        std::vector<double> x, y;
        for (const auto& [time, km, value] : points) {
            x.push_back(time), y.push_back(value);
            if (!about.line.x.empty() && about.line.x.back() == time) continue;
            about.line.x.push_back(time), about.line.y.push_back(from + by * km);
        }
        out.plots.push_back({about.title, cloud(about, x, y)});
    }
}

void put_separation(Section& out, const Answered& answered, const Speech& speech) {
    const json::value whole = answered.answer;
    const Kind kind = kind_of(answered.question.method);
    std::string names;
    if (const auto& terms = at(whole, "separating_terms"); terms.is_array())
        for (const auto& each : terms.as_array())
            names += (names.empty() ? "" : ", ") + speech.term(std::string(each.as_string()));
    out.sentence =
        speech.say("The model has no largest likelihood: " + names +
                       " separates those with the event from those without, so that no " +
                       kind.name + ", interval or P can be given for it.",
                   "模型的似然没有最大值：" + names + " 把发生与未发生者完全分开，因此无法给出其 " +
                       kind.name + "、区间和 P 值。");
    out.to_paste = speech.say("Not estimable: separation by " + names + ".",
                              "因" + names + "出现分离，无法估计。");
    out.checks.push_back(
        {Verdict::Failed,
         answered.question.method == "logistic_regression"
             ? speech.say("Separation found. Ask the same with the method firth.",
                          "出现分离，请改用 firth 方法。")
             : speech.say("Separation found. Join groups, or compare the curves with log-rank.",
                          "出现分离。请合并分组，或改用 log-rank 比较生存曲线。")});
}

}  // namespace

Section model_section(const Answered& answered, const Speech& speech) {
    Section out;
    const json::value whole = answered.answer;
    if (put_undefined(out, answered, speech)) return out;
    if (at(whole, "separation").is_bool() && at(whole, "separation").as_bool()) {
        put_separation(out, answered, speech);
        const auto* rest = at(whole, "finite_terms_limit").if_array();
        if (rest && !rest->empty()) {
            add_coefficients(out, *rest, kind_of(answered.question.method), speech);
            out.tables.back().caption =
                speech.say("What the other terms tend to", "其余变量的极限估计");
        }
        return out;
    }
    const Kind kind = kind_of(answered.question.method);
    const auto* all = at(whole, "coefficients").if_array();
    if (!all) return other_section(answered, speech);
    std::string outcome = measure(
        field(answered.question, answered.question.method == "cox" ? "event" : "outcome"), speech);
    if (const std::string event = field(answered.question, "event");
        answered.question.method != "cox" && !event.empty())
        outcome +=
            speech.say(": ", "：") + speech.value(field(answered.question, "outcome"), event);
    say_terms(out, *all, kind, outcome, speech);
    if (answered.question.method == "linear_regression")
        put_linear(out, whole, *all, kind, speech);
    else {
        add_coefficients(out, *all, kind, speech);
        add_fit(out, whole, speech);
    }
    if (answered.question.method == "logistic_regression") put_calibration(out, whole, speech);
    if (answered.question.method == "cox") {
        put_log_log(out, answered, speech);
        put_schoenfeld(out, answered, whole, speech);
    }
    const auto is_term = [](const json::value& each) {
        return at(each, "term").as_string() != "(Intercept)" && !at(each, "estimate").is_null();
    };
    const auto terms = static_cast<std::size_t>(std::count_if(all->begin(), all->end(), is_term));
    if (answered.question.method != "firth_logistic") check_events(out, whole, terms, speech);
    check_rest(out, whole, speech);
    const bool cox = answered.question.method == "cox",
               firth = answered.question.method == "firth_logistic";
    const auto& chi2 = at(whole, cox ? "lr/chi2" : firth ? "penalized_lr_chi2" : "lr_chi2");
    const auto& p = at(whole, cox ? "lr/p" : firth ? "p" : "lr_p");
    if (const auto& f = at(whole, "F"); !f.is_null()) {
        out.p = real(at(whole, "F_p"));
        const std::string head = "F(" + count(at(whole, "df1")) + ", " + count(at(whole, "df2")) +
                                 ") = " + fixed(f) + ", " + speech.p(at(whole, "F_p")) +
                                 ", R² = " + speech.share(at(whole, "r2"));
        out.to_paste = head + "; " + out.to_paste;
        out.sentence += speech.say(" The terms together against none: ", "全部变量与空模型相比：") +
                        head + speech.say(".", "。");
        return out;
    }
    if (chi2.is_null() && terms == 1)
        out.p = real(at(*std::find_if(all->begin(), all->end(), is_term), kind.p));
    if (chi2.is_null()) return out;
    out.p = real(p);
    std::string head = "χ²(" + count(at(whole, cox ? "lr/df" : "df")) +
                       ", N = " + count(at(whole, "n")) + ") = " + fixed(chi2) + ", " + speech.p(p);
    if (const auto& r2 = at(whole, "nagelkerke_r2"); !r2.is_null())
        head += ", Nagelkerke R² = " + speech.share(r2);
    out.to_paste = head + "; " + out.to_paste;
    out.sentence += speech.say(" The terms together against none: ", "全部变量与空模型相比：") +
                    head + speech.say(".", "。");
    return out;
}

Section count_models_section(const Answered& answered, const Speech& speech) {
    Answered one{answered.asked, answered.question, {}, {}};
    Section out;
    if (put_undefined(out, answered, speech)) return out;
    const auto part = [&](const char* name, const char* method) {
        one.question.method = method;
        one.answer = at(json::value(answered.answer), name).as_object();
        return model_section(one, speech);
    };
    Section poisson = part("poisson", "poisson_regression"),
            negative = part("negative_binomial", "negative_binomial_regression");
    out.sentence = speech.say("Negative binomial (reported): ", "负二项回归（本报告采用）：") +
                   negative.sentence;
    out.to_paste = negative.to_paste;
    out.p = negative.p;
    out.plots = std::move(negative.plots);
    const auto take = [&](Section& from, const char* name, const std::string& words) {
        for (auto& table : from.tables) {
            table.name = std::string(name) + "-" + table.name;
            table.caption = words + speech.say(": ", "：") + table.caption;
            out.tables.push_back(std::move(table));
        }
        for (auto& check : from.checks) out.checks.push_back(std::move(check));
    };
    take(negative, "negative-binomial", speech.say("Negative binomial", "负二项回归"));
    take(poisson, "poisson", speech.say("Poisson", "Poisson 回归"));
    return out;
}

}  // namespace breather::study_reports

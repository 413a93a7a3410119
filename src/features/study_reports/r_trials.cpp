// A trial's tables in R.
#include "features/study_reports/quotes.h"
#include "features/study_reports/r_writer.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

std::string in_arm(const std::string& arm, std::string_view level) {
    return "d[!is.na(" + r_column(arm) + ") & as.character(" + r_column(arm) +
           ") == " + in_quotes(level) + ", ]";
}

void flow(RWriter& to, const TrialParts& trial) {
    to.line("d <- table_of(" + in_quotes(trial.files.participants) + ")");
    const std::string reason = to.field("exclusion", "exclusion");
    to.same("screened", "nrow(d)");
    to.same("randomised", "sum(!is.na(" + r_column(trial.arm) + "))");
    if (const auto* all = at(to.answer(), "excluded").if_object())
        for (const auto& each : *all)
            to.same("excluded/" + std::string(each.key()), "sum(as.character(" + r_column(reason) +
                                                               ") == " + in_quotes(each.key()) +
                                                               ", na.rm = TRUE)");
    for (const auto& each : at(to.answer(), "by_arm").as_object()) {
        const std::string path = "by_arm/" + std::string(each.key()) + "/";
        to.line("x <- " + in_arm(trial.arm, each.key()));
        to.same(path + "allocated", "nrow(x)");
        if (trial.files.visits.empty()) continue;
        to.line("v <- table_of(" + in_quotes(trial.files.visits) + "); v <- v[v[[" +
                in_quotes(trial.files.id) + "]] %in% x[[" + in_quotes(trial.files.id) + "]], ]");
        to.line("print(table(v[complete.cases(v), " + in_quotes(trial.files.time) +
                "]))  # seen at each visit");
    }
}

void baseline(RWriter& to, const TrialParts& trial) {
    write_r_people(to);
    for (const auto& each : to.answered().answer)
        for (const auto& arm : each.value().as_object()) {
            const std::string path = std::string(each.key()) + "/" + std::string(arm.key()) + "/";
            to.line("x <- " + in_arm(trial.arm, arm.key()) + "[[" + in_quotes(each.key()) + "]]");
            to.same(path + "mean", "mean(x, na.rm = TRUE)");
            to.same(path + "sd", "sd(x, na.rm = TRUE)");
            if (!at(arm.value(), "mean").is_null()) continue;
            for (const auto& level : arm.value().as_object())
                if (level.key() != "n" && level.key() != "k" && level.key() != "percent")
                    to.same(path + std::string(level.key()),
                            "sum(as.character(x) == " + in_quotes(level.key()) + ", na.rm = TRUE)");
        }
}

void effects(RWriter& to, const TrialParts& trial) {
    write_r_people(to);
    to.needs("two_means");
    for (const auto& each : to.answered().answer) {
        const auto groups = texts_in(at(each.value(), "groups"));
        if (groups.size() != 2) continue;
        const std::string path = std::string(each.key()) + "/",
                          values = "[[" + in_quotes(to.field("outcome")) + "]]";
        to.line("m <- two_means(" + in_arm(trial.arm, groups[0]) + values + ", " +
                in_arm(trial.arm, groups[1]) + values + ")");
        to.same(path + "difference", "m$difference");
        to.same(path + "welch/p", "m$welch$p.value");
        to.same(path + "welch/ci95/low", "m$welch$conf.int[1]");
        to.same(path + "welch/ci95/high", "m$welch$conf.int[2]");
        to.same(path + "hedges_g/g", "m$g[1]");
        to.same(path + "hedges_g/low", "m$g[2]");
        to.same(path + "hedges_g/high", "m$g[3]");
    }
}

void change_of(RWriter& to, const std::string& path) {
    const std::string better =
        to.spec("lower_is_better").is_bool() && !to.spec("lower_is_better").as_bool() ? "c" : "-c";
    to.line("c <- post - pre; reliable <- " +
            (to.spec("z").is_null() ? "1.96" : r_number(to.spec("z"))) + " * s_diff");
    to.same(path + "n", "sum(!is.na(c))");
    to.same(path + "s_diff", "s_diff");
    to.same(path + "reliable_change_points", "reliable");
    to.same(path + "reliably_improved", "sum(" + better + " > reliable, na.rm = TRUE)");
    to.same(path + "reliably_deteriorated", "sum(" + better + " < -reliable, na.rm = TRUE)");
}

void change(RWriter& to, const TrialParts& trial) {
    write_r_people(to);
    const std::string pre = r_column(to.field("pre"));
    const bool flat = to.answered().answer.contains("s_diff");
    if (!flat) to.line("d <- d[!is.na(" + r_column(trial.arm) + "), ]");
    to.line(
        "s_pre <- " +
        (to.spec("sd").is_number() ? r_number(to.spec("sd")) : "sd(" + pre + ", na.rm = TRUE)") +
        "; s_diff <- s_pre * sqrt(2 * (1 - " + r_number(to.spec("reliability")) + "))");
    for (const auto& each : to.answered().answer) {
        to.line("x <- " + (flat ? "d" : in_arm(trial.arm, each.key())) + "; pre <- x[[" +
                in_quotes(to.field("pre")) + "]]; post <- x[[" + in_quotes(to.field("post")) +
                "]]");
        change_of(to, flat ? "" : std::string(each.key()) + "/");
        if (flat) break;
    }
}

}  // namespace

bool write_r_trials(RWriter& to) {
    const auto& trial = to.answered().trial;
    const auto& method = to.asked().method;
    if (!trial) return false;
    if (method == "consort_flow")
        flow(to, *trial);
    else if (method == "baseline_table")
        baseline(to, *trial);
    else if (method == "effect_size")
        effects(to, *trial);
    else if (method == "reliable_change")
        change(to, *trial);
    else
        return false;
    return true;
}

}  // namespace breather::study_reports

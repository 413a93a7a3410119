#include "engines/statistics/reliable_change.h"

#include <cmath>

namespace breather::statistics {

Outcome<ReliableChange> reliable_change(std::span<const double> pre, std::span<const double> post,
                                        const ReliableChangeRule& rule) {
    if (pre.size() != post.size()) return Undefined{Why::OutOfRange, "rows"};
    if (!(rule.reliability >= 0 && rule.reliability <= 1))
        return Undefined{Why::OutOfRange, "reliability"};
    if (!(rule.sd_pre >= 0) || !(rule.z >= 0)) return Undefined{Why::OutOfRange, "sd"};
    if (rule.sd_pre == 0) return Undefined{Why::Constant, "sd"};
    ReliableChange out;
    out.n = pre.size();
    out.s_diff = rule.sd_pre * std::sqrt(2 * (1 - rule.reliability));
    out.points = rule.z * out.s_diff;
    if (rule.normative_mean && rule.normative_sd && *rule.normative_sd + rule.sd_pre > 0) {
        out.cutoff_c = (*rule.normative_sd * rule.mean_pre + rule.sd_pre * *rule.normative_mean) /
                       (*rule.normative_sd + rule.sd_pre);
        out.clinically_significant = 0;
    }
    const double better = rule.lower_is_better ? -1 : 1;
    for (std::size_t person = 0; person < pre.size(); ++person) {
        const double gain = better * (post[person] - pre[person]);
        const bool improved = gain >= out.points && gain > 0;
        const bool worse = -gain >= out.points && gain < 0;
        out.improved += improved;
        out.deteriorated += worse;
        out.unchanged += !improved && !worse;
        if (out.cutoff_c)
            *out.clinically_significant += improved &&
                                           better * (pre[person] - *out.cutoff_c) <= 0 &&
                                           better * (post[person] - *out.cutoff_c) > 0;
    }
    return out;
}

}  // namespace breather::statistics

// How a report speaks: one language at a time, columns and values by the names of the plan, numbers
// as journals print them. Every figure of a report, wherever it stands, is written by these.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "features/study_reports/plan.h"

namespace breather::study_reports {

struct Speech {
    const Plan& plan;
    Lang lang;

    /// One of two; the English and the Chinese of a sentence stand beside each other in the code.
    std::string say(std::string_view en, std::string_view zh) const {
        return std::string(lang == Lang::En ? en : zh);
    }
    std::string column(const std::string& name) const;
    std::string value(const std::string& column, const std::string& value) const;
    /// "ethnicity=Asian" as "Ethnicity: Asian", "a=x:b" as "A: x × B".
    std::string term(const std::string& name) const;

    /// "P = .035", "P < .001", "P > .999": never 0, never 1. Chinese keeps the 0 before the point.
    std::string p(const boost::json::value& p) const;
    /// Without the letter, for a column of a table: ".035", "< .001".
    std::string p_bare(const boost::json::value& p) const;
    /// What lies between -1 and 1 by nature (r, φ, R²): without its 0 in English, as APA wants it.
    std::string share(const boost::json::value& x, int digits = 2) const;
    /// "95% CI [1.62, 7.30]"
    std::string ci(const std::string& low, const std::string& high) const;
};

/// A field, or null where it is not there; "a/b" looks inside.
const boost::json::value& at(const boost::json::value& from, std::string_view path);
std::optional<double> real(const boost::json::value& value);

/// With so many decimals, a real minus and never "-0.00"; "–" where there is none, ∞ for infinite.
std::string fixed(const boost::json::value& value, int digits = 2);
std::string fixed(double value, int digits = 2);
/// For sizes that may be small or large: 2 decimals, or 3 digits that count.
std::string size(const boost::json::value& value);
/// 0.1045 as "10.5%".
std::string percent(const boost::json::value& share, int digits = 1);
/// Whole numbers plainly, others with 2 decimals: degrees of freedom, sums of weights.
std::string count(const boost::json::value& value);

}  // namespace breather::study_reports

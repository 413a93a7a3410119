// Writes R: each number of an answer beside the expression that gives it in R, so that the script
// itself says where the two agree.
#pragma once
#include <set>
#include <string>
#include <string_view>

#include "features/study_reports/section.h"

namespace breather::study_reports {

class RWriter {
  public:
    explicit RWriter(const Answered& answered) : answered_(answered), answer_(answered.answer) {}

    const analysis::Case& asked() const { return answered_.question; }
    const Answered& answered() const { return answered_; }
    const boost::json::value& answer() const { return answer_; }
    /// A field of the spec, as text; or the other.
    std::string field(std::string_view name, std::string otherwise = "") const;
    const boost::json::value& spec(std::string_view name) const;

    void line(std::string_view text) { out_ += std::string(text) + "\n"; }
    /// A helper function of r_helpers.cpp that the script will need.
    void needs(std::string_view helper) { helpers_.insert(std::string(helper)); }
    /// The number at this path of the answer; nothing where the answer has no such field.
    void same(std::string_view path, std::string_view r, double tolerance = 1e-6);
    /// Of a list of objects the same field of each: "coefficients", "estimate".
    void same_each(std::string_view list, std::string_view field, std::string_view r,
                   double tolerance = 1e-6);

    /// The rows of a file that the spec's filter keeps, as `d`.
    void rows(const std::string& file);
    void rows() { rows(asked().files.front()); }
    void factor(std::string_view column, std::string_view levels_field);

    const std::string& text() const { return out_; }
    const std::set<std::string>& helpers() const { return helpers_; }

  private:
    const Answered& answered_;
    boost::json::value answer_;
    std::string out_;
    std::set<std::string> helpers_;
};

/// `a column`, d[["a column"]], c("x", "y"), and a number with all its digits.
std::string r_name(std::string_view column);
std::string r_column(std::string_view column);
std::string r_vector(const boost::json::value& list);
std::string r_number(const boost::json::value& value);
/// Factors made as the spec's terms say, and the right side of their formula.
std::string r_terms(RWriter& to);

/// The people of a trial as `d`, one row each, with what was measured of them at a visit beside it,
/// and the filter's rows kept. Of any other method: the rows of its file.
void write_r_people(RWriter& to);

/// The lines of one analysis; false where there are none.
bool write_r(RWriter& to);
/// Each writes the methods it knows, and says whether it was one of them.
bool write_r_tables(RWriter& to);
bool write_r_groups(RWriter& to);
bool write_r_models(RWriter& to);
bool write_r_survival(RWriter& to);
bool write_r_agreement(RWriter& to);
bool write_r_scales(RWriter& to);
bool write_r_trials(RWriter& to);
bool write_r_mixed(RWriter& to);
bool write_r_use(RWriter& to);

/// The helpers' own text, those they rest on before them.
std::string r_helpers(const std::set<std::string>& names);

}  // namespace breather::study_reports

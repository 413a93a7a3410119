// A trial as it stands in files: people in one, what they answered at each visit in another. Specs
// speak of it in words ("pss at week 8", "active arms", "each active arm minus waitlist"); here
// those words become columns and rows. Column names, arms and visits are whatever the files hold.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/analysis/method.h"
#include "features/analysis/selection.h"

namespace breather::analysis {

/// "pss at week 8", "pss week 8", "pss at weeks 8 and 16", "pss at months 0, 3 and 6".
struct Visits {
    std::string column;           // pss
    std::string time;             // week: the column that holds the visit
    std::vector<std::string> at;  // 8, 16
};
std::optional<Visits> visits(std::string_view phrase);

/// Which file holds what. A single file with several rows for each person serves as both.
struct TrialFiles {
    std::string participants, visits;  // visits: empty where there is none
    std::string id, time;              // columns that join and that count visits
};
TrialFiles trial_files(const Case& asked, Files& files);

/// The table that a spec asks of, one row for each person, with a column for every name that comes
/// from the visits: "pss at week 8", or "pss0", "pss_0" where the people's file has no such column.
class OnePerPerson {
  public:
    OnePerPerson(const Case& asked, Files& files);
    /// Adds the column where it is not there. Faults: neither file has it; a person has two rows
    /// for one visit.
    void need(const std::string& name);
    const datafiles::Table& table() const { return own_ ? *own_ : *read_; }
    const TrialFiles& files() const { return names_; }
    /// The visit that a name means, where it means one: "pss0" is pss at 0.
    std::optional<Visits> meant(const std::string& name) const;

  private:
    void add(datafiles::Column column);
    const datafiles::Table* visits_ = nullptr;
    const datafiles::Table* read_;
    std::optional<datafiles::Table> own_;
    TrialFiles names_;
};

/// One row for each visit asked for, with the person's columns beside it, and the visit as text in
/// the column "wk". Where one table holds both, a column that changes between the visits of anybody
/// is the visit's, and one that does not is the person's, wherever it is filled.
datafiles::Table one_per_visit(const OnePerPerson& people, Files& files, const Visits& asked);

/// Which column says who was in which arm: `spec.arm`, `spec.group` or `spec.by`; else "arm", or
/// another usual word that the table has; else the first factor of the terms.
std::string arm_column(const boost::json::object& spec, const datafiles::Table& table);
/// Is this the name of an arm that waits or gets what is usual?
bool is_control(std::string_view arm);
/// The arms that are not: of those that the terms name, or else that the people's rows hold.
std::vector<std::string> active_arms(const datafiles::Table& people, const std::string& arm,
                                     const boost::json::object& spec);

/// The spec with its filter in columns: "active arms", "active arms with week 8 outcome".
/// Adds what the filter needs to `people` and `also` (columns that must not be missing).
boost::json::object with_plain_filter(const boost::json::object& spec, OnePerPerson& people,
                                      std::vector<std::string>& also);

/// The names of `spec.terms` and of its interactions.
std::vector<std::string> term_names(const boost::json::object& spec);

/// A model of people: outcome and terms found wherever they stand.
struct PeopleModel {
    Model model;
    std::vector<double> outcome;
    std::vector<double> weights;  // empty: none
};
/// Lent: `people` must outlive the model, and need nothing more.
PeopleModel people_model(OnePerPerson& people, const boost::json::object& spec,
                         const std::vector<std::string>& more = {}, Cells cells = Cells::Copied);

}  // namespace breather::analysis

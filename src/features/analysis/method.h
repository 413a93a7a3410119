// One analysis: a method by name, the files it reads, and a spec that says what is asked.
// The vocabulary (methods, specs, results) is that of tests/reference/README.md.
#pragma once
#include <boost/json.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crew.h"
#include "engines/datafiles/csv.h"

namespace breather::analysis {

/// What is wrong with a case, in a sentence for whoever wrote it: field, and what to do.
class CaseFault : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The tables of one folder, each read once, when first asked for; and the hands that work on them.
class Files {
  public:
    /// Of each table only `columns`, where any are named: the others take no memory.
    explicit Files(std::filesystem::path folder, std::vector<std::string> columns = {},
                   const Crew& crew = Crew())
        : folder_(std::move(folder)), columns_(std::move(columns)), crew_(crew) {}
    /// Faults: no such file, not a table, or without one of the columns.
    const datafiles::Table& get(const std::string& name);
    const Crew& crew() const { return crew_; }
    /// Of this table, only these are read from now on; nothing named: all.
    void read_only(const std::string& name, std::vector<std::string> columns);
    /// The names of its columns, without reading more of a text file than that.
    std::vector<std::string> names(const std::string& name);
    /// The rows of a text file in parts, none of which is kept (datafiles::read_csv_in_parts).
    /// False where it has been read already, or is no text. Faults as get().
    bool in_parts(const std::string& name, const std::vector<std::string>& columns,
                  const std::map<std::string, datafiles::ReadCell>& rules,
                  const std::function<void(const datafiles::Table&)>& take);
    /// One method runs with these, and nothing after it.
    void for_one_method() { for_one_method_ = true; }
    /// By a method that needs no table any more, nor anything lent by one: they go, so that what it
    /// made of them has their room, unless others may ask for them.
    void done_with_tables() {
        if (for_one_method_) read_.clear();
    }
    /// Whoever waits hears what is begun: "Reading survey.csv".
    void tell(std::function<void(const std::string&)> told) { told_ = std::move(told); }
    void begin(const std::string& what) const {
        if (told_) told_(what);
    }

  private:
    std::filesystem::path folder_;
    std::vector<std::string> columns_;
    Crew crew_;
    bool for_one_method_ = false;
    std::function<void(const std::string&)> told_;
    std::map<std::string, datafiles::Table> read_;
    std::map<std::string, std::vector<std::string>> only_;
};

struct Case {
    std::string id, method;
    std::vector<std::string> files;  // the first is the one most methods read
    boost::json::object spec;
};

/// From {"id", "method", "file": a name or a list, "spec"}; anything else in it is not read.
/// Faults: a field is missing or of another kind.
Case read_case(const boost::json::object& from);

using Method = boost::json::object (*)(const Case&, Files&);

struct NamedMethod {
    std::string_view name;
    Method run;
    bool names_its_columns = false;  // its spec says each column that it reads
};

/// Does the spec say each column that this method reads? Others look for some by themselves.
bool names_its_columns(std::string_view method);

/// Runs one case. Faults: an unknown method (names those there are), a spec that cannot be read.
boost::json::object run(const Case& asked, Files& files);

}  // namespace breather::analysis

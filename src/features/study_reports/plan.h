// What somebody wants in a report, as they wrote it in plan.toml: who is in it, what the columns
// are called, which questions are asked. docs/examples/analysis holds whole plans.
#pragma once
#include <boost/json.hpp>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace breather::study_reports {

enum class Lang { En, Zh };

/// One sentence in both languages; written once, it is the same in both.
struct Text {
    std::string en, zh;
    const std::string& in(Lang lang) const { return lang == Lang::En ? en : zh; }
    bool empty() const { return en.empty() && zh.empty(); }
};

/// Column: the values that stay.
using Filter = std::map<std::string, std::vector<std::string>>;

struct Step {
    Filter keep;
    Text why;
    std::string reasons;  // a column that says why each of those left out was; or none
};

struct ColumnWords {
    Text label;
    std::map<std::string, Text> values;
};

struct Asked {
    std::size_t line = 0;  // of plan.toml, for faults
    std::string id, method, formula, event, by;
    Text ask;
    std::map<std::string, std::string> references;
    Filter filter;
    boost::json::object spec;  // more fields, in the vocabulary of tests/reference/README.md
    std::vector<std::string> files;
};

struct Plan {
    std::string data;  // beside the plan; the command line's file stands before it
    Text title, about, everybody;
    std::vector<Lang> languages{Lang::En, Lang::Zh};
    std::vector<Step> flow;
    std::map<std::string, ColumnWords> columns;
    std::vector<std::string> described;
    std::string described_by;
    std::vector<Asked> analyses;
    std::string name;  // of the file, for faults
};

/// Faults (analysis::CaseFault): the line, the field, and what may stand there; all in one go.
/// datafiles::NoSuchFile where there is none.
Plan read_plan(const std::filesystem::path& file);
Plan parse_plan(std::string_view text, const std::string& name);

}  // namespace breather::study_reports

#include "fuzz/asked.h"

#include <sys/mman.h>
#include <unistd.h>

#include <sstream>

#include "base/ensure.h"
#include "engines/datafiles/file.h"
#include "engines/datafiles/mapped.h"
#include "engines/datafiles/unreadable.h"
#include "features/analysis/cases.h"
#include "features/analysis/formula.h"
#include "features/analysis/plain_text.h"
#include "features/analysis/question.h"
#include "features/study_reports/answered.h"
#include "features/study_reports/parts.h"
#include "features/study_reports/report.h"
#include "features/study_reports/suggest.h"

namespace breather::fuzz {
namespace {

using analysis::CaseFault;
using analysis::Files;
using study_reports::Lang;

const std::filesystem::path tables =
    std::filesystem::path(BREATHER_SOURCE_DIR) / "tests/fuzz/tables";

Files& kept_tables() {
    static Files files(tables);
    return files;
}

/// Refused in words, or done; anything else is a fault of ours.
template <class Ask>
void refused_or_done(Ask&& ask) {
    try {
        ask();
    } catch (const CaseFault&) {
    } catch (const datafiles::Unreadable&) {
    } catch (const datafiles::NoSuchFile&) {
    }
}

/// An answer in words and as a page, in both languages.
void show(analysis::Case question, Files& files) {
    const study_reports::Plan plan;
    const auto answered = study_reports::answered(std::move(question), files);
    analysis::plain_text(answered.answer);
    for (const Lang lang : {Lang::En, Lang::Zh}) {
        const study_reports::Speech speech{plan, lang};
        const auto section = study_reports::section_of(answered, speech);
        study_reports::in_plain_words(section, speech);
        study_reports::whole_page(section, "", speech);
    }
}

void report(const study_reports::Plan& plan, const std::filesystem::path& data, Files& files) {
    const auto made = study_reports::made(plan, {data, {}, "", {}}, files);
    std::vector<std::vector<study_reports::Section>> sections;
    for (const Lang lang : plan.languages) {
        auto& own = sections.emplace_back();
        for (const auto& each : made.answered) own.push_back(section_of(each, {plan, lang}));
    }
    study_reports::r_script(made);
    study_reports::page(made, sections);
}

/// Bytes as a file that is nowhere on a disk.
class Lent {
  public:
    explicit Lent(std::string_view bytes) : file_(memfd_create("lent", MFD_CLOEXEC)) {
        ensure(file_ >= 0 && write(file_, bytes.data(), bytes.size()) == ssize_t(bytes.size()));
    }
    ~Lent() { close(file_); }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    std::filesystem::path path() const {
        return std::filesystem::path("/proc/self/fd") / std::to_string(file_);
    }

  private:
    int file_;
};

}  // namespace

void ask_cases(std::string_view bytes) {
    boost::system::error_code fault;
    const auto tree = boost::json::parse(bytes, fault);
    if (fault) return;
    refused_or_done([&] {
        Files files(tables);
        boost::json::serialize(analysis::run_cases(tree, files, [](const std::string&) {}).results);
    });
    // What run_cases tells as a case's fault may be one of ours.
    if (const auto* list = tree.if_array())
        for (const auto& each : *list)
            if (const auto* one = each.if_object())
                refused_or_done([&] { show(analysis::read_case(*one), kept_tables()); });
}

void ask_formula(std::string_view bytes) {
    std::istringstream lines{std::string(bytes)};
    analysis::Question asked;
    std::getline(lines, asked.method);
    if (!std::getline(lines, asked.formula)) asked.formula = asked.method;
    refused_or_done([&] {
        const auto parsed = analysis::parse_formula(asked.formula);
        for (const auto& term : parsed.terms)
            for (const auto place : term)
                ensure(place < parsed.variables.size(), "a term is made of variables");
    });
    asked.file = "questions.csv";
    for (std::string line; std::getline(lines, line);)
        if (const auto at = line.find('='); at != line.npos)
            asked.references[line.substr(0, at)] = line.substr(at + 1);
    refused_or_done([&] {
        analysis::columns_of(asked);
        show(analysis::case_of(asked, kept_tables().get(asked.file)), kept_tables());
    });
}

void ask_plan(std::string_view bytes) {
    refused_or_done([&] {
        const auto plan = study_reports::parse_plan(bytes, "plan.toml");
        const bool known = plan.data.find('/') == plan.data.npos &&
                           std::filesystem::is_regular_file(tables / plan.data);
        report(plan, tables / (known ? plan.data : "o1_data.csv"), kept_tables());
    });
}

void ask_suggest(std::string_view bytes) {
    std::optional<datafiles::ReadTable> read;
    refused_or_done([&] { read = datafiles::parse_csv(bytes); });
    if (!read || read->table.rows() == 0) return;
    const std::string suggested = study_reports::suggested_plan(read->table, "table.csv");
    if (suggested.find("\n# No column has numbers") != suggested.npos) return;
    const auto plan = study_reports::parse_plan(suggested, "plan.toml");
    if (!read->faults.empty()) return;
    bool text = false;
    refused_or_done([&] { text = datafiles::format_of(bytes) == datafiles::Format::Text; });
    if (!text) return;
    const Lent file(bytes);
    Files files(file.path().parent_path());
    report(plan, file.path(), files);
}

}  // namespace breather::fuzz

#include <malloc.h>

#include <iostream>

#include "app/cli/analyse_one.h"
#include "app/cli/cli.h"
#include "app/cli/convert.h"
#include "app/cli/progress.h"
#include "app/exit.h"
#include "base/files.h"
#include "engines/datafiles/mapped.h"
#include "engines/datafiles/unreadable.h"
#include "features/analysis/cases.h"
#include "features/analysis/question.h"
#include "features/study_reports/report.h"
#include "features/study_reports/suggest.h"

namespace breather::cli {
namespace {

struct Asked {
    std::filesystem::path cases, results, plan, convert_to, out = "report", suggest;
    std::vector<std::string> words;  // file, method, formula
    std::vector<std::string> references, filters, spec;
    OneQuestion one;
    unsigned threads = 0;  // 0: as many as there are cores
    Crew crew() const { return threads == 0 ? Crew::of_this_computer() : Crew(threads); }
};

using Told = std::function<void(const std::string&)>;

/// Does what may take long; whoever sits at a terminal sees meanwhile what is done. The line is
/// gone before anything is printed.
template <class Work>
auto in_view(Work&& work) {
    const SystemClock clock;
    ShownProgress progress(clock);
    return work(Told([&progress](const std::string& what) { progress(what); }));
}

std::string read_whole(const std::filesystem::path& file) {
    if (auto text = whole_file(file)) return std::move(*text);
    throw Stop(Exit::NotFound, "There is no file " + file.string() + " that can be read.");
}

std::map<std::string, std::string> pairs(const std::vector<std::string>& texts,
                                         const std::string& option) {
    std::map<std::string, std::string> out;
    for (const auto& text : texts) {
        const auto at = text.find('=');
        if (at == std::string::npos || at == 0)
            throw Stop(Exit::Usage, option + " takes column=value.");
        out[text.substr(0, at)] = text.substr(at + 1);
    }
    return out;
}

void run_list(const Asked& asked) {
    boost::system::error_code fault;
    const auto tree = boost::json::parse(read_whole(asked.cases), fault);
    if (fault) throw Stop(Exit::Usage, asked.cases.string() + " is not JSON: " + fault.message());
    analysis::Files files(asked.cases.parent_path(), {}, asked.crew());
    const auto done = in_view([&](auto told) {
        files.tell(told);
        return analysis::run_cases(tree, files, [](const std::string&) {});
    });
    const std::string text = boost::json::serialize(done.results) + "\n";
    if (asked.results.empty()) {
        std::cout << text;
    } else {
        std::ofstream out(asked.results, std::ios::binary);
        out << text;
        if (!out.flush())
            throw Stop(Exit::FolderNotWritable, asked.results.string() + " could not be written.");
    }
    if (done.faults.empty()) return;
    for (const auto& sentence : done.faults) std::cerr << sentence << "\n";
    throw Ended(Exit::Failed);
}

void run_one(const Asked& asked) {
    OneQuestion out = asked.one;
    out.words = asked.words;
    out.references = pairs(asked.references, "--reference");
    out.filters = pairs(asked.filters, "--filter");
    out.spec = pairs(asked.spec, "--spec");
    out.crew = asked.crew();
    std::cout << in_view([&](auto told) {
        out.told = told;
        return answer_in_words(out);
    });
}

void run_plan(const Asked& asked) {
    const auto plan = study_reports::read_plan(asked.plan);
    study_reports::Wanted wanted{
        asked.plan.parent_path() / plan.data, asked.out, BREATHER_VERSION, {}, asked.crew()};
    if (!asked.words.empty()) wanted.data = asked.words.front();
    if (asked.words.empty() && plan.data.empty())
        throw Stop(Exit::Usage, "Say which table: breather analyse survey.csv --plan plan.toml");
    in_view([&](auto told) {
        wanted.progress = told;
        study_reports::write_report(plan, wanted);
        return 0;
    });
    std::cout << (asked.out / "report.html").string() << "\n";
}

void run_convert(const Asked& asked) {
    if (asked.words.size() != 1)
        throw Stop(Exit::Usage,
                   "Say which table: breather analyse survey.csv --convert survey.sav");
    convert(asked.words.front(), asked.convert_to, SystemClock(), asked.crew());
}

void suggest(const Asked& asked) {
    analysis::Files files(asked.suggest.parent_path(), {}, asked.crew());
    const std::string name = asked.suggest.filename().string();
    std::cout << in_view([&](auto told) {
        files.tell(told);
        return study_reports::suggested_plan(files.get(name), name);
    });
}

}  // namespace

void add_analyse(CLI::App& program) {
    auto* command = program.add_subcommand(
        "analyse", "Statistics of a table: survey.csv logistic used ~ age + job");
    command->footer("Methods, and how each is asked:\n" + analysis::methods_in_words());
    const auto asked = std::make_shared<Asked>();
    command->add_option("words", asked->words, "A file, a method, a formula or columns");
    // One value each time, so that a file may follow.
    command->add_option("--reference", asked->references, "column=level: compare with this one")
        ->allow_extra_args(false);
    command->add_option("--filter", asked->filters, "column=value: only these rows")
        ->allow_extra_args(false);
    command->add_option("--threads", asked->threads,
                        "Else one for each core; numbers stay the same");
    command->add_option("--event", asked->one.event, "The value that counts as having happened");
    command->add_option("--by", asked->one.by, "Once for each level of this column");
    command->add_option("--spec", asked->spec, "field=value of tests/reference/README.md")
        ->allow_extra_args(false);
    command->add_option("--with", asked->one.more_files, "Another file that the method reads")
        ->allow_extra_args(false);
    command->add_option("--language", asked->one.language, "en or zh: of sentences and tables")
        ->check(CLI::IsMember({"en", "zh"}));
    auto* json = command->add_flag("--json", asked->one.json, "All digits, for programs");
    auto* csv = command->add_flag("--csv", asked->one.csv, "The tables, for a spreadsheet");
    auto* html = command->add_flag("--html", asked->one.html, "A page of its own, with pictures");
    json->excludes(csv)->excludes(html);
    csv->excludes(html);
    command->add_option("--cases", asked->cases, "A list of analyses as JSON");
    command->add_option("--results", asked->results, "Where their results go; else printed");
    command->add_option("--plan", asked->plan, "What a report is to say: plan.toml");
    command->add_option("--out", asked->out, "The report's folder; else report/");
    command->add_option("--convert", asked->convert_to,
                        "Write the table as this file: .sav, or .csv with its codebook");
    command->add_option("--suggest", asked->suggest, "A plan to begin with, for this table");
    command->callback([asked] {
        mallopt(M_MMAP_THRESHOLD, 4 << 20);  // a long column that is done with is given back
        try {
            if (!asked->suggest.empty())
                suggest(*asked);
            else if (!asked->convert_to.empty())
                run_convert(*asked);
            else if (!asked->plan.empty())
                run_plan(*asked);
            else if (!asked->cases.empty())
                run_list(*asked);
            else
                run_one(*asked);
        } catch (const datafiles::NoSuchFile& fault) {
            throw Stop(Exit::NotFound, fault.what());
        } catch (const datafiles::Unreadable& fault) {
            throw Stop(Exit::Usage, fault.what());
        } catch (const analysis::CaseFault& fault) {
            throw Stop(Exit::Usage, fault.what());
        }
    });
}

}  // namespace breather::cli

#include "features/analysis/check_results.h"

#include <iostream>

#include "app/cli/cli.h"
#include "app/exit.h"
#include "base/files.h"
#include "features/analysis/method.h"

namespace breather::cli {
namespace {

struct Asked {
    std::filesystem::path file;
    bool json = false, page = false;
};

std::string read_whole(const std::filesystem::path& file) {
    auto text = whole_file(file);
    if (!text)
        throw Stop(Exit::NotFound, "There is no file " + file.string() + " that can be read.");
    for (const std::string_view begin : {"%PDF", "PK\x03\x04", "\xD0\xCF\x11\xE0"})
        if (text->starts_with(begin))
            throw Stop(Exit::Usage,
                       file.string() +
                           " is a PDF or an office document. Save the paper as HTML (most journals "
                           "offer it), or write its figures into a tables.toml.");
    return std::move(*text);
}

bool is_page(const std::filesystem::path& file, std::string_view text) {
    const std::string end = file.extension().string();
    if (end == ".html" || end == ".htm" || end == ".xhtml") return true;
    const auto first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return end != ".toml" && first != std::string_view::npos && text[first] == '<';
}

void run(const Asked& asked) {
    const std::string text = read_whole(asked.file);
    const bool page = is_page(asked.file, text);
    const auto checked = analysis::check_all(page ? analysis::printed_in_html(text)
                                                  : analysis::printed_in_toml(text));
    if (checked.results.empty())
        throw Stop(Exit::Usage,
                   asked.file.string() + " holds no table and no statistic that could be checked." +
                       (page ? "" : " It may hold:\n" + analysis::printed_kinds_in_words()));
    if (asked.json)
        std::cout << boost::json::serialize(analysis::as_json(checked)) << "\n";
    else
        std::cout << (asked.page ? analysis::as_page(checked) : analysis::in_words(checked));
    std::cout << std::flush;
    if (checked.slips > 0) throw Ended(Exit::Failed);
}

}  // namespace

void add_check_results(CLI::App& program) {
    auto* command = program.add_subcommand(
        "check-results", "Do printed results hold together? FILE is tables.toml or a paper's HTML");
    command->footer(
        "Exit code 0: nothing found; 1: slips; 2: the file cannot be understood; 18: there is no "
        "such file.\n"
        "What a TOML file may hold:\n" +
        analysis::printed_kinds_in_words());
    const auto asked = std::make_shared<Asked>();
    command->add_option("file", asked->file, "tables.toml, or a paper as HTML")->required();
    command->add_flag("--json", asked->json, "For programs");
    command->add_flag("--page", asked->page, "A table of Markdown: every result and its verdict");
    command->callback([asked] {
        try {
            run(*asked);
        } catch (const analysis::CaseFault& fault) {
            throw Stop(Exit::Usage, asked->file.string() + ": " + fault.what());
        }
    });
}

}  // namespace breather::cli

#include "app/cli/cli.h"
#include "app/cli/live.h"
#include "app/process.h"

namespace breather::cli {
namespace {

std::filesystem::path find_content(const std::filesystem::path& named) {
    if (!named.empty()) return named;
    for (auto above = program_path().parent_path(); above.has_relative_path();
         above = above.parent_path())
        if (std::filesystem::exists(above / "content" / "programmes")) return above / "content";
    if (installed::is_this()) return "/usr/share/breather/content";
    throw Stop(Exit::NotFound, "The content folder is missing. Name it with --content.");
}

}  // namespace

void add_demo(CLI::App& program) {
    auto* command = program.add_subcommand(
        "demo", "Make a data folder with invented organisations to try it with");
    const auto data = std::make_shared<std::filesystem::path>("demo-data");
    const auto content = std::make_shared<std::filesystem::path>();
    command->add_option("--data", *data, "The data folder")->capture_default_str();
    command->add_option("--content", *content, "The content folder");
    const auto seed = std::make_shared<std::optional<std::uint64_t>>();
    command->add_option("--use-from", *seed,
                        "Add sixteen weeks of invented use, drawn from this number");
    command->callback([data, content, seed] {
        boost::json::object ask{
            {"content", std::filesystem::absolute(find_content(*content)).string()}};
        if (*seed) ask["use_from"] = **seed;
        perform_and_print(*data, "demo", ask, WhereNothingIs::Begin);
    });
}

}  // namespace breather::cli

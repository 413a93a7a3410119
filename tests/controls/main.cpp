// The program with one protection taken away: `breather_controls serve --control seal-off`,
// `--control answer-before-commit`, `piece-by-piece` or `no-dummy-hash`. Tests that search, kill or
// compare must go red against it.
#include "app/cli/cli.h"
#include "app/process.h"
#include "support/faulty_databases.h"
#include "support/no_seal.h"

namespace breather {
namespace {

void take_away(const std::string& control, HouseOptions& house) {
    if (control == "seal-off") house.sealer = std::make_shared<testing::NoSeal>();
    if (control == "no-dummy-hash") house.passphrase_cost.also_for_nobody = false;
    if (control == "piece-by-piece")
        house.around_database = [](std::unique_ptr<storage::Database> inner) {
            return std::make_unique<testing::PieceByPiece>(std::move(inner));
        };
    if (control == "answer-before-commit")
        house.around_database =
            [](std::unique_ptr<storage::Database> inner) -> std::unique_ptr<storage::Database> {
            return std::make_unique<testing::AnswersTooSoon>(std::move(inner),
                                                             std::chrono::milliseconds(20));
        };
}

}  // namespace
}  // namespace breather

int main(int count, char** words) {
    using namespace breather;
    keep_memory_to_ourselves();
    const auto control = std::make_shared<std::string>();
    cli::Extra extra;
    extra.serve = [control](CLI::App& command, ServeFlags& flags) {
        command.add_option("--control", *control, "The protection to take away")
            ->check(CLI::IsMember(
                {"seal-off", "answer-before-commit", "piece-by-piece", "no-dummy-hash"}));
        flags.change_house = [control](HouseOptions& house) { take_away(*control, house); };
    };
    return cli::run(count, words, extra);
}

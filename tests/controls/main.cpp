// The program with one protection taken away: `breather_controls serve --control seal-off` and the
// like. Tests that search, kill, stop, crowd or compare must go red against it.
#include <unistd.h>

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
    if (control == "backup-by-writer")
        house.around_database = [](std::unique_ptr<storage::Database> inner) {
            return std::make_unique<testing::ReadsByWriter>(std::move(inner));
        };
    if (control == "answer-before-commit" || control == "leave-at-once")
        house.around_database =
            [](std::unique_ptr<storage::Database> inner) -> std::unique_ptr<storage::Database> {
            return std::make_unique<testing::AnswersTooSoon>(std::move(inner),
                                                             std::chrono::milliseconds(20));
        };
}

/// Limits of the lines: "keep-slow" never ends anybody, "wait-long" lets a slow line hold up the
/// stop.
void take_away(const std::string& control, web::ServerOptions& server) {
    constexpr std::chrono::hours for_ever{24};
    web::Limits& limits = server.limits;
    if (control == "keep-slow") {
        limits.makes_room = false;
        limits.head_time = limits.idle_time = limits.body_grace = for_ever;
    }
    if (control == "wait-long") limits.stop_time = limits.body_grace = for_ever;
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
            ->check(CLI::IsMember({"seal-off", "answer-before-commit", "piece-by-piece",
                                   "no-dummy-hash", "backup-by-writer", "keep-slow", "wait-long",
                                   "leave-at-once"}));
        flags.change_house = [control](HouseOptions& house) { take_away(*control, house); };
        flags.change_server = [control](web::ServerOptions& server) {
            take_away(*control, server);
        };
        flags.asked_to_stop = [control] {
            if (*control == "leave-at-once") ::_exit(0);
        };
    };
    return cli::run(count, words, extra);
}

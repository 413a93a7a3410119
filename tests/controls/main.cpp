// The program with one protection taken away: `breather_controls serve --control seal-off`,
// `--control answer-before-commit` or `--control no-dummy-hash`. Tests that search, kill or compare
// must go red against it.
#include <atomic>
#include <thread>

#include "app/cli/cli.h"
#include "app/process.h"
#include "support/no_seal.h"

namespace breather {
namespace {

/// Answers as soon as the work was applied, and lets the commit come later: what every kill test
/// must catch.
class AnswersTooSoon final : public storage::Database {
  public:
    explicit AnswersTooSoon(std::unique_ptr<storage::Database> inner) : inner_(std::move(inner)) {}

    void read(std::function<void(storage::Reader&)> work, storage::Done done) override {
        inner_->read(std::move(work), std::move(done));
    }
    void read_long(const std::function<void(storage::Reader&)>& work) override {
        inner_->read_long(work);
    }
    void write(std::function<void(storage::Transaction&)> work, storage::Done done) override {
        const auto answered = std::make_shared<std::atomic<bool>>(false);
        inner_->write(
            [work = std::move(work), done, answered](storage::Transaction& tx) {
                work(tx);
                if (!answered->exchange(true)) done(nullptr);
                // Long enough that a kill meets an answered write that no disk has.
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            },
            [done, answered](std::exception_ptr fault) {
                if (!answered->exchange(true)) done(fault);
            });
    }

    void scrub(storage::Done done) override { inner_->scrub(std::move(done)); }

  private:
    std::unique_ptr<storage::Database> inner_;
};

void take_away(const std::string& control, HouseOptions& house) {
    if (control == "seal-off") house.sealer = std::make_shared<testing::NoSeal>();
    if (control == "no-dummy-hash") house.passphrase_cost.also_for_nobody = false;
    if (control == "answer-before-commit")
        house.around_database =
            [](std::unique_ptr<storage::Database> inner) -> std::unique_ptr<storage::Database> {
            return std::make_unique<AnswersTooSoon>(std::move(inner));
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
            ->check(CLI::IsMember({"seal-off", "answer-before-commit", "no-dummy-hash"}));
        flags.change_house = [control](HouseOptions& house) { take_away(*control, house); };
    };
    return cli::run(count, words, extra);
}

// Plans work and runs what is due: once, on whichever server claims it first. Whoever claimed a job
// holds it for two minutes and says so again while it runs; when a server is killed, its claims run
// out and another takes them up. Nobody asks the machine for the time.
#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <vector>

#include "base/random.h"
#include "engines/scheduler/job.h"
#include "engines/scheduler/rule.h"
#include "engines/scheduler/scheduler_store.h"

namespace breather::scheduler {

/// The claim ran out while the work went on, and somebody else has it now.
class TakenOver : public std::runtime_error {
  public:
    TakenOver() : std::runtime_error("somebody else has taken up this job") {}
};

class Scheduler;

/// One claimed job in the hands of whoever works on it.
class Task {
  public:
    const std::string& key() const { return claimed_.key; }
    const std::string& payload() const { return claimed_.payload; }
    Instant planned_for() const { return claimed_.planned_for; }
    std::int64_t tries() const { return claimed_.tries; }
    /// The server stops: leave off, and throw; it will be tried again.
    bool must_stop() const { return stop_.stop_requested(); }
    std::stop_token stop() const { return stop_; }

    /// Marks the job done in the same transaction as its effect: both happen, or neither. Throws
    /// TakenOver. Without it the job is marked done when the work returns.
    void finish(storage::Transaction& tx);

  private:
    friend class Scheduler;
    Task(Scheduler& scheduler, const struct Kind& kind, Claimed claimed, std::stop_token stop)
        : scheduler_(scheduler),
          kind_(kind),
          claimed_(std::move(claimed)),
          stop_(std::move(stop)) {}
    Scheduler& scheduler_;
    const struct Kind& kind_;
    Claimed claimed_;
    std::stop_token stop_;
    bool finished_ = false;
};

/// Slow work has a thread of its own, so that it holds nobody up.
enum class Lane { Quick, Slow };

struct Kind {
    std::string name;
    std::function<void(Task&)> work;
    Lane lane = Lane::Quick;
    std::int64_t tries_max = 8;  // the last about four hours after the first
    /// With a rule there is one job of this kind, with an empty key, for ever.
    std::optional<Rule> rule = {};
};

struct Options {
    std::chrono::milliseconds claim_time{std::chrono::minutes{2}};
    std::int64_t batch_max = 16;
    std::chrono::milliseconds first_pause{std::chrono::minutes{1}};  // doubled with each try
    std::chrono::milliseconds done_kept{std::chrono::days{30}};
};

class Scheduler {
  public:
    Scheduler(storage::Database& database, const Clock& clock, Random& random,
              Options options = {});

    /// Before open().
    void add(Kind kind);
    /// Plans the repeating ones that are not planned yet, and puts right what a clock that was
    /// ahead left behind.
    void open();

    /// In the transaction that makes it necessary. False: planned already, perhaps done.
    bool plan(storage::Transaction& tx, const Planned& planned);
    /// The repeating job of that kind is due now, as part of a write; `hurry` once it is durable.
    void hasten(storage::Transaction& tx, std::string_view kind);
    void hasten(std::string_view kind);
    /// Whoever waits here looks at once what is due.
    void hurry();
    /// Who is told that something here is due at once; an empty function ends it.
    void on_hurry(std::function<void()> listener);

    /// Runs what is due, batch after batch; how many. A failure of the work is noted with its job.
    std::size_t run_due(Lane lane, std::stop_token stop = {});
    /// When the next is due, if anything is planned.
    std::optional<Instant> next_due(Lane lane);
    /// When work of this kind is due next; nothing where none is planned.
    std::optional<Instant> next_due(std::string_view kind);
    /// Says again that what runs here still runs. Every half of claim_time at least.
    void keep_claims();

    /// Newest first, a hundred at most.
    std::vector<Failure> list_failures();
    /// Refuses: not_found "scheduler.job".
    void retry(JobId job);
    /// Forgets what was done thirty days ago.
    void sweep();

    const Clock& clock() const { return clock_; }
    const Options& options() const { return options_; }

  private:
    friend class Task;
    void put_right();
    void put_right_if_the_clock_went_back();
    std::vector<Claimed> claim(const Kind& kind, Instant now);
    void run_one(const Kind& kind, const Claimed& claimed, const std::stop_token& stop);
    bool finish(storage::Transaction& tx, const Kind& kind, const Claimed& claimed);
    void note_failure(const Kind& kind, const Claimed& claimed, const std::string& why);
    Instant next_of(const Kind& kind, Instant planned_for) const;
    store::Holder holder(const Claimed& claimed) const;

    storage::Database& database_;
    const Clock& clock_;
    Random& random_;
    Options options_;
    Uuid me_;
    std::vector<std::unique_ptr<Kind>> kinds_;

    std::mutex mutex_;
    std::vector<store::Holder> running_;
    Instant last_seen_{};
    std::function<void()> hurry_;
};

}  // namespace breather::scheduler

#include "engines/storage/hints.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "engines/storage/postgres_connection.h"

namespace breather::storage {

struct Hint {
    std::string topic;
    std::int64_t seq;
};
BOOST_DESCRIBE_STRUCT(Hint, (), (topic, seq))

namespace {

// The numbers of all topics are one row of numbers: who commits later has the larger one.
constexpr Statement note_hint{"note_hint", R"sql(
    insert into hint (topic, seq) select $1, coalesce(max(seq), 0) + 1 from hint where 1 = 1
    on conflict (topic) do update set seq = excluded.seq)sql"};
constexpr Statement list_hints{"list_hints", R"sql(
    select topic, seq from hint where seq > $1 order by seq)sql"};
constexpr Statement find_last{"find_last_hint", R"sql(
    select coalesce(max(seq), 0) as seq from hint)sql"};

}  // namespace

/// The thread, and the connection on which it hears and sends.
struct Hints::Line {
    std::map<std::string, std::function<void()>, std::less<>> listeners;
    std::mutex looking;
    std::int64_t last = 0;
    std::atomic<bool> to_send = false, stopping = false;
    int wake[2] = {-1, -1};
    std::thread thread;
};

Hints::Hints(Database& database, HintOptions options)
    : database_(database), options_(std::move(options)), line_(std::make_unique<Line>()) {
    // What changed before is read by whoever reads from now on.
    line_->last = database_.read_now(
        [](Reader& reader) { return reader.find<std::int64_t>(find_last).value(); });
}

Hints::~Hints() { stop(); }

void Hints::note(Transaction& tx, std::string_view topic) const {
    if (database_.is_shared()) tx.run(note_hint, topic);
}

void Hints::listen(std::string topic, std::function<void()> hear) {
    ensure(!line_->thread.joinable(), "who listens says so before the start");
    line_->listeners[std::move(topic)] = std::move(hear);
}

void Hints::send() {
    if (!line_->thread.joinable()) return;
    line_->to_send = true;
    const char any = 0;
    [[maybe_unused]] const auto woken = ::write(line_->wake[1], &any, 1);
}

void Hints::start() {
    if (options_.address.empty()) return;
    ensure(::pipe2(line_->wake, O_CLOEXEC | O_NONBLOCK) == 0, "no pipe for hints");
    line_->thread = std::thread([this] {
        PostgresConnection connection(options_.address);
        bool was_well = true;
        while (!line_->stopping) {
            bool is_well = true;
            try {
                const bool is_new = !connection.is_connected();
                if (is_new) {
                    connection.connect();
                    connection.run_script("listen breather_hint");
                }
                if (line_->to_send.exchange(false) && options_.sends)
                    connection.run_script("notify breather_hint");
                pollfd waiting[2] = {{connection.socket(), POLLIN, 0}, {line_->wake[0], POLLIN, 0}};
                // What was sent before this line was open is looked up at once.
                ::poll(waiting, 2, is_new ? 0 : static_cast<int>(options_.look_every.count()));
                connection.forget_notices();
            } catch (const std::exception& error) {
                if (was_well) log::warning("hints_not_heard", {{"why", error.what()}});
                is_well = false;
                connection.disconnect();
                pollfd waiting{line_->wake[0], POLLIN, 0};
                ::poll(&waiting, 1, static_cast<int>(options_.look_every.count()));
            }
            was_well = is_well;
            char taken[64];
            while (::read(line_->wake[0], taken, sizeof taken) > 0) {
            }
            if (line_->stopping) break;
            try {
                look();
            } catch (const std::exception& error) {
                log::warning("hints_not_looked_up", {{"why", error.what()}});
            }
        }
    });
}

void Hints::stop() {
    if (!line_->thread.joinable()) return;
    line_->stopping = true;
    const char any = 0;
    [[maybe_unused]] const auto woken = ::write(line_->wake[1], &any, 1);
    line_->thread.join();
    ::close(line_->wake[0]);
    ::close(line_->wake[1]);
}

int Hints::look() {
    const std::lock_guard lock(line_->looking);
    const auto fresh = database_.read_now(
        [&](Reader& reader) { return reader.list<Hint>(list_hints, line_->last); });
    int told = 0;
    for (const Hint& hint : fresh) {
        // Heard first, then ticked off: what failed is heard again.
        if (const auto found = line_->listeners.find(hint.topic); found != line_->listeners.end()) {
            found->second();
            ++told;
        }
        line_->last = hint.seq;
    }
    return told;
}

}  // namespace breather::storage

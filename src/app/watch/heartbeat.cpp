#include "app/watch/heartbeat.h"

#include "app/watch/heartbeat_store.h"
#include "base/elapsed.h"

namespace breather::watch {
namespace {

// A server that was stopped leaves its row; a day later it is gone.
constexpr std::chrono::days forgotten_after{1};

}  // namespace

Heartbeat::Heartbeat(storage::Database& database, const Clock& clock, Random& random,
                     std::function<std::chrono::microseconds()> elapsed)
    : database_(database),
      clock_(clock),
      elapsed_(elapsed ? std::move(elapsed) : machine_elapsed),
      server_(uuid_v7(clock, random)),
      kept_(std::make_shared<std::atomic<std::int64_t>>(elapsed_().count())) {}

void Heartbeat::beat_if_due() {
    const auto now = elapsed_();
    if (ever_asked_ && now - asked_ < between) return;
    ever_asked_ = true;
    asked_ = now;
    const Instant at = clock_.now();
    // It may be run after we are gone: everything is taken along. What is kept was asked for now,
    // so its age begins now, however long the disk took.
    database_.write(
        [server = server_, at](storage::Transaction& tx) {
            store::put_beat(tx, server, at, at - forgotten_after);
        },
        [kept = kept_, now](std::exception_ptr fault) {
            if (!fault) kept->store(now.count());
        });
}

std::chrono::seconds Heartbeat::age() const {
    return std::chrono::duration_cast<std::chrono::seconds>(
        elapsed_() - std::chrono::microseconds(kept_->load()));
}

void Heartbeat::look(std::function<void(bool reads)> told) const {
    database_.read(
        [server = server_](storage::Reader& reader) { store::find_beat(reader, server); },
        [told = std::move(told)](std::exception_ptr fault) { told(fault == nullptr); });
}

}  // namespace breather::watch

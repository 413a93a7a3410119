// A write and its answer in one go: apply, then build the answer from what the database now holds.
#pragma once
#include "engines/storage/database.h"

namespace breather::storage {

/// Runs `work` and waits for the durable commit. For the command line and tests; requests go
/// through accounts' doors, which also keep the idempotency key.
template <class Answer>
Answer perform_now(Database& database, const Work<Answer>& work) {
    return database.write_now([&](Transaction& tx) {
        work.apply(tx);
        return work.answer(tx);
    });
}

}  // namespace breather::storage

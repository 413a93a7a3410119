// Memory that runs out when told to: the k-th allocation of this test program fails, or the k-th of
// SQLite. Threads that belong to the test are spared.
#pragma once

namespace breather::testing {

/// From now on the k-th allocation by `new` in a thread that is not spared throws std::bad_alloc,
/// once; 0 is none.
void fail_new(long k);
/// The same for SQLite's own memory; `take_over_sqlite_memory` comes first, in a process that has
/// no database open.
void take_over_sqlite_memory();
void fail_sqlite_memory(long k);
/// Allocations that might have failed so far.
long count_new();
long count_sqlite_memory();

/// What this thread allocates meanwhile may fail.
class NotSpared {
  public:
    NotSpared();
    ~NotSpared();
    NotSpared(const NotSpared&) = delete;
    NotSpared& operator=(const NotSpared&) = delete;

  private:
    bool before_;
};
/// This thread is the test's.
void spare_this_thread();

}  // namespace breather::testing

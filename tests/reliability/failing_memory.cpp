#include "reliability/failing_memory.h"

#include <sqlite3.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace breather::testing {
namespace {

struct Countdown {
    std::atomic<long> count{0}, left{0};
    bool fails_now() {
        count.fetch_add(1, std::memory_order_relaxed);
        return left.load(std::memory_order_relaxed) > 0 && left.fetch_sub(1) == 1;
    }
};

Countdown of_new, of_sqlite;
thread_local bool spared = false;
sqlite3_mem_methods beneath;

}  // namespace

void fail_new(long k) { of_new.left = k; }
void fail_sqlite_memory(long k) { of_sqlite.left = k; }
long count_new() { return of_new.count; }
long count_sqlite_memory() { return of_sqlite.count; }
void spare_this_thread() { spared = true; }

NotSpared::NotSpared() : before_(spared) { spared = false; }
NotSpared::~NotSpared() { spared = before_; }

void take_over_sqlite_memory() {
    sqlite3_shutdown();
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &beneath);
    static sqlite3_mem_methods mine = beneath;
    mine.xMalloc = [](int size) -> void* {
        return of_sqlite.fails_now() ? nullptr : beneath.xMalloc(size);
    };
    mine.xRealloc = [](void* from, int size) -> void* {
        return of_sqlite.fails_now() ? nullptr : beneath.xRealloc(from, size);
    };
    sqlite3_config(SQLITE_CONFIG_MALLOC, &mine);
}

/// For operator new below.
bool new_fails_now() { return !spared && of_new.fails_now(); }

}  // namespace breather::testing

// The whole program allocates through these; a C++ program may replace them. All of one kind, so
// that a sanitizer sees what was made and what is freed fit.
void* operator new(std::size_t size) {
    if (breather::testing::new_fails_now()) throw std::bad_alloc();
    if (void* made = std::malloc(size == 0 ? 1 : size)) return made;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    try {
        return operator new(size);
    } catch (const std::bad_alloc&) {
        return nullptr;
    }
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t& never) noexcept {
    return operator new(size, never);
}
void operator delete[](void* given) noexcept { std::free(given); }
void operator delete[](void* given, std::size_t) noexcept { std::free(given); }
void operator delete(void* given) noexcept { std::free(given); }
void operator delete(void* given, std::size_t) noexcept { std::free(given); }

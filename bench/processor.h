// What this process has used of the processors so far.
#pragma once
#include <sys/resource.h>

namespace breather::bench {

inline double processor_micros() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto micros = [](const timeval& t) { return double(t.tv_sec) * 1e6 + double(t.tv_usec); };
    return micros(used.ru_utime) + micros(used.ru_stime);
}

}  // namespace breather::bench

// Loops that gain from wider registers are compiled twice, and the processor they run on chooses at
// start-up. Not for sums of numbers: those stay the same on every machine (no fused multiplying).
#pragma once

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define BREATHER_WIDE __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define BREATHER_WIDE
#endif

// What one person asks again and again while something else stands still.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "reliability/every_write.h"

namespace breather::testing {

inline const char* const reads[] = {"/api/accounts/me", "/api/exercises/entries",
                                    "/api/programmes/next?minutes=3",
                                    "/api/content/library?language=en-GB"};

inline HttpAnswer look(Stage& stage, const JourneyBrowser& who, const char* path) {
    auto browser = who;
    return stage.ask(browser, {"GET", path, "", {}});
}

inline HttpAnswer write(Stage& stage, const JourneyBrowser& who, const char* theme) {
    auto browser = who;
    return stage.ask(browser, {"PUT",
                               "/api/accounts/settings",
                               std::string(R"({"theme":")") + theme + "\"}",
                               {{"Idempotency-Key", to_hex(SystemRandom().bytes(16))}}});
}

struct Reads {
    int answered = 0;
    std::chrono::microseconds p99{};  // printed, never judged: the machine has other things to do
};

inline constexpr int reads_count = 800;

/// Asks many times, one after the other.
inline Reads read_on(Stage& stage, const JourneyBrowser& who) {
    using std::chrono::steady_clock;
    Reads seen;
    std::vector<steady_clock::duration> took;
    for (int i = 0; i < reads_count; ++i) {
        const auto asked = steady_clock::now();
        seen.answered += look(stage, who, reads[i % 4]).status == 200;
        took.push_back(steady_clock::now() - asked);
    }
    std::sort(took.begin(), took.end());
    seen.p99 = std::chrono::duration_cast<std::chrono::microseconds>(took[reads_count * 99 / 100]);
    return seen;
}

}  // namespace breather::testing

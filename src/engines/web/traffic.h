// How much is asked, how it ends and how long it takes: counts for whoever watches the machine. By
// kind of work only. A room's or a route's name would say to the quarter minute what somebody did
// in a quiet hour; the access log, which names routes, is by the hour for that reason.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/meter.h"
#include "engines/web/route.h"

namespace breather::web {

class Traffic {
  public:
    enum class Work : std::uint8_t { Read, Write, Long, Files, Nowhere };
    static Work work_of(Kind kind);

    void count(Work work, int status, std::chrono::milliseconds took);
    /// A line nobody had room for.
    void count_turned_away() { lines_.add(0); }
    /// A line ended to make room for another.
    void count_made_room() { lines_.add(1); }

    static constexpr std::array<std::uint64_t, 10> milliseconds_bounds{
        1, 4, 16, 64, 250, 1'000, 4'000, 10'000, 30'000, 60'000};

    struct Asked {
        std::string_view work;
        int status;  // 0: one we do not count by itself
        std::uint64_t count;
    };
    /// Those that happened.
    std::vector<Asked> list_asked() const;
    struct Durations {
        std::string_view work;
        HistogramFigures milliseconds;
    };
    std::vector<Durations> list_durations() const;
    /// Refused by one of the limits: "slow", "body", "head", "often", "busy", "full" and, before
    /// anything was asked, "lines"; "idle" is a line ended to make room.
    struct Refused {
        std::string_view limit;
        std::uint64_t count;
    };
    std::vector<Refused> list_refused() const;

  private:
    static constexpr std::size_t works = 5;
    static constexpr std::array statuses{0,   200, 201, 202, 204, 206, 303, 304, 400, 401,
                                         403, 404, 405, 408, 409, 410, 411, 413, 415, 416,
                                         422, 429, 431, 500, 501, 503, 505, 507};
    static std::size_t place_of(int status);
    std::uint64_t count_of(int status) const;

    Counts<works * statuses.size()> asked_;
    using Spread = Histogram<milliseconds_bounds.size()>;
    std::array<Spread, works> took_{Spread(milliseconds_bounds), Spread(milliseconds_bounds),
                                    Spread(milliseconds_bounds), Spread(milliseconds_bounds),
                                    Spread(milliseconds_bounds)};
    Counts<2> lines_;
};

}  // namespace breather::web

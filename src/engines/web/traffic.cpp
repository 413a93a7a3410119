#include "engines/web/traffic.h"

#include <algorithm>

namespace breather::web {
namespace {

constexpr std::array<std::string_view, 5> names{"read", "write", "long", "files", "nowhere"};

}  // namespace

Traffic::Work Traffic::work_of(Kind kind) {
    switch (kind) {
        case Kind::Write:
            return Work::Write;
        case Kind::Long:
            return Work::Long;
        case Kind::Read:
            break;
    }
    return Work::Read;
}

std::size_t Traffic::place_of(int status) {
    const auto found = std::find(statuses.begin(), statuses.end(), status);
    return found == statuses.end() ? 0 : static_cast<std::size_t>(found - statuses.begin());
}

void Traffic::count(Work work, int status, std::chrono::milliseconds took) {
    const auto row = static_cast<std::size_t>(work);
    asked_.add(row * statuses.size() + place_of(status));
    took_[row].add(static_cast<std::uint64_t>(std::max<std::int64_t>(took.count(), 0)));
}

std::vector<Traffic::Asked> Traffic::list_asked() const {
    std::vector<Asked> all;
    for (std::size_t row = 0; row < works; ++row)
        for (std::size_t i = 0; i < statuses.size(); ++i)
            if (const auto count = asked_.read(row * statuses.size() + i); count > 0)
                all.push_back({names[row], statuses[i], count});
    return all;
}

std::vector<Traffic::Durations> Traffic::list_durations() const {
    std::vector<Durations> all;
    for (std::size_t row = 0; row < works; ++row) all.push_back({names[row], took_[row].read()});
    return all;
}

std::uint64_t Traffic::count_of(int status) const {
    std::uint64_t all = 0;
    for (std::size_t row = 0; row < works; ++row)
        all += asked_.read(row * statuses.size() + place_of(status));
    return all;
}

std::vector<Traffic::Refused> Traffic::list_refused() const {
    return {{"slow", count_of(408)},   {"body", count_of(413)}, {"head", count_of(431)},
            {"often", count_of(429)},  {"busy", count_of(503)}, {"full", count_of(507)},
            {"lines", lines_.read(0)}, {"idle", lines_.read(1)}};
}

}  // namespace breather::web

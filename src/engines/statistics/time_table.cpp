#include "engines/statistics/time_table.h"

#include <algorithm>
#include <cmath>

#include "engines/statistics/in_order.h"

namespace breather::statistics {
namespace {

constexpr double days_max = 65536;    // whole times below this are counted, not sorted
constexpr double same_time = 1.5e-8;  // of the mean distinct time

bool whole_days(std::span<const double> time) {
    return std::all_of(time.begin(), time.end(), [](double t) {
        return t >= 0 && t < days_max && t == static_cast<double>(static_cast<int>(t));
    });
}

void add(TimeTable& table, std::size_t at, std::uint32_t group, bool event, std::uint32_t times) {
    table.leaving[at * table.groups + group] += times;
    if (event) table.deaths[at * table.groups + group] += times;
}

void open_time(TimeTable& table, double time) {
    table.times.push_back(time);
    table.deaths.resize(table.deaths.size() + table.groups);
    table.leaving.resize(table.leaving.size() + table.groups);
}

void count(TimeTable& table, const Survivals& rows, std::span<const int> group) {
    const double last = *std::max_element(rows.time.begin(), rows.time.end());
    const std::size_t wide = 2 * table.groups;
    std::vector<std::uint32_t> cells((static_cast<std::size_t>(last) + 1) * wide);
    for (std::size_t row = 0; row < rows.time.size(); ++row) {
        const std::size_t own = group.empty() ? 0 : static_cast<std::size_t>(group[row]);
        ++cells[static_cast<std::size_t>(rows.time[row]) * wide + 2 * own + rows.event[row]];
    }
    for (std::size_t day = 0; day * wide < cells.size(); ++day) {
        const auto own = std::span(cells).subspan(day * wide, wide);
        if (std::all_of(own.begin(), own.end(), [](auto n) { return n == 0; })) continue;
        open_time(table, static_cast<double>(day));
        for (std::uint32_t tag = 0; tag < wide; ++tag)
            add(table, table.times.size() - 1, tag / 2, tag % 2 == 1, own[tag]);
    }
}

/// By time; the tag is 2 group + event.
std::vector<Keyed> sorted(const Survivals& rows, std::span<const int> group) {
    std::vector<Keyed> out(rows.time.size());
    for (std::size_t row = 0; row < out.size(); ++row)
        out[row] = {rows.time[row], 2 * static_cast<std::uint32_t>(group.empty() ? 0 : group[row]) +
                                        rows.event[row]};
    put_in_order(out);
    return out;
}

}  // namespace

std::vector<std::size_t> time_starts(std::span<const double> sorted) {
    std::vector<std::size_t> out;
    double sum = 0;
    for (std::size_t at = 0; at < sorted.size(); ++at)
        if (at == 0 || sorted[at] != sorted[at - 1]) {
            out.push_back(at);
            sum += std::abs(sorted[at]);
        }
    const double near = same_time * sum / static_cast<double>(std::max<std::size_t>(1, out.size()));
    std::size_t kept = 0;
    for (std::size_t at = 0; at < out.size(); ++at)
        if (at == 0 || sorted[out[at]] - sorted[out[at] - 1] > near) out[kept++] = out[at];
    out.resize(kept);
    return out;
}

TimeTable time_table(const Survivals& rows, std::span<const int> group, std::size_t groups) {
    TimeTable out;
    out.groups = std::max<std::size_t>(1, groups);
    out.rows.resize(out.groups);
    if (rows.time.empty()) return out;
    if (group.empty())
        out.rows[0] = static_cast<std::uint32_t>(rows.time.size());
    else
        for (const int own : group) ++out.rows[static_cast<std::size_t>(own)];
    if (whole_days(rows.time)) {
        count(out, rows, group);
        return out;
    }
    const auto records = sorted(rows, group);
    std::vector<double> times(records.size());
    std::transform(records.begin(), records.end(), times.begin(),
                   [](const Keyed& record) { return record.value; });
    const auto starts = time_starts(times);
    out.times.reserve(starts.size());
    out.deaths.reserve(starts.size() * out.groups);
    out.leaving.reserve(starts.size() * out.groups);
    for (std::size_t s = 0; s < starts.size(); ++s) {
        open_time(out, times[starts[s]]);
        const std::size_t end = s + 1 < starts.size() ? starts[s + 1] : records.size();
        for (std::size_t at = starts[s]; at < end; ++at)
            add(out, s, records[at].tag / 2, records[at].tag % 2 == 1, 1);
    }
    return out;
}

}  // namespace breather::statistics

#include "base/civil_time.h"

#include <date/tz.h>

#include "base/ensure.h"

namespace breather {
namespace {

const date::time_zone& zone_of(const void* zone) {
    return *static_cast<const date::time_zone*>(zone);
}

}  // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name) {
    try {
        return TimeZone(date::locate_zone(name));
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

TimeZone TimeZone::utc() {
    const auto zone = find("UTC");
    ensure(zone.has_value(), "this machine has no time zones; install tzdata");
    return *zone;
}

TimeZone TimeZone::of_this_machine() {
    try {
        return TimeZone(date::current_zone());
    } catch (const std::runtime_error&) {
        return utc();
    }
}

std::string TimeZone::name() const { return zone_of(zone_).name(); }

std::chrono::local_days TimeZone::day_of(Instant instant) const {
    const auto there = zone_of(zone_).to_local(instant);
    return std::chrono::local_days(std::chrono::floor<std::chrono::days>(there.time_since_epoch()));
}

Instant TimeZone::at(std::chrono::local_days day, std::chrono::minutes wall) const {
    const date::local_seconds there{
        std::chrono::duration_cast<std::chrono::seconds>(day.time_since_epoch() + wall)};
    const auto info = zone_of(zone_).get_info(there);
    if (info.result == date::local_info::nonexistent) return info.first.end;
    return Instant(std::chrono::sys_seconds(there.time_since_epoch()) - info.first.offset);
}

}  // namespace breather

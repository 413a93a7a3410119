// Days and times of day as programs count them, written as ISO 8601 writes them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace breather::datafiles {

/// What the numbers of a column count.
enum class Counts {
    Plain,
    SpssDay,       // seconds since 1582-10-14, a day meant
    SpssInstant,   // the same, with its time of day
    SpssMonth,     // the same, a month meant
    SpssTime,      // seconds: a time of day, or a duration
    StataDay,      // days since 1960-01-01
    StataInstant,  // milliseconds since 1960-01-01
    StataMonth,    // months since 1960-01
    SheetDay,      // days since 1899-12-30, as spreadsheets do
    SheetDay1904,  // days since 1904-01-01, as old ones do
    SheetTime,     // parts of a day
};

/// "2026-03-02", "2026-03-02T08:30:00", "2026-03", "08:30:00". Days of a spreadsheet that hold part
/// of a day get their time. Nothing for years before 1 or after 9999.
std::optional<std::string> iso_of(double number, Counts counts);

/// What a format of SPSS ("DATE11", "DATETIME20") or of Stata ("%td", "%tc") makes of numbers.
Counts counted_by_spss(std::string_view format);
Counts counted_by_stata(std::string_view format);

/// Seconds since 1582-10-14 of "2026-03-02" or "2026-03-02T08:30:00" exactly so written.
std::optional<double> spss_day(std::string_view iso);
std::optional<double> spss_instant(std::string_view iso);

}  // namespace breather::datafiles

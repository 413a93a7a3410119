#include "engines/datafiles/dates.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace breather::datafiles {
namespace {

namespace ch = std::chrono;

constexpr ch::sys_days spss_first{ch::year{1582} / 10 / 14};
constexpr ch::sys_days stata_first{ch::year{1960} / 1 / 1};
constexpr ch::sys_days sheet_first{ch::year{1899} / 12 / 30};
constexpr ch::sys_days sheet_first_1904{ch::year{1904} / 1 / 1};
constexpr double days_max = 4e6, day_ms = 86400000.0;

template <class... Parts>
std::string written(const char* form, Parts... parts) {
    char out[64];
    const int size = std::snprintf(out, sizeof out, form, parts...);
    return {out, static_cast<std::size_t>(size)};
}

/// A time of day; thousandths only where there are any.
std::string time_of(long long ms) {
    std::string out =
        written("%02lld:%02lld:%02lld", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60);
    return ms % 1000 ? out + written(".%03lld", ms % 1000) : out;
}

enum class Form { Day, Instant, Month, Sheet };

/// `days` since `first`, whole or not.
std::optional<std::string> instant_of(ch::sys_days first, double days, Form form) {
    if (!(std::abs(days) < days_max)) return std::nullopt;
    const double ms = std::nearbyint(days * day_ms);
    const double whole = std::floor(ms / day_ms);
    const auto rest = static_cast<long long>(ms - whole * day_ms);
    const ch::year_month_day date{first + ch::days{static_cast<int>(whole)}};
    if (date.year() < ch::year{1} || date.year() > ch::year{9999}) return std::nullopt;
    const int year = static_cast<int>(date.year());
    const unsigned month = static_cast<unsigned>(date.month());
    if (form == Form::Month) return written("%04d-%02u", year, month);
    const std::string day =
        written("%04d-%02u-%02u", year, month, static_cast<unsigned>(date.day()));
    const bool timed = form == Form::Instant || (form == Form::Sheet && rest != 0);
    return timed ? day + "T" + time_of(rest) : day;
}

std::string upper_word(std::string_view format) {
    std::string out;
    for (const char c : format) {
        if ((c < 'A' || c > 'Z') && (c < 'a' || c > 'z')) break;
        out += static_cast<char>(c & ~0x20);
    }
    return out;
}

/// The number that stands at these places, digits alone.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    int out = 0;
    const char* end = text.data() + at + count;
    const auto read = std::from_chars(text.data() + at, end, out);
    if (read.ec != std::errc{} || read.ptr != end || text[at] == '-') return std::nullopt;
    return out;
}

}  // namespace

std::optional<std::string> iso_of(double number, Counts counts) {
    if (!std::isfinite(number)) return std::nullopt;
    switch (counts) {
        case Counts::Plain:
            break;
        case Counts::SpssDay:
            return instant_of(spss_first, number / 86400, Form::Day);
        case Counts::SpssInstant:
            return instant_of(spss_first, number / 86400, Form::Instant);
        case Counts::SpssMonth:
            return instant_of(spss_first, number / 86400, Form::Month);
        case Counts::SpssTime:
            if (number < 0 || number > 1e9) return std::nullopt;
            return time_of(std::llround(number * 1000));
        case Counts::StataDay:
            return instant_of(stata_first, number, Form::Day);
        case Counts::StataInstant:
            return instant_of(stata_first, number / day_ms, Form::Instant);
        case Counts::StataMonth: {
            if (!(std::abs(number) < 1e5)) return std::nullopt;
            const int months = 1960 * 12 + static_cast<int>(std::floor(number));
            if (months < 12 || months >= 120000) return std::nullopt;
            return written("%04d-%02d", months / 12, months % 12 + 1);
        }
        case Counts::SheetDay:
            return instant_of(sheet_first, number, Form::Sheet);
        case Counts::SheetDay1904:
            return instant_of(sheet_first_1904, number, Form::Sheet);
        case Counts::SheetTime:
            if (number < 0 || number > 1e5) return std::nullopt;
            return time_of(std::llround(number * day_ms));
    }
    return std::nullopt;
}

Counts counted_by_spss(std::string_view format) {
    const std::string word = upper_word(format);
    if (word == "DATE" || word == "ADATE" || word == "EDATE" || word == "SDATE" || word == "JDATE")
        return Counts::SpssDay;
    if (word == "DATETIME" || word == "YMDHMS") return Counts::SpssInstant;
    if (word == "MOYR") return Counts::SpssMonth;
    if (word == "TIME" || word == "MTIME") return Counts::SpssTime;
    return Counts::Plain;
}

Counts counted_by_stata(std::string_view format) {
    const auto rest = format.substr(std::min(format.find_first_not_of("%-"), format.size()));
    if (rest.starts_with("td") || rest.starts_with("d")) return Counts::StataDay;
    if (rest.starts_with("tc") || rest.starts_with("tC")) return Counts::StataInstant;
    if (rest.starts_with("tm")) return Counts::StataMonth;
    return Counts::Plain;
}

std::optional<double> spss_day(std::string_view iso) {
    if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
    const auto year = digits(iso, 0, 4), month = digits(iso, 5, 2), day = digits(iso, 8, 2);
    if (!year || !month || !day) return std::nullopt;
    const ch::year_month_day date{ch::year{*year}, ch::month{static_cast<unsigned>(*month)},
                                  ch::day{static_cast<unsigned>(*day)}};
    if (!date.ok() || *year < 1583) return std::nullopt;
    return static_cast<double>((ch::sys_days{date} - spss_first).count()) * 86400;
}

std::optional<double> spss_instant(std::string_view iso) {
    if (iso.size() != 19 || iso[10] != 'T' || iso[13] != ':' || iso[16] != ':') return std::nullopt;
    const auto day = spss_day(iso.substr(0, 10));
    const auto hour = digits(iso, 11, 2), minute = digits(iso, 14, 2), second = digits(iso, 17, 2);
    if (!day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59)
        return std::nullopt;
    return *day + *hour * 3600 + *minute * 60 + *second;
}

}  // namespace breather::datafiles

#include "features/analysis/event_log.h"

#include <charconv>
#include <chrono>
#include <cmath>

#include "features/analysis/selection.h"

namespace breather::analysis {
namespace {

/// Takes a whole number of `digits` digits from the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    int out = 0;
    if (text.size() < digits) return {};
    const auto read = std::from_chars(text.data(), text.data() + digits, out);
    if (read.ec != std::errc{} || read.ptr != text.data() + digits || text[0] == '-') return {};
    text.remove_prefix(digits);
    return out;
}

bool take(std::string_view& text, char mark) {
    if (text.empty() || text[0] != mark) return false;
    text.remove_prefix(1);
    return true;
}

/// "Z", "+02:00", "-0530", "+08", or nothing at all: minutes east.
std::optional<int> take_offset(std::string_view& text) {
    if (text.empty() || take(text, 'Z') || take(text, 'z')) return 0;
    const bool west = text[0] == '-';
    if (!west && text[0] != '+') return {};
    text.remove_prefix(1);
    const auto hours = take_number(text, 2);
    take(text, ':');
    const auto minutes = text.empty() ? std::optional(0) : take_number(text, 2);
    if (!hours || !minutes) return {};
    return (west ? -1 : 1) * (*hours * 60 + *minutes);
}

std::int64_t take_fraction(std::string_view& text) {
    std::int64_t out = 0;
    if (!take(text, '.') && !take(text, ',')) return 0;
    for (int place = 100; !text.empty() && text[0] >= '0' && text[0] <= '9'; place /= 10) {
        out += (text[0] - '0') * place;
        text.remove_prefix(1);
    }
    return out;
}

const datafiles::Table& table_with(const Case& asked, Files& files, std::string_view field,
                                   std::string_view needed) {
    const std::string named = text_or(asked.spec, field, "");
    if (!named.empty()) return files.get(named);
    for (const auto& name : asked.files)
        if (const auto& table = files.get(name); table.find(needed)) return table;
    throw CaseFault("The spec needs \"" + std::string(field) + "\", a table with the column \"" +
                    std::string(needed) + "\"; none of the case's files has it.");
}

/// Each label read once, however many cells hold it.
std::vector<std::optional<std::int64_t>> instants(const datafiles::Column& cells) {
    std::vector<std::optional<std::int64_t>> out(cells.rows());
    const auto* labels = std::get_if<datafiles::Labels>(&cells.cells);
    if (!labels) return out;
    std::vector<std::optional<std::int64_t>> read;
    for (const auto& label : labels->labels) read.push_back(instant(label));
    for (std::size_t row = 0; row < out.size(); ++row)
        if (labels->codes[row] >= 0) out[row] = read[static_cast<std::size_t>(labels->codes[row])];
    return out;
}

std::int32_t kind_of(EventLog& out, const std::string& word) {
    const auto found = std::find(out.kinds.begin(), out.kinds.end(), word);
    if (found == out.kinds.end()) {
        out.kinds.push_back(word);
        return static_cast<std::int32_t>(out.kinds.size() - 1);
    }
    return static_cast<std::int32_t>(found - out.kinds.begin());
}

}  // namespace

std::optional<std::int64_t> instant(std::string_view text) {
    const auto year = take_number(text, 4);
    if (!year || !take(text, '-')) return {};
    const auto month = take_number(text, 2);
    if (!month || !take(text, '-')) return {};
    const auto day = take_number(text, 2);
    if (!day) return {};
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return {};
    std::int64_t minutes =
        std::chrono::sys_days(date).time_since_epoch().count() * std::int64_t{1440};
    std::int64_t milliseconds = 0;
    if (take(text, 'T') || take(text, 't') || take(text, ' ')) {
        const auto hour = take_number(text, 2);
        const auto minute = take(text, ':') ? take_number(text, 2) : std::nullopt;
        if (!hour || !minute || *hour > 24 || *minute > 59) return {};
        minutes += *hour * 60 + *minute;
        if (take(text, ':')) {
            const auto second = take_number(text, 2);
            if (!second || *second > 60) return {};
            milliseconds = *second * 1000 + take_fraction(text);
        }
        take(text, ' ');
    }
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return {};
    return (minutes - *offset) * 60'000 + milliseconds;
}

std::optional<DerivedTime> derived_time(std::string_view words) {
    constexpr std::string_view opening = "study day of last ";
    if (!words.starts_with(opening)) return {};
    words.remove_prefix(opening.size());
    DerivedTime out;
    const auto bracket = words.find('(');
    out.kind = std::string(words.substr(0, bracket));
    while (out.kind.ends_with(' ')) out.kind.pop_back();
    if (bracket == std::string_view::npos) return out;
    words.remove_prefix(bracket + 1);
    double value = 0;
    if (std::from_chars(words.data(), words.data() + words.size(), value).ec == std::errc{})
        out.when_none = value;
    return out;
}

EventLog read_event_log(const Case& asked, Files& files) {
    EventLog out;
    const auto& people = table_with(asked, files, "users", "enrolled_at");
    const auto& events = table_with(asked, files, "events", "timestamp");
    out.people = &people;
    const auto& names = column(people, "user_id");
    const auto enrolled = instants(column(people, "enrolled_at"));
    std::map<std::string, std::uint32_t, std::less<>> place;
    out.log.enrolled_at.reserve(people.rows());
    for (std::size_t row = 0; row < people.rows(); ++row) {
        if (!enrolled[row])
            throw CaseFault("\"enrolled_at\" holds \"" + column(people, "enrolled_at").text(row) +
                            "\" in row " + std::to_string(row + 1) +
                            " of the data; an instant such as 2024-03-17T16:22:37Z is needed.");
        place.try_emplace(names.text(row), static_cast<std::uint32_t>(row));
        out.log.enrolled_at.push_back(*enrolled[row]);
    }
    out.log.login = kind_of(out, "login");
    out.log.module_start = kind_of(out, "module_start");
    out.log.module_complete = kind_of(out, "module_complete");
    const auto times = instants(column(events, "timestamp"));
    const auto& who = column(events, "user_id");
    const auto& what = column(events, "event");
    const auto* module = events.find("module");
    for (std::size_t row = 0; row < events.rows(); ++row) {
        const auto person = place.find(who.text(row));
        if (person == place.end() || !times[row]) {
            ++out.left_out;
            continue;
        }
        std::int32_t number = -1;
        if (module && !module->is_missing(row)) {
            const std::string own = module->text(row);
            std::from_chars(own.data(), own.data() + own.size(), number);
        }
        out.log.events.push_back(
            {person->second, kind_of(out, what.text(row)), number, *times[row]});
    }
    statistics::put_in_order(out.log);
    return out;
}

}  // namespace breather::analysis

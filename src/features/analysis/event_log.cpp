#include "features/analysis/event_log.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "base/civil_time.h"
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

/// "UTC", "GMT", "Europe/London", "[Europe/London]": the place whose wall showed the time.
std::optional<TimeZone> take_zone(std::string_view& text) {
    std::string_view name = text;
    if (name.size() > 2 && name.starts_with('[') && name.ends_with(']'))
        name = name.substr(1, name.size() - 2);
    if (name.empty() || !std::isalpha(static_cast<unsigned char>(name[0])) || name.size() < 3)
        return {};
    const auto found = TimeZone::find(name);
    if (found) text = {};
    return found;
}

/// "Z", "+02:00", "-0530", "+08", or nothing at all: minutes east.
std::optional<int> take_offset(std::string_view& text) {
    if (text.empty() || take(text, 'Z') || take(text, 'z')) return 0;
    const bool west = text[0] == '-';
    if (!west && text[0] != '+') return {};
    text.remove_prefix(1);
    const auto hours = take_number(text, 2);
    take(text, ':');
    const bool bare = text.empty() || text[0] == '[';
    const auto minutes = bare ? std::optional(0) : take_number(text, 2);
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

/// For each row what its cell's label says; each label is read once, however many cells hold it.
template <class Value, class Read>
std::vector<Value> per_label(const Crew& crew, const datafiles::Column& cells, Value otherwise,
                             Read&& read) {
    std::vector<Value> out(cells.rows(), otherwise);
    const auto* labels = std::get_if<datafiles::Labels>(&cells.cells);
    if (!labels) {
        for (std::size_t row = 0; row < out.size(); ++row)
            if (!cells.is_missing(row)) out[row] = read(cells.text(row));
        return out;
    }
    std::vector<Value> of_label(labels->labels.size(), otherwise);
    constexpr std::size_t piece = 16384;
    const std::size_t pieces = (of_label.size() + piece - 1) / piece;
    crew.each(pieces, [&](std::size_t p) {
        const std::size_t end = std::min(of_label.size(), (p + 1) * piece);
        for (std::size_t l = p * piece; l < end; ++l) of_label[l] = read(labels->labels[l]);
    });
    for (std::size_t row = 0; row < out.size(); ++row)
        if (labels->codes[row] >= 0)
            out[row] = of_label[static_cast<std::size_t>(labels->codes[row])];
    return out;
}

constexpr std::int64_t unreadable = std::numeric_limits<std::int64_t>::min();

std::vector<std::int64_t> instants(const Crew& crew, const datafiles::Column& cells) {
    return per_label(crew, cells, unreadable,
                     [](const std::string& label) { return instant(label).value_or(unreadable); });
}

std::vector<std::int32_t> whole_numbers(const Crew& crew, const datafiles::Column& cells) {
    return per_label(crew, cells, std::int32_t{-1}, [](const std::string& label) {
        std::int32_t out = -1;
        std::from_chars(label.data(), label.data() + label.size(), out);
        return out;
    });
}

/// The first column whose name is this, or else holds this word.
const datafiles::Column& column_like(const datafiles::Table& table, std::string_view name,
                                     std::string_view word) {
    if (const auto* found = table.find(name)) return *found;
    for (const auto& each : table.columns())
        if (each.name.find(word) != std::string::npos) return each;
    return column(table, name);
}

/// Who: `user_id`, or the first column that both tables have.
std::string name_of_person(const datafiles::Table& people, const datafiles::Table& events) {
    if (people.find("user_id") && events.find("user_id")) return "user_id";
    for (const auto& each : people.columns())
        if (events.find(each.name)) return each.name;
    return "user_id";
}

void read_people(EventLog& out, const datafiles::Column& enrolled_at, const Crew& crew) {
    const auto enrolled = instants(crew, enrolled_at);
    for (std::uint32_t row = 0; row < enrolled.size(); ++row) {
        if (enrolled_at.is_missing(row)) continue;
        out.enrolled.push_back(row);
        if (enrolled[row] != unreadable) continue;
        throw CaseFault("\"" + enrolled_at.name + "\" holds \"" + enrolled_at.text(row) +
                        "\" in row " + std::to_string(row + 1) +
                        " of the data; an instant such as 2024-03-17T16:22:37Z is needed.");
    }
    out.log.enrolled_at = enrolled;
}

/// The words of `event`, known ones first; per row the place of its word.
std::vector<std::int32_t> read_kinds(EventLog& out, const datafiles::Column& what) {
    out.kinds = {"login", "module_start", "module_complete"};
    out.log.login = 0;
    out.log.module_start = 1;
    out.log.module_complete = 2;
    Rows rows(what.rows());
    std::iota(rows.begin(), rows.end(), 0u);
    for (auto& word : levels_of(what, rows))
        if (std::find(out.kinds.begin(), out.kinds.end(), word) == out.kinds.end())
            out.kinds.push_back(std::move(word));
    return codes(what, rows, out.kinds);
}

}  // namespace

std::optional<std::int64_t> instant(std::string_view text) {
    const auto year = take_number(text, 4);
    if (!year || !take(text, '-')) return {};
    const auto month = take_number(text, 2);
    if (!month || !take(text, '-')) return {};
    const auto day = take_number(text, 2);
    if (!day) return {};
    int of_day = 0;  // minutes
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
        if (!hour || !minute || *hour * 60 + *minute > 1440 || *minute > 59) return {};
        of_day = *hour * 60 + *minute;
        if (take(text, ':')) {
            const auto second = take_number(text, 2);
            if (!second || *second > 60) return {};
            milliseconds = *second * 1000 + take_fraction(text);
        }
        take(text, ' ');
    }
    if (const auto zone = take_zone(text)) {
        const auto wall =
            zone->at(std::chrono::local_days(std::chrono::sys_days(date).time_since_epoch()),
                     std::chrono::minutes(of_day));
        return std::chrono::duration_cast<std::chrono::milliseconds>(wall.time_since_epoch())
                   .count() +
               milliseconds;
    }
    const auto offset = take_offset(text);
    take_zone(text);  // an offset says it all; the zone's name behind it adds nothing
    if (!offset || !text.empty()) return {};
    return (minutes + of_day - *offset) * 60'000 + milliseconds;
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
    read_people(out, column_like(people, "enrolled_at", "enrol"), files.crew());
    const std::string id = name_of_person(people, events);
    const auto& names = column(people, id);
    std::unordered_map<std::string, std::int32_t> place;
    for (const auto row : out.enrolled)
        if (!names.is_missing(row) &&
            !place.emplace(names.text(row), static_cast<std::int32_t>(row)).second)
            throw CaseFault("Column \"" + id + "\" names \"" + names.text(row) +
                            "\" twice; each person has one row.");
    const auto& crew = files.crew();
    const auto who =
        per_label(crew, column(events, id), std::int32_t{-1}, [&](const std::string& name) {
            const auto found = place.find(name);
            return found == place.end() ? -1 : found->second;
        });
    const auto times = instants(crew, column_like(events, "timestamp", "time"));
    const auto kinds = read_kinds(out, column(events, "event"));
    const auto* module = events.find("module");
    const auto modules = module ? whole_numbers(files.crew(), *module)
                                : std::vector<std::int32_t>(events.rows(), -1);
    out.log.events.reserve(events.rows());
    for (std::size_t row = 0; row < events.rows(); ++row) {
        if (who[row] < 0 || times[row] == unreadable || kinds[row] < 0) {
            ++out.left_out;
            continue;
        }
        out.log.events.push_back(
            {static_cast<std::uint32_t>(who[row]), kinds[row], modules[row], times[row]});
    }
    statistics::put_in_order(out.log, files.crew());
    return out;
}

}  // namespace breather::analysis

#include "features/analysis/event_log.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "base/civil_time.h"
#include "engines/datafiles/dialect.h"
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

std::string file_with(const Case& asked, Files& files, std::string_view field,
                      std::string_view needed) {
    const std::string named = text_or(asked.spec, field, "");
    if (!named.empty()) return named;
    for (const auto& name : asked.files) {
        const auto names = files.names(name);
        if (std::find(names.begin(), names.end(), needed) != names.end()) return name;
    }
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

/// The first of these names that is this, or else holds this word; itself where there is none.
std::string name_like(const std::vector<std::string>& names, const std::string& name,
                      std::string_view word) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return name;
    for (const auto& each : names)
        if (each.find(word) != std::string::npos) return each;
    return name;
}

/// Who: `user_id`, or the first column that both tables have.
std::string name_of_person(const std::vector<std::string>& people,
                           const std::vector<std::string>& events) {
    const auto in = [](const auto& names, const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (in(people, "user_id") && in(events, "user_id")) return "user_id";
    for (const auto& each : people)
        if (in(events, each)) return each;
    return "user_id";
}

/// Where a name stands in the table of people; many hands may ask at once.
class Roll {
  public:
    Roll(const datafiles::Column& names, const Rows& enrolled) : numeric_(names.is_numeric()) {
        std::size_t size = 16;
        while (size < 2 * enrolled.size()) size *= 2;
        slots_.resize(size);
        names_.resize(names.rows());
        for (const auto row : enrolled) {
            if (names.is_missing(row)) continue;
            names_[row] = names.text(row);
            Slot& slot = slots_[slot_of(names_[row])];
            if (slot.row >= 0)
                throw CaseFault("Column \"" + names.name + "\" names \"" + names_[row] +
                                "\" twice; each person has one row.");
            slot = {first_bytes(names_[row]), static_cast<std::uint32_t>(names_[row].size()),
                    static_cast<std::int32_t>(row)};
        }
    }
    /// -1: nobody enrolled.
    std::int32_t place(std::string_view name) const {
        const auto found = slots_[slot_of(name)].row;
        if (found >= 0 || !numeric_ || name.empty()) return found;
        const auto number = datafiles::number_of(name, '.');  // 12.0 is 12
        if (!number) return found;
        return slots_[slot_of(datafiles::Column{{}, datafiles::Numbers{*number}}.text(0))].row;
    }

  private:
    /// What a short name is known by stands here, so that one look is enough.
    struct Slot {
        std::uint64_t first = 0;
        std::uint32_t size = 0;
        std::int32_t row = -1;
    };
    bool numeric_;
    std::vector<std::string> names_;
    std::vector<Slot> slots_;  // a power of two, half of them free

    static std::uint64_t first_bytes(std::string_view name) {
        std::uint64_t out = 0;
        std::memcpy(&out, name.data(), std::min<std::size_t>(8, name.size()));
        return out;
    }
    bool is(const Slot& slot, std::uint64_t first, std::string_view name) const {
        return slot.first == first && slot.size == name.size() &&
               (name.size() <= 8 || names_[static_cast<std::size_t>(slot.row)] == name);
    }
    std::size_t slot_of(std::string_view name) const {
        const std::uint64_t first = first_bytes(name);
        std::size_t slot = std::hash<std::string_view>()(name) & (slots_.size() - 1);
        while (slots_[slot].row >= 0 && !is(slots_[slot], first, name))
            slot = (slot + 1) & (slots_.size() - 1);
        return slot;
    }
};

/// The words of `event` that mean something to everybody.
void put_known_kinds(EventLog& out) {
    out.kinds = {"login", "module_start", "module_complete"};
    out.log.login = 0;
    out.log.module_start = 1;
    out.log.module_complete = 2;
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
    put_known_kinds(out);
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

namespace {

/// The people of a log, and which columns of which file hold their events.
struct Opened {
    EventLog log;
    std::string events, id, timestamp;
    std::vector<std::string> names;  // of the events' columns
    Roll roll;
};

Opened opened(const Case& asked, Files& files) {
    EventLog log;
    const auto& people = files.get(file_with(asked, files, "users", "enrolled_at"));
    const std::string events = file_with(asked, files, "events", "timestamp");
    std::vector<std::string> of_people;
    for (const auto& each : people.columns()) of_people.push_back(each.name);
    const auto names = files.names(events);
    log.people = &people;
    read_people(log, column(people, name_like(of_people, "enrolled_at", "enrol")), files.crew());
    const std::string id = name_of_person(of_people, names);
    Roll roll(column(people, id), log.enrolled);
    return {std::move(log), events,         id, name_like(names, "timestamp", "time"),
            names,          std::move(roll)};
}

/// Whole numbers of a column that was read as it stands.
std::vector<std::int32_t> modules_of(const datafiles::Table& events, const Crew& crew) {
    const auto* module = events.find("module");
    if (!module) return std::vector<std::int32_t>(events.rows(), -1);
    const auto* cells = std::get_if<datafiles::Numbers>(&module->cells);
    if (!cells) return whole_numbers(crew, *module);
    std::vector<std::int32_t> out(cells->size(), -1);
    for (std::size_t row = 0; row < out.size(); ++row)
        if (std::abs((*cells)[row]) < 1e9) out[row] = static_cast<std::int32_t>((*cells)[row]);
    return out;
}

/// Counts the rows of one part; false where somebody's events are not in order.
bool count_part(Opened& from, statistics::UseCount& count, const datafiles::Table& part,
                const Crew& crew) {
    const auto& who = std::get<datafiles::Numbers>(column(part, from.id).cells);
    const auto& times = std::get<datafiles::Numbers>(column(part, from.timestamp).cells);
    const auto& what = column(part, "event");
    const auto kinds = per_label(crew, what, std::int32_t{-1}, [&](const std::string& label) {
        const auto& known = from.log.kinds;
        return static_cast<std::int32_t>(std::find(known.begin(), known.end(), label) -
                                         known.begin());
    });
    const auto modules = modules_of(part, crew);
    for (std::size_t row = 0; row < who.size(); ++row) {
        if (!(who[row] >= 0) || std::isnan(times[row]) || kinds[row] < 0)
            ++from.log.left_out;
        else if (!count.add({static_cast<std::uint32_t>(who[row]), kinds[row], modules[row],
                             static_cast<std::int64_t>(times[row])}))
            return false;
    }
    return true;
}

}  // namespace

UseOfAll read_use(const Case& asked, Files& files, std::span<const double> days,
                  std::int64_t session_gap) {
    Opened from = opened(asked, files);
    put_known_kinds(from.log);
    from.log.kinds.emplace_back();  // the place of any other word
    const bool has_event =
        std::find(from.names.begin(), from.names.end(), "event") != from.names.end();
    statistics::UseCount count(from.log.log, days, session_gap);
    bool in_order = true;
    const double none = std::numeric_limits<double>::quiet_NaN();
    const bool in_parts =
        has_event && from.id != from.timestamp &&
        files.in_parts(
            from.events, {from.id, from.timestamp, "event", "module"},
            {{from.id, [&](std::string_view name) { return double(from.roll.place(name)); }},
             {from.timestamp,
              [&](std::string_view text) {
                  const auto at = instant(text);
                  return at ? static_cast<double>(*at) : none;
              }}},
            [&](const datafiles::Table& part) {
                in_order = in_order && count_part(from, count, part, files.crew());
            });
    if (in_parts && in_order)
        return {from.log.people, std::move(from.log.enrolled), count.taken(), from.log.left_out};
    EventLog whole = read_event_log(asked, files);
    return {whole.people, std::move(whole.enrolled),
            statistics::use_of(whole.log, days, session_gap), whole.left_out};
}

EventLog read_event_log(const Case& asked, Files& files) {
    Opened from = opened(asked, files);
    EventLog out = std::move(from.log);
    const auto& events = files.get(from.events);
    const auto& crew = files.crew();
    const auto who = per_label(crew, column(events, from.id), std::int32_t{-1},
                               [&](const std::string& name) { return from.roll.place(name); });
    const auto times = instants(crew, column(events, from.timestamp));
    const auto kinds = read_kinds(out, column(events, "event"));
    const auto modules = modules_of(events, crew);
    out.log.events.reserve(events.rows());
    for (std::size_t row = 0; row < events.rows(); ++row) {
        if (who[row] < 0 || times[row] == unreadable || kinds[row] < 0) {
            ++out.left_out;
            continue;
        }
        out.log.events.push_back(
            {static_cast<std::uint32_t>(who[row]), kinds[row], modules[row], times[row]});
    }
    statistics::put_in_order(out.log, crew);
    return out;
}

}  // namespace breather::analysis

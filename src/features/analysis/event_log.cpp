#include "features/analysis/event_log.h"

#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "base/civil_time.h"
#include "engines/datafiles/dialect.h"
#include "engines/statistics/use_count.h"
#include "features/analysis/selection.h"

namespace breather::analysis {
namespace {

/// Takes a whole number of `digits` digits from the front.
template <std::size_t digits>
[[gnu::always_inline]] inline std::optional<int> take_number(std::string_view& text) {
    if (text.size() < digits) return {};
    int out = 0;
    bool all = true;
    for (std::size_t i = 0; i < digits; ++i) {
        const int digit = text[i] - '0';
        all = all && digit >= 0 && digit <= 9;
        out = 10 * out + digit;
    }
    text.remove_prefix(digits);
    return all ? std::optional(out) : std::nullopt;
}

bool take(std::string_view& text, char mark) {
    if (text.empty() || text[0] != mark) return false;
    text.remove_prefix(1);
    return true;
}

/// "UTC", "GMT", "Europe/London", "[Europe/London]": the place whose wall showed the time.
std::optional<TimeZone> take_zone(std::string_view& text) {
    if (text.size() < 3) return {};  // "Z", or nothing
    std::string_view name = text;
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
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
    const auto hours = take_number<2>(text);
    take(text, ':');
    const bool bare = text.empty() || text[0] == '[';
    const auto minutes = bare ? std::optional(0) : take_number<2>(text);
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
    Roll(const datafiles::Column& names, const Rows& enrolled)
        : numeric_(names.is_numeric()),
          names_(names.rows()),
          known_(enrolled.size(), Look{names_.data()}, Look{names_.data()}) {
        for (const auto row : enrolled) {
            if (names.is_missing(row)) continue;
            names_[row] = names.text(row);
            const Sought own(names_[row]);
            if (!known_.insert({own.first, own.size, static_cast<std::int32_t>(row)}).second)
                throw CaseFault("Column \"" + names.name + "\" names \"" + names_[row] +
                                "\" twice; each person has one row.");
        }
    }
    /// -1: nobody enrolled.
    std::int32_t place(std::string_view name) const {
        const std::int32_t found = as_written(name);
        if (found >= 0 || !numeric_ || name.empty()) return found;
        const auto number = datafiles::number_of(name, '.');  // 12.0 is 12
        if (!number) return found;
        return as_written(datafiles::Column{{}, datafiles::Numbers{*number}}.text(0));
    }

  private:
    /// A short name is all in its first bytes, so that one look in memory is enough.
    struct Known {
        std::uint64_t first = 0;
        std::uint32_t size = 0;
        std::int32_t row = 0;
    };
    struct Sought {
        std::string_view whole;
        std::uint64_t first = 0;
        std::uint32_t size;
        explicit Sought(std::string_view name)
            : whole(name), size(static_cast<std::uint32_t>(name.size())) {
            if (size >= 8)
                std::memcpy(&first, name.data(), 8);
            else
                for (std::size_t i = 0; i < size; ++i)
                    first |= std::uint64_t{static_cast<unsigned char>(name[i])} << (8 * i);
        }
    };
    struct Look {
        using is_transparent = void;
        const std::string* names;
        std::size_t operator()(const Sought& own) const {
            return own.size <= 8 ? own.first : std::hash<std::string_view>()(own.whole);
        }
        std::size_t operator()(const Known& own) const { return (*this)(Sought(names[own.row])); }
        bool operator()(const Sought& one, const Known& other) const {
            return one.first == other.first && one.size == other.size &&
                   (one.size <= 8 || one.whole == names[other.row]);
        }
        bool operator()(const Known& one, const Known& other) const {
            return (*this)(Sought(names[one.row]), other);
        }
    };
    bool numeric_;
    std::vector<std::string> names_;
    boost::unordered_flat_set<Known, Look, Look> known_;

    std::int32_t as_written(std::string_view name) const {
        const auto found = known_.find(Sought(name));
        return found == known_.end() ? -1 : found->row;
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
    const auto year = take_number<4>(text);
    if (!year || !take(text, '-')) return {};
    const auto month = take_number<2>(text);
    if (!month || !take(text, '-')) return {};
    const auto day = take_number<2>(text);
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
        const auto hour = take_number<2>(text);
        const auto minute = take(text, ':') ? take_number<2>(text) : std::nullopt;
        if (!hour || !minute || *hour * 60 + *minute > 1440 || *minute > 59) return {};
        of_day = *hour * 60 + *minute;
        if (take(text, ':')) {
            const auto second = take_number<2>(text);
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

/// Counts the rows of one part; false where somebody's logins are not in order.
bool count_part(const Opened& from, statistics::UseCount& count, const datafiles::Table& part,
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
    const auto event_of = [&](std::size_t row) -> std::optional<statistics::LogEvent> {
        if (!(who[row] >= 0) || std::isnan(times[row]) || kinds[row] < 0) return {};
        return statistics::LogEvent{static_cast<std::uint32_t>(who[row]), kinds[row], modules[row],
                                    static_cast<std::int64_t>(times[row])};
    };
    return count.add(who.size(), event_of, crew);
}

/// Nothing where the events are not of that order, or are no text.
std::optional<UseOfAll> use_in_parts(const Opened& from, Files& files, std::span<const double> days,
                                     std::int64_t session_gap, statistics::UseCount::Order order) {
    statistics::UseCount count(from.log.log, days, session_gap, order);
    bool in_order = true;
    const double none = std::numeric_limits<double>::quiet_NaN();
    const bool in_parts = files.in_parts(
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
    if (!in_parts || !in_order) return {};
    auto people_use = count.taken(files.crew());
    return UseOfAll{from.log.people, from.log.enrolled, std::move(people_use), count.left_out()};
}

}  // namespace

UseOfAll read_use(const Case& asked, Files& files, std::span<const double> days,
                  std::int64_t session_gap) {
    Opened from = opened(asked, files);
    put_known_kinds(from.log);
    from.log.kinds.emplace_back();  // the place of any other word
    const bool has_event =
        std::find(from.names.begin(), from.names.end(), "event") != from.names.end();
    if (has_event && from.id != from.timestamp)
        for (const auto order :
             {statistics::UseCount::Order::AsHappened, statistics::UseCount::Order::Any})
            if (auto use = use_in_parts(from, files, days, session_gap, order))
                return std::move(*use);
    EventLog whole = read_event_log(asked, files);
    return {whole.people, std::move(whole.enrolled),
            statistics::use_of(whole.log, days, session_gap, files.crew()), whole.left_out};
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
    return out;
}

}  // namespace breather::analysis

#include "features/analysis/survival_rows.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "features/analysis/event_log.h"

namespace breather::analysis {
namespace {

std::vector<std::string> names_of(const boost::json::object& spec, std::string_view field) {
    const auto* found = spec.if_contains(field);
    if (!found || found->is_null()) return {};
    if (found->is_array()) return texts(spec, field);
    return {text(spec, field)};
}

/// Faults: neither yes nor no, so that nobody's event is passed over in silence.
bool says_yes(const datafiles::Column& cells, std::uint32_t row) {
    std::string word = cells.text(row);
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    for (const char* yes : {"true", "yes", "1", "t", "y", "event", "是"})
        if (word == yes) return true;
    for (const char* no : {"false", "no", "0", "f", "n", "censored", "否"})
        if (word == no) return false;
    throw CaseFault("Column \"" + cells.name + "\" holds \"" + cells.text(row) +
                    "\"; say which value is the event: \"event_value\": \"" + cells.text(row) +
                    "\".");
}

std::vector<std::uint8_t> events(const datafiles::Column& cells, const Rows& rows,
                                 const boost::json::object& spec) {
    std::vector<std::uint8_t> out;
    out.reserve(rows.size());
    const std::string value = text_or(spec, "event_value", text_or(spec, "event_level", ""));
    if (!value.empty() || !cells.holds_numbers()) {
        for (const auto row : rows)
            out.push_back(value.empty() ? says_yes(cells, row) : cells.is(row, value));
        return out;
    }
    const auto held = numbers(cells, rows);
    const bool from_one =
        std::all_of(held.begin(), held.end(), [](double own) { return own == 1 || own == 2; }) &&
        std::find(held.begin(), held.end(), 2.0) != held.end();
    for (const double own : held) {
        if (!from_one && own != 0 && own != 1)
            throw CaseFault("Column \"" + cells.name +
                            "\" holds other numbers than 0 and 1 (or 1 and 2); say which value is "
                            "the event: \"event_value\".");
        out.push_back(from_one ? own == 2 : own != 0);
    }
    return out;
}

/// "1 when time < 42": which times are an event.
std::vector<std::uint8_t> events_by_time(const std::vector<double>& time, std::string_view words) {
    const auto at = words.find("time");
    const auto sign = words.find_first_of("<>", at == std::string_view::npos ? 0 : at);
    if (!words.starts_with("1 when") || at == std::string_view::npos ||
        sign == std::string_view::npos)
        throw CaseFault("\"event\" is a column, or words such as \"1 when time < 42\".");
    const bool below = words[sign] == '<',
               or_equal = sign + 1 < words.size() && words[sign + 1] == '=';
    const auto digit = words.find_first_of("0123456789.", sign);
    double limit = 0;
    if (digit == std::string_view::npos ||
        std::from_chars(words.data() + digit, words.data() + words.size(), limit).ec != std::errc{})
        throw CaseFault("\"event\" needs a number after \"time\", as in \"1 when time < 42\".");
    std::vector<std::uint8_t> out;
    for (const double own : time)
        out.push_back((below ? own < limit : own > limit) || (or_equal && own == limit));
    return out;
}

/// One number for each row: the place of its combination of values among those that there are
/// (all that could be are too many to count). No row may have a gap there.
void add_strata(SurvivalRows& out, const datafiles::Table& table, const Rows& rows,
                const std::vector<std::string>& names) {
    if (names.empty()) return;
    out.stratum.assign(rows.size(), 0);
    for (const auto& name : names) {
        const auto levels = levels_of(column(table, name), rows);
        const auto own = codes(column(table, name), rows, levels);
        std::map<std::pair<int, int>, int> places;
        for (std::size_t row = 0; row < rows.size(); ++row)
            places[{out.stratum[row], own[row]}] = 0;
        int next = 0;
        for (auto& [both, place] : places) place = next++;
        for (std::size_t row = 0; row < rows.size(); ++row)
            out.stratum[row] = places.at({out.stratum[row], own[row]});
        out.strata = places.size();
    }
}

Rows grouped(SurvivalRows& out, const datafiles::Table& table, const Rows& rows,
             const boost::json::object& spec) {
    const std::string name = text_or(spec, "group", "");
    if (name.empty()) return rows;
    const auto& cells = column(table, name);
    out.groups = texts_or(spec, "levels", levels_of(cells, rows));
    const auto places = codes(cells, rows, out.groups);
    Rows kept;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (places[row] < 0) continue;
        kept.push_back(rows[row]);
        out.group.push_back(places[row]);
    }
    return kept;
}

SurvivalRows from_log(const Case& asked, Files& files, const DerivedTime& derived) {
    const EventLog log = read_event_log(asked, files);
    const auto found = std::find(log.kinds.begin(), log.kinds.end(), derived.kind);
    const auto days = statistics::last_day(
        log.log,
        found == log.kinds.end() ? -1 : static_cast<std::int32_t>(found - log.kinds.begin()));
    SurvivalRows out;
    Rows rows = among(chosen(*log.people, asked.spec), log.enrolled);
    std::erase_if(rows, [&](auto row) { return !days[row] && !derived.when_none; });
    const auto strata = names_of(asked.spec, "strata");
    rows = complete(*log.people, rows, strata);
    rows = grouped(out, *log.people, rows, asked.spec);
    for (const auto row : rows)
        out.time.push_back(days[row].value_or(derived.when_none.value_or(0)));
    out.event = events_by_time(out.time, text(asked.spec, "event"));
    add_strata(out, *log.people, rows, strata);
    return out;
}

/// Of the case's files the first that has this column; the first of all where none has.
const datafiles::Table& table_having(const Case& asked, Files& files, const std::string& name) {
    for (const auto& file : asked.files)
        if (const auto& table = files.get(file); table.find(name)) return table;
    return files.get(asked.files.at(0));
}

}  // namespace

SurvivalRows survival_rows(const Case& asked, Files& files) {
    const auto& spec = asked.spec;
    refuse_fields(spec, {"weights", "cluster", "entry"});
    const std::string time = text(spec, "time"), event = text(spec, "event");
    const auto& table = table_having(asked, files, time);
    const auto derived = derived_time(time);
    if (derived && !table.find(time)) return from_log(asked, files, *derived);
    std::vector<std::string> needed{time};
    const bool by_time = event.starts_with("1 when") && !table.find(event);
    if (!by_time) needed.push_back(event);
    const auto strata = names_of(spec, "strata");
    needed.insert(needed.end(), strata.begin(), strata.end());
    if (const std::string group = text_or(spec, "group", ""); !group.empty())
        needed.push_back(group);
    SurvivalRows out;
    const Rows rows = grouped(out, table, complete(table, chosen(table, spec), needed), spec);
    out.time = numbers(column(table, time), rows);
    out.event =
        by_time ? events_by_time(out.time, event) : events(column(table, event), rows, spec);
    add_strata(out, table, rows, strata);
    return out;
}

SurvivalModel survival_rows_for_model(const Case& asked, Files& files) {
    const auto& spec = asked.spec;
    refuse_fields(spec, {"weights", "cluster", "entry"});
    const auto& table = table_having(asked, files, text(spec, "time"));
    const auto strata = names_of(spec, "strata");
    std::vector<std::string> needed{text(spec, "time"), text(spec, "event")};
    needed.insert(needed.end(), strata.begin(), strata.end());
    SurvivalModel out{model(table, spec, needed, Cells::Lent), {}};
    out.rows.time = numbers(column(table, needed[0]), out.model.rows);
    out.rows.event = events(column(table, needed[1]), out.model.rows, spec);
    add_strata(out.rows, table, out.model.rows, strata);
    return out;
}

std::vector<double> numbers_of(const boost::json::object& spec, std::string_view field) {
    std::vector<double> out;
    const auto* found = spec.if_contains(field);
    if (!found || found->is_null()) return out;
    if (!found->is_array()) throw CaseFault("\"" + std::string(field) + "\" is a list of numbers.");
    for (const auto& each : found->as_array()) {
        if (!each.is_number())
            throw CaseFault("\"" + std::string(field) + "\" is a list of numbers.");
        out.push_back(each.to_number<double>());
    }
    return out;
}

boost::json::value plain(double value) {
    if (std::abs(value) < 1e15 && value == std::floor(value))
        return static_cast<std::int64_t>(value);
    return value;
}

}  // namespace breather::analysis

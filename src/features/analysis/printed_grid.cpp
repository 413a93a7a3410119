// A paper's tables: which column holds what, which rows belong together.
#include <algorithm>
#include <map>
#include <set>

#include "features/analysis/printed_columns.h"
#include "features/analysis/printed_html.h"

namespace breather::analysis {
namespace {

namespace json = boost::json;
using statistics::fits;
using statistics::Printed;
using statistics::read_printed;

bool whole(const Printed& one) {
    return one.decimals <= 0 && one.sign == statistics::Sign::Equal && one.value >= 0;
}

// ---- tables of groups side by side

struct CountRow {
    std::string name;
    std::vector<Pair> cells;
};

struct Block {
    std::string name;
    std::vector<CountRow> rows;
    std::string statistic, p, df;
};

class GroupsTable {
  public:
    GroupsTable(const HtmlTable& table, std::vector<Heading> headings, std::size_t head,
                std::string where, std::vector<PrintedResult>& out)
        : table_(table),
          headings_(std::move(headings)),
          head_(head),
          where_(std::move(where)),
          out_(out) {
        for (std::size_t c = 1; c < headings_.size(); ++c) {
            const auto& one = headings_[c];
            if (one.role == Role::None) (one.all ? alls_ : groups_).push_back(c);
            if (one.role == Role::Statistic && !statistic_) statistic_ = c;
            if (one.role == Role::P && !p_) p_ = c;
            if (one.role == Role::Df && !df_) df_ = c;
        }
    }

    void read() {
        for (std::size_t r = head_; r < table_.rows.size(); ++r) row(table_.rows[r]);
        finish();
    }

  private:
    std::string cell(const std::vector<std::string>& row, std::optional<std::size_t> column) const {
        return column && *column < row.size() ? with_plain_signs(row[*column]) : "";
    }

    /// Rows of a broken table may be shorter than its widest.
    std::string cell_of(std::size_t r, std::size_t c) const {
        const std::string whole = c < table_.rows[r].size() ? table_.rows[r][c] : "";
        const std::string name = whole.substr(0, whole.find_first_of("(,"));
        return name.empty() ? whole : name.substr(0, name.find_last_not_of(' ') + 1);
    }

    bool has_means(const std::string& label) const {
        return says(label, R"(\bmean\b)") || (says(label, R"(\(sd\))") && !says(label, "median"));
    }

    void row(const std::vector<std::string>& row) {
        if (row.empty()) return;
        CountRow counts{row[0], {}};
        bool complete = !groups_.empty();
        for (const std::size_t c : groups_) {
            const auto pair = c < row.size() ? pair_of(row[c]) : std::nullopt;
            complete = complete && pair;
            if (pair) counts.cells.push_back(*pair);
        }
        const std::string statistic = cell(row, statistic_), p = cell(row, p_), df = cell(row, df_);
        const bool fresh =
            !statistic.empty() && read_first(statistic) && statistic != block_.statistic;
        if (!complete || (fresh && !block_.statistic.empty())) finish();
        if (!complete) block_.name = row[0];
        if (fresh && block_.statistic.empty() && !block_.rows.empty()) finish();
        if (fresh) block_.statistic = statistic, block_.p = p, block_.df = df;
        if (block_.p.empty() && fresh) block_.p = p;
        if (!complete) return;
        const bool all_whole = std::all_of(counts.cells.begin(), counts.cells.end(),
                                           [](const Pair& one) { return whole(one.first); });
        if (has_means(row[0] + " " + block_.name) && statistics_are_means(counts)) {
            means(counts, statistic.empty() ? block_.statistic : statistic,
                  p.empty() ? block_.p : p, df);
            const std::string name = block_.name;
            block_ = {};
            block_.name = name;
        } else if (all_whole && !says(row[0], R"(median|range|iqr)")) {
            block_.rows.push_back(std::move(counts));
            total(row);
        }
    }

    static bool read_first(const std::string& text) { return statistic_of(text).has_value(); }

    static bool statistics_are_means(const CountRow& row) {
        return row.cells.size() == 2 && row.cells[0].second && row.cells[1].second;
    }

    std::string place(const std::string& name) const {
        return where_ + (name.empty() ? "" : ", " + name);
    }

    void means(const CountRow& row, const std::string& statistic, const std::string& p,
               const std::string& df) {
        const auto &a = headings_[groups_[0]].n, &b = headings_[groups_[1]].n;
        const auto value = statistic_of(statistic);
        if (!a || !b || !value || !statistic_ || !may_be('t', *value)) return;
        PrintedResult out{"means", place(row.name), {}};
        for (const auto& one : row.cells) {
            append(out.fields["mean"], one.first.text);
            append(out.fields["sd"], one.second->text);
        }
        out.fields["n"] = {*a, *b};
        out.fields["t"] = value->figures.first.text;
        if (value->figures.second) out.fields["df"] = value->figures.second->text;
        if (read_printed(df)) out.fields["df"] = df;
        if (read_printed(p)) out.fields["p"] = p;
        out_.push_back(std::move(out));
    }

    /// By its own letter, or else by its column's heading.
    bool may_be(char kind, const Statistic& one) const {
        const auto& heading = headings_[*statistic_];
        return one.kind == '?' ? (kind == 't' ? heading.t : heading.chi) : one.kind == kind;
    }

    static void append(json::value& list, std::string_view text) {
        if (!list.is_array()) list = json::array();
        list.as_array().emplace_back(text);
    }

    /// A column of all against its groups, where these make it up.
    void total(const std::vector<std::string>& row) {
        if (alls_.size() != 1 || groups_.size() < 2 || !headings_[alls_[0]].n) return;
        double sum = 0;
        for (const std::size_t c : groups_) sum += headings_[c].n.value_or(-1e18);
        const auto all = alls_[0] < row.size() ? pair_of(row[alls_[0]]) : std::nullopt;
        if (sum != *headings_[alls_[0]].n || !all || !whole(all->first)) return;
        PrintedResult out{"sum", place(row[0]), {{"total", all->first.text}}};
        for (const auto& one : block_.rows.back().cells)
            append(out.fields["parts"], one.first.text);
        out_.push_back(std::move(out));
        if (all->second)
            out_.push_back({"percent",
                            place(row[0] + ", all"),
                            {{"count", all->first.text},
                             {"total", *headings_[alls_[0]].n},
                             {"percent", all->second->text}}});
    }

    enum class Base { Heading, Column, Row };

    /// A number for each group; of a row's bases, this row's.
    std::vector<double> bases(Base kind, std::size_t r) const {
        double whole_row = 0;
        for (const auto& one : block_.rows[r].cells) whole_row += one.first.value;
        std::vector<double> out(groups_.size(), kind == Base::Row ? whole_row : 0);
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            if (kind == Base::Heading) out[g] = headings_[groups_[g]].n.value_or(0);
            if (kind == Base::Column)
                for (const auto& row : block_.rows) out[g] += row.cells[g].first.value;
        }
        return out;
    }

    /// What percentages are of is seldom said: whichever the fewest of them miss.
    Base best_base() const {
        Base best = Base::Heading;
        std::size_t fewest = SIZE_MAX;
        for (const Base kind : {Base::Heading, Base::Column, Base::Row}) {
            std::size_t wrong = 0;
            auto all = bases(kind, 0);
            for (std::size_t r = 0; r < block_.rows.size(); ++r) {
                if (kind == Base::Row) all = bases(kind, r);
                for (std::size_t g = 0; g < groups_.size(); ++g) {
                    const auto& one = block_.rows[r].cells[g];
                    const double share = 100 * one.first.value / all[g];
                    wrong += one.second && (all[g] <= 0 || !fits(*one.second, {share, share}));
                }
            }
            if (wrong < fewest) best = kind, fewest = wrong;
        }
        return best;
    }

    void finish() {
        if (!block_.rows.empty()) counts();
        block_ = {};
    }

    void counts() {
        PrintedResult out{
            "table", place(block_.name.empty() ? block_.rows[0].name : block_.name), {}};
        const Base kind = best_base();
        json::array rows, columns, totals;
        for (const std::size_t c : groups_) columns.emplace_back(cell_of(head_ - 1, c));
        std::vector<double> left(groups_.size());
        const auto counted = bases(Base::Column, 0);
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            const double n = headings_[groups_[g]].n.value_or(0);
            left[g] = n - counted[g];
            if (kind == Base::Column) totals.push_back(counted[g]);
            if (kind == Base::Heading) totals.push_back(n);
        }
        for (const auto& row : block_.rows) {
            json::array figures, percents;
            for (const auto& one : row.cells) {
                figures.push_back(one.first.value);
                percents.push_back(one.second ? json::value(one.second->text) : json::value());
            }
            rows.push_back({{"name", row.name}, {"counts", figures}, {"percents", percents}});
        }
        const bool named = std::all_of(groups_.begin(), groups_.end(),
                                       [&](std::size_t c) { return headings_[c].n.has_value(); });
        const bool single = block_.rows.size() == 1;
        const bool others = named && *std::min_element(left.begin(), left.end()) >= 0;
        // One row of "yes": the others are those who did not say it.
        if (single && others)
            rows.push_back(
                {{"name", "the others"}, {"counts", json::array(left.begin(), left.end())}});
        out.fields = {{"rows", rows}, {"columns", columns}, {"percent_of_rows", kind == Base::Row}};
        percents_alone(kind, totals, rows, out.where);
        statistic(out, rows, single && !others);
    }

    /// Percentages apart from the test: categories may not add up to those asked.
    void percents_alone(Base kind, const json::array& totals, const json::array& rows,
                        const std::string& where) {
        PrintedResult own{"table", where, {{"rows", rows}, {"columns", json::array()}}};
        own.fields["percent_of_rows"] = kind == Base::Row;
        json::array names;
        for (const std::size_t c : groups_) names.emplace_back(cell_of(head_ - 1, c));
        own.fields["columns"] = names;
        if (kind == Base::Heading) own.fields["bases"] = totals;
        out_.push_back(std::move(own));
    }

    void statistic(PrintedResult& out, json::array rows, bool incomplete) {
        const auto value = statistic_of(block_.statistic);
        if (!value || incomplete || groups_.size() < 2 || !statistic_ || !may_be('c', *value))
            return;
        for (auto& row : rows) row.as_object().erase("percents");
        out.fields["rows"] = rows;
        out.fields["chi2"] = value->figures.first.text;
        if (value->figures.second) out.fields["df"] = value->figures.second->text;
        if (read_printed(block_.df)) out.fields["df"] = block_.df;
        if (read_printed(block_.p)) out.fields["p"] = block_.p;
        out_.push_back(std::move(out));
    }

    const HtmlTable& table_;
    std::vector<Heading> headings_;
    std::size_t head_;
    std::string where_;
    std::vector<PrintedResult>& out_;
    std::vector<std::size_t> groups_, alls_;
    std::optional<std::size_t> statistic_, p_, df_;
    Block block_;
};

// ---- tables of regression terms

using Set = std::map<Role, std::size_t>;

/// Columns of one model each: a role that comes again begins the next.
std::vector<Set> sets_of(const std::vector<Heading>& headings) {
    std::vector<Set> out(1);
    for (std::size_t c = 1; c < headings.size(); ++c) {
        const Role role = headings[c].role;
        if (role == Role::None) continue;
        if (out.back().contains(role)) out.emplace_back();
        out.back()[role] = c;
    }
    return out;
}

void term(const std::vector<std::string>& row, const Set& set, const std::vector<Heading>& headings,
          bool likelihood, const std::string& where, std::vector<PrintedResult>& out) {
    PrintedResult result{"term", where + ", " + row[0], {{"likelihood", likelihood}}};
    auto& fields = result.fields;
    const auto take = [&](Role role, const char* name) {
        const auto found = set.find(role);
        if (found == set.end() || found->second >= row.size()) return;
        const auto& heading = headings[found->second];
        const std::string text = with_plain_signs(row[found->second]);
        const auto numbers = numbers_of(text);
        if (role == Role::Interval || heading.ratio_with_interval) {
            const std::size_t first = role == Role::Interval ? 0 : 1;
            if (numbers.size() != first + 2) return;
            if (first) fields["ratio"] = numbers[0];
            fields["low"] = numbers[first];
            fields["high"] = numbers[first + 1];
        } else if (heading.b_with_se) {
            if (numbers.size() != 2) return;
            fields["b"] = numbers[0];
            if (role == Role::B) fields["se"] = numbers[1];
        } else if (read_printed(text)) {
            fields[name] = text;
        }
    };
    // A standardised β has no SE of its own beside it: only its exp is held against it.
    take(set.contains(Role::B) ? Role::B : Role::Beta, "b");
    if (!set.contains(Role::B) && !set.contains(Role::Ratio)) fields.erase("b");
    if (set.contains(Role::B)) take(Role::Se, "se");
    take(Role::Wald, "wald");
    take(Role::Z, "z");
    take(Role::Ratio, "ratio");
    take(Role::Interval, "interval");
    take(Role::Low, "low");
    take(Role::High, "high");
    take(Role::P, "p");
    if (const auto ratio = fields.find("ratio"); ratio != fields.end()) {
        const auto value = read_printed(ratio->value().as_string());
        if (!value || value->value <= 0) return;
    }
    if (fields.size() > 2 && (fields.contains("b") || fields.contains("ratio")))
        out.push_back(std::move(result));
}

}  // namespace

void results_in_table(const HtmlTable& table, const std::string& where, bool likelihood,
                      std::vector<PrintedResult>& out) {
    if (table.rows.size() < 2) return;
    const std::size_t head = std::clamp<std::size_t>(table.head, 1, table.rows.size() - 1);
    std::size_t columns = 0;
    for (const auto& row : table.rows) columns = std::max(columns, row.size());
    std::vector<Heading> headings;
    std::set<Role> roles;
    for (std::size_t c = 0; c < columns; ++c) {
        headings.push_back(heading_of(table, c, head));
        if (c > 0) roles.insert(headings.back().role);
    }
    if (roles.contains(Role::B) || roles.contains(Role::Ratio)) {
        for (std::size_t r = head; r < table.rows.size(); ++r)
            for (const auto& set : sets_of(headings))
                if (!table.rows[r].empty())
                    term(table.rows[r], set, headings, likelihood, where, out);
    } else {
        GroupsTable(table, headings, head, where, out).read();
    }
    for (std::size_t r = head; r < table.rows.size(); ++r)
        for (const auto& cell : table.rows[r])
            if (cell.find('=') != std::string::npos)
                results_in_text(cell, where + ", " + table.rows[r][0], likelihood, out);
}

}  // namespace breather::analysis

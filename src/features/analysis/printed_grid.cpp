// A paper's tables: which column holds what, which rows belong together.
#include <algorithm>
#include <cmath>
#include <map>
#include <regex>
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
    bool missing = false;  // those of whom nothing is known
};

struct Block {
    std::string name;
    std::vector<CountRow> rows;
    std::string statistic, p, df;
    bool broken = false;  // a row of it could not be read: what there is does not add up
};

class GroupsTable {
  public:
    GroupsTable(const HtmlTable& table, std::vector<Heading> headings, std::size_t head,
                std::string where, const Manner& manner, std::vector<PrintedResult>& out)
        : table_(table),
          headings_(std::move(headings)),
          head_(head),
          where_(std::move(where)),
          manner_(manner),
          out_(out) {
        for (std::size_t c = 1; c < headings_.size(); ++c) {
            const auto& one = headings_[c];
            if (one.role == Role::None) (one.all ? alls_ : groups_).push_back(c);
            if (one.role == Role::Statistic && !statistic_) statistic_ = c;
            if (one.role == Role::P && !p_) p_ = c;
            if (one.role == Role::Df && !df_) df_ = c;
        }
        bool moments = groups_.size() > 1;
        for (const std::size_t c : groups_)
            moments = moments && headings_[c].moment && headings_[c].n == headings_[groups_[0]].n;
        same_people_ = moments;
        weighted_ = says(table.caption, "weighted|加权");
    }

    void read() {
        for (std::size_t r = head_; r < table_.rows.size(); ++r) row(r);
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

    /// By the words nearest to a row: its own, its block's, its columns', the first column's.
    Measure measure(const CountRow& row) const {
        for (const auto& one : row.cells)
            if (one.spread)
                return measure_in(row.name) == Measure::Other ? Measure::Other : Measure::Means;
        std::string columns;
        for (const std::size_t c : groups_) columns += headings_[c].text + " ";
        for (const auto& words : {row.name, block_.name, columns, headings_[0].text})
            if (const Measure found = measure_in(words); found != Measure::Unsaid) return found;
        return Measure::Unsaid;
    }

    /// Stands in this row, not reaching down from one above.
    bool own(std::size_t r, std::optional<std::size_t> column) const {
        return column && *column < table_.from_above[r].size() && !table_.from_above[r][*column];
    }

    void row(std::size_t r) {
        const auto& row = table_.rows[r];
        if (row.empty()) return;
        CountRow counts{row[0], {}};
        for (const std::size_t c : groups_) {
            auto pair = c < row.size() ? pair_of(row[c]) : std::nullopt;
            if (pair && pair->second && (headings_[c].percent_first || percent_first(row[0])))
                std::swap(pair->first, *pair->second);
            if (pair) counts.cells.push_back(*pair);
            if (c < row.size()) share_of(row, c);
        }
        const bool complete = !groups_.empty() && counts.cells.size() == groups_.size();
        const std::string statistic = cell(row, statistic_), p = cell(row, p_), df = cell(row, df_);
        const bool fresh = (own(r, statistic_) && !statistic.empty()) || (own(r, p_) && !p.empty());
        if (complete && is_number_of_people(counts)) return;
        if (complete && is_total(row[0])) return total_row(std::move(counts));
        if (!complete && !counts.cells.empty() && !fresh) {
            block_.broken = true;
            return;
        }
        if (!complete) finish(), block_.name = row[0], block_.broken = !counts.cells.empty();
        if (fresh && (!block_.statistic.empty() || !block_.p.empty() || !block_.rows.empty()))
            finish_keeping_name();
        if (fresh) block_.statistic = statistic, block_.p = p, block_.df = df;
        if (!complete) return;
        const Measure what = measure(counts);
        if (what == Measure::Means) {
            if (counts.cells.size() == 2 && counts.cells[0].second && counts.cells[1].second)
                means(counts);
            finish_keeping_name();
        } else if (what != Measure::Other &&
                   std::all_of(counts.cells.begin(), counts.cells.end(),
                               [](const Pair& one) { return whole(one.first); })) {
            counts.missing = is_missing(counts.name);
            block_.rows.push_back(std::move(counts));
            total(row);
        } else {
            block_.broken = true;
        }
    }

    static bool percent_first(const std::string& label) {
        return says(with_plain_signs(label), R"(% ?[(\[] ?(n|no)\b)");
    }

    /// "107/220 (48.6)": a count with its own total.
    void share_of(const std::vector<std::string>& row, std::size_t c) {
        static const std::regex share(
            R"((\d{1,9}) ?/ ?(\d{1,9}) ?[(\[](\d{1,3}(?:\.\d{1,6})?) ?%?[)\]])");
        std::smatch found;
        const std::string text = with_plain_signs(row[c]);
        if (std::regex_match(text, found, share) &&
            (text.find('%') != std::string::npos || says(headings_[c].text + row[0], "%")))
            out_.push_back(
                {"percent",
                 place(row[0]),
                 {{"count", found.str(1)}, {"total", found.str(2)}, {"percent", found.str(3)}}});
    }

    /// A row that says how many there are in each column, where the headings do not.
    bool is_number_of_people(const CountRow& row) {
        if (!says(
                row.name,
                R"(^(n|no\.?|(no\.?|number) of (participants|people|patients)|participants|patients|sample size|sample|例数|人数|样本量)$)"))
            return false;
        for (std::size_t g = 0; g < groups_.size(); ++g)
            if (!headings_[groups_[g]].n && whole(row.cells[g].first))
                headings_[groups_[g]].n = row.cells[g].first.value;
        return true;
    }

    static bool is_total(const std::string& name) {
        return says(name, R"(^(total|all|sum|overall)( ?[(,].{0,60})?$|^(合计|总计|总数|小计))");
    }

    /// Held against the block above it, if that is what it sums up.
    void total_row(CountRow totals) {
        for (auto& one : totals.cells)  // "88 (100)" under "% (n)"
            if (one.second && one.first.value == 100) std::swap(one.first, *one.second);
        std::vector<double> missed;
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            double sum = 0;
            for (const auto& row : block_.rows) sum += row.cells[g].first.value;
            missed.push_back(sum - totals.cells[g].first.value);
        }
        const auto right = std::count(missed.begin(), missed.end(), 0.0);
        const bool nearly = std::all_of(missed.begin(), missed.end(), [&](double by) {
            return std::abs(by) * 4 < totals.cells[0].first.value;
        });
        if (block_.broken || block_.rows.size() < 2 || (right == 0 && !nearly)) return;
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            PrintedResult out{"sum",
                              place(totals.name + ", " + cell_of(head_ - 1, groups_[g])),
                              {{"total", totals.cells[g].first.text}}};
            for (const auto& row : block_.rows)
                append(out.fields["parts"], row.cells[g].first.text);
            out_.push_back(std::move(out));
        }
    }

    std::string place(const std::string& name) const {
        return where_ + (name.empty() ? "" : ", " + name);
    }

    void means(const CountRow& row) {
        const auto &a = headings_[groups_[0]].n, &b = headings_[groups_[1]].n;
        const auto value = statistic_of(block_.statistic);
        if (!a || !b || !value || !statistic_ || !may_be('t', *value)) return;
        PrintedResult out{"means", place(row.name), {}};
        auto& fields = out.fields;
        fields["t"] = value->figures.first.text;
        if (value->figures.second) fields["df"] = value->figures.second->text;
        if (read_printed(block_.df)) fields["df"] = block_.df;
        // A statistic that might be anything is a t only if df says so.
        if (value->kind == '?' && headings_[*statistic_].chi && !fields.contains("df")) return;
        if (read_printed(block_.p)) fields["p"] = block_.p;
        if (same_people_ && !fields.contains("df")) fields["df"] = *a - 1;
        for (const auto& one : row.cells) {
            append(fields["mean"], one.first.text);
            append(fields["sd"], one.second->text);
        }
        fields["n"] = {*a, *b};
        remember_manner(fields);
        out_.push_back(std::move(out));
    }

    void remember_manner(json::object& fields) const {
        if (manner_.one_sided) fields["sides_unsaid"] = true;
        if (manner_.adjusted) fields["adjusted"] = true;
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

    enum class Base { Heading, Column, Known, Row };

    /// A number for each group; of a row's bases, this row's.
    std::vector<double> bases(Base kind, std::size_t r) const {
        double whole_row = 0;
        for (const auto& one : block_.rows[r].cells) whole_row += one.first.value;
        std::vector<double> out(groups_.size(), kind == Base::Row ? whole_row : 0);
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            if (kind == Base::Heading) out[g] = headings_[groups_[g]].n.value_or(0);
            if (kind == Base::Column || kind == Base::Known)
                for (const auto& row : block_.rows)
                    if (kind == Base::Column || !row.missing) out[g] += row.cells[g].first.value;
        }
        return out;
    }

    static bool is_missing(const std::string& name) {
        return says(name,
                    R"(missing|unknown|not (reported|known|stated|recorded)|declined|缺失|不详)");
    }

    struct Misses {
        std::size_t shares = 0, wrong = 0, far = 0;
    };

    Misses misses(Base kind) const {
        Misses out;
        auto all = bases(kind, 0);
        for (std::size_t r = 0; r < block_.rows.size(); ++r) {
            if (kind == Base::Row) all = bases(kind, r);
            for (std::size_t g = 0; g < groups_.size(); ++g) {
                const auto& one = block_.rows[r].cells[g];
                if (!one.second) continue;
                const double share = 100 * one.first.value / all[g];
                const bool wrong = all[g] <= 0 || !fits(*one.second, {share, share});
                ++out.shares;
                out.wrong += wrong;
                out.far += all[g] <= 0 || (wrong && std::abs(one.second->value - share) > 12);
            }
        }
        return out;
    }

    /// What percentages are of is seldom said: whichever the fewest of them miss. None: they are of
    /// something that does not stand in the table, or no percentages.
    std::optional<Base> best_base() const {
        Base best = Base::Heading;
        Misses fewest{0, SIZE_MAX, 0};
        for (const Base kind : {Base::Heading, Base::Column, Base::Known, Base::Row})
            if (const Misses here = misses(kind); here.wrong < fewest.wrong)
                best = kind, fewest = here;
        const bool said = best == Base::Heading && headings_[groups_[0]].n;
        if (said ? fewest.far > 1 && fewest.far == fewest.shares && !exchanged()
                 : fewest.wrong * 3 > fewest.shares)
            return std::nullopt;
        return best;
    }

    /// Two groups whose percentages of a single row stand in each other's place.
    bool exchanged() const {
        if (groups_.size() != 2 || block_.rows.size() != 1) return false;
        const auto& cells = block_.rows[0].cells;
        for (const std::size_t g : {0u, 1u}) {
            const double share = 100 * cells[g].first.value / bases(Base::Heading, 0)[g];
            if (!cells[1 - g].second || !fits(*cells[1 - g].second, {share, share})) return false;
        }
        return true;
    }

    void finish() {
        if (!block_.rows.empty()) counts();
        block_ = {};
    }

    void finish_keeping_name() {
        const std::string name = block_.name;
        finish();
        block_.name = name;
    }

    void counts() {
        PrintedResult out{
            "table", place(block_.name.empty() ? block_.rows[0].name : block_.name), {}};
        const auto kind = best_base();
        json::array rows, columns;
        for (const std::size_t c : groups_) columns.emplace_back(cell_of(head_ - 1, c));
        std::vector<double> left = bases(Base::Heading, 0), counted = bases(Base::Column, 0);
        for (std::size_t g = 0; g < groups_.size(); ++g) left[g] -= counted[g];
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
        out.fields = {{"rows", rows}, {"columns", columns}};
        if (kind && !weighted_ && (!block_.broken || *kind == Base::Heading || *kind == Base::Row))
            percents_alone(*kind, rows, columns, out.where);
        // One row of "yes": the others are those who did not say it.
        if (single && others)
            rows.push_back(
                {{"name", "the others"}, {"counts", json::array(left.begin(), left.end())}});
        if (!block_.broken && !weighted_ && !same_people_) statistic(out, rows, single && !others);
    }

    /// Percentages apart from the test: categories may not add up to those asked.
    void percents_alone(Base kind, const json::array& rows, const json::array& columns,
                        const std::string& where) {
        PrintedResult own{"table", where, {{"rows", rows}, {"columns", columns}}};
        own.fields["percent_of_rows"] = kind == Base::Row;
        if (kind == Base::Heading || kind == Base::Known) {
            const auto all = bases(kind, 0);
            own.fields["bases"] = json::array(all.begin(), all.end());
        }
        out_.push_back(std::move(own));
    }

    void statistic(PrintedResult& out, json::array rows, bool incomplete) {
        const auto value = statistic_of(block_.statistic);
        if (!value || incomplete || groups_.size() < 2 || !statistic_ || !may_be('c', *value))
            return;
        json::array known;
        for (auto& row : rows) {
            row.as_object().erase("percents");
            if (!is_missing(std::string(row.at("name").as_string()))) known.push_back(row);
        }
        out.fields["rows"] = rows;
        out.fields["chi2"] = value->figures.first.text;
        if (value->figures.second) out.fields["df"] = value->figures.second->text;
        if (read_printed(block_.df)) out.fields["df"] = block_.df;
        if (read_printed(block_.p)) out.fields["p"] = block_.p;
        remember_manner(out.fields);
        // Those of whom nothing is known may have been left out of the test.
        if (known.size() > 1 && known.size() < rows.size() && !holds_together(out)) {
            PrintedResult other = out;
            other.fields["rows"] = known;
            if (holds_together(other)) out = std::move(other);
        }
        out_.push_back(std::move(out));
    }

    static bool holds_together(const PrintedResult& result) {
        const auto found = check(result);
        return std::none_of(found.begin(), found.end(), [](const statistics::Finding& one) {
            return one.weight == statistics::Finding::Weight::Slip;
        });
    }

    const HtmlTable& table_;
    std::vector<Heading> headings_;
    std::size_t head_;
    std::string where_;
    const Manner& manner_;
    std::vector<PrintedResult>& out_;
    std::vector<std::size_t> groups_, alls_;
    bool same_people_ = false, weighted_ = false;
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

/// "1", "1.00": the level the others are held against; what else its row prints is of the whole.
bool is_reference(const json::object& fields) {
    const auto ratio = fields.find("ratio");
    if (ratio == fields.end() || fields.contains("low") || fields.contains("b")) return false;
    const auto value = read_printed(ratio->value().as_string());
    return value && value->value == 1;
}

void term(const std::vector<std::string>& row, const Set& set, const std::vector<Heading>& headings,
          const Manner& manner, const std::string& where, std::vector<PrintedResult>& out) {
    PrintedResult result{"term", where + ", " + row[0], {{"likelihood", manner.likelihood}}};
    auto& fields = result.fields;
    const auto take = [&](Role role, const char* name) {
        const auto found = set.find(role);
        if (found == set.end() || found->second >= row.size()) return;
        const auto& heading = headings[found->second];
        const std::string text = with_plain_signs(row[found->second]);
        const auto numbers = numbers_of(text);
        if (role == Role::Interval) {
            if (numbers.size() != 2) return;
            fields["low"] = numbers[0];
            fields["high"] = numbers[1];
        } else if (numbers.size() == 3 && (role == Role::Ratio || role == Role::B)) {
            fields[name] = numbers[0];
            fields["low"] = numbers[1];
            fields["high"] = numbers[2];
        } else if (heading.b_with_se) {
            if (numbers.size() != 2) return;
            fields["b"] = numbers[0];
            if (role == Role::B) fields["se"] = numbers[1];
        } else if (read_printed(text)) {
            fields[name] = text;
        }
        if (fields.contains("low") && heading.confidence != 95)
            fields["confidence"] = heading.confidence;
    };
    // A standardised β has no SE of its own beside it: only its exp is held against it.
    take(set.contains(Role::B) ? Role::B : Role::Beta, "b");
    if (!set.contains(Role::B) && !set.contains(Role::Ratio)) fields.erase("b");
    if (set.contains(Role::B)) take(Role::Se, "se");
    take(Role::Wald, "wald");
    take(Role::Z, "z");
    if (const auto t = set.find(Role::Statistic); t != set.end() && headings[t->second].t)
        take(Role::Statistic, "z");
    take(Role::Ratio, "ratio");
    take(Role::Interval, "interval");
    take(Role::Low, "low");
    take(Role::High, "high");
    take(Role::P, "p");
    if (const auto of = set.find(Role::Df); of != set.end() && of->second < row.size())
        if (const auto value = read_printed(row[of->second]); value && value->value != 1)
            fields.erase("wald"), fields.erase("p");  // of all levels of a factor
    if (const auto ratio = fields.find("ratio"); ratio != fields.end()) {
        const auto value = read_printed(ratio->value().as_string());
        if (!value || value->value <= 0) return;
    }
    if (is_reference(fields)) fields.erase("p");
    if (manner.adjusted && fields.contains("p")) fields["adjusted"] = true;
    if (fields.size() > 2 && (fields.contains("b") || fields.contains("ratio")))
        out.push_back(std::move(result));
}

}  // namespace

void results_in_table(const HtmlTable& table, const std::string& where, const Manner& manner,
                      std::vector<PrintedResult>& out) {
    if (table.rows.size() < 2) return;
    const std::size_t head = head_rows(table);
    std::size_t columns = 0;
    for (const auto& row : table.rows) columns = std::max(columns, row.size());
    std::vector<Heading> headings;
    std::set<Role> roles;
    for (std::size_t c = 0; c < columns; ++c) {
        // A heading over many columns is read once.
        const bool same = c > 0 && std::all_of(table.rows.begin(), table.rows.begin() + long(head),
                                               [&](const auto& row) {
                                                   return c < row.size() && row[c] == row[c - 1];
                                               });
        headings.push_back(same ? Heading(headings.back()) : heading_of(table, c, head));
        if (c > 0) roles.insert(headings.back().role);
    }
    if (roles.contains(Role::B) || roles.contains(Role::Ratio)) {
        for (std::size_t r = head; r < table.rows.size(); ++r)
            for (const auto& set : sets_of(headings))
                if (!table.rows[r].empty()) term(table.rows[r], set, headings, manner, where, out);
    } else if (!headings.empty()) {
        GroupsTable(table, headings, head, where, manner, out).read();
    }
    for (std::size_t r = head; r < table.rows.size(); ++r) {
        const std::string* last = nullptr;
        for (const auto& cell : table.rows[r]) {
            // A cell that spans is read once.
            const bool equal =
                cell.find('=') != std::string::npos || cell.find("＝") != std::string::npos;
            if (equal && (!last || *last != cell))
                results_in_text(cell, where + ", " + table.rows[r][0], manner, out);
            last = &cell;
        }
    }
}

}  // namespace breather::analysis

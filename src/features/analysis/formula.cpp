#include "features/analysis/formula.h"

#include <algorithm>

namespace breather::analysis {
namespace {

/// Ten columns with * between them have 1,023 products.
constexpr std::size_t products_max = 1023;

bool begins_name(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) || c == '.' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool goes_on(char c) { return begins_name(c) || std::isdigit(static_cast<unsigned char>(c)); }

class Parser {
  public:
    explicit Parser(std::string_view text) : text_(text) {}

    Formula formula() {
        left_side();
        want('~',
             "Between the outcome and its terms stands \"~\" (a name with blanks stands in "
             "backticks)");
        do term();
        while (take('+'));
        if (!ended()) refuse();
        std::stable_sort(out_.terms.begin(), out_.terms.end(), [](const auto& a, const auto& b) {
            return a.size() < b.size();  // as in R: single ones first
        });
        return std::move(out_);
    }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
    Formula out_;

    void pass_blanks() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    }
    bool ended() {
        pass_blanks();
        return at_ == text_.size();
    }
    char peek() { return ended() ? '\0' : text_[at_]; }
    bool take(char c) {
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    void want(char c, const std::string& sentence) {
        if (!take(c)) fault(sentence);
    }

    [[noreturn]] void fault(const std::string& sentence) {
        throw CaseFault("The formula, character " + std::to_string(at_ + 1) + ": " + sentence +
                        ".");
    }
    [[noreturn]] void refuse() {
        fault("\"" + std::string(1, text_[at_]) +
              "\" is not understood here. There are + : * factor() offset() Surv() (1 | person) "
              "and us(visit | person); make any other column in the data first");
    }

    std::string name() {
        if (take('`')) {
            const auto end = text_.find('`', at_);
            if (end == std::string_view::npos) fault("A backtick opens here and never closes");
            std::string out(text_.substr(at_, end - at_));
            at_ = end + 1;
            return out;
        }
        if (ended()) fault("A column's name is missing at the end");
        if (!begins_name(text_[at_])) refuse();
        const std::size_t from = at_;
        while (at_ < text_.size() && goes_on(text_[at_])) ++at_;
        std::string out(text_.substr(from, at_ - from));
        if (out == ".") {
            at_ = from;
            fault(
                "\".\" for all other columns is not understood; name the columns, with + between "
                "them");
        }
        return out;
    }

    void left_side() {
        out_.outcome = name();
        if (peek() != '(') return;
        if (out_.outcome != "Surv") fault("On the left stands a column, or Surv(time, event)");
        take('(');
        out_.outcome = name();
        want(',', "Surv() takes two columns, the time and the event");
        out_.event = name();
        want(')', "Surv(time, event) closes here");
    }

    std::size_t place_of(const std::string& column, bool factor) {
        const auto found = std::find_if(out_.variables.begin(), out_.variables.end(),
                                        [&](const auto& each) { return each.name == column; });
        if (found == out_.variables.end()) {
            out_.variables.push_back({column, factor});
            return out_.variables.size() - 1;
        }
        found->factor = found->factor || factor;
        return static_cast<std::size_t>(found - out_.variables.begin());
    }

    /// "| person)".
    void within_person() {
        if (out_.person) fault("Rows belong together in one way: by one person");
        want('|', "Before whoever the rows belong to stands \"|\"");
        out_.person = name();
        want(')', "Here it closes");
    }

    /// A variable; nothing after an offset or a (1 | person), which are none.
    std::optional<std::size_t> factor_of_term() {
        const std::size_t from = at_;
        if (take('(') && take('1')) {
            within_person();
            return std::nullopt;
        }
        at_ = from;
        const std::string word = name();
        if (peek() != '(') return place_of(word, false);
        if (word == "factor") {
            take('(');
            const std::string column = name();
            want(')', "factor(column) closes here");
            return place_of(column, true);
        }
        if (word == "us") {
            take('(');
            out_.visit = name();
            within_person();
            return std::nullopt;
        }
        if (word != "offset") {
            at_ = from;
            fault(word + "() is not understood. Make that column in the data first");
        }
        offset();
        return std::nullopt;
    }

    void offset() {
        if (out_.offset) fault("There can be one offset");
        take('(');
        std::string column = name();
        if (column == "log" && take('(')) {
            column = name();
            out_.offset_is_logged = true;
            want(')', "log(column) closes here");
        }
        want(')', "offset(column) closes here");
        out_.offset = column;
    }

    void add(std::vector<std::size_t> term) {
        std::vector<std::size_t> sorted = term;
        std::sort(sorted.begin(), sorted.end());
        sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
        for (auto known : out_.terms) {
            std::sort(known.begin(), known.end());
            if (known == sorted) return;
        }
        if (sorted.size() == term.size())
            out_.terms.push_back(std::move(term));
        else
            add(sorted);
    }

    /// a, a:b, a*b (= a + b + a:b), and longer ones.
    void term() {
        const auto first = factor_of_term();
        if (!first) return;
        std::vector<std::vector<std::size_t>> products{{*first}};
        std::vector<std::size_t> bound{*first};
        for (;;) {
            const bool all = take('*');
            if (!all && !take(':')) break;
            const auto next = factor_of_term();
            if (!next) fault("What is no column is not multiplied");
            if (all) {
                const auto before = products;
                products.push_back({*next});
                if (products.size() + before.size() > products_max)
                    fault("So many columns multiplied make more than " +
                          std::to_string(products_max) +
                          " terms. Multiply two or three, and add the others with +");
                for (auto product : before) {
                    product.push_back(*next);
                    products.push_back(std::move(product));
                }
            } else {
                products.back().push_back(*next);
            }
        }
        for (auto& product : products) add(std::move(product));
    }
};

}  // namespace

Formula parse_formula(std::string_view text) { return Parser(text).formula(); }

}  // namespace breather::analysis

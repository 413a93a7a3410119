// The tables that ./bench/run statistics asks about, the same every time: a survey of a million
// rows, codes of two coders, people and what they did in a programme, in the order it happened.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <numbers>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// Rows written in large pieces.
class Rows {
  public:
    explicit Rows(const std::filesystem::path& file) : out_(std::fopen(file.c_str(), "wb")) {
        if (!out_) throw std::runtime_error("cannot write " + file.string());
    }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    ~Rows() {
        flush();
        std::fclose(out_);
    }
    Rows& word(std::string_view text) {
        text_ += text;
        text_ += ',';
        return *this;
    }
    Rows& whole(std::int64_t value) {
        std::array<char, 24> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        return word({digits.data(), end});
    }
    Rows& fixed(double value, int places) {
        std::array<char, 32> digits;
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                       std::chars_format::fixed, places)
                             .ptr;
        return word({digits.data(), end});
    }
    void end() {
        text_.back() = '\n';
        if (text_.size() > (1u << 20)) flush();
    }

  private:
    std::FILE* out_;
    std::string text_;
    void flush() {
        if (std::fwrite(text_.data(), 1, text_.size(), out_) != text_.size()) std::abort();
        text_.clear();
    }
};

/// The same numbers on every machine; <random>'s distributions may differ between libraries.
class Chance {
  public:
    explicit Chance(std::uint64_t seed) : bits_(seed) {}
    double even() { return static_cast<double>(bits_() >> 11) * 0x1p-53; }
    std::uint64_t below(std::uint64_t count) {
        return static_cast<std::uint64_t>(even() * static_cast<double>(count));
    }
    double normal() {
        return std::sqrt(-2 * std::log(1 - even())) * std::cos(2 * std::numbers::pi * even());
    }

  private:
    std::mt19937_64 bits_;
};

void survey(const std::filesystem::path& file, std::uint64_t rows) {
    constexpr std::string_view sites[] = {"North", "South", "West"}, arms[] = {"A", "B", "C"};
    constexpr std::string_view people[] = {"White", "Asian", "Black", "Mixed", "Other"};
    Chance chance(20261121);
    Rows out(file);
    for (const auto name : {"used", "day", "left", "arm", "age", "sex", "site", "ethnicity",
                            "hours", "stress", "sleep", "mood", "load", "support", "distance"})
        out.word(name);
    out.word("sought").end();
    for (std::uint64_t row = 0; row < rows; ++row) {
        const auto arm = chance.below(3), site = chance.below(3);
        const auto ethnicity = static_cast<std::size_t>(5 * chance.even() * chance.even());
        const bool woman = chance.even() < 0.62, sought = chance.even() < 0.3;
        const double age = std::floor(20 + 45 * chance.even()), hours = 36 + 6 * chance.normal();
        const double stress = chance.normal(), sleep = 6.8 + chance.normal() - 0.3 * stress;
        const double mood = 0.5 * chance.normal() - 0.4 * stress, load = chance.normal();
        const double support = chance.normal(), distance = 20 * chance.even();
        const double lean = -0.8 + 0.4 * stress - 0.2 * (sleep - 6.8) + 0.02 * (age - 40) +
                            0.5 * sought + 0.15 * static_cast<double>(site) - 0.1 * load +
                            0.25 * (ethnicity == 1) - 0.02 * distance;
        const double rate = 0.004 * std::exp(0.2 * stress - 0.15 * static_cast<double>(arm) -
                                             0.01 * (age - 40) + 0.1 * load);
        const double leaves = -std::log(1 - chance.even()) / rate;
        const double seen = 180 + 185 * chance.even();
        out.whole(chance.even() < 1 / (1 + std::exp(-lean)))
            .fixed(std::min(leaves, seen), 2)
            .whole(leaves <= seen)
            .word(arms[arm])
            .whole(static_cast<std::int64_t>(age))
            .word(woman ? "F" : "M")
            .word(sites[site])
            .word(people[ethnicity])
            .fixed(hours, 1);
        for (const double value : {stress, sleep, mood, load, support, distance})
            out.fixed(value, 3);
        out.whole(sought).end();
    }
}

void coders(const std::filesystem::path& file, std::uint64_t rows) {
    constexpr std::string_view codes[] = {"barrier", "facilitator", "wish", "praise", "none"};
    Chance chance(42);
    Rows out(file);
    out.word("first").word("second").end();
    for (std::uint64_t row = 0; row < rows; ++row) {
        const auto one = chance.below(5), other = chance.even() < 0.7 ? one : chance.below(5);
        out.word(codes[one]).word(codes[other]).end();
    }
}

/// "2026-03-17T16:22:37Z"
std::string instant(std::int64_t second) {
    const std::int64_t days = second / 86400, left = second % 86400;  // of January to March 2026
    const std::int64_t month = days < 31 ? 1 : days < 59 ? 2 : days < 90 ? 3 : 4;
    const std::int64_t first[] = {0, 0, 31, 59, 90};
    std::array<char, 32> out;
    std::snprintf(out.data(), out.size(), "2026-%02d-%02dT%02d:%02d:%02dZ", static_cast<int>(month),
                  static_cast<int>(days - first[month] + 1), static_cast<int>(left / 3600),
                  static_cast<int>(left / 60 % 60), static_cast<int>(left % 60));
    return out.data();
}

/// Everybody enrols in January; events follow over 90 days in the order of their instants.
void log_of_use(const std::filesystem::path& folder, std::uint64_t people, std::uint64_t events) {
    constexpr std::int64_t first_day = 86400 * 20, days = 90;
    Chance chance(7);
    Rows who(folder / "people.csv"), what(folder / "events.csv");
    who.word("user_id").word("enrolled_at").word("arm").end();
    std::vector<std::string> names;
    for (std::uint64_t person = 0; person < people; ++person) {
        names.push_back("p" + std::to_string(100000 + person));
        who.word(names.back())
            .word(instant(static_cast<std::int64_t>(chance.even() * first_day)))
            .word(person % 2 == 0 ? "programme" : "waiting")
            .end();
    }
    what.word("user_id").word("timestamp").word("event").word("module").end();
    const double apart = static_cast<double>((days - 20) * 86400) / static_cast<double>(events);
    for (std::uint64_t event = 0; event < events; ++event) {
        const auto second =
            first_day + static_cast<std::int64_t>(static_cast<double>(event) * apart);
        const auto person = static_cast<std::size_t>(static_cast<double>(people) * chance.even() *
                                                     std::sqrt(chance.even()));
        const double kind = chance.even();
        what.word(names[person]).word(instant(second));
        if (kind < 0.7)
            what.word("login").word("");
        else
            what.word(kind < 0.88 ? "module_start" : "module_complete")
                .whole(static_cast<std::int64_t>(1 + chance.below(7)));
        what.end();
    }
}

}  // namespace

/// FOLDER ROWS PAIRS PEOPLE EVENTS; a count of 0 leaves its tables out.
int main(int count, char** words) {
    if (count != 6) return 2;
    const std::filesystem::path folder = words[1];
    const auto number = [&](int place) { return std::strtoull(words[place], nullptr, 10); };
    std::filesystem::create_directories(folder);
    if (number(2) > 0) survey(folder / "survey.csv", number(2));
    if (number(3) > 0) coders(folder / "coders.csv", number(3));
    if (number(5) > 0) log_of_use(folder, number(4), number(5));
}

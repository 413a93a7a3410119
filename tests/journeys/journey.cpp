#include "journeys/journey.h"

#include <charconv>
#include <fstream>
#include <functional>
#include <sstream>

#include "journeys/stage.h"

namespace breather::testing {
namespace {

using boost::json::value;

[[noreturn]] void fail(const std::string& why) { throw std::runtime_error(why); }

/// Parted at blanks; a part in quotation marks keeps its blanks.
std::vector<std::string> parts_of(const std::string& text) {
    std::vector<std::string> parts;
    bool quoted = false, open = false;
    for (char c : text) {
        if (c == '"') quoted = !quoted;
        if (c == ' ' && !quoted) {
            open = false;
            continue;
        }
        if (!open) parts.emplace_back();
        open = true;
        if (c != '"') parts.back() += c;
    }
    return parts;
}

std::string after(const std::string& text, std::string_view word) {
    std::string rest = text.substr(word.size());
    rest.erase(0, rest.find_first_not_of(' '));
    return rest;
}

/// "fields[0].path" in an answer; nothing where it does not lead anywhere.
const value* find_at(const value& root, std::string_view path) {
    const value* at = &root;
    while (!path.empty() && at) {
        if (path[0] == '.') path.remove_prefix(1);
        if (path[0] == '[') {
            const auto end = path.find(']');
            std::size_t index = 0;
            std::from_chars(path.data() + 1, path.data() + end, index);
            at = at->is_array() && index < at->as_array().size() ? &at->as_array()[index] : nullptr;
            path.remove_prefix(end + 1);
        } else {
            const auto end = std::min(path.find_first_of(".["), path.size());
            at = at->is_object() ? at->as_object().if_contains(path.substr(0, end)) : nullptr;
            path.remove_prefix(end);
        }
    }
    return at;
}

std::string text_of_value(const value& found) {
    return found.is_string() ? std::string(found.as_string()) : boost::json::serialize(found);
}

bool names_field(const value& root, const std::string& path) {
    const value* fields = find_at(root, "fields");
    if (!fields || !fields->is_array()) return false;
    for (const value& field : fields->as_array())
        if (text_of_value(field.at("path")) == path) return true;
    return false;
}

class Player {
  public:
    void play(const JourneyLine& line) {
        const std::string text = with_values(line.text);
        if (is_request(text)) return request(read_request(text));
        for (const auto& [word, act] : actions_)
            if (text.starts_with(word)) return act(after(text, word));
        fail("nobody knows what this line means");
    }

  private:
    using Action = std::function<void(const std::string&)>;

    void organisation(const std::string& rest) {
        const auto parts = parts_of(rest);
        if (parts.size() != 2) fail("write: organisation northgate GB");
        const auto country = find_named<organisations::Country>(parts[1]);
        if (!country) fail("a country is GB, CN or other");
        const OrgId org = stage_.world.add_organisation(parts[0], *country);
        values_[parts[0]] = org.text();
        values_[parts[0] + "_code"] = stage_.world.house().organisations().new_code(org).kept();
    }

    void close_code(const std::string& code) {
        stage_.world.house().organisations().close_code(*organisations::Code::read(code));
    }

    void person(const std::string& rest) {
        const auto parts = parts_of(rest);
        if (parts.size() != 4 || parts[2] != "at") fail("write: person ada en-GB at northgate");
        const std::string name = parts[0];
        JourneyBrowser& browser = browsers_[name] = {{}, parts[1]};
        values_[name + "_name"] = name + " " + stage_.fresh_id().substr(0, 8);
        values_[name + "_device"] = stage_.fresh_id();
        values_[name + "_secret"] = stage_.fresh_blob(32);
        const boost::json::object ask{
            {"code", values_.at(parts[3] + "_code")},
            {"language", parts[1]},
            {"name", values_[name + "_name"]},
            {"public_key", stage_.fresh_blob(91)},
            {"sealed_private_key", stage_.fresh_blob(200)},
            {"device", boost::json::object{{"id", values_[name + "_device"]},
                                           {"secret", values_[name + "_secret"]},
                                           {"wrap", stage_.fresh_blob(61)},
                                           {"commitment", stage_.fresh_blob(32)}}}};
        heard_ =
            stage_.ask(browser, {"POST", "/api/accounts/join", boost::json::serialize(ask), {}});
        if (heard_.status != 201)
            fail("joining answered " + std::to_string(heard_.status) + ": " + heard_.body);
        values_[name + "_person"] = text_of_value(boost::json::parse(heard_.body).at("person"));
    }

    void browser(const std::string& rest) {
        const auto parts = parts_of(rest);
        if (parts.empty()) fail("write: browser kiosk zh-Hans");
        browsers_[parts[0]] = {{}, parts.size() > 1 ? parts[1] : "en-GB"};
    }

    void later(const std::string& rest) {
        const auto parts = parts_of(rest);
        static const std::map<std::string, std::chrono::milliseconds> units{
            {"seconds", std::chrono::seconds(1)},
            {"minutes", std::chrono::minutes(1)},
            {"hours", std::chrono::hours(1)},
            {"days", std::chrono::days(1)}};
        if (parts.size() != 2 || !units.contains(parts[1])) fail("write: later 31 days");
        stage_.world.clock.advance(units.at(parts[1]) * std::stoi(parts[0]));
    }

    void keep(const std::string& rest) {
        const auto parts = parts_of(rest);
        if (parts.size() != 3 || parts[1] != "=") fail("write: keep hash = enrolment.hash");
        const value answer = boost::json::parse(heard_.body);
        const value* found = find_at(answer, parts[2]);
        if (!found) fail("the last answer has no " + parts[2] + ": " + heard_.body);
        values_[parts[0]] = text_of_value(*found);
    }

    JourneyBrowser& browser_of(const std::string& who) {
        if (who == "stranger") return stranger_ = {};
        if (who == "forged")
            return stranger_ = {{{"__Host-breather", stage_.fresh_blob(32)}}, "en-GB"};
        if (who == "garbled") return stranger_ = {{{"__Host-breather", "not-a-token"}}, "en-GB"};
        const auto found = browsers_.find(who);
        if (found == browsers_.end())
            fail("nobody is called " + who + " here; write: person " + who + " en-GB at …");
        return found->second;
    }

    void request(const Request& asked) {
        last_ = asked;
        question_ = {asked.method, asked.path, asked.body, std::move(headers_)};
        headers_.clear();
        const bool names_key =
            std::any_of(question_.headers.begin(), question_.headers.end(),
                        [](const auto& one) { return lower_case(one.first) == "idempotency-key"; });
        if (asked.method != "GET" && !names_key)
            question_.headers.emplace_back("Idempotency-Key", stage_.fresh_id());
        heard_ = stage_.ask(browser_of(asked.who), question_);
        check(asked);
    }

    /// The same request with the same key, or with another body under it.
    void again(const std::string& rest) {
        const std::string line = "as " + last_.who + " " + last_.method + " " + last_.path + " " +
                                 (rest.starts_with("{") ? "" : last_.body + " ") + rest;
        const Request asked = read_request(line);
        question_.body = asked.body;
        heard_ = stage_.ask(browser_of(asked.who), question_);
        check(asked);
    }

    void header(const std::string& rest) {
        const auto colon = rest.find(':');
        if (colon == std::string::npos) fail("write: header Accept-Language: zh-Hans");
        headers_.emplace_back(rest.substr(0, colon), after(rest, rest.substr(0, colon + 1)));
    }

    void check(const Request& asked) {
        const std::string heard = std::to_string(heard_.status) + " " + heard_.body.substr(0, 600);
        if (heard_.status != asked.status)
            fail("expected " + std::to_string(asked.status) + ", heard " + heard);
        if (asked.expected.empty()) return;
        boost::json::error_code error;
        const value answer = boost::json::parse(heard_.body, error);
        if (error) fail("the answer is not JSON: " + heard);
        for (const std::string& one : asked.expected)
            if (!holds(answer, one)) fail("“" + one + "” does not hold in " + heard);
    }

    static bool holds(const value& answer, const std::string& expected) {
        if (expected.starts_with("!")) return !find_at(answer, expected.substr(1));
        if (const auto sized = expected.find("#="); sized != std::string::npos) {
            const value* list = find_at(answer, expected.substr(0, sized));
            return list && list->is_array() &&
                   std::to_string(list->as_array().size()) == expected.substr(sized + 2);
        }
        if (const auto equals = expected.find('='); equals != std::string::npos) {
            const value* found = find_at(answer, expected.substr(0, equals));
            return found && text_of_value(*found) == expected.substr(equals + 1);
        }
        return find_at(answer, expected) || names_field(answer, expected);
    }

    void words(const std::string& rest, bool wanted) {
        std::string text = rest;
        std::erase(text, '"');
        if ((heard_.body.find(text) != std::string::npos) != wanted)
            fail(std::string("the last answer ") + (wanted ? "does not say" : "says") + " “" +
                 text + "”: " + heard_.body);
    }

    void answered_header(const std::string& rest) {
        const auto colon = rest.find(':');
        const std::string name = lower_case(rest.substr(0, colon)),
                          part = after(rest, rest.substr(0, colon + 1));
        for (const auto& [heard_name, held] : heard_.headers)
            if (heard_name == name && held.find(part) != std::string::npos) return;
        fail("the last answer has no header " + rest);
    }

    /// `$name` becomes what was kept under it.
    std::string with_values(const std::string& text) const {
        std::string result;
        for (std::size_t at = 0; at < text.size();) {
            if (text[at] != '$') {
                result += text[at++];
                continue;
            }
            const auto end =
                std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_", at + 1),
                         text.size());
            const std::string name = text.substr(at + 1, end - at - 1);
            const auto found = values_.find(name);
            if (found == values_.end()) fail("nothing is kept under $" + name);
            result += found->second;
            at = end;
        }
        return result;
    }

    Stage stage_;
    std::map<std::string, JourneyBrowser> browsers_;
    JourneyBrowser stranger_;
    std::map<std::string, std::string> values_;
    HttpHeaders headers_;  // for the next request
    Question question_;
    Request last_;
    HttpAnswer heard_;

    const std::vector<std::pair<std::string, Action>> actions_{
        {"organisation ", [this](const auto& rest) { organisation(rest); }},
        {"close code ", [this](const auto& rest) { close_code(rest); }},
        {"person ", [this](const auto& rest) { person(rest); }},
        {"browser ", [this](const auto& rest) { browser(rest); }},
        {"later ", [this](const auto& rest) { later(rest); }},
        {"restart", [this](const auto&) { stage_.restart(); }},
        {"disk full", [this](const auto&) { stage_.world.disk.fill_disk(true); }},
        {"disk heals", [this](const auto&) { stage_.world.disk.fill_disk(false); }},
        {"sweep", [this](const auto&) { stage_.sweep(); }},
        {"id ", [this](const auto& name) { values_[name] = stage_.fresh_id(); }},
        {"blob ",
         [this](const auto& rest) {
             const auto parts = parts_of(rest);
             if (parts.size() != 2) fail("write: blob secret 32");
             values_[parts[0]] = stage_.fresh_blob(static_cast<std::size_t>(std::stoi(parts[1])));
         }},
        {"sealed ", [this](const auto& name) { values_[name] = stage_.fresh_sealed(); }},
        {"keep ", [this](const auto& rest) { keep(rest); }},
        {"header ", [this](const auto& rest) { header(rest); }},
        {"again ", [this](const auto& rest) { again(rest); }},
        {"says ", [this](const auto& rest) { words(rest, true); }},
        {"never says ", [this](const auto& rest) { words(rest, false); }},
        {"answers with ", [this](const auto& rest) { answered_header(rest); }},
    };
};

}  // namespace

std::vector<Journey> read_journeys(const std::string& file) {
    std::ifstream stream(file);
    if (!stream) fail("cannot read " + file);
    std::vector<Journey> journeys;
    int number = 0;
    for (std::string text; std::getline(stream, text);) {
        ++number;
        text.erase(std::min(text.find_last_not_of(" \r") + 1, text.size()));
        text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
        if (text.empty() || text.starts_with("#")) continue;
        if (text.starts_with("journey:"))
            journeys.push_back({after(text, "journey:"), {}});
        else if (journeys.empty())
            fail(file + ":" + std::to_string(number) + ": begin with “journey: what holds”");
        else
            journeys.back().lines.push_back({number, text});
    }
    return journeys;
}

bool is_request(const std::string& line) { return line.starts_with("as "); }

Request read_request(const std::string& line) {
    const std::string shape = "write: as ada POST /api/… {\"text\": \"…\"} -> 201 id";
    const auto arrow = line.rfind(" -> ");
    if (arrow == std::string::npos) fail(shape);
    std::istringstream head(line.substr(3, arrow - 3));
    Request request;
    head >> request.who >> request.method >> request.path;
    std::getline(head, request.body);
    request.body.erase(0, std::min(request.body.find_first_not_of(' '), request.body.size()));
    request.body.erase(request.body.find_last_not_of(' ') + 1);
    const auto expected = parts_of(line.substr(arrow + 4));
    if (request.path.empty() || expected.empty() || expected[0].size() != 3) fail(shape);
    request.status = std::stoi(expected[0]);
    request.expected.assign(expected.begin() + 1, expected.end());
    if (request.method == "GET" && !request.body.empty()) fail("a GET has no body");
    return request;
}

void play(const Journey& journey) {
    Player player;
    for (const JourneyLine& line : journey.lines) {
        try {
            player.play(line);
        } catch (const std::exception& error) {
            throw std::runtime_error("line " + std::to_string(line.number) + ": " + line.text +
                                     "\n  " + error.what());
        }
    }
}

}  // namespace breather::testing

#include "features/safety/help_lines.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <set>

namespace breather::safety {
namespace {

using boost::json::object;
using boost::json::value;

std::optional<std::chrono::sys_days> read_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    auto whole = [&](std::size_t at, std::size_t size) {
        int number = -1;
        const char* end = text.data() + at + size;
        const auto [stop, error] = std::from_chars(text.data() + at, end, number);
        return error == std::errc() && stop == end ? number : -1;
    };
    const std::chrono::year_month_day day(std::chrono::year(whole(0, 4)),
                                          std::chrono::month(static_cast<unsigned>(whole(5, 2))),
                                          std::chrono::day(static_cast<unsigned>(whole(8, 2))));
    if (!day.ok()) return std::nullopt;
    return std::chrono::sys_days(day);
}

std::string dialled(std::string_view number) {
    std::string digits;
    for (char c : number)
        if ((c >= '0' && c <= '9') || c == '+') digits += c;
    return digits;
}

class Reading {
  public:
    Reading(std::string_view text, std::chrono::sys_days today) : text_(text), today_(today) {}

    HelpLines read() && {
        boost::json::error_code error;
        boost::json::stream_parser parser;
        const std::size_t read = parser.write_some(text_.data(), text_.size(), error);
        if (!error) parser.finish(error);
        if (error) {
            const auto line =
                1 +
                std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(read), '\n');
            result_.faults.push_back({static_cast<int>(line),
                                      "This is not readable JSON from here on. Look for a "
                                      "missing comma or quotation mark."});
            return std::move(result_);
        }
        const value root = parser.release();
        const auto* regions = root.is_object() ? root.as_object().if_contains("regions") : nullptr;
        if (!regions || !regions->is_array()) {
            result_.faults.push_back({1, "The file must hold “regions”, a list."});
            return std::move(result_);
        }
        for (const value& one : regions->as_array()) read_region(one);
        for (const char* needed : {"GB", "CN", "other"})
            if (std::none_of(result_.regions.begin(), result_.regions.end(),
                             [&](const Region& r) { return r.id == needed; }))
                result_.faults.push_back({1, "The region “" + std::string(needed) +
                                                 "” is missing. Write its help lines."});
        std::sort(result_.faults.begin(), result_.faults.end());
        return std::move(result_);
    }

  private:
    // Boost.JSON keeps no lines; an id is unique in the file, so its own place is found by its
    // text.
    int line_of(std::string_view id) const {
        const auto at = text_.find("\"" + std::string(id) + "\"");
        if (id.empty() || at == std::string_view::npos) return 1;
        return static_cast<int>(
            1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    }
    void fault(std::string_view id, std::string says) {
        result_.faults.push_back({line_of(id), std::move(says)});
    }

    static std::string text_at(const object& from, std::string_view key) {
        const auto* found = from.if_contains(key);
        return found && found->is_string() ? std::string(found->as_string()) : std::string();
    }

    std::map<Language, std::string> texts_at(const object& from, std::string_view key,
                                             const std::string& id, bool required) {
        std::map<Language, std::string> texts;
        const auto* found = from.if_contains(key);
        if (!found || found->is_null()) {
            if (required)
                fault(id, "“" + std::string(key) + "” is missing in " + id +
                              ". Write it in both languages.");
            return texts;
        }
        for (Language language : {Language::en_GB, Language::zh_Hans}) {
            std::string text =
                found->is_object() ? text_at(found->as_object(), json_name(language)) : "";
            if (text.empty())
                fault(id, "“" + std::string(key) + "” of " + id + " has no " +
                              std::string(json_name(language)) + " text. Write it.");
            texts[language] = std::move(text);
        }
        return texts;
    }

    void refuse_unknown(const object& from, const std::string& id,
                        const std::set<std::string_view>& known) {
        for (const auto& [key, ignored] : from)
            if (!known.contains(std::string_view(key)))
                fault(id, "“" + std::string(key) + "” in " + id +
                              " is not a key known here. Correct or remove it.");
    }

    void read_region(const value& from) {
        if (!from.is_object()) {
            fault("", "Every region must be an object with id, name and entries.");
            return;
        }
        Region region;
        region.id = text_at(from.as_object(), "id");
        if (region.id != "GB" && region.id != "CN" && region.id != "other") {
            fault(region.id,
                  "“" + region.id + "” is not a region known here. There are: GB, CN, other.");
            return;
        }
        refuse_unknown(from.as_object(), region.id, {"id", "name", "entries"});
        texts_at(from.as_object(), "name", region.id, true);
        const auto* entries = from.as_object().if_contains("entries");
        if (!entries || !entries->is_array() || entries->as_array().empty()) {
            fault(region.id, "The region " + region.id + " has no entries. Write at least one.");
            return;
        }
        for (const value& one : entries->as_array())
            if (one.is_object())
                region.lines.push_back(read_line(one.as_object()));
            else
                fault(region.id, "Every entry of " + region.id + " must be an object.");
        result_.regions.push_back(std::move(region));
    }

    HelpLine read_line(const object& from) {
        HelpLine line;
        line.id = text_at(from, "id");
        if (line.id.empty()) fault("", "An entry has no id. Give each its own.");
        if (!seen_.insert(line.id).second)
            fault(line.id, "“" + line.id + "” is the id of two entries. Give each its own.");
        refuse_unknown(from, line.id,
                       {"id", "name", "number", "kind", "action", "body", "hours", "cost", "note",
                        "languages", "source", "checked"});
        line.name = texts_at(from, "name", line.id, true);
        line.note = texts_at(from, "note", line.id, true);
        line.source = texts_at(from, "source", line.id, true);  // who vouches for it
        texts_at(from, "hours", line.id, false);
        texts_at(from, "cost", line.id, false);
        line.number = text_at(from, "number");
        line.action = text_at(from, "action");
        read_means(from, line);
        read_checked(from, line);
        return line;
    }

    void read_means(const object& from, HelpLine& line) {
        const std::string kind = text_at(from, "kind");
        if (kind == "tel" || kind == "sms") {
            line.means = kind == "tel" ? Means::Tel : Means::Sms;
            const std::string begin = kind + ":" + dialled(line.number);
            if (dialled(line.number).empty() || !line.action.starts_with(begin) ||
                (line.action.size() > begin.size() && line.action[begin.size()] != '?'))
                fault(line.id,
                      "The action of " + line.id + " must dial its own number: " + begin + ".");
        } else if (kind == "web") {
            line.means = Means::Web;
            if (!line.action.starts_with("https://"))
                fault(line.id, "The action of " + line.id + " must begin with https://.");
        } else if (kind == "advice") {
            if (!line.action.empty() || !line.number.empty())
                fault(line.id, "Advice has no number and no action. Change the kind of " + line.id +
                                   ", or remove them.");
        } else {
            fault(line.id, "The kind of " + line.id + " must be one of: tel, sms, web, advice.");
        }
    }

    void read_checked(const object& from, HelpLine& line) {
        const auto* checked = from.if_contains("checked");
        if (!checked) {
            fault(line.id, "“checked” is missing in " + line.id +
                               ". Write the date, or null for “not yet checked”.");
            return;
        }
        if (checked->is_null()) return;
        line.checked = read_date(text_at(from, "checked"));
        if (!line.checked)
            fault(line.id,
                  "“checked” of " + line.id + " must be a date such as 2026-03-02, or null.");
        else if (*line.checked > today_)
            fault(line.id, "“checked” of " + line.id + " is a day that has not come yet.");
        else if (today_ - *line.checked > check_age_max)
            fault(line.id,
                  line.id +
                      " was last checked more than 90 days ago. Ring it, and write today's date.");
    }

    std::string_view text_;
    std::chrono::sys_days today_;
    HelpLines result_;
    std::set<std::string> seen_;
};

}  // namespace

std::size_t HelpLines::not_yet_checked() const {
    std::size_t count = 0;
    for (const Region& region : regions)
        for (const HelpLine& line : region.lines) count += !line.checked;
    return count;
}

HelpLines read_help_lines(std::string_view text, std::chrono::sys_days today) {
    return Reading(text, today).read();
}

}  // namespace breather::safety

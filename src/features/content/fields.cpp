#include "features/content/fields.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace breather::content {
namespace {

std::string number_text(double number) {
    std::string text = std::to_string(number);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string in_quotes(std::string_view key) { return "“" + std::string(key) + "”"; }

const boost::json::object empty_object;

}  // namespace

bool is_slug(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    int year = 0;
    unsigned month = 0, day = 0;
    auto whole = [](std::string_view part, auto& into) {
        auto [at, error] = std::from_chars(part.data(), part.data() + part.size(), into);
        return error == std::errc() && at == part.data() + part.size();
    };
    if (!whole(text.substr(0, 4), year) || !whole(text.substr(5, 2), month) ||
        !whole(text.substr(8), day))
        return false;
    return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month),
                                       std::chrono::day(day))
        .ok();
}

Fields::Fields(const markdown::Yaml& yaml, std::string file, Findings& findings, std::string path)
    : yaml_(&yaml), file_(std::move(file)), findings_(&findings), path_(std::move(path)) {
    object_ = object_at(yaml.value, path_);
    if (!object_) object_ = &empty_object;
}

const boost::json::object* Fields::object_at(const boost::json::value& root,
                                             std::string_view path) {
    const boost::json::value* at = &root;
    while (!path.empty()) {
        if (path[0] == '.') path.remove_prefix(1);
        if (path[0] == '[') {
            const auto end = path.find(']');
            std::size_t index = 0;
            std::from_chars(path.data() + 1, path.data() + end, index);
            if (!at->is_array() || index >= at->as_array().size()) return nullptr;
            at = &at->as_array()[index];
            path.remove_prefix(end + 1);
        } else {
            const auto end = std::min(path.find_first_of(".["), path.size());
            const auto* object = at->if_object();
            at = object ? object->if_contains(path.substr(0, end)) : nullptr;
            if (!at) return nullptr;
            path.remove_prefix(end);
        }
    }
    return at->if_object();
}

std::string Fields::path_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

int Fields::line_of(std::string_view key) const {
    return yaml_->line_of(key.empty() ? path_ : path_of(key));
}

void Fields::fault(std::string_view key, std::string says) const {
    findings_->push_back({file_, line_of(key), std::move(says)});
}

bool Fields::has(std::string_view key) const {
    const auto* found = object_->if_contains(key);
    return found && !found->is_null();
}

const boost::json::value* Fields::find(std::string_view key) {
    known_.emplace(key);
    const auto* found = object_->if_contains(key);
    return found && !found->is_null() ? found : nullptr;
}

const boost::json::value* Fields::get(std::string_view key) {
    const auto* found = find(key);
    // A front matter that could not be read was told already; its keys are not missing, they are
    // unknown.
    if (!found && yaml_->faults.empty())
        fault("", in_quotes(path_of(key)) + " is missing here. Add a line for it.");
    return found;
}

std::string Fields::optional_text(std::string_view key) {
    const auto* found = find(key);
    if (!found) return "";
    if (!found->is_string()) {
        fault(key, in_quotes(key) + " must be text. Put it in quotation marks.");
        return "";
    }
    std::string text(found->as_string());
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    if (text.empty())
        fault(key, in_quotes(key) + " is empty. Write something, or remove the line.");
    return text;
}

std::string Fields::text(std::string_view key) { return get(key) ? optional_text(key) : ""; }

std::string Fields::slug(std::string_view key) {
    std::string found = text(key);
    if (!found.empty() && !is_slug(found))
        fault(key, in_quotes(key) + " may only hold a to z, 0 to 9 and hyphens.");
    return found;
}

std::vector<std::string> Fields::texts(std::string_view key, std::size_t max) {
    const auto* found = get(key);
    std::vector<std::string> result;
    if (!found) return result;
    const auto* array = found->if_array();
    if (!array || array->empty() || array->size() > max ||
        std::any_of(array->begin(), array->end(),
                    [](const auto& one) { return !one.is_string(); })) {
        fault(key, in_quotes(key) + " must be a list of 1 to " + std::to_string(max) + " texts.");
        return result;
    }
    for (const auto& one : *array) result.emplace_back(one.as_string());
    return result;
}

std::vector<std::string> Fields::slugs(std::string_view key) {
    std::vector<std::string> found = texts(key, 60);
    std::set<std::string> seen;
    for (const std::string& one : found) {
        if (!is_slug(one))
            fault(key, in_quotes(one) + " may only hold a to z, 0 to 9 and hyphens.");
        if (!seen.insert(one).second)
            fault(key, in_quotes(one) + " stands twice in " + in_quotes(key) + ".");
    }
    return found;
}

std::string Fields::one_of(std::string_view key, std::initializer_list<std::string_view> words) {
    std::string found = text(key);
    if (found.empty() || std::find(words.begin(), words.end(), found) != words.end()) return found;
    std::string list;
    for (std::string_view word : words) list += (list.empty() ? "" : ", ") + std::string(word);
    fault(key, in_quotes(key) + " must be one of: " + list + ".");
    return "";
}

double Fields::number(std::string_view key, double lo, double hi) {
    const auto* found = get(key);
    if (!found) return lo;
    if (found->is_number()) {
        const double value = found->to_number<double>();
        if (value >= lo && value <= hi) return value;
    }
    fault(key, in_quotes(key) + " must be a number from " + number_text(lo) + " to " +
                   number_text(hi) + ".");
    return lo;
}

bool Fields::optional_flag(std::string_view key, bool otherwise) {
    const auto* found = find(key);
    if (!found) return otherwise;
    if (found->is_bool()) return found->as_bool();
    fault(key, in_quotes(key) + " must be true or false.");
    return otherwise;
}

bool Fields::flag(std::string_view key) { return get(key) ? optional_flag(key, false) : false; }

std::string Fields::optional_date(std::string_view key) {
    std::string found = optional_text(key);
    if (!found.empty() && !is_date(found)) {
        fault(key, in_quotes(key) + " must be a date such as 2027-11-30.");
        return "";
    }
    return found;
}

Fields Fields::inner(std::string_view key) {
    const auto* found = get(key);
    if (found && !found->is_object())
        fault(key, in_quotes(key) + " must hold “key: value” lines, moved to the right.");
    return Fields(*yaml_, file_, *findings_, path_of(key));
}

std::vector<Fields> Fields::list(std::string_view key, bool required) {
    std::vector<Fields> result;
    const auto* found = required ? get(key) : find(key);
    if (!found) return result;
    const auto* array = found->if_array();
    if (!array || std::any_of(array->begin(), array->end(),
                              [](const auto& one) { return !one.is_object(); })) {
        fault(key, in_quotes(key) + " must be a list whose entries begin with “- key: value”.");
        return result;
    }
    for (std::size_t at = 0; at < array->size(); ++at)
        result.emplace_back(*yaml_, file_, *findings_,
                            path_of(key) + "[" + std::to_string(at) + "]");
    return result;
}

std::vector<std::string> Fields::keys() const {
    std::vector<std::string> result;
    for (const auto& [key, value] : *object_) result.emplace_back(key);
    return result;
}

void Fields::finish() const {
    for (const auto& [key, value] : *object_)
        if (!known_.contains(std::string_view(key)))
            fault(key,
                  in_quotes(key) + " is not a key known here. Correct its spelling, or remove it.");
}

}  // namespace breather::content

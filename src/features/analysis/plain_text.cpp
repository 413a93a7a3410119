#include "features/analysis/plain_text.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace breather::analysis {
namespace {

namespace json = boost::json;

bool is_p(std::string_view field) {
    return field == "p" || field.starts_with("p_") || (field.ends_with("_p") && field != "ln_p");
}

std::string rounded(double value) {
    char out[40];
    std::snprintf(out, sizeof out, "%.6g", value);
    return out;
}

bool is_interval(const json::value& value) {
    const auto* fields = value.if_object();
    return fields && fields->size() == 2 && fields->contains("low") && fields->contains("high");
}

std::string cell(std::string_view field, const json::value& value) {
    if (value.is_null()) return "–";
    if (value.is_string()) return std::string(value.as_string());
    if (value.is_bool()) return value.as_bool() ? "yes" : "no";
    if (value.is_double()) {
        if (is_p(field) && value.as_double() < 0.001) return "< .001";
        return rounded(value.as_double());
    }
    if (is_interval(value)) return cell("", value.at("low")) + " to " + cell("", value.at("high"));
    if (value.is_array()) {
        std::string out;
        for (const auto& one : value.as_array()) out += (out.empty() ? "" : ", ") + cell("", one);
        return out.empty() ? "none" : out;
    }
    return json::serialize(value);
}

bool is_plain(const json::value& value) {
    if (value.is_array())
        return std::none_of(value.as_array().begin(), value.as_array().end(),
                            [](const auto& one) { return one.is_structured(); });
    return !value.is_structured() || is_interval(value);
}

std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

void pad(std::string& out, const std::string& text, std::size_t to, bool right) {
    const std::string blanks(to - std::min(to, width(text)), ' ');
    out += right ? blanks + text : text + blanks;
}

bool is_table(const json::value& value) {
    return value.is_array() && !value.as_array().empty() &&
           std::all_of(value.as_array().begin(), value.as_array().end(), [](const auto& row) {
               return row.is_object() &&
                      std::all_of(row.as_object().begin(), row.as_object().end(),
                                  [](const auto& field) { return is_plain(field.value()); });
           });
}

void table(std::string& out, const json::array& rows, const std::string& margin) {
    std::vector<std::vector<std::string>> lines(1);
    for (const auto& field : rows[0].as_object()) lines[0].emplace_back(field.key());
    for (const auto& row : rows) {
        auto& line = lines.emplace_back();
        for (const auto& name : lines[0]) {
            const auto* own = row.as_object().if_contains(name);
            line.push_back(own ? cell(name, *own) : "");
        }
    }
    std::vector<std::size_t> widest(lines[0].size());
    for (const auto& line : lines)
        for (std::size_t c = 0; c < line.size(); ++c)
            widest[c] = std::max(widest[c], width(line[c]));
    for (const auto& line : lines) {
        out += margin;
        for (std::size_t c = 0; c < line.size(); ++c) {
            pad(out, line[c], widest[c], c > 0);
            out += c + 1 < line.size() ? "  " : "\n";
        }
    }
}

void object(std::string& out, const json::object& fields, const std::string& margin);

/// A list of lists, each on a line of its own; a list of objects, one under the other.
void lines_of(std::string& out, const json::array& rows, const std::string& margin) {
    for (const auto& row : rows)
        if (row.is_object())
            object(out, row.as_object(), margin);
        else
            out += margin + (is_plain(row) ? cell("", row) : json::serialize(row)) + "\n";
}

void object(std::string& out, const json::object& fields, const std::string& margin) {
    std::size_t widest = 0;
    for (const auto& field : fields)
        if (is_plain(field.value())) widest = std::max(widest, width(std::string(field.key())));
    for (const auto& field : fields) {
        const std::string name(field.key());
        out += margin;
        if (is_plain(field.value())) {
            pad(out, name, widest, false);
            out += "  " + cell(name, field.value()) + "\n";
        } else if (is_table(field.value())) {
            out += name + "\n";
            table(out, field.value().as_array(), margin + "  ");
        } else if (field.value().is_object()) {
            out += name + "\n";
            object(out, field.value().as_object(), margin + "  ");
        } else {
            out += name + "\n";
            lines_of(out, field.value().as_array(), margin + "  ");
        }
    }
}

}  // namespace

std::string plain_text(const json::object& answer) {
    std::string out;
    object(out, answer, "");
    return out;
}

}  // namespace breather::analysis

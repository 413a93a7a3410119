#include "features/analysis/printed_fields.h"

#include <charconv>

#include "features/analysis/method.h"

namespace breather::analysis {
namespace {

std::string shortest(double value) {
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return {text, end};
}

}  // namespace

void PrintedFields::fault(const std::string& says) const {
    throw CaseFault((result_.where.empty() ? "[[" + result_.kind + "]]" : result_.where) + ": " +
                    says);
}

bool PrintedFields::yes(std::string_view name) const {
    const auto* found = result_.fields.if_contains(name);
    return found && found->is_bool() && found->as_bool();
}

statistics::Printed PrintedFields::read(const boost::json::value& value,
                                        std::string_view name) const {
    std::optional<statistics::Printed> out;
    if (value.is_string()) out = statistics::read_printed(value.as_string());
    if (value.is_int64()) out = statistics::read_printed(std::to_string(value.as_int64()));
    if (value.is_uint64()) out = statistics::read_printed(std::to_string(value.as_uint64()));
    if (value.is_double()) out = statistics::read_printed(shortest(value.as_double()));
    if (!out)
        fault("“" + std::string(name) + "” holds " + boost::json::serialize(value) +
              ", which is no number. Write it as it is printed, in quotation marks: \"< .001\".");
    return *out;
}

std::optional<statistics::Printed> PrintedFields::figure(
    std::initializer_list<std::string_view> names) const {
    for (const auto name : names)
        if (const auto* found = result_.fields.if_contains(name)) return read(*found, name);
    return std::nullopt;
}

double PrintedFields::number(std::string_view name) const {
    const auto* found = result_.fields.if_contains(name);
    if (!found) fault("“" + std::string(name) + "” is missing.");
    return read(*found, name).value;
}

std::vector<std::string> PrintedFields::words(std::string_view name) const {
    std::vector<std::string> out;
    const auto* found = result_.fields.if_contains(name);
    if (!found) return out;
    if (!found->is_array()) fault("“" + std::string(name) + "” must be a list.");
    for (const auto& one : found->as_array())
        out.push_back(one.is_string() ? std::string(one.as_string()) : boost::json::serialize(one));
    return out;
}

std::vector<statistics::Printed> PrintedFields::figures(std::string_view name) const {
    std::vector<statistics::Printed> out;
    const auto* found = result_.fields.if_contains(name);
    if (!found) return out;
    if (!found->is_array()) fault("“" + std::string(name) + "” must be a list.");
    for (const auto& one : found->as_array()) out.push_back(read(one, name));
    return out;
}

std::vector<double> PrintedFields::numbers(std::string_view name) const {
    std::vector<double> out;
    for (const auto& one : figures(name)) out.push_back(one.value);
    return out;
}

}  // namespace breather::analysis

// Writing: described structs straight into text, without a tree between. Absent optionals are left
// out.
#pragma once
#include <string>
#include <string_view>

#include "base/json_types.h"

namespace breather::json {

void append_text(std::string& out, std::string_view text);
void append_value(std::string& out, const boost::json::value& value);
void append_double(std::string& out, double number);

template <class T>
void append(std::string& out, const T& value);

template <Described T>
void append_object(std::string& out, const T& value) {
    out += '{';
    bool first = true;
    boost::mp11::mp_for_each<Members<T>>([&](auto d) {
        const auto& member = value.*d.pointer;
        if constexpr (is_optional<std::remove_cvref_t<decltype(member)>>)
            if (!member) return;
        if (!first) out += ',';
        first = false;
        append_text(out, field_name(d.name));
        out += ':';
        append(out, member);
    });
    out += '}';
}

template <class T>
void append(std::string& out, const T& value) {
    if constexpr (is_optional<T>) {
        value ? append(out, *value) : static_cast<void>(out += "null");
    } else if constexpr (is_list<T>) {
        out += '[';
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (i > 0) out += ',';
            append<typename T::value_type>(out, value[i]);
        }
        out += ']';
    } else if constexpr (is_map<T>) {
        out += '{';
        bool first = true;
        for (const auto& [name, each] : value) {
            if (!first) out += ',';
            first = false;
            append_text(out, name);
            out += ':';
            append(out, each);
        }
        out += '}';
    } else if constexpr (TextForm<T>) {
        append_text(out, value.json_text());
    } else if constexpr (NamedEnum<T>) {
        append_text(out, name_of(value));
    } else if constexpr (is_bounded<T>) {
        out += std::to_string(value.value());
    } else if constexpr (std::same_as<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (WholeNumber<T>) {
        out += std::to_string(value);
    } else if constexpr (std::same_as<T, double>) {
        append_double(out, value);
    } else if constexpr (std::same_as<T, Instant>) {
        out += std::to_string(value.time_since_epoch().count());
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
        append_text(out, value);
    } else if constexpr (std::same_as<T, boost::json::value> ||
                         std::same_as<T, boost::json::object> ||
                         std::same_as<T, boost::json::array>) {
        append_value(out, value);
    } else if constexpr (Described<T>) {
        append_object(out, value);
    } else {
        static_assert(never<T>, "no JSON form; describe the struct with BOOST_DESCRIBE_STRUCT");
    }
}

}  // namespace breather::json

// The JSON Schema (2020-12, as OpenAPI 3.1 has it) of a described type.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <limits>

#include "base/json_types.h"

namespace breather::json {

boost::json::object text_schema(const TextRule& rule);
boost::json::object whole_schema(std::int64_t lo, std::int64_t hi);

template <class T>
boost::json::value schema() {
    using boost::json::object;
    if constexpr (is_optional<T>) {
        return schema<typename T::value_type>();
    } else if constexpr (is_list<T>) {
        return object{{"type", "array"}, {"items", schema<typename T::value_type>()}};
    } else if constexpr (is_map<T>) {
        return object{{"type", "object"},
                      {"additionalProperties", schema<typename T::mapped_type>()}};
    } else if constexpr (TextForm<T>) {
        return text_schema(T::rule());
    } else if constexpr (NamedEnum<T>) {
        boost::json::array names;
        for (const auto& [each, name] : enum_names<T>()) names.emplace_back(name);
        return object{{"type", "string"}, {"enum", std::move(names)}};
    } else if constexpr (is_bounded<T>) {
        return whole_schema(T::lo, T::hi);
    } else if constexpr (std::same_as<T, bool>) {
        return object{{"type", "boolean"}};
    } else if constexpr (WholeNumber<T> || std::same_as<T, Instant>) {
        return object{{"type", "integer"}};
    } else if constexpr (std::same_as<T, double>) {
        return object{{"type", "number"}};
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
        return object{{"type", "string"}};
    } else if constexpr (std::same_as<T, boost::json::value>) {
        return object{};
    } else if constexpr (std::same_as<T, boost::json::object>) {
        return object{{"type", "object"}};
    } else if constexpr (std::same_as<T, boost::json::array>) {
        return object{{"type", "array"}};
    } else {
        static_assert(Described<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
        object properties;
        boost::json::array required;
        boost::mp11::mp_for_each<Members<T>>([&](auto d) {
            using Member = std::remove_cvref_t<decltype(std::declval<T&>().*d.pointer)>;
            properties[field_name(d.name)] = schema<Member>();
            if constexpr (!is_optional<Member>) required.emplace_back(field_name(d.name));
        });
        object out{{"type", "object"},
                   {"properties", std::move(properties)},
                   {"additionalProperties", false}};
        if (!required.empty()) out["required"] = std::move(required);
        return out;
    }
}

}  // namespace breather::json

// The written names of a closed enum: snake_case of its enumerators (BOOST_DESCRIBE_ENUM), or what
// a `std::string_view json_name(E)` beside the enum says. Used in JSON and in text columns alike.
#pragma once
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace breather {

std::string snake_case(std::string_view name);

template <class E>
concept NamedEnum = std::is_enum_v<E> && boost::describe::has_describe_enumerators<E>::value;

template <NamedEnum E>
const std::vector<std::pair<E, std::string>>& enum_names() {
    static const auto names = [] {
        std::vector<std::pair<E, std::string>> all;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
            if constexpr (requires { json_name(d.value); })
                all.emplace_back(d.value, std::string(json_name(d.value)));
            else
                all.emplace_back(d.value, snake_case(d.name));
        });
        return all;
    }();
    return names;
}

template <NamedEnum E>
std::string_view name_of(E value) {
    for (const auto& [each, name] : enum_names<E>())
        if (each == value) return name;
    return {};
}

template <NamedEnum E>
std::optional<E> find_named(std::string_view text) {
    for (const auto& [each, name] : enum_names<E>())
        if (name == text) return each;
    return std::nullopt;
}

}  // namespace breather

// Which C++ types have a JSON form, for the binder, the writer and the schema alike.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>
#include <chrono>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/bounded.h"
#include "base/clock.h"
#include "base/enum_names.h"
#include "base/text_form.h"

namespace breather::json {

inline constexpr std::size_t list_max = 256;

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                         boost::describe::mod_inherited>;

template <class T>
concept Described =
    std::is_class_v<T> && !TextForm<T> && boost::describe::has_describe_members<T>::value;

template <class T>
concept WholeNumber = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

template <class T>
inline constexpr bool is_map = false;
template <class T>
inline constexpr bool is_map<std::map<std::string, T>> = true;

template <class T>
inline constexpr bool is_bounded = false;
template <std::int64_t Lo, std::int64_t Hi>
inline constexpr bool is_bounded<Bounded<Lo, Hi>> = true;

template <class T>
inline constexpr bool never = false;

/// How a member is called in JSON: as in C++, without the `_` that keeps a keyword apart
/// (`operator_`).
constexpr std::string_view field_name(std::string_view member) {
    if (member.ends_with('_')) member.remove_suffix(1);
    return member;
}

}  // namespace breather::json

// How a type that travels as a JSON string tells its rules: the binder, the writer and the API
// description all ask the type itself. A type joins in by offering the four members below.
#pragma once
#include <concepts>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace breather {

using Params = std::map<std::string, std::string>;

/// What is wrong with one value: a words key under `problems.` and what its sentence needs.
struct Fault {
    std::string key;
    Params params;
};

/// Lengths of the JSON string, in characters, and a pattern if there is one.
struct TextRule {
    std::size_t min = 0;
    std::size_t max = 0;
    std::string_view pattern;
};

template <class T>
concept TextForm = requires(const T& value, T& out, std::string_view text) {
    { T::take(text, out) } -> std::same_as<std::optional<Fault>>;
    { value.json_text() } -> std::convertible_to<std::string>;
    { T::rule() } -> std::same_as<TextRule>;
};

}  // namespace breather

// Reading: from a strictly parsed tree into described structs, collecting every fault on the way.
#pragma once
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_types.h"
#include "base/refusal.h"

namespace breather::json {

/// What is wrong so far, and where we stand in the document.
class Faults {
  public:
    void add(Fault fault);
    /// For a fault elsewhere than where we stand.
    void add_at(std::string path, Fault fault);
    void refuse_if_any();

    /// Steps into a field or an item for as long as it lives.
    class Step {
      public:
        Step(Faults& faults, std::string_view field);
        Step(Faults& faults, std::size_t item);
        ~Step() { faults_.path_.resize(before_); }
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;

      private:
        Faults& faults_;
        std::size_t before_;
    };

  private:
    std::string path_;
    std::vector<FieldFault> list_;
};

/// Refuses what is not JSON; repeated keys become faults.
boost::json::value parse_strictly(std::string_view body, Faults& faults);

void report_unknown_fields(const boost::json::object& object,
                           const std::vector<std::string_view>& known, Faults& faults);
/// The number, when `value` is whole and within [lo, hi]; otherwise a fault.
std::optional<std::int64_t> take_whole(const boost::json::value& value, std::int64_t lo,
                                       std::int64_t hi, Faults& faults);

template <class T>
void take(const boost::json::value& value, T& out, Faults& faults);

template <Described T>
void take_object(const boost::json::value& value, T& out, Faults& faults) {
    const auto* object = value.if_object();
    if (object == nullptr) return faults.add({"field.not_object", {}});
    std::vector<std::string_view> known;
    boost::mp11::mp_for_each<Members<T>>([&](auto d) {
        auto& member = out.*d.pointer;
        using Member = std::remove_reference_t<decltype(member)>;
        constexpr auto name = field_name(d.name);
        known.push_back(name);
        const Faults::Step step(faults, name);
        const auto* found = object->if_contains(name);
        if (found != nullptr)
            take(*found, member, faults);
        else if constexpr (!is_optional<Member>)
            faults.add({"field.required", {}});
    });
    if (object->size() > 0) report_unknown_fields(*object, known, faults);
}

template <class T>
void take_list(const boost::json::value& value, std::vector<T>& out, Faults& faults) {
    const auto* array = value.if_array();
    if (array == nullptr) return faults.add({"field.not_list", {}});
    if (array->size() > list_max)
        return faults.add({"field.list_too_long", {{"max", std::to_string(list_max)}}});
    out.reserve(array->size());
    for (std::size_t i = 0; i < array->size(); ++i) {
        const Faults::Step step(faults, i);
        T item{};
        take((*array)[i], item, faults);
        out.push_back(std::move(item));
    }
}

template <NamedEnum E>
void take_enum(const boost::json::value& value, E& out, Faults& faults) {
    const auto* text = value.if_string();
    if (const auto found = text ? find_named<E>(*text) : std::nullopt) {
        out = *found;
        return;
    }
    std::string names;
    for (const auto& [each, name] : enum_names<E>()) names += (names.empty() ? "" : ", ") + name;
    faults.add({"field.not_one_of", {{"names", names}}});
}

template <class T>
void take(const boost::json::value& value, T& out, Faults& faults) {
    if constexpr (is_optional<T>) {
        if (!value.is_null()) take(value, out.emplace(), faults);
    } else if constexpr (is_list<T>) {
        take_list(value, out, faults);
    } else if constexpr (TextForm<T>) {
        const auto* text = value.if_string();
        if (text == nullptr) return faults.add({"field.not_text", {}});
        if (auto fault = T::take(*text, out)) faults.add(std::move(*fault));
    } else if constexpr (NamedEnum<T>) {
        take_enum(value, out, faults);
    } else if constexpr (is_bounded<T>) {
        if (const auto number = take_whole(value, T::lo, T::hi, faults)) out = T(*number);
    } else if constexpr (std::same_as<T, bool>) {
        if (!value.is_bool()) return faults.add({"field.not_yes_or_no", {}});
        out = value.get_bool();
    } else if constexpr (WholeNumber<T>) {
        using Limits = std::numeric_limits<T>;
        static_assert(sizeof(T) < 8 || std::is_signed_v<T>, "JSON numbers end at 63 bits here");
        if (const auto number = take_whole(value, Limits::min(), Limits::max(), faults))
            out = static_cast<T>(*number);
    } else if constexpr (Described<T>) {
        take_object(value, out, faults);
    } else {
        static_assert(never<T>,
                      "not a type for requests; limits live in types, for example Text<80>");
    }
}

}  // namespace breather::json

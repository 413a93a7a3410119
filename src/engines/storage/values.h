// Between C++ values and columns. A parameter or column may be: whole numbers, bool (bigint 0/1),
// Instant (bigint, milliseconds), std::string, std::string_view, Text, Bytes, Blob, Uuid, Id,
// named enums (text), Bounded, Hash, Sealed, VaultSealed, and optional of each.
#pragma once
#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <variant>

#include "base/blob.h"
#include "base/bounded.h"
#include "base/clock.h"
#include "base/enum_names.h"
#include "base/id.h"
#include "base/json_types.h"
#include "base/text.h"
#include "engines/storage/sealed.h"

namespace breather::storage {

/// One bound value. Views into the caller's arguments, which outlive the statement's run.
using Parameter = std::variant<std::monostate, std::int64_t, std::string_view, BytesView>;

/// The row a statement stands on.
class Columns {
  public:
    virtual ~Columns() = default;
    virtual int count() const = 0;
    virtual std::string_view name(int column) const = 0;
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t whole(int column) const = 0;
    virtual std::string_view text(int column) const = 0;
    virtual BytesView bytes(int column) const = 0;
    /// True once for each statement prepared: the moment to compare names with the struct.
    virtual bool names_are_new() const = 0;
};

/// The database holds what the code cannot read: a broken row or a statement that does not fit.
class BadRow : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

template <class T>
Parameter to_parameter(const T& value) {
    if constexpr (json::is_optional<T>) {
        return value ? to_parameter(*value) : Parameter{};
    } else if constexpr (std::integral<T>) {
        static_assert(sizeof(T) < 8 || std::is_signed_v<T>, "columns hold signed 64 bits");
        return static_cast<std::int64_t>(value);
    } else if constexpr (json::is_bounded<T>) {
        return value.value();
    } else if constexpr (std::same_as<T, Instant>) {
        return std::int64_t{value.time_since_epoch().count()};
    } else if constexpr (NamedEnum<T>) {
        return name_of(value);
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
        return std::string_view(value);
    } else if constexpr (requires {
                             { value.view() } -> std::same_as<std::string_view>;
                         }) {
        return value.view();  // Text
    } else if constexpr (requires {
                             { value.view() } -> std::same_as<BytesView>;
                         }) {
        return value.view();  // Uuid, Id, Blob, Secret
    } else if constexpr (std::same_as<T, Sealed> || std::same_as<T, VaultSealed>) {
        return BytesView(value.bytes);
    } else if constexpr (std::convertible_to<const T&, BytesView>) {
        return BytesView(value);
    } else {
        static_assert(json::never<T>, "not a type for a parameter");
    }
}

template <class T>
inline constexpr bool is_blob = false;
template <std::size_t Max, std::size_t Min>
inline constexpr bool is_blob<Blob<Max, Min>> = true;
template <class T>
inline constexpr bool is_array = false;
template <std::size_t N>
inline constexpr bool is_array<std::array<std::uint8_t, N>> = true;
template <class T>
inline constexpr bool is_text = false;
template <std::size_t Max, std::size_t Min>
inline constexpr bool is_text<Text<Max, Min>> = true;

template <class T>
T read_column(const Columns& row, int column) {
    const auto copy = [](BytesView bytes) { return Bytes(bytes.begin(), bytes.end()); };
    if constexpr (json::is_optional<T>) {
        if (row.is_null(column)) return std::nullopt;
        return read_column<typename T::value_type>(row, column);
    } else {
        if (row.is_null(column))
            throw BadRow("column " + std::string(row.name(column)) + " is null; read an optional");
        if constexpr (std::integral<T>) {
            return static_cast<T>(row.whole(column));
        } else if constexpr (json::is_bounded<T>) {
            return T(row.whole(column));
        } else if constexpr (std::same_as<T, Instant>) {
            return Instant{std::chrono::milliseconds{row.whole(column)}};
        } else if constexpr (NamedEnum<T>) {
            if (const auto found = find_named<T>(row.text(column))) return *found;
            throw BadRow("column " + std::string(row.name(column)) + " holds an unknown name");
        } else if constexpr (std::same_as<T, std::string>) {
            return std::string(row.text(column));
        } else if constexpr (is_text<T>) {
            return T(std::string(row.text(column)));
        } else if constexpr (std::same_as<T, Bytes>) {
            return copy(row.bytes(column));
        } else if constexpr (is_array<T>) {
            const auto bytes = row.bytes(column);
            T out;
            if (bytes.size() != out.size())
                throw BadRow("column " + std::string(row.name(column)) + " has another length");
            std::copy(bytes.begin(), bytes.end(), out.begin());
            return out;
        } else if constexpr (is_blob<T>) {
            return T(copy(row.bytes(column)));
        } else if constexpr (std::same_as<T, Sealed> || std::same_as<T, VaultSealed>) {
            return T{copy(row.bytes(column))};
        } else if constexpr (std::same_as<T, Uuid>) {
            if (const auto uuid = Uuid::from_bytes(row.bytes(column))) return *uuid;
            throw BadRow("column " + std::string(row.name(column)) + " is not an id");
        } else if constexpr (requires(T id) {
                                 { id.uuid } -> std::same_as<Uuid&>;
                             }) {
            return T{read_column<Uuid>(row, column)};
        } else {
            static_assert(json::never<T>, "not a type for a column");
        }
    }
}

/// A described struct takes the columns in the order of its members, whose names must be theirs;
/// any other type takes the only column.
template <class Row>
Row read_row(const Columns& row) {
    if constexpr (json::Described<Row> && !std::same_as<Row, Sealed>) {
        Row out{};
        int column = 0;
        boost::mp11::mp_for_each<json::Members<Row>>([&](auto d) {
            constexpr auto name = json::field_name(d.name);
            if (row.names_are_new() && (column >= row.count() || row.name(column) != name))
                throw BadRow("the statement's columns do not follow the struct at " +
                             std::string(name));
            auto& member = out.*d.pointer;
            member = read_column<std::remove_reference_t<decltype(member)>>(row, column++);
        });
        ensure(column == row.count(), "the statement gives more columns than the struct takes");
        return out;
    } else {
        ensure(row.count() == 1, "a single value needs a statement with a single column");
        return read_column<Row>(row, 0);
    }
}

}  // namespace breather::storage

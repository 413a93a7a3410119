// A mistake in our own thinking: say where, and stop this piece of work.
#pragma once
#include <source_location>
#include <string_view>

namespace breather {

[[noreturn]] void broken_assumption(std::string_view why, const std::source_location& where);

/// Throws std::logic_error naming file and line when `holds` is false. Stays on in releases.
inline void ensure(bool holds, std::string_view why = "",
                   const std::source_location& where = std::source_location::current()) {
    if (!holds) [[unlikely]]
        broken_assumption(why, where);
}

}  // namespace breather

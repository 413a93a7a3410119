// What stands in the QR code of one sheet: eight letters for the place, four for the pause.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "features/organisations/code.h"

namespace breather::places {

/// Four letters drawn from the author's name of a pause; the same in every version and language.
std::string tag_of(std::string_view item);

struct SheetCode {
    organisations::Code place;
    std::string tag;

    /// Reads what stands in an address, as `Code::read` does.
    static std::optional<SheetCode> read(std::string_view written);
    /// "K7PWX3RMQ4TB"
    std::string kept() const { return place.kept() + tag; }
};

}  // namespace breather::places

// The paper for a rest room's wall: a sheet for each pause in big type, and pocket cards to cut
// out.
#pragma once
#include <string>
#include <vector>

#include "base/clock.h"
#include "features/content/delivery.h"
#include "features/places/place_code.h"

namespace breather::places {

/// What hangs there in one language.
struct WallIn {
    Language language{};
    std::vector<content::LibraryText> pauses;
};

struct Wall {
    std::string address;  // where the program is reached, "https://steady.example.org"
    organisations::Code place;
    std::string organisation;   // who employs
    std::string operator_name;  // who runs it
    Instant made_at{};
    std::vector<WallIn> languages;
};

inline constexpr std::size_t sheets_max = 8;

/// Those that fit a wall: two minutes at most, neither lying down nor with a sound; one of each
/// need first, eight at most.
std::vector<content::LibraryText> chosen_for_a_wall(const std::vector<content::LibraryText>& all);

/// "https://steady.example.org/w/K7PWX3RMQ4TB"
std::string sheet_link(const Wall& wall, const content::LibraryText& pause);

/// The same wall is the same bytes. Throws std::runtime_error when the font is not there.
std::string print(const Wall& wall);

}  // namespace breather::places

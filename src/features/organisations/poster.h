// The printable page for a rest room's wall: three short sentences, a QR code, the code in letters.
// One drawing in SVG with no style sheet and no script, so that it prints the same from a file and
// under the strict policy of the site.
#pragma once
#include <string>
#include <string_view>

#include "base/language.h"
#include "features/organisations/code.h"

namespace breather::organisations {

struct Poster {
    std::string address;  // where the program is reached, "https://steady.example.org"
    Code code;
    std::string organisation;   // who employs
    std::string operator_name;  // who runs it
    Language language = Language::en_GB;
};

/// The address a phone opens: "https://steady.example.org/p/K7PWX3RM".
std::string poster_link(const Poster& poster);

/// The QR code alone, as one SVG group with sides of `side` units at (x, y), quiet zone included.
std::string qr_group(const std::string& text, double x, double y, double side);

std::string poster_html(const Poster& poster);

}  // namespace breather::organisations

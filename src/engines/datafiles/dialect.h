// How a text file is written: its encoding, what stands between cells, how decimals are marked.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/crew.h"

namespace breather::datafiles {

struct Dialect {
    char delimiter = ',';
    char decimal = '.';
};

/// Told from the first rows.
Dialect dialect_of(std::string_view text);

/// The text as UTF-8, when it is written in anything else: UTF-16 by its mark, GB18030 where bytes
/// are no UTF-8. Nothing when it can be read as it stands. `named` gets the encoding's name.
/// Throws Unreadable when it is none of these.
std::optional<std::string> as_utf8(std::string_view bytes, std::string& named,
                                   const Crew& crew = Crew());

/// Is all of it UTF-8? Several hands look at pieces that begin where a character does.
bool all_utf8(std::string_view text, const Crew& crew);

/// A cell as a number, if it would be written back as it stands: no leading zeros, no plus sign.
/// Thousands marks are taken where they stand in threes (1,234,567; 1.234,5 with decimal commas).
std::optional<double> number_of(std::string_view cell, char decimal);

}  // namespace breather::datafiles

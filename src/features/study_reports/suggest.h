// A plan to begin with, from a table that nobody has told us about.
#pragma once
#include <string>

#include "engines/datafiles/table.h"

namespace breather::study_reports {

/// What a column seems to be.
enum class Guess { Identifier, YesNo, Numbers, Factor, Text, Empty };
Guess guess(const datafiles::Column& column);

/// plan.toml with every column and its guess in a comment, a descriptive table, and a question or
/// two; it can be run as it stands, unless no column has numbers or a few values.
std::string suggested_plan(const datafiles::Table& table, const std::string& file);

}  // namespace breather::study_reports

// Questions of strangers, taken to their end: an answer, and all that is written from it.
#pragma once
#include <string_view>

namespace breather::fuzz {

/// A list of cases over the tables in tests/fuzz/tables.
void ask_cases(std::string_view bytes);
/// As a command line asks: a method, a formula, and "column=level" for each reference; a line each.
/// One line alone is a formula that is only read.
void ask_formula(std::string_view bytes);
/// A plan, over the table of tests/fuzz/tables that it names, or else the first.
void ask_plan(std::string_view bytes);
/// A table; the plan suggested for it can be run as it stands.
void ask_suggest(std::string_view bytes);

}  // namespace breather::fuzz

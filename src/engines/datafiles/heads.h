// What stands above the data of a table: names, and the labels that survey tools write below them.
#pragma once
#include <string>
#include <vector>

namespace breather::datafiles {

/// Every name once, none empty: one that stands twice gets ".2"; each change is told in `notes`.
std::vector<std::string> named_once(std::vector<std::string> names,
                                    std::vector<std::string>& notes);

/// Rows as text, the first ones below the names: how many of them are a survey tool's labels (0 to
/// 2). Qualtrics writes the questions and then {"ImportId": …}; others "Response".
std::size_t rows_of_labels(const std::vector<std::vector<std::string>>& first_two);
/// What to tell of them.
std::string note_of_labels(std::size_t rows);

}  // namespace breather::datafiles

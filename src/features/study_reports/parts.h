// A section's parts as files and as parts of a page: tables as CSV, as HTML for a page and as HTML
// that a word processor takes over with its lines; pictures as files of their own.
#pragma once
#include <string>
#include <string_view>

#include "features/study_reports/section.h"

namespace breather::study_reports {

/// No cell is a spreadsheet's formula.
std::string csv_rows(const Grid& grid);
/// The same as a file of its own: the mark at its beginning lets spreadsheets read Chinese.
inline constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";
std::string csv(const Grid& grid);

/// Text as a page holds it. "P < .001" and "(n = 12)" are not torn apart at the end of a line.
std::string on_page(std::string_view text);
std::string element(std::string_view name, std::string_view text, std::string_view kind = "");
/// What is wider than a telephone slides in a box of its own, with the arrows too.
std::string sliding(std::string_view kind, std::string_view what);
/// A table for the page, with its note and its data as CSV within the page itself.
std::string page_table(const TableView& view, const std::string& file, const Speech& speech);
/// A picture with its data as CSV.
std::string page_figure(const PlotView& view, const std::string& file, const Speech& speech);
/// A table for who hears the page; who sees it has the picture of the same.
std::string heard_table(const TableView& view);
/// Everything a section shows between its sentence and its text to paste. `first_note`: said
/// before what was checked; may be empty.
std::string page_section(const Section& section, const std::string& name,
                         const std::string& first_note, const Speech& speech);
/// One section as a page of its own.
std::string whole_page(const Section& section, const std::string& title, const Speech& speech);
/// The same in plain words, for a terminal: what was found, what was checked, what to paste.
std::string in_plain_words(const Section& section, const Speech& speech);

/// A table whose lines and alignment stand in the cells themselves, as word processors want it.
std::string word_table(const TableView& view, const std::string& title);
std::string word_page(const std::string& body, const Speech& speech);

/// A picture that stands alone, its colours with it.
std::string picture_file(const Plot& plot);

}  // namespace breather::study_reports

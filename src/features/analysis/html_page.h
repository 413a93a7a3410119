// A page as what a reader of results needs: its tables as grids of text, and its paragraphs. Read
// by libxml2, which forgives what browsers forgive. Nothing is fetched, no entity is expanded.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace breather::analysis {

struct HtmlTable {
    std::string caption;
    std::vector<std::vector<std::string>> rows;  // a cell that spans stands in each place it covers
    std::vector<std::vector<bool>> from_above;   // as rows: the place is covered from a row above
    std::size_t head = 0;                        // how many rows, from the top, are headings
};

struct HtmlPage {
    std::vector<HtmlTable> tables;
    std::vector<std::string> paragraphs;
    std::size_t spread = 0;  // cells that stand there only because another spans
};

/// Text has single spaces. Raised 2 is "²"; anything lowered stands in brackets: χ²(3).
HtmlPage read_html(std::string_view text);

}  // namespace breather::analysis

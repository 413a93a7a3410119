#include "fuzz/readers.h"

#include <boost/json.hpp>

#include "base/ensure.h"
#include "base/text.h"
#include "engines/datafiles/file.h"
#include "engines/datafiles/rehearsal.h"
#include "engines/datafiles/statistics_file.h"
#include "engines/datafiles/unreadable.h"
#include "engines/datafiles/workbook.h"
#include "features/analysis/check_results.h"
#include "features/analysis/method.h"
#include "fuzz/asked.h"
#include "fuzz/workbook_parts.h"

namespace breather::fuzz {
namespace {

using analysis::CaseFault;
using datafiles::ReadTable;

/// Every column has a cell in every row, and every cell can be written.
void look_through(const ReadTable& read) {
    const std::size_t rows = read.table.rows();
    for (const auto& column : read.table.columns()) {
        ensure(column.rows() == rows, "columns are equally long");
        for (std::size_t row = 0; row < rows; ++row) {
            const std::string text = column.text(row);
            ensure(text.empty() || column.is(row, text) || column.is_numeric(), "a cell is itself");
        }
    }
}

bool same(const ReadTable& a, const ReadTable& b) {
    if (a.names != b.names || a.table.rows() != b.table.rows()) return false;
    for (std::size_t c = 0; c < a.table.columns().size(); ++c)
        for (std::size_t row = 0; row < a.table.rows(); ++row)
            if (a.table.columns()[c].text(row) != b.table.columns()[c].text(row)) return false;
    return a.faults.size() == b.faults.size();
}

template <class Parse>
void read_file(Parse&& parse) {
    try {
        look_through(parse());
    } catch (const datafiles::Unreadable&) {
    }
}

void csv(std::string_view bytes) {
    read_file([&] {
        auto read = datafiles::parse_csv(bytes);
        ensure(same(read, datafiles::parse_csv(bytes, {.crew = Crew(3), .chunk = 7})),
               "the table is the same in whatever pieces it is read");
        return read;
    });
}

/// As read_table does: what the C library falls over is refused. (Its falls may leave inputs in
/// build/fuzz/found; they are the library's, and the run goes on.)
template <class Parse>
void read_rehearsed(Parse&& parse) {
    if (datafiles::survives([&] { parse(); })) read_file(parse);
}

void sav(std::string_view bytes) {
    read_rehearsed([&] { return datafiles::parse_sav(bytes); });
}

void dta(std::string_view bytes) {
    read_rehearsed([&] { return datafiles::parse_dta(bytes); });
}

/// A workbook as it is; or its parts as text between lines of "====", packed here.
void xlsx(std::string_view bytes) {
    read_file([&] {
        if (bytes.starts_with("PK")) return datafiles::parse_xlsx(bytes);
        return datafiles::parse_xlsx(workbook_of(bytes));
    });
}

void html(std::string_view bytes) {
    const auto checked = analysis::check_all(analysis::printed_in_html(bytes));
    ensure(!analysis::in_words(checked).empty(), "something is said");
    boost::json::serialize(analysis::as_json(checked));
}

void tables(std::string_view bytes) {
    try {
        analysis::as_page(analysis::check_all(analysis::printed_in_toml(bytes)));
    } catch (const CaseFault&) {
    }
}

constexpr Reader all[] = {{"csv", csv},         {"sav", sav},
                          {"dta", dta},         {"xlsx", xlsx},
                          {"html", html},       {"tables", tables},
                          {"plan", ask_plan},   {"formula", ask_formula},
                          {"cases", ask_cases}, {"suggest", ask_suggest}};

}  // namespace

std::span<const Reader> readers() { return all; }

}  // namespace breather::fuzz

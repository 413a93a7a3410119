// The cells of one sheet as a workbook holds them, and the table they make.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engines/datafiles/dates.h"
#include "engines/datafiles/fault.h"

namespace breather::datafiles {

struct SheetCell {
    enum class Kind : std::uint8_t { Number, Shared, Own, Bool };  // texts: a place in a list
    std::uint32_t row = 0;
    std::uint32_t format = 0;  // a place in the workbook's list
    double value = 0;
    Kind kind = Kind::Number;
};

struct Sheet {
    std::string name;
    std::vector<std::vector<SheetCell>> columns;  // each as it came
    std::vector<std::string> texts;               // of kind Own
    std::uint64_t errors = 0;                     // cells that hold #N/A and the like

    bool empty() const;
    /// Throws Unreadable beyond the 1,048,576 rows and 16,384 columns that a sheet may have.
    void put(std::int64_t row, std::int64_t column, std::uint32_t format, SheetCell::Kind kind,
             double value);
    void put_text(std::int64_t row, std::int64_t column, std::string text);
};

/// "B12": both count from 0.
std::string place_name(std::int64_t row, std::int64_t column);

/// What cells of the workbook share.
struct SharedParts {
    std::vector<std::string> texts;
    std::vector<Counts> formats;  // what the numbers of each format count
    bool from_1904 = false;
};

/// As parse_xlsx (workbook.h) says. The sheet's cells are sorted on the way.
ReadTable table_of(Sheet& sheet, const SharedParts& shared, const std::vector<std::string>& wanted);

/// What a number format ("yyyy-mm-dd", "[h]:mm") makes of numbers; and the ones known by number.
Counts counted_by_sheet(const std::string& code);
Counts counted_by_sheet(std::size_t number);

}  // namespace breather::datafiles

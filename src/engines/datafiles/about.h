// What a file says of a column besides its cells: a label, labels of values, which values mean that
// something is missing.
#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace breather::datafiles {

/// A value as the file holds it: a number, or text where the column is text.
struct Value {
    double number = std::numeric_limits<double>::quiet_NaN();
    std::string text = {};
    bool operator==(const Value& other) const {
        return text == other.text && (number == other.number || text.size() + other.text.size());
    }
};

struct ValueLabel {
    Value value;
    std::string label;
};

/// From low to high, both with it; one value where they are equal.
struct MissingRange {
    Value low, high;
};

/// A cell that is missing in the table and was not empty in the file: -99 "refused", Stata's ".a".
struct SaidMissing {
    std::uint32_t row = 0;
    Value value;   // of SPSS
    char tag = 0;  // of Stata, a to z
};

struct About {
    std::string label = {};
    std::vector<ValueLabel> values = {};  // by value
    std::vector<ValueLabel> tags = {};    // of Stata's ".a" to ".z": why a cell is missing
    std::vector<MissingRange> missing = {};
    std::vector<SaidMissing> said = {};  // by row
    /// Every value that the column has carries a label of its own: the labels are its levels.
    bool levels_are_labels = false;

    /// The label of a number, nothing where it has none.
    const std::string* label_of(double number) const;
    /// The number that carries this label.
    std::optional<double> number_with(std::string_view of) const;
};

}  // namespace breather::datafiles

// Figures of one printed result, by name: as text, as numbers, or as lists of them.
#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "engines/statistics/printed.h"
#include "features/analysis/check_results.h"

namespace breather::analysis {

class PrintedFields {
  public:
    explicit PrintedFields(const PrintedResult& result) : result_(result) {}

    bool has(std::string_view name) const { return result_.fields.contains(name); }
    bool yes(std::string_view name) const;
    /// The first of the names that is there. Faults: it is no number.
    std::optional<statistics::Printed> figure(std::initializer_list<std::string_view> names) const;
    /// A number that must be there.
    double number(std::string_view name) const;
    std::vector<std::string> words(std::string_view name) const;
    std::vector<statistics::Printed> figures(std::string_view name) const;
    std::vector<double> numbers(std::string_view name) const;

    [[noreturn]] void fault(const std::string& says) const;
    /// Faults: neither text nor number, or text that is no number.
    statistics::Printed read(const boost::json::value& value, std::string_view name) const;

  private:
    const PrintedResult& result_;
};

}  // namespace breather::analysis

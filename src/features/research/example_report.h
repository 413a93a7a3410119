// The worked example of the researcher's desk: a plan, a table of made-up answers, and the report
// that `breather analyse --plan` makes of them, with all its parts.
#pragma once
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace breather::research {

/// A file that the program carries in itself.
struct Embedded {
    std::string_view name, text;
};
/// The plan, then the table.
std::span<const Embedded> embedded_example();

struct Part {
    std::string name;  // "tables/people.csv"
    std::shared_ptr<const std::string> bytes;
};

struct Example {
    std::size_t rows = 0, questions = 0;
    std::vector<Part> parts;  // by name; plan and table among them
    Part packed;              // all of them, as .zip
    std::string style_hash;   // of the page: web::Response::own_style
    /// Nothing: there is no such part.
    const Part* find(std::string_view name) const;
};

class ExampleReport {
  public:
    /// `version` stands in the report: what it was made with.
    explicit ExampleReport(std::string version) : version_(std::move(version)) {}

    /// Makes it the first time, in a folder for temporary files that is gone afterwards; others who
    /// ask meanwhile wait. About a tenth of a second; what fails is tried again by the next asker.
    const Example& get();

  private:
    Example made() const;

    std::string version_;
    std::mutex mutex_;
    std::unique_ptr<const Example> example_;
};

}  // namespace breather::research

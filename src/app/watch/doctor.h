// Looks at everything that may be wrong, one check after the other. A check that cannot look is a
// finding too, never the end of the examination.
#pragma once
#include <functional>
#include <vector>

#include "app/watch/finding.h"

namespace breather::watch {

/// Thorough looks read a whole database or ask another machine: on request only, never for a page
/// that somebody leaves open.
enum class Depth { Quick, Thorough };

struct Check {
    std::string id;
    Depth depth = Depth::Quick;
    std::function<Findings()> look;
};

class Doctor {
  public:
    /// Before anybody asks; `look` is called on whichever thread asks.
    void add(Check check) { checks_.push_back(std::move(check)); }

    /// Quick: only quick checks. Thorough: all. In the order they were added.
    Findings list_findings(Depth depth) const;

  private:
    std::vector<Check> checks_;
};

}  // namespace breather::watch

// Formulas as R's users write them: outcome ~ terms. Understood: +, :, *, factor(x), offset(log(x))
// or offset(x), Surv(time, event) on the left, (1 | person) as in lme4 and us(visit | person) as in
// mmrm, names in backticks. Anything else is refused with its place: -, ^, %in%, I(), powers and
// other functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/analysis/method.h"

namespace breather::analysis {

struct Formula {
    struct Variable {
        std::string name;
        bool factor = false;  // written factor(x); text is one anyhow
    };
    std::string outcome;
    std::optional<std::string> event;  // of Surv(outcome, event)
    std::vector<Variable> variables;   // each once, in the order of their appearance
    std::vector<std::vector<std::size_t>>
        terms;                          // places in `variables`: one, or several multiplied
    std::optional<std::string> offset;  // a column
    bool offset_is_logged = false;      // offset(log(column))
    std::optional<std::string> person;  // whose rows belong together
    std::optional<std::string> visit;   // of us(visit | person)
};

/// Faults: with the place (1 is the first character) and what may stand there.
Formula parse_formula(std::string_view text);

}  // namespace breather::analysis

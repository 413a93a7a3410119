#include "app/watch/finding.h"

#include <algorithm>
#include <boost/json.hpp>

#include "engines/web/problem.h"

namespace breather::watch {
namespace {

std::size_t count_of(const Findings& findings, State state) {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(),
                      [&](const Finding& finding) { return finding.state == state; }));
}

}  // namespace

std::string_view name_of(State state) {
    switch (state) {
        case State::Warning:
            return "warning";
        case State::Fault:
            return "fault";
        case State::Fine:
            break;
    }
    return "fine";
}

std::string sentence_of(const Finding& finding, Language language) {
    return web::problem_words(finding.key, language, finding.params);
}

State worst_of(const Findings& findings) {
    State worst = State::Fine;
    for (const Finding& finding : findings) worst = std::max(worst, finding.state);
    return worst;
}

std::string summary_of(const Findings& findings, Language language) {
    const auto text = [](std::size_t count) { return std::to_string(count); };
    return web::problem_words("doctor.state_" + std::string(name_of(worst_of(findings))), language,
                              {{"count", text(findings.size())},
                               {"fine", text(count_of(findings, State::Fine))},
                               {"warnings", text(count_of(findings, State::Warning))},
                               {"faults", text(count_of(findings, State::Fault))}});
}

boost::json::object json_of(const Findings& findings, Language language) {
    boost::json::array list;
    for (const Finding& finding : findings) {
        boost::json::object params;
        for (const auto& [name, value] : finding.params) params[name] = value;
        list.push_back(boost::json::object{{"check", finding.check},
                                           {"state", name_of(finding.state)},
                                           {"key", finding.key},
                                           {"params", std::move(params)},
                                           {"says", sentence_of(finding, language)}});
    }
    return {{"state", name_of(worst_of(findings))},
            {"says", summary_of(findings, language)},
            {"findings", std::move(list)}};
}

}  // namespace breather::watch

#include "features/analysis/cases.h"

namespace breather::analysis {
namespace {

const boost::json::array& list_of(const boost::json::value& tree) {
    if (tree.is_array()) return tree.as_array();
    if (tree.is_object())
        if (const auto* own = tree.as_object().if_contains("analyses"); own && own->is_array())
            return own->as_array();
    throw CaseFault("The cases are a list, or an object with a list called \"analyses\".");
}

std::string id_of(const boost::json::value& one, std::size_t place) {
    if (one.is_object())
        if (const auto* id = one.as_object().if_contains("id"); id && id->is_string())
            return std::string(id->as_string());
    return "case " + std::to_string(place + 1);
}

}  // namespace

CaseResults run_cases(const boost::json::value& tree, Files& files,
                      const std::function<void(const std::string& id)>& told) {
    CaseResults out;
    const auto& list = list_of(tree);
    for (std::size_t place = 0; place < list.size(); ++place) {
        const std::string id = id_of(list[place], place);
        told(id);
        try {
            if (!list[place].is_object()) throw CaseFault("A case is an object.");
            out.results[id] = run(read_case(list[place].as_object()), files);
        } catch (const std::exception& fault) {  // one case that goes wrong stops no other
            out.faults.push_back(id + ": " + fault.what());
            out.results[id] = {{"fault", fault.what()}};
        }
    }
    return out;
}

}  // namespace breather::analysis

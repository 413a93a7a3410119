#include "base/json_schema.h"

namespace breather::json {

boost::json::object text_schema(const TextRule& rule) {
    boost::json::object out{{"type", "string"}};
    if (rule.min > 0) out["minLength"] = rule.min;
    out["maxLength"] = rule.max;
    if (!rule.pattern.empty()) out["pattern"] = rule.pattern;
    return out;
}

boost::json::object whole_schema(std::int64_t lo, std::int64_t hi) {
    return {{"type", "integer"}, {"minimum", lo}, {"maximum", hi}};
}

}  // namespace breather::json

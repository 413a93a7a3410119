// JSON in and out of plain described structs (BOOST_DESCRIBE_STRUCT). One description gives the
// reading of a request, the writing of an answer and the schema in the API description.
//
// Fields may be: bool, whole numbers, Bounded, Text, Blob, Id, Uuid, named enums, optional, vector
// (at most `list_max` items when read) and other described structs. Answers may also hold
// std::string, double, Instant (milliseconds), maps with text keys, and boost::json::value.
#pragma once
#include "base/json_bind.h"
#include "base/json_schema.h"
#include "base/json_write.h"

namespace breather::json {

/// Reads a whole request body.
/// Refuses: malformed (not JSON, not UTF-8, deeper than 32), invalid with every fault and its path
/// (missing, unknown or repeated fields, wrong types, broken limits).
template <class T>
T bind(std::string_view body) {
    Faults faults;
    const boost::json::value tree = parse_strictly(body, faults);
    T out{};
    take(tree, out, faults);
    faults.refuse_if_any();
    return out;
}

template <class T>
std::string write(const T& value) {
    std::string out;
    append(out, value);
    return out;
}

}  // namespace breather::json

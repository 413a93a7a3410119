// YAML as authors need it: plain values only. Anchors, aliases and tags are faults (a few lines of
// them can unfold into gigabytes), so are duplicate keys and deep nesting. Keeps the line of every
// value.
#pragma once
#include <boost/json.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engines/markdown/fault.h"

namespace breather::markdown {

struct Yaml {
    boost::json::value value;          // null when nothing could be read
    std::map<std::string, int> lines;  // "senses[0].prompt" -> line; "" -> line of the whole
    std::vector<Fault> faults;

    /// The line of a path, or of the nearest thing around it.
    int line_of(std::string_view path) const;
};

/// Reads one YAML document of at most 64 KiB. `first_line` is the line its text begins at.
Yaml read_yaml(std::string_view text, int first_line = 1);

}  // namespace breather::markdown

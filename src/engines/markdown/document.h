// One author's file: front matter between two `---` lines, then Markdown whose `---` lines part the
// screens.
#pragma once
#include <string_view>
#include <vector>

#include "engines/markdown/fault.h"
#include "engines/markdown/node.h"
#include "engines/markdown/yaml.h"

namespace breather::markdown {

struct Document {
    Yaml front;
    std::vector<Screen> screens;
    std::vector<Fault>
        faults;  // those of the front matter and of every exercise included, in line order
};

/// Reads a whole file of at most 256 KiB; collects every fault and keeps what could be read beside
/// them.
Document read_document(std::string_view text);

}  // namespace breather::markdown

// The tree an author's text becomes. It is delivered as JSON; the app builds elements from it one
// by one, so that no HTML text ever travels.
#pragma once
#include <boost/json.hpp>
#include <string>
#include <vector>

#include "engines/markdown/yaml.h"

namespace breather::markdown {

struct Node {
    enum class Kind {
        Paragraph,
        Heading,
        Quote,
        BulletList,
        NumberedList,
        Item,
        Exercise,
        Text,
        Strong,
        Emphasis,
        Link,
        Break
    };

    Kind kind = Kind::Paragraph;
    int line = 1;
    std::string text;  // Text: the words. Link: the address. Exercise: its type.
    std::vector<Node> children;
    Yaml exercise;  // Exercise only
};

/// One screen: what stands between two `---` lines.
struct Screen {
    int line = 1;
    std::vector<Node> nodes;
};

/// {t:"p", c:[…]} and so on, as `docs/content.md` describes.
boost::json::value to_json(const Node& node);
boost::json::array to_json(const std::vector<Screen>& screens);

/// The words a person reads in this node, exercises left out; blocks end with a line break.
std::string plain_text(const Node& node);

}  // namespace breather::markdown

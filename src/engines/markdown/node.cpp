#include "engines/markdown/node.h"

namespace breather::markdown {
namespace {

using Kind = Node::Kind;

const char* tag(Kind kind) {
    switch (kind) {
        case Kind::Paragraph:
            return "p";
        case Kind::Heading:
            return "h";
        case Kind::Quote:
            return "quote";
        case Kind::BulletList:
            return "ul";
        case Kind::NumberedList:
            return "ol";
        case Kind::Exercise:
            return "exercise";
        case Kind::Strong:
            return "strong";
        case Kind::Emphasis:
            return "em";
        case Kind::Link:
            return "a";
        case Kind::Break:
            return "br";
        case Kind::Item:
        case Kind::Text:
            break;
    }
    return "";
}

boost::json::array list_json(const std::vector<Node>& nodes) {
    boost::json::array list;
    list.reserve(nodes.size());
    for (const Node& node : nodes) list.push_back(to_json(node));
    return list;
}

}  // namespace

boost::json::value to_json(const Node& node) {
    if (node.kind == Kind::Text) return boost::json::string(node.text);
    if (node.kind == Kind::Item) return list_json(node.children);
    boost::json::object object{{"t", tag(node.kind)}};
    if (node.kind == Kind::BulletList || node.kind == Kind::NumberedList) {
        object["items"] = list_json(node.children);
    } else if (node.kind == Kind::Exercise) {
        if (auto* id = node.exercise.value.as_object().if_contains("id")) object["id"] = *id;
        object["type"] = node.text;
        for (const auto& [key, value] : node.exercise.value.as_object())
            if (key != "id") object[key] = value;
    } else if (node.kind != Kind::Break) {
        if (node.kind == Kind::Link) object["href"] = node.text;
        object["c"] = list_json(node.children);
    }
    return object;
}

boost::json::array to_json(const std::vector<Screen>& screens) {
    boost::json::array list;
    list.reserve(screens.size());
    for (const Screen& screen : screens)
        list.push_back(boost::json::object{{"nodes", list_json(screen.nodes)}});
    return list;
}

std::string plain_text(const Node& node) {
    if (node.kind == Kind::Exercise) return "";
    if (node.kind == Kind::Text) return node.text;
    if (node.kind == Kind::Break) return "\n";
    std::string text;
    for (const Node& child : node.children) text += plain_text(child);
    const bool block =
        node.kind == Kind::Paragraph || node.kind == Kind::Heading || node.kind == Kind::Quote;
    if (block) text += '\n';
    return text;
}

}  // namespace breather::markdown

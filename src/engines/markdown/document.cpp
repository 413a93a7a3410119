#include "engines/markdown/document.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <cstring>
#include <mutex>

#include "base/text.h"

namespace breather::markdown {
namespace {

using Kind = Node::Kind;

constexpr std::size_t size_max = 256 * 1024;
constexpr int nesting_max = 12;

// Chinese lines are joined without a space when an author breaks them.
bool ends_wide(std::string_view text) {
    return text.size() >= 3 && static_cast<unsigned char>(text[text.size() - 3]) >= 0xE2 &&
           static_cast<unsigned char>(text[text.size() - 3]) <= 0xEF;
}
bool begins_wide(std::string_view text) {
    return !text.empty() && static_cast<unsigned char>(text[0]) >= 0xE2 &&
           static_cast<unsigned char>(text[0]) <= 0xEF;
}

bool good_link(std::string_view href) {
    return href.starts_with("https://") || (href.starts_with("/") && !href.starts_with("//"));
}

class Reader {
  public:
    Reader(std::string_view body, int offset, std::vector<Fault>& faults)
        : offset_(offset), faults_(faults) {
        for (std::size_t begin = 0; begin <= body.size();) {
            const auto end = std::min(body.find('\n', begin), body.size());
            lines_.push_back(body.substr(begin, end - begin));
            begin = end + 1;
        }
    }

    std::vector<Screen> screens(cmark_node* root) {
        std::vector<Screen> result(1);
        result.back().line = offset_ + 1;
        for (cmark_node* at = cmark_node_first_child(root); at; at = cmark_node_next(at)) {
            if (cmark_node_get_type(at) == CMARK_NODE_THEMATIC_BREAK) {
                if (result.back().nodes.empty())
                    fault(at,
                          "This screen is empty. Write something before ---, or remove the line.");
                else
                    result.emplace_back();
                result.back().line = line(at) + 1;
                continue;
            }
            block(at, result.back().nodes, true);
        }
        if (result.back().nodes.empty()) {
            if (result.size() > 1)
                faults_.push_back({result.back().line - 1,
                                   "The last screen is empty. Remove the --- before it."});
            result.pop_back();
        }
        return result;
    }

  private:
    int line(cmark_node* node) const {
        return offset_ + std::max(1, cmark_node_get_start_line(node));
    }
    void fault(cmark_node* node, std::string says) {
        faults_.push_back({line(node), std::move(says)});
    }

    std::string_view source(cmark_node* node) const {
        const auto at = static_cast<std::size_t>(std::max(1, cmark_node_get_start_line(node)) - 1);
        return at < lines_.size() ? lines_[at] : std::string_view();
    }

    // Thousands of nested lists would otherwise use up the stack.
    struct Level {
        explicit Level(int& depth) : depth_(++depth) {}
        ~Level() { --depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        bool too_deep() const { return depth_ > nesting_max; }
        int& depth_;
    };

    void block(cmark_node* node, std::vector<Node>& into, bool top) {
        const Level level(depth_);
        if (level.too_deep()) {
            fault(node, "This is nested too deeply. Keep lists to two levels.");
            return;
        }
        const cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_PARAGRAPH) {
            Node paragraph = make(Kind::Paragraph, node);
            inlines(node, paragraph.children);
            if (!paragraph.children.empty()) into.push_back(std::move(paragraph));
        } else if (type == CMARK_NODE_HEADING) {
            heading(node, into);
        } else if (type == CMARK_NODE_BLOCK_QUOTE) {
            quote(node, into);
        } else if (type == CMARK_NODE_LIST) {
            list(node, into);
        } else if (type == CMARK_NODE_CODE_BLOCK) {
            code(node, into, top);
        } else if (type == CMARK_NODE_HTML_BLOCK) {
            fault(node, "HTML is not used here. Write plain words, ## headings, lists or quotes.");
        } else if (type == CMARK_NODE_THEMATIC_BREAK) {
            fault(node,
                  "A screen cannot end inside a list or a quote. Move --- to the start of a line.");
        } else if (std::strcmp(cmark_node_get_type_string(node), "table") == 0) {
            fault(node, "Tables do not fit a phone. Write a list instead.");
        } else {
            fault(node,
                  "This kind of text is not used here. Write paragraphs, ## headings, lists or "
                  "quotes.");
        }
    }

    Node make(Kind kind, cmark_node* node) const {
        Node made;
        made.kind = kind;
        made.line = line(node);
        return made;
    }

    void heading(cmark_node* node, std::vector<Node>& into) {
        const std::string_view written = source(node);
        if (written.find_first_not_of(" >") == std::string_view::npos ||
            written[written.find_first_not_of(" >")] != '#') {
            fault(node,
                  "The line below this text makes it a heading. Put an empty line before ---.");
            return;
        }
        if (cmark_node_get_heading_level(node) != 2)
            fault(node, "Headings are written with two signs: ## and a space.");
        Node made = make(Kind::Heading, node);
        inlines(node, made.children);
        into.push_back(std::move(made));
    }

    void quote(cmark_node* node, std::vector<Node>& into) {
        Node made = make(Kind::Quote, node);
        for (cmark_node* at = cmark_node_first_child(node); at; at = cmark_node_next(at)) {
            if (cmark_node_get_type(at) != CMARK_NODE_PARAGRAPH) {
                fault(at,
                      "A quote holds plain sentences only. Move lists, headings and exercises out "
                      "of it.");
                continue;
            }
            if (!made.children.empty()) made.children.push_back(make(Kind::Break, at));
            inlines(at, made.children);
        }
        into.push_back(std::move(made));
    }

    void list(cmark_node* node, std::vector<Node>& into) {
        Node made = make(cmark_node_get_list_type(node) == CMARK_ORDERED_LIST ? Kind::NumberedList
                                                                              : Kind::BulletList,
                         node);
        for (cmark_node* at = cmark_node_first_child(node); at; at = cmark_node_next(at)) {
            Node item = make(Kind::Item, at);
            for (cmark_node* inner = cmark_node_first_child(at); inner;
                 inner = cmark_node_next(inner))
                block(inner, item.children, false);
            made.children.push_back(std::move(item));
        }
        into.push_back(std::move(made));
    }

    void code(cmark_node* node, std::vector<Node>& into, bool top) {
        const std::string info =
            cmark_node_get_fence_info(node) ? cmark_node_get_fence_info(node) : "";
        const std::string word = "exercise ";
        if (!info.starts_with(word) ||
            info.find_first_not_of(' ', word.size()) == std::string::npos) {
            fault(
                node,
                "Only exercises stand between ``` lines. Begin with ```exercise and its type, for "
                "example ```exercise paced_breathing; indented text must move to the line start.");
            return;
        }
        if (!top) {
            fault(node,
                  "An exercise stands by itself, not inside a list or a quote. Move it to the line "
                  "start.");
            return;
        }
        Node made = make(Kind::Exercise, node);
        made.text = info.substr(info.find_first_not_of(' ', word.size()));
        made.exercise = read_yaml(cmark_node_get_literal(node), made.line + 1);
        faults_.insert(faults_.end(), made.exercise.faults.begin(), made.exercise.faults.end());
        if (!made.exercise.faults.empty()) return;
        if (!made.exercise.value.is_object()) {
            fault(node, "This exercise is empty. Write lines such as “id: breathe” inside it.");
            return;
        }
        into.push_back(std::move(made));
    }

    static void add_text(std::vector<Node>& into, int at_line, std::string_view text) {
        if (!into.empty() && into.back().kind == Kind::Text) {
            into.back().text += text;
            return;
        }
        Node made;
        made.kind = Kind::Text;
        made.line = at_line;
        made.text = text;
        into.push_back(std::move(made));
    }

    void inlines(cmark_node* parent, std::vector<Node>& into) {
        for (cmark_node* at = cmark_node_first_child(parent); at; at = cmark_node_next(at))
            inline_node(at, parent, into);
    }

    void inline_node(cmark_node* node, cmark_node* parent, std::vector<Node>& into) {
        const Level level(depth_);
        if (level.too_deep()) {
            faults_.push_back({line(parent), "This is nested too deeply. Use fewer * signs."});
            return;
        }
        const cmark_node_type type = cmark_node_get_type(node);
        const int at_line = cmark_node_get_start_line(node) > 0 ? line(node) : line(parent);
        auto wrap = [&](Kind kind) {
            Node made;
            made.kind = kind;
            made.line = at_line;
            inlines(node, made.children);
            return made;
        };
        auto say = [&](std::string says) { faults_.push_back({at_line, std::move(says)}); };
        if (type == CMARK_NODE_TEXT) {
            add_text(into, at_line, cmark_node_get_literal(node));
        } else if (type == CMARK_NODE_SOFTBREAK) {
            const bool before =
                !into.empty() && into.back().kind == Kind::Text && ends_wide(into.back().text);
            cmark_node* next = cmark_node_next(node);
            const bool after = next && cmark_node_get_type(next) == CMARK_NODE_TEXT &&
                               begins_wide(cmark_node_get_literal(next));
            if (!before || !after) add_text(into, at_line, " ");
        } else if (type == CMARK_NODE_LINEBREAK) {
            into.push_back(wrap(Kind::Break));
        } else if (type == CMARK_NODE_STRONG) {
            into.push_back(wrap(Kind::Strong));
        } else if (type == CMARK_NODE_EMPH) {
            into.push_back(wrap(Kind::Emphasis));
        } else if (type == CMARK_NODE_LINK) {
            Node made = wrap(Kind::Link);
            made.text = cmark_node_get_url(node);
            if (!good_link(made.text))
                say("The link “" + made.text +
                    "” must begin with https:// or with / for a page of ours.");
            into.push_back(std::move(made));
        } else if (type == CMARK_NODE_IMAGE) {
            say("Pictures are not used here. Describe it in words, or ask for a drawing in the "
                "app.");
        } else if (type == CMARK_NODE_CODE) {
            say("The sign ` is not used here. Use quotation marks.");
        } else if (type == CMARK_NODE_HTML_INLINE) {
            say("HTML is not used here. Use **strong** or *emphasis*; write < with a space after "
                "it.");
        } else {
            say("This kind of text is not used here. Use plain words, **strong**, *emphasis* or a "
                "link.");
        }
    }

    int offset_;
    int depth_ = 0;
    std::vector<Fault>& faults_;
    std::vector<std::string_view> lines_;
};

struct Parts {
    std::string_view front, body;
    int front_line = 0;  // 0: there is none
    int body_offset = 0;
};

Parts split(std::string_view text) {
    Parts parts{.front = {}, .body = text};
    auto line_end = [&](std::size_t from) { return std::min(text.find('\n', from), text.size()); };
    auto trimmed = [&](std::size_t from, std::size_t to) {
        std::string_view found = text.substr(from, to - from);
        while (!found.empty() && (found.back() == ' ' || found.back() == '\r'))
            found.remove_suffix(1);
        return found;
    };
    std::size_t end = line_end(0);
    if (trimmed(0, end) != "---") return parts;
    const std::size_t begin = std::min(end + 1, text.size());
    int lines = 1;
    for (std::size_t at = begin; at < text.size(); at = end + 1) {
        end = line_end(at);
        ++lines;
        if (trimmed(at, end) == "---") {
            parts.front = text.substr(begin, at - begin);
            parts.front_line = 2;
            parts.body = text.substr(std::min(end + 1, text.size()));
            parts.body_offset = lines;
            return parts;
        }
    }
    return parts;
}

cmark_node* parse(std::string_view body) {
    static std::once_flag registered;
    std::call_once(registered, cmark_gfm_core_extensions_ensure_registered);
    cmark_parser* parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension("table"));
    cmark_parser_feed(parser, body.data(), body.size());
    cmark_node* root = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    return root;
}

}  // namespace

Document read_document(std::string_view text) {
    Document document;
    document.front.lines[""] = 1;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (text.size() > size_max) {
        document.faults.push_back({1, "This file is longer than 256 KiB. Split it in two."});
        return document;
    }
    if (!is_utf8(text)) {
        document.faults.push_back({1, "This file is not UTF-8 text. Save it again as UTF-8."});
        return document;
    }
    const Parts parts = split(text);
    if (parts.front_line == 0) {
        document.faults.push_back(
            {1, "The file must begin with a --- line, then title and the like, then ---."});
    } else {
        document.front = read_yaml(parts.front, parts.front_line);
        if (document.front.faults.empty() && !document.front.value.is_object())
            document.front.faults.push_back(
                {parts.front_line, "Nothing stands between the two --- lines."});
        document.faults = document.front.faults;
    }
    cmark_node* const root = parse(parts.body);
    document.screens = Reader(parts.body, parts.body_offset, document.faults).screens(root);
    cmark_node_free(root);
    std::stable_sort(document.faults.begin(), document.faults.end());
    return document;
}

}  // namespace breather::markdown

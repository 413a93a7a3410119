#include "features/analysis/html_page.h"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <map>
#include <memory>

namespace breather::analysis {
namespace {

/// A cell stands in each place it covers; a page that would grow out of all proportion by that, as
/// no paper does, has its further cells once each.
constexpr std::size_t span_max = 200, spread_max = 100'000, spread_text_max = 500;

std::string_view name_of(const xmlNode* node) {
    return node->name ? reinterpret_cast<const char*>(node->name) : "";
}

bool is(const xmlNode* node, std::initializer_list<std::string_view> names) {
    return node->type == XML_ELEMENT_NODE &&
           std::find(names.begin(), names.end(), name_of(node)) != names.end();
}

/// White space of any kind becomes one space; none at the ends.
std::string tidy(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::size_t wide = 0;
        const auto next = text.substr(i, 3);
        if (next.starts_with("\xC2\xA0")) wide = 2;
        for (const std::string_view space : {"\xE2\x80\x89", "\xE2\x80\xAF", "\xE2\x80\x8A",
                                             "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x8B"})
            if (next == space) wide = 3;
        const char c = text[i];
        if (wide == 0 && c != ' ' && (c < '\t' || c > '\r')) {
            out += c;
            continue;
        }
        if (!out.empty() && out.back() != ' ') out += ' ';
        if (wide > 1) i += wide - 1;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

/// "436", "2,57", "1, N = 438": a statistic's df.
bool begins_with_figure(std::string_view text) {
    return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0]));
}

/// What is raised behind the text so far: a square, the power of ten, or a note, which is left out.
std::string raised(const std::string& before, const std::string& inner) {
    const auto last = before.find_last_not_of(' ');
    const char c = last == std::string::npos ? ' ' : before[last];
    const bool behind_figure = std::isdigit(static_cast<unsigned char>(c)) || c == '.' || c == ',';
    if (inner == "2" && !behind_figure) return "²";
    if (!before.ends_with("10")) return "";
    for (const std::string_view minus : {"-", "\u2212", "\u2013"})
        if (inner.starts_with(minus) && begins_with_figure(inner.substr(minus.size())))
            return "^-" + inner.substr(minus.size());
    return "";
}

void gather(const xmlNode* node, std::string& out) {
    for (const xmlNode* child = node->children; child; child = child->next) {
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) {
            if (child->content) out += reinterpret_cast<const char*>(child->content);
        } else if (is(child, {"script", "style", "table"})) {
            continue;
        } else if (is(child, {"sup", "sub"})) {
            std::string inner;
            gather(child, inner);
            inner = tidy(inner);
            if (!is(child, {"sub"}))
                out += raised(out, inner);
            else
                out += begins_with_figure(inner) ? "(" + inner + ")" : inner;
        } else {
            if (is(child, {"br"})) out += ' ';
            gather(child, out);
            if (is(child, {"p", "div", "li"})) out += ' ';
        }
    }
}

std::string text_of(const xmlNode* node) {
    std::string out;
    gather(node, out);
    return tidy(out);
}

std::size_t span_of(const xmlNode* cell, const char* attribute) {
    const std::unique_ptr<xmlChar, void (*)(void*)> value(
        xmlGetProp(cell, reinterpret_cast<const xmlChar*>(attribute)),
        [](void* text) { xmlFree(text); });
    const long span = value ? std::atol(reinterpret_cast<const char*>(value.get())) : 1;
    return static_cast<std::size_t>(std::clamp<long>(span, 1, span_max));
}

/// Fills a table's grid row by row; cells that reach down wait for the rows below.
class Grid {
  public:
    Grid(HtmlTable& table, std::size_t& spread) : table_(table), spread_(spread) {}

    void row(const xmlNode* row, bool in_head) {
        std::vector<std::string> out;
        std::vector<bool> from_above;
        bool only_heads = true, any = false;
        const auto waiting = [&] {
            for (auto found = down_.find(out.size());
                 found != down_.end() && found->second.left && spread_ < spread_max;
                 found = down_.find(out.size())) {
                --found->second.left;
                ++spread_;
                out.push_back(found->second.text);
                from_above.push_back(true);
            }
        };
        for (const xmlNode* cell = row->children; cell; cell = cell->next) {
            if (!is(cell, {"td", "th"})) continue;
            waiting();
            any = true;
            only_heads = only_heads && is(cell, {"th"});
            const std::string text = text_of(cell);
            const bool spreads = spread_ < spread_max && text.size() <= spread_text_max;
            const std::size_t across = spreads ? span_of(cell, "colspan") : 1;
            const std::size_t down = spreads ? span_of(cell, "rowspan") : 1;
            for (std::size_t i = 0; i < across; ++i) {
                if (down > 1) down_[out.size()] = {text, down - 1};
                out.push_back(text);
                from_above.push_back(false);
            }
            spread_ += across - 1;
        }
        waiting();
        if (!any) return;
        if ((in_head || only_heads) && table_.head == table_.rows.size()) ++table_.head;
        table_.rows.push_back(std::move(out));
        table_.from_above.push_back(std::move(from_above));
    }

  private:
    struct Down {
        std::string text;
        std::size_t left = 0;
    };
    HtmlTable& table_;
    std::size_t& spread_;  // cells of the page that stand there only because another spans
    std::map<std::size_t, Down> down_;
};

void rows_of(const xmlNode* node, Grid& grid, bool in_head, HtmlTable& table) {
    for (const xmlNode* child = node->children; child; child = child->next) {
        if (is(child, {"tr"})) grid.row(child, in_head);
        if (is(child, {"caption"})) table.caption = text_of(child);
        if (is(child, {"thead", "tbody", "tfoot"}))
            rows_of(child, grid, is(child, {"thead"}), table);
    }
}

/// Stands on lines of its own. Anything else is part of the sentence around it.
bool is_block(const xmlNode* node) {
    return is(node, {"p",     "div",     "li",      "ul",     "ol",         "dl",         "dt",
                     "dd",    "h1",      "h2",      "h3",     "h4",         "h5",         "h6",
                     "table", "section", "article", "main",   "header",     "footer",     "aside",
                     "nav",   "body",    "head",    "figure", "figcaption", "blockquote", "pre",
                     "form",  "script",  "tbody",   "thead",  "tfoot",      "tr",         "td",
                     "th",    "caption", "style"});
}

template <class Kind>
bool holds(const xmlNode* node, const Kind& kind) {
    for (const xmlNode* child = node->children; child; child = child->next)
        if (kind(child) || holds(child, kind)) return true;
    return false;
}

void walk(const xmlNode* node, HtmlPage& page) {
    std::string line;  // what stands between two blocks
    const auto end_line = [&] {
        if (auto text = tidy(line); !text.empty()) page.paragraphs.push_back(std::move(text));
        line.clear();
    };
    for (const xmlNode* child = node->children; child; child = child->next) {
        if (!is_block(child) && !holds(child, is_block)) {
            xmlNode copy = *child, holder{};
            copy.next = nullptr;
            holder.children = &copy;
            gather(&holder, line);
            continue;
        }
        end_line();
        if (is(child, {"script", "style", "head"})) continue;
        // A table around another only lays out the page.
        if (is(child, {"table"}) &&
            !holds(child, [](const xmlNode* n) { return is(n, {"table"}); })) {
            HtmlTable table;
            Grid grid(table, page.spread);
            rows_of(child, grid, false, table);
            page.tables.push_back(std::move(table));
        } else {
            walk(child, page);
        }
    }
    end_line();
}

/// What libxml2 would say of a damaged page goes nowhere: what can be read is read.
class Quiet {
  public:
    Quiet() {
        xmlSetStructuredErrorFunc(nullptr, [](void*, xmlErrorPtr) {});
    }
    ~Quiet() { xmlSetStructuredErrorFunc(nullptr, nullptr); }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;
};

}  // namespace

HtmlPage read_html(std::string_view text) {
    HtmlPage page;
    if (text.empty() || text.size() > 200u << 20) return page;
    const Quiet quiet;
    const bool utf8 = text.starts_with("\xEF\xBB\xBF") ||
                      text.substr(0, 4096).find("charset") == std::string_view::npos;
    const std::unique_ptr<xmlDoc, void (*)(xmlDoc*)> document(
        htmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr,
                       utf8 ? "UTF-8" : nullptr,
                       HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                           HTML_PARSE_NONET | HTML_PARSE_COMPACT),
        xmlFreeDoc);
    if (document)
        if (const xmlNode* root = xmlDocGetRootElement(document.get())) walk(root, page);
    return page;
}

}  // namespace breather::analysis

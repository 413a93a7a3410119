#include "features/study_reports/parts.h"

#include <sodium.h>

#include "base/markup.h"
#include "features/study_reports/page_style.h"

namespace breather::study_reports {

std::string csv(const Grid& grid) { return std::string(utf8_mark) + csv_rows(grid); }

std::string csv_rows(const Grid& grid) {
    std::string out;
    for (const auto& row : grid) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            std::string cell = row[c];
            if (cell.find_first_of("=+@") == 0)
                cell.insert(0, "'");  // never a spreadsheet's formula
            const bool quoted = cell.find_first_of(",\"\n") != std::string::npos;
            for (std::size_t at = 0; quoted && (at = cell.find('"', at)) != std::string::npos;
                 at += 2)
                cell.insert(at, 1, '"');
            out += (c > 0 ? "," : "") + (quoted ? "\"" + cell + "\"" : cell);
        }
        out += "\n";
    }
    return out;
}

std::string on_page(std::string_view text) {
    std::string out = escaped_in_markup(text);
    for (const std::string sign : {"=", "&lt;", "&gt;"}) {
        const std::string torn = " " + sign + " ", whole = "&nbsp;" + sign + "&nbsp;";
        for (std::size_t at = 0; (at = out.find(torn, at)) != std::string::npos; at += whole.size())
            out.replace(at, torn.size(), whole);
    }
    return out;
}

std::string element(std::string_view name, std::string_view text, std::string_view kind) {
    return "<" + std::string(name) + (kind.empty() ? "" : " class=\"" + std::string(kind) + "\"") +
           ">" + on_page(text) + "</" + std::string(name) + ">\n";
}

std::string sliding(std::string_view kind, std::string_view what) {
    return "<div class=\"" + std::string(kind) + "\" role=\"group\" tabindex=\"0\" aria-label=\"" +
           escaped_in_markup(what) + "\">";
}

namespace {

/// A corner with nothing in it is no heading, and is not read out as one.
std::string head_cell(const std::string& words) {
    return words.empty() ? "<td></td>" : "<th scope=\"col\">" + words + "</th>";
}

std::string in_base64(const std::string& text) {
    std::string out(sodium_base64_ENCODED_LEN(text.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()),
                      text.size(), sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();  // the 0 at its end
    return out;
}

/// The data go along in the page, which may have been sent on alone.
std::string data_link(const Grid& grid, const std::string& file, const std::string& of,
                      const Speech& speech) {
    const std::string words = speech.say("Data as CSV", "数据（CSV）");
    return "<p class=\"data\"><a download=\"" + escaped_in_markup(file) +
           ".csv\" href=\"data:text/csv;charset=utf-8;base64," + in_base64(csv(grid)) +
           "\" aria-label=\"" + escaped_in_markup(words + speech.say(": ", "：") + of) + "\">" +
           words + "</a></p>\n";
}

std::string checks_of(const Section& section, const std::string& first_note) {
    if (section.checks.empty() && first_note.empty()) return "";
    std::string out = "<ul class=\"checks\">";
    if (!first_note.empty()) out += element("li", first_note, "note");
    for (const auto& check : section.checks)
        out += element("li", check.text,
                       check.verdict == Verdict::Met      ? ""
                       : check.verdict == Verdict::Failed ? "failed"
                                                          : "note");
    return out + "</ul>\n";
}

}  // namespace

namespace {

std::string table_of(const TableView& view) {
    std::string out =
        "<table><caption>" + escaped_in_markup(view.caption) + "</caption><thead><tr>";
    for (std::size_t r = 0; r < view.rows.size(); ++r) {
        if (r == 1) out += "</tr></thead><tbody>";
        if (r > 0) out += "<tr>";
        for (const auto& cell : view.rows[r])
            out += r == 0 ? head_cell(on_page(cell)) : "<td>" + on_page(cell) + "</td>";
        if (r > 0) out += "</tr>\n";
    }
    return out + (view.rows.size() > 1 ? "</tbody>" : "</tr></thead>") + "</table>";
}

}  // namespace

std::string page_table(const TableView& view, const std::string& file, const Speech& speech) {
    return sliding("wide", view.caption) + table_of(view) + "</div>\n" +
           (view.note.empty() ? "" : element("p", view.note, "note")) +
           data_link(view.rows, file, view.caption, speech);
}

std::string heard_table(const TableView& view) {
    return "<div class=\"heard\">" + table_of(view) + "</div>\n";
}

std::string page_figure(const PlotView& view, const std::string& file, const Speech& speech) {
    return "<figure>" + sliding("picture", view.caption) + view.plot.svg + view.plot.narrow +
           "</div>" + element("figcaption", view.caption) +
           data_link(view.plot.data, file, view.caption, speech) + "</figure>\n";
}

std::string page_section(const Section& section, const std::string& name,
                         const std::string& first_note, const Speech& speech) {
    std::string out = element("p", section.sentence, "answer");
    for (const auto& each : section.tables) out += page_table(each, name + "-" + each.name, speech);
    for (std::size_t k = 0; k < section.plots.size(); ++k) {
        const auto& each = section.plots[k];
        if (each.plot.svg.empty()) continue;
        out += page_figure(each, name + (k > 0 ? "-" + std::to_string(k + 1) : ""), speech);
    }
    return out + checks_of(section, first_note) + "<p class=\"paste\"><b>" +
           speech.say("To paste into a paper", "可直接用于论文") + "</b>" +
           on_page(section.to_paste) + "</p>\n";
}

std::string whole_page(const Section& section, const std::string& title, const Speech& speech) {
    const std::string tag = speech.say("en-GB", "zh-Hans");
    return "<!doctype html>\n<html lang=\"" + tag +
           "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
           "content=\"width=device-width, initial-scale=1\">\n<title>" +
           escaped_in_markup(title) + "</title><style>" + page_style +
           "</style></head><body>\n<main lang=\"" + tag + "\">\n" + element("h1", title) +
           element("p", section.method, "soft") + page_section(section, title, "", speech) +
           "</main>\n</body></html>\n";
}

std::string in_plain_words(const Section& section, const Speech& speech) {
    std::string out = "\n" + section.method + "\n" + section.sentence + "\n";
    for (const auto& check : section.checks)
        out += (check.verdict == Verdict::Failed ? "! " : "- ") + check.text + "\n";
    return out + speech.say("To paste: ", "可直接用于论文：") + section.to_paste + "\n";
}

std::string word_table(const TableView& view, const std::string& title) {
    const std::string cell = "padding:2pt 6pt;font:10pt 'Times New Roman',SimSun,serif;";
    std::string out = element("p", title + (view.caption.empty() ? "" : ". " + view.caption)) +
                      "<table style=\"border-collapse:collapse\">\n";
    for (std::size_t r = 0; r < view.rows.size(); ++r) {
        out += "<tr>";
        std::string lines;
        if (r == 0) lines = "border-top:1.5pt solid #000;border-bottom:.75pt solid #000;";
        if (r + 1 == view.rows.size()) lines += "border-bottom:1.5pt solid #000;";
        for (std::size_t c = 0; c < view.rows[r].size(); ++c) {
            const std::string tag = r == 0 ? "th" : "td";
            out += "<" + tag + " style=\"" + cell + lines +
                   (c == 0 ? "text-align:left" : "text-align:right") + "\">" +
                   escaped_in_markup(view.rows[r][c]) + "</" + tag + ">";
        }
        out += "</tr>\n";
    }
    return out + "</table>\n" + (view.note.empty() ? "" : element("p", view.note));
}

std::string word_page(const std::string& body, const Speech& speech) {
    return "<!doctype html>\n<html lang=\"" + speech.say("en-GB", "zh-Hans") +
           "\"><head><meta charset=\"utf-8\"><title>" + speech.say("Tables", "表格") +
           "</title></head><body>\n" + body + "</body></html>\n";
}

std::string picture_file(const Plot& plot) {
    std::string style = page_style;
    std::string own =
        "svg{font-family:system-ui,'Noto Sans','Noto Sans CJK SC',sans-serif;"
        "--ink:#23302f;--soft:#55615f;--line:#d4dad7;--ours:#1f7a72}\n";
    for (std::size_t from = 0; from < style.size();) {
        const auto end = std::min(style.find('\n', from), style.size());
        const std::string line = style.substr(from, end - from);
        if (line.starts_with("svg .") || line.starts_with("svg text")) own += line + "\n";
        from = end + 1;
    }
    const auto after_head = plot.svg.find('>') + 1;
    return plot.svg.substr(0, after_head) + "<style>" + own + "</style>" +
           plot.svg.substr(after_head) + "\n";
}

}  // namespace breather::study_reports

#include "fuzz/stored_zip.h"

#include <cstdint>

namespace breather::fuzz {
namespace {

void put(std::string& out, std::uint64_t number, int width) {
    for (int i = 0; i < width; ++i) out += static_cast<char>(i < 8 ? number >> (8 * i) & 0xFF : 0);
}

}  // namespace

std::string stored_zip(const std::vector<std::pair<std::string, std::string>>& files) {
    std::string out, list;
    for (const auto& [name, text] : files) {
        const std::size_t at = out.size();
        out += "PK\x03\x04";
        put(out, 0, 14);
        put(out, text.size(), 4);
        put(out, text.size(), 4);
        put(out, name.size(), 2);
        put(out, 0, 2);
        out += name + text;
        list += "PK\x01\x02";
        put(list, 0, 16);
        put(list, text.size(), 4);
        put(list, text.size(), 4);
        put(list, name.size(), 2);
        put(list, 0, 12);
        put(list, at, 4);
        list += name;
    }
    const std::size_t at = out.size();
    out += list + "PK\x05\x06";
    put(out, 0, 4);
    put(out, files.size(), 2);
    put(out, files.size(), 2);
    put(out, list.size(), 4);
    put(out, at, 4);
    put(out, 0, 2);
    return out;
}

std::string stored_workbook(std::string_view parts) {
    std::vector<std::pair<std::string, std::string>> files{
        {"xl/worksheets/sheet1.xml", ""},
        {"xl/sharedStrings.xml", "<sst><si><t>a</t></si><si><t>b</t></si></sst>"},
        {"xl/styles.xml",
         "<s><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/></numFmts>"
         "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></s>"},
        {"xl/workbook.xml", "<w><sheets><sheet name=\"S\" sheetId=\"1\" id=\"a\"/></sheets></w>"},
        {"xl/_rels/workbook.xml.rels",
         "<R><Relationship Id=\"a\" Type=\"/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
         "<Relationship Id=\"b\" Type=\"/sharedStrings\" Target=\"sharedStrings.xml\"/>"
         "<Relationship Id=\"c\" Type=\"/styles\" Target=\"/xl/styles.xml\"/></R>"},
        {"[Content_Types].xml", ""}};
    constexpr std::string_view mark = "\n====\n";
    for (std::size_t i = 0; i + 1 < files.size(); ++i) {
        const auto end = parts.find(mark);
        if (end != 0) files[i].second = parts.substr(0, end);
        if (end == std::string_view::npos) break;
        parts.remove_prefix(end + mark.size());
    }
    return stored_zip(files);
}

}  // namespace breather::fuzz

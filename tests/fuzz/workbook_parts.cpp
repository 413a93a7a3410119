#include "fuzz/workbook_parts.h"

#include <array>
#include <utility>
#include <vector>

#include "engines/datafiles/zip.h"

namespace breather::fuzz {

std::string workbook_of(std::string_view parts) {
    std::array<std::pair<std::string, std::string>, 6> files{
        {{"xl/worksheets/sheet1.xml", ""},
         {"xl/sharedStrings.xml", "<sst><si><t>a</t></si><si><t>b</t></si></sst>"},
         {"xl/styles.xml",
          "<s><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/></numFmts>"
          "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></s>"},
         {"xl/workbook.xml", "<w><sheets><sheet name=\"S\" sheetId=\"1\" id=\"a\"/></sheets></w>"},
         {"xl/_rels/workbook.xml.rels",
          "<R><Relationship Id=\"a\" Type=\"/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
          "<Relationship Id=\"b\" Type=\"/sharedStrings\" Target=\"sharedStrings.xml\"/>"
          "<Relationship Id=\"c\" Type=\"/styles\" Target=\"/xl/styles.xml\"/></R>"},
         {"[Content_Types].xml", ""}}};
    constexpr std::string_view mark = "\n====\n";
    for (std::size_t i = 0; i + 1 < files.size(); ++i) {
        const auto end = parts.find(mark);
        if (end != 0) files[i].second = parts.substr(0, end);
        if (end == std::string_view::npos) break;
        parts.remove_prefix(end + mark.size());
    }
    std::vector<datafiles::Zipped> packed;
    for (const auto& [name, text] : files) packed.push_back({name, text});
    return datafiles::zip(packed);
}

}  // namespace breather::fuzz

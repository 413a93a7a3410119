#include "engines/datafiles/workbook.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "engines/datafiles/sheet.h"
#include "engines/datafiles/unreadable.h"
#include "engines/datafiles/xml_part.h"

namespace breather::datafiles {
namespace {

[[noreturn]] void damaged() {
    throw Unreadable("It is damaged or cut short. Copy it again, or save it once more.");
}

template <class Number>
std::optional<Number> read_as(std::string_view text) {
    Number out{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return out;
}

bool says_true(std::string_view text) { return text == "1" || text == "true"; }

/// Is it a workbook, and no trap? Looked at before anything is unpacked.
std::vector<ZipEntry> looked_at(std::string_view bytes) {
    auto entries = zip_entries(bytes);
    if (!entries) damaged();
    std::uint64_t all = 0;
    bool is_workbook = false;
    for (const auto& each : *entries) {
        all += each.unpacked;
        is_workbook = is_workbook || each.name == "[Content_Types].xml";
        if (each.name == "xl/workbook.bin")
            throw Unreadable("It is a binary workbook (.xlsb). Save it as .xlsx.");
        if (each.name == "content.xml")
            throw Unreadable("It is an OpenDocument file. Save it as .xlsx, or as CSV.");
        if (each.name.starts_with("word/") || each.name.starts_with("ppt/"))
            throw Unreadable("It is a document, not a table. Copy its table into a spreadsheet.");
        constexpr std::uint64_t most = 1100;  // what deflate can do, and a little
        if (each.unpacked > most * each.packed + 4096) damaged();
    }
    if (!is_workbook) throw Unreadable("It is an archive (zip). Unpack it first.");
    if (all > unpacked_max)
        throw Unreadable(
            "Unpacked it would hold more than 2 GiB. Keep only the columns you need, "
            "or save it as CSV.");
    return std::move(*entries);
}

/// What one part says of others: id → its target and what it is.
struct Relation {
    std::string target, type;
};

class Relations final : public XmlWalk {
  public:
    std::map<std::string, Relation, std::less<>> found;
    void begin(std::string_view element, const Attributes& its) override {
        if (element != "Relationship") return;
        const auto type = attribute(its, "Type");
        found[std::string(attribute(its, "Id"))] = {
            std::string(attribute(its, "Target")),
            std::string(type.substr(std::min(type.rfind('/') + 1, type.size())))};
    }
};

class SheetList final : public XmlWalk {
  public:
    struct Named {
        std::string name, id;
        bool hidden = false;
    };
    std::vector<Named> sheets;
    bool from_1904 = false;
    void begin(std::string_view element, const Attributes& its) override {
        if (element == "workbookPr") from_1904 = says_true(attribute(its, "date1904"));
        if (element != "sheet") return;
        const auto state = attribute(its, "state");
        sheets.push_back({std::string(attribute(its, "name")), std::string(attribute(its, "id")),
                          state == "hidden" || state == "veryHidden"});
    }
};

/// Of all styles, only what says that a number is a day or a time.
class Formats final : public XmlWalk {
  public:
    std::vector<Counts> formats;
    void begin(std::string_view element, const Attributes& its) override {
        in_cells_ = in_cells_ || element == "cellXfs";
        const auto id = read_as<std::size_t>(attribute(its, "numFmtId")).value_or(0);
        if (element == "numFmt")
            codes_[id] = counted_by_sheet(std::string(attribute(its, "formatCode")));
        if (element != "xf" || !in_cells_) return;
        const auto own = codes_.find(id);
        formats.push_back(own != codes_.end() ? own->second : counted_by_sheet(id));
    }
    void end(std::string_view element) override {
        if (element == "cellXfs") in_cells_ = false;
    }

  private:
    std::map<std::size_t, Counts> codes_;
    bool in_cells_ = false;
};

/// Text in runs; how Japanese is pronounced (rPh) is not part of it.
class Runs {
  public:
    void begin(std::string_view element) {
        if (element == "rPh") ++spoken_;
        in_text_ = element == "t" && spoken_ == 0;
    }
    void text(std::string_view piece) {
        if (in_text_) whole += piece;
    }
    void end(std::string_view element) {
        if (element == "rPh" && spoken_ > 0) --spoken_;
        in_text_ = false;
    }
    std::string whole;

  private:
    int spoken_ = 0;
    bool in_text_ = false;
};

class SharedTexts final : public XmlWalk {
  public:
    std::vector<std::string> texts;
    void begin(std::string_view element, const Attributes&) override {
        if (element == "si") runs_ = {};
        runs_.begin(element);
    }
    void text(std::string_view piece) override { runs_.text(piece); }
    void end(std::string_view element) override {
        runs_.end(element);
        if (element == "si") texts.push_back(std::move(runs_.whole));
    }

  private:
    Runs runs_;
};

class Cells final : public XmlWalk {
  public:
    Cells(Sheet& sheet, const SharedParts& shared) : sheet_(sheet), shared_(shared) {}

    void begin(std::string_view element, const Attributes& its) override {
        if (element == "row") {
            const auto told = read_as<std::int64_t>(attribute(its, "r"));
            row_ = told ? *told - 1 : row_ + 1;
            column_ = -1;
        } else if (element == "c") {
            begin_cell(its);
        }
        in_value_ = element == "v";
        runs_.begin(element);
    }
    void text(std::string_view piece) override {
        if (in_value_) value_ += piece;
        runs_.text(piece);
    }
    void end(std::string_view element) override {
        runs_.end(element);
        in_value_ = false;
        if (element == "c") put();
        done_ = done_ || element == "sheetData";
    }
    bool is_done() const override { return done_; }

  private:
    Sheet& sheet_;
    const SharedParts& shared_;
    std::int64_t row_ = -1, column_ = -1;
    std::uint32_t format_ = 0;
    std::string kind_, value_;
    Runs runs_;
    bool in_value_ = false, done_ = false;

    void begin_cell(const Attributes& its) {
        const std::string_view place = attribute(its, "r");
        ++column_;
        if (!place.empty()) {
            std::int64_t column = 0;
            std::size_t at = 0;
            for (; at < place.size() && place[at] >= 'A' && place[at] <= 'Z'; ++at)
                column = std::min<std::int64_t>(column * 26 + place[at] - 'A' + 1, 1 << 24);
            const auto row = read_as<std::int64_t>(place.substr(at));
            if (!row || column == 0) damaged();
            row_ = *row - 1;
            column_ = column - 1;
        }
        format_ = read_as<std::uint32_t>(attribute(its, "s")).value_or(0);
        kind_ = attribute(its, "t");
        value_.clear();
        runs_ = {};
    }

    [[noreturn]] void unreadable() const {
        throw Unreadable("Cell " + place_name(row_, column_) + " of sheet \"" + sheet_.name +
                         "\" holds \"" + value_.substr(0, 40) +
                         "\", which is not what it says it is. Type it anew, or save the workbook "
                         "once more.");
    }

    void put() {
        using Kind = SheetCell::Kind;
        if (kind_ == "inlineStr" || kind_ == "str" || kind_ == "d") {
            put_text(kind_ == "inlineStr" ? std::move(runs_.whole) : std::move(value_));
        } else if (value_.empty()) {
            return;  // only how an empty cell looks
        } else if (kind_ == "e") {
            ++sheet_.errors;
        } else if (kind_ == "s") {
            const auto shared = read_as<std::uint32_t>(value_);
            if (!shared || *shared >= shared_.texts.size()) unreadable();
            if (!shared_.texts[*shared].empty())
                sheet_.put(row_, column_, 0, Kind::Shared, *shared);
        } else if (kind_ == "b") {
            sheet_.put(row_, column_, 0, Kind::Bool, says_true(value_) ? 1 : 0);
        } else {
            const auto number = read_as<double>(value_);
            if (!number) unreadable();
            sheet_.put(row_, column_, format_, Kind::Number, *number);
        }
    }

    void put_text(std::string text) {
        constexpr std::string_view midnight = "T00:00:00";
        if (kind_ == "d" && text.ends_with(midnight)) text.resize(text.size() - midnight.size());
        if (!text.empty()) sheet_.put_text(row_, column_, std::move(text));
    }
};

/// The parts of one workbook, by name.
class Parts {
  public:
    explicit Parts(std::string_view bytes) : bytes_(bytes), entries_(looked_at(bytes)) {}

    bool read(std::string_view name, XmlWalk& reader) const {
        for (const auto& each : entries_)
            if (each.name == name) {
                walk(bytes_, each, reader);
                return true;
            }
        return false;
    }

    /// What a part refers to, beside it: xl/workbook.xml → xl/_rels/workbook.xml.rels.
    Relations relations_of(const std::string& part) const {
        const auto slash = part.rfind('/') + 1;  // 0 where there is none
        Relations out;
        read(part.substr(0, slash) + "_rels/" + part.substr(slash) + ".rels", out);
        return out;
    }

  private:
    std::string_view bytes_;
    std::vector<ZipEntry> entries_;
};

/// Where a relation of `part` leads: "/xl/a.xml" from the root, "a.xml" from beside the part.
std::string resolved(const std::string& part, std::string target) {
    if (target.starts_with('/')) return target.substr(1);
    std::string folder = part.substr(0, part.rfind('/') + 1);
    while (target.starts_with("../")) {
        target.erase(0, 3);
        folder.resize(folder.empty() ? 0 : folder.rfind('/', folder.size() - 2) + 1);
    }
    if (target.starts_with("./")) target.erase(0, 2);
    return folder + target;
}

std::string workbook_of(const Parts& parts) {
    for (const auto& [id, relation] : parts.relations_of("").found)
        if (relation.type == "officeDocument") return resolved("", relation.target);
    return "xl/workbook.xml";
}

SharedParts shared_of(const Parts& parts, const std::string& workbook, const Relations& relations) {
    SharedParts out;
    for (const auto& [id, relation] : relations.found) {
        const std::string part = resolved(workbook, relation.target);
        if (relation.type == "styles") {
            Formats formats;
            if (parts.read(part, formats)) out.formats = std::move(formats.formats);
        } else if (relation.type == "sharedStrings") {
            SharedTexts texts;
            if (parts.read(part, texts)) out.texts = std::move(texts.texts);
        }
    }
    return out;
}

}  // namespace

ReadTable parse_xlsx(std::string_view bytes, const std::vector<std::string>& columns) {
    const Parts parts(bytes);
    const std::string workbook = workbook_of(parts);
    SheetList list;
    if (!parts.read(workbook, list)) damaged();
    const Relations relations = parts.relations_of(workbook);
    SharedParts shared = shared_of(parts, workbook, relations);
    shared.from_1904 = list.from_1904;
    std::stable_partition(list.sheets.begin(), list.sheets.end(),
                          [](const SheetList::Named& each) { return !each.hidden; });
    for (const auto& named : list.sheets) {
        const auto relation = relations.found.find(named.id);
        if (relation == relations.found.end() || relation->second.type != "worksheet") continue;
        Sheet sheet;
        sheet.name = named.name;
        Cells cells(sheet, shared);
        if (!parts.read(resolved(workbook, relation->second.target), cells)) damaged();
        if (sheet.empty()) continue;
        ReadTable out = table_of(sheet, shared, columns);
        if (list.sheets.size() > 1)
            out.notes.push_back("Of " + std::to_string(list.sheets.size()) + " sheets, \"" +
                                named.name + "\" is read: the first that holds anything.");
        if (sheet.errors > 0)
            out.notes.push_back(std::to_string(sheet.errors) +
                                " cells hold errors (#N/A and the like); they are missing.");
        return out;
    }
    throw Unreadable("None of its sheets holds anything.");
}

}  // namespace breather::datafiles

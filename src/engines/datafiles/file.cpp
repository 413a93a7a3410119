#include "engines/datafiles/file.h"

#include <new>

#include "engines/datafiles/mapped.h"
#include "engines/datafiles/rehearsal.h"
#include "engines/datafiles/statistics_file.h"
#include "engines/datafiles/unreadable.h"
#include "engines/datafiles/workbook.h"

namespace breather::datafiles {
namespace {

using namespace std::string_view_literals;

/// Kinds of files that people have and that are not read, and what to do with each.
struct Stranger {
    std::string_view begins, sentence;
};
constexpr Stranger strangers[] = {
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv,
     "It is a workbook of an old kind, or one with a password. Save it as .xlsx without a "
     "password."},
    {"\x1F\x8B"sv, "It is compressed (gzip). Unpack it first."},
    {"BZh"sv, "It is compressed (bzip2). Unpack it first."},
    {"7z\xBC\xAF\x27\x1C"sv, "It is an archive (7z). Unpack it first."},
    {"\xFD"
     "7zXZ\0"sv,
     "It is compressed (xz). Unpack it first."},
    {"%PDF"sv, "It is a PDF. The table it was printed from is needed."},
    {"ASCII SPSS PORT FILE"sv, "It is a portable file of SPSS. Save it as .sav."},
    {"HEADER RECORD*******LIBRARY"sv, "It is a transport file of SAS. Save it as CSV."},
    {"RDX2\n"sv, "It is a file of R. In R: write.csv(d, \"data.csv\", row.names = FALSE)."},
    {"RDX3\n"sv, "It is a file of R. In R: write.csv(d, \"data.csv\", row.names = FALSE)."},
    {"PAR1"sv, "It is a Parquet file. Save it as CSV."},
    {"SQLite format 3"sv, "It is a database. Save the table as CSV."},
    {"\x89PNG"sv, "It is a picture."},
    {"\xFF\xD8\xFF"sv, "It is a picture."},
};
constexpr std::string_view sas =
    "\xC2\xEA\x81\x60\xB3\x14\x11\xCF\xBD\x92\x08\x00\x09\xC7\x31\x8C"sv;

bool is_old_dta(std::string_view bytes) {
    if (bytes.size() < 4) return false;
    const auto version = static_cast<unsigned char>(bytes[0]);
    return version >= 102 && version <= 115 && (bytes[1] == 1 || bytes[1] == 2) && bytes[2] == 1;
}

bool begins_as_page(std::string_view bytes) {
    const auto first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    if (first == std::string_view::npos) return false;
    const auto head = bytes.substr(first, 14);
    return head.starts_with("<html") || head.starts_with("<HTML") ||
           head.starts_with("<!DOCTYPE") || head.starts_with("<!doctype") ||
           head.starts_with("<?xml") || head.starts_with("<table");
}

ReadTable parsed(std::string_view bytes, const CsvOptions& options) {
    switch (format_of(bytes)) {
        case Format::Sav:
            return parse_sav(bytes, options.columns);
        case Format::Dta:
            return parse_dta(bytes, options.columns);
        case Format::Xlsx:
            return parse_xlsx(bytes, options.columns);
        case Format::Text:
            break;
    }
    return parse_csv(bytes, options);
}

}  // namespace

Format format_of(std::string_view bytes) {
    if (bytes.empty()) throw Unreadable("It is empty.");
    if (bytes.starts_with("$FL2") || bytes.starts_with("$FL3")) return Format::Sav;
    if (bytes.starts_with("<stata_dta>") || is_old_dta(bytes)) return Format::Dta;
    if (bytes.starts_with("PK\x03\x04"sv)) return Format::Xlsx;
    for (const Stranger& each : strangers)
        if (bytes.starts_with(each.begins)) throw Unreadable(std::string(each.sentence));
    if (bytes.substr(0, 64).find(sas) != std::string_view::npos)
        throw Unreadable("It is a file of SAS. Save it as CSV, or as .sav.");
    if (begins_as_page(bytes))
        throw Unreadable(
            "It is a page (HTML or XML), not a table, whatever its name says. Open it "
            "in a spreadsheet and save it as .xlsx.");
    const bool wide = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
    if (!wide && bytes.substr(0, 65536).find('\0') != std::string_view::npos)
        throw Unreadable(
            "It is none of the kinds that are read: CSV, .xlsx, .sav, .dta. Save it "
            "as \"CSV UTF-8\" in the program it comes from.");
    return Format::Text;
}

ReadTable read_table(const std::filesystem::path& file, const CsvOptions& options) {
    const Mapped mapped(file);
    const std::string named = file.filename().string() + " cannot be read. ";
    try {
        const Format format = format_of(mapped.text());
        const bool foreign = format == Format::Sav || format == Format::Dta;
        if (foreign && !survives([&] { parsed(mapped.text(), options); }))
            throw Unreadable(
                "It is damaged. Copy it again from where it comes from, or save it "
                "once more.");
        return parsed(mapped.text(), options);
    } catch (const Unreadable& fault) {
        throw Unreadable(named + fault.what());
    } catch (const std::bad_alloc&) {
        throw Unreadable(named + "This computer has not enough memory for it.");
    }
}

}  // namespace breather::datafiles

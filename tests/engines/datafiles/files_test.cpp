// Files of other programs: SPSS, Stata, spreadsheets. The fixtures were written by R (haven,
// foreign) and by openpyxl, but for odd.xlsx, which holds by hand what other programs write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "engines/datafiles/file.h"
#include "engines/datafiles/mapped.h"
#include "engines/datafiles/rehearsal.h"
#include "engines/datafiles/statistics_file.h"
#include "engines/datafiles/unreadable.h"
#include "engines/datafiles/workbook.h"

namespace breather::testing {
namespace {

using datafiles::Column;
using datafiles::ReadTable;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::filesystem::path fixtures =
    std::filesystem::path(BREATHER_SOURCE_DIR) / "tests/engines/datafiles/fixtures";

ReadTable fixture(const std::string& name) { return datafiles::read_table(fixtures / name); }

std::string bytes_of(const std::string& name) {
    const datafiles::Mapped mapped(fixtures / name);
    return std::string(mapped.text());
}

const Column& column(const ReadTable& read, std::string_view name) {
    const auto* found = read.table.find(name);
    if (!found) throw std::runtime_error("no column " + std::string(name));
    return *found;
}

std::vector<std::string> texts(const ReadTable& read, std::string_view name) {
    std::vector<std::string> out;
    for (std::size_t row = 0; row < column(read, name).rows(); ++row)
        out.push_back(column(read, name).text(row));
    return out;
}

class Survey : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(SpssAndStata, Survey,
                         ::testing::Values("survey.sav", "survey.zsav", "survey.dta"),
                         [](const auto& each) {
                             std::string name = each.param;
                             std::replace(name.begin(), name.end(), '.', '_');
                             return name;
                         });

TEST_P(Survey, a_column_whose_every_value_has_a_label_has_these_as_levels_and_keeps_its_numbers) {
    const auto read = fixture(GetParam());
    const auto& site = column(read, "site");
    EXPECT_FALSE(site.is_numeric());
    EXPECT_THAT(std::get<datafiles::Numbers>(site.cells), Contains(2.0));
    EXPECT_EQ(site.label(), "Where do you work?");
    EXPECT_EQ(site.text(1), "China 中国");
    EXPECT_TRUE(site.is(1, "China 中国"));
    EXPECT_TRUE(site.is(1, "2"));
    EXPECT_FALSE(site.is(1, "UK"));
}

TEST_P(Survey, a_scale_with_labels_at_its_ends_alone_is_numbers) {
    const auto read = fixture(GetParam());
    EXPECT_TRUE(column(read, "mood").is_numeric());
    EXPECT_THAT(texts(read, "mood"), ElementsAre("0", "3", "10", "7", "5", "5", "", "8"));
    EXPECT_EQ(column(read, "mood").about->values.size(), 2u);
}

TEST_P(Survey, days_and_instants_are_written_as_iso_8601_does) {
    const auto read = fixture(GetParam());
    EXPECT_THAT(texts(read, "born"),
                ElementsAre("1980-02-29", "1990-12-31", "", "1975-06-01", "2001-01-01",
                            "1969-12-31", "1970-01-01", "1999-09-09"));
    EXPECT_EQ(texts(read, "seen")[0], "2026-03-02T08:30:00");
    EXPECT_EQ(texts(read, "seen")[6], "2026-11-21T23:59:59");
    EXPECT_THAT(texts(read, "name"),
                ElementsAre("Ann", "Bob", "it's", "中文", "e", "", "g", "h \"x\""));
}

TEST_P(Survey, what_the_file_calls_missing_is_missing_and_it_is_kept_which_it_was) {
    const auto read = fixture(GetParam());
    const auto& stress = column(read, "stress");
    EXPECT_TRUE(stress.is_missing(5));
    ASSERT_EQ(stress.about->said.size(), 1u);
    EXPECT_EQ(stress.about->said[0].row, 5u);
    if (stress.about->said[0].tag) {
        EXPECT_EQ(stress.about->said[0].tag, 'a');
        EXPECT_EQ(stress.about->tags.at(0).label, "refused");
    } else {
        EXPECT_EQ(stress.about->said[0].value.number, -99);
    }
    EXPECT_EQ(stress.text(0), "never");
    EXPECT_THAT(read.notes, Contains(HasSubstr("\"stress\": 1 cells")));
}

TEST_P(Survey, only_the_columns_asked_for_take_memory) {
    const auto read = datafiles::read_table(fixtures / GetParam(), {.columns = {"score", "id"}});
    EXPECT_EQ(read.table.columns().size(), 2u);
    EXPECT_EQ(read.names.size(), 9u);
    EXPECT_THAT(texts(read, "score"),
                ElementsAre("1.5", "-2.25", "", "1e-12", "1e+12", "0.1", "3", "4"));
}

TEST(Files, text_with_labels_becomes_its_labels) {
    const auto read = fixture("survey.sav");
    EXPECT_EQ(texts(read, "sex")[0], "male");
    EXPECT_TRUE(column(read, "sex").is(1, "female"));
}

TEST(Files, stata_of_long_ago_is_read_too) {
    const auto read = fixture("old.dta");
    EXPECT_THAT(texts(read, "site"), ElementsAre("UK", "CN", "UK", "CN", "UK", "CN", "UK", "CN"));
    EXPECT_EQ(texts(read, "score")[1], "-2.25");
}

TEST(Workbook, cells_are_what_a_person_sees_in_the_sheet) {
    const auto read = fixture("book.xlsx");
    EXPECT_THAT(texts(read, "id"), ElementsAre("1", "2", "3", "4"));
    EXPECT_THAT(texts(read, "site"), ElementsAre("UK", "CN 中国", "UK", "\"q\", z"));
    EXPECT_TRUE(column(read, "age.2").is_numeric()) << "numbers written as text";
    EXPECT_THAT(texts(read, "age.2"), ElementsAre("31", "40", "", "1234"));
    EXPECT_THAT(texts(read, "born"), ElementsAre("1990-02-28", "1985-12-31", "", "1970-01-01"));
    EXPECT_EQ(texts(read, "seen")[1], "2026-11-21T00:00:00");
    EXPECT_EQ(texts(read, "at")[0], "07:05:00");
    EXPECT_THAT(texts(read, "ok"), ElementsAre("TRUE", "FALSE", "", "TRUE"));
    EXPECT_THAT(texts(read, "code"), ElementsAre("007", "12", "", "3"));
    EXPECT_THAT(texts(read, "mixed"), ElementsAre("5", "five", "", "1e-12"));
    EXPECT_THAT(texts(read, "column 11"), ElementsAre("x", "", "", "y"));
}

TEST(Workbook, what_is_left_out_is_told) {
    const auto read = fixture("book.xlsx");
    EXPECT_THAT(read.notes, Contains(HasSubstr("Of 2 sheets, \"Survey\" is read")));
    EXPECT_THAT(read.notes, Contains(HasSubstr("1 cells hold errors")));
    EXPECT_THAT(read.notes, Contains(HasSubstr("\"age.2\": 1 cells say NA")));
}

TEST(Workbook, inline_text_computed_cells_days_from_1904_and_cells_without_a_place) {
    const auto read = fixture("odd.xlsx");
    EXPECT_THAT(texts(read, "word"), ElementsAre("a & b", "c"));
    EXPECT_THAT(texts(read, "sum"), ElementsAre("2", ""));
    EXPECT_THAT(texts(read, "day"), ElementsAre("2026-03-01", "2026-03-02"));
    EXPECT_THAT(texts(read, "said"), ElementsAre("xy", "TRUE"));
    EXPECT_THAT(texts(read, "late"), ElementsAre("1.5", "2026-03-02"));
}

/// A file of our own making, under a name that may lie.
class Named {
  public:
    Named(const std::string& name, const std::string& bytes)
        : folder_(std::filesystem::temp_directory_path() /
                  ("breather-files-" + std::to_string(getpid()))) {
        std::filesystem::create_directories(folder_);
        path = folder_ / name;
        std::ofstream(path, std::ios::binary) << bytes;
    }
    ~Named() { std::filesystem::remove_all(folder_); }
    std::filesystem::path path;

  private:
    std::filesystem::path folder_;
};

TEST(Files, what_a_file_is_its_bytes_say_and_not_its_name) {
    for (const char* name : {"survey.sav", "survey.dta", "book.xlsx"}) {
        const Named lying("data.csv", bytes_of(name));
        EXPECT_EQ(datafiles::read_table(lying.path).names, fixture(name).names);
    }
    const Named text("data.xlsx", "a,b\n1,2\n");
    EXPECT_THAT(datafiles::read_table(text.path).names, ElementsAre("a", "b"));
}

std::string said_of(const std::string& bytes) {
    const Named file("strange.csv", bytes);
    try {
        datafiles::read_table(file.path);
    } catch (const datafiles::Unreadable& fault) {
        return fault.what();
    }
    return "(was read)";
}

TEST(Files, what_is_not_read_is_named_with_what_to_do) {
    using namespace std::string_literals;
    EXPECT_THAT(said_of(""), "strange.csv cannot be read. It is empty.");
    EXPECT_THAT(said_of("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old"), HasSubstr("Save it as .xlsx"));
    EXPECT_THAT(said_of("%PDF-1.7"), HasSubstr("It is a PDF"));
    EXPECT_THAT(said_of("\x1F\x8B\x08"), HasSubstr("Unpack it first"));
    EXPECT_THAT(said_of("<html><table>"), HasSubstr("It is a page"));
    EXPECT_THAT(said_of("a,b\n1,\0\n"s), HasSubstr("none of the kinds"));
    EXPECT_THAT(said_of("PK\x03\x04 and no more"), HasSubstr("damaged or cut short"));
    EXPECT_THAT(said_of("a,b\n1,\xFF\xFF\n"), HasSubstr("CSV UTF-8"));
}

TEST(Files, cut_short_anywhere_it_ends_with_a_sentence) {
    for (const char* name : {"survey.sav", "survey.zsav", "survey.dta", "book.xlsx", "odd.xlsx"}) {
        const std::string whole = bytes_of(name);
        for (std::size_t size = 4; size < whole.size(); size += 1 + size / 97) {
            const auto part = std::string_view(whole).substr(0, size);
            try {
                const bool book = whole.starts_with("PK"), sav = whole.starts_with("$FL");
                const auto read = book  ? datafiles::parse_xlsx(part)
                                  : sav ? datafiles::parse_sav(part)
                                        : datafiles::parse_dta(part);
                EXPECT_EQ(read.table.rows(), 8u) << name << " at " << size;
            } catch (const datafiles::Unreadable& fault) {
                EXPECT_THAT(fault.what(), HasSubstr(".")) << name << " at " << size;
            }
        }
    }
}

TEST(Files, what_falls_over_in_a_rehearsal_does_not_take_us_with_it) {
    EXPECT_TRUE(datafiles::survives([] {}));
    EXPECT_TRUE(datafiles::survives([] { throw std::runtime_error("said again in earnest"); }));
    EXPECT_FALSE(datafiles::survives([] { std::abort(); }));
    EXPECT_FALSE(datafiles::survives([] { raise(SIGSEGV); }));
}

TEST(Workbook, an_archive_that_would_fill_the_memory_is_not_unpacked) {
    std::string book = bytes_of("book.xlsx");
    const auto entry = book.find("PK\x01\x02");
    ASSERT_NE(entry, std::string::npos);
    for (const int place : {24, 25, 26, 27}) book[entry + place] = '\x7F';  // unpacked: 2 GiB
    EXPECT_THROW(datafiles::parse_xlsx(book), datafiles::Unreadable);
}

}  // namespace
}  // namespace breather::testing

#include "engines/datafiles/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <fstream>

#include "engines/datafiles/mapped.h"
#include "support/temp_folder.h"

namespace breather::testing {
namespace {

using datafiles::CsvOptions;
using datafiles::parse_csv;
using datafiles::ReadTable;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> texts(const ReadTable& read, std::string_view name) {
    std::vector<std::string> out;
    const auto* column = read.table.find(name);
    if (!column) return {"(no such column)"};
    for (std::size_t row = 0; row < column->rows(); ++row) out.push_back(column->text(row));
    return out;
}

std::vector<std::string> names(const ReadTable& read) {
    std::vector<std::string> out;
    for (const auto& column : read.table.columns()) out.push_back(column.name);
    return out;
}

TEST(Csv, numbers_are_numbers_text_is_text_and_an_empty_cell_is_missing) {
    const auto read = parse_csv("age,site\n31,UK\n,CN\n40.5,\n");
    EXPECT_TRUE(read.table.find("age")->is_numeric());
    EXPECT_FALSE(read.table.find("site")->is_numeric());
    EXPECT_THAT(texts(read, "age"), ElementsAre("31", "", "40.5"));
    EXPECT_THAT(texts(read, "site"), ElementsAre("UK", "CN", ""));
    EXPECT_THAT(read.faults, IsEmpty());
}

TEST(Csv, what_would_not_be_written_back_as_it_stands_is_text) {
    for (const char* cell : {"007", "+44", "1e999", "0x10", "1-2", "--1", ".", "1.2.3"}) {
        const auto read = parse_csv("id;n\n" + std::string(cell) + ";1\n");
        EXPECT_FALSE(read.table.find("id")->is_numeric()) << cell;
        EXPECT_THAT(texts(read, "id"), ElementsAre(cell));
    }
}

TEST(Csv, numbers_of_every_kind_are_read_exactly) {
    const auto read = parse_csv(
        "x\n0\n-0.5\n123456789012345\n12345678901234567\n1e-12\n0.1\n3.0000000000000004\n");
    const auto& x = std::get<datafiles::Numbers>(read.table.find("x")->cells);
    const std::vector<double> expected{0,     -0.5, 123456789012345.0, 12345678901234567.0,
                                       1e-12, 0.1,  3.0000000000000004};
    EXPECT_THAT(x, ::testing::ElementsAreArray(expected));
}

TEST(Csv, marks_hold_delimiters_line_ends_and_marks) {
    const auto read =
        parse_csv("a,b\r\n\"one, two\",\"line\nend\"\r\n\"he said \"\"no\"\"\",x\r\n");
    EXPECT_THAT(texts(read, "a"), ElementsAre("one, two", "he said \"no\""));
    EXPECT_THAT(texts(read, "b"), ElementsAre("line\nend", "x"));
}

TEST(Csv, a_column_that_turns_out_to_hold_text_late_is_text_from_its_first_cell_on) {
    std::string text = "x\n";
    for (int i = 0; i < 500; ++i) text += std::to_string(i) + "\n";
    text += "none of these\n";
    const auto read = parse_csv(text, {.chunk = 64});
    EXPECT_FALSE(read.table.find("x")->is_numeric());
    EXPECT_EQ(texts(read, "x").front(), "0");
    EXPECT_EQ(texts(read, "x").back(), "none of these");
}

TEST(Csv, a_row_with_too_many_cells_is_told_with_its_line_and_is_not_in_the_table) {
    const auto read = parse_csv("a,b\n1,2\n3,4,5\n\"x\ny\",6\n7\n8,9\n");
    EXPECT_THAT(texts(read, "b"), ElementsAre("2", "6", "9"));
    ASSERT_THAT(read.faults, SizeIs(2));
    EXPECT_EQ(read.faults[0].line, 3u);
    EXPECT_THAT(read.faults[0].sentence, HasSubstr("3 cells where there are 2"));
    EXPECT_EQ(read.faults[1].line, 6u);
}

TEST(Csv, a_mark_that_never_closes_is_told_where_it_opens) {
    const auto read = parse_csv("a,b\n1,2\n3,\"four\n5,6\n");
    EXPECT_THAT(texts(read, "a"), ElementsAre("1"));
    ASSERT_THAT(read.faults, SizeIs(1));
    EXPECT_EQ(read.faults[0].line, 3u);
    EXPECT_THAT(read.faults[0].sentence, HasSubstr("never closes"));
}

TEST(Csv, semicolons_with_decimal_commas_and_tabs_are_told_by_themselves) {
    EXPECT_THAT(texts(parse_csv("a;b\n1,5;2\n1.234,25;3\n"), "a"), ElementsAre("1.5", "1234.25"));
    EXPECT_THAT(texts(parse_csv("a\tb\n1.5\t2\n"), "a"), ElementsAre("1.5"));
}

TEST(Csv, thousands_marks_are_taken_where_they_stand_in_threes) {
    const auto read = parse_csv("a,b\n\"1,234,567\",x\n\"12,345.5\",y\n");
    EXPECT_THAT(texts(read, "a"), ElementsAre("1234567", "12345.5"));
}

TEST(Csv, other_encodings_are_read_and_named) {
    const std::string utf16(
        "\xFF\xFE"
        "a\0,\0b\0\n\0"
        "1\0,\0\x2D\x4E\n\0",
        16);
    EXPECT_THAT(texts(parse_csv(utf16), "b"), ElementsAre("中"));
    EXPECT_THAT(parse_csv(utf16).notes, ElementsAre(HasSubstr("UTF-16LE")));
    const auto chinese = parse_csv("\xD6\xB0\xCE\xBB,n\n\xD2\xBD\xC9\xFA,1\n");
    EXPECT_THAT(texts(chinese, "职位"), ElementsAre("医生"));
    EXPECT_THAT(names(parse_csv("\xEF\xBB\xBF"
                                "a,b\n1,2\n")),
                ElementsAre("a", "b"));
}

TEST(Csv, bytes_that_are_no_text_are_refused_with_what_to_do) {
    try {
        parse_csv("a,b\n1,\xFF\xFF\xFF\n");
        FAIL();
    } catch (const std::runtime_error& fault) {
        EXPECT_THAT(fault.what(), HasSubstr("CSV UTF-8"));
    }
}

TEST(Csv, a_name_that_stands_twice_and_one_that_is_empty_get_names_of_their_own) {
    const auto read = parse_csv("a,a,,a\n1,2,3,4\n");
    EXPECT_THAT(names(read), ElementsAre("a", "a.2", "column 3", "a.3"));
    EXPECT_THAT(read.notes, SizeIs(2));
    EXPECT_THAT(names(parse_csv("a,a,a.2,a.2\n1,2,3,4\n")),
                ElementsAre("a", "a.3", "a.2", "a.2.2"));
}

TEST(Csv, a_file_that_is_not_there_is_no_unreadable_one) {
    EXPECT_THROW(datafiles::read_csv("/no/such/file.csv"), datafiles::NoSuchFile);
}

TEST(Csv, rows_of_labels_of_survey_tools_are_no_data) {
    const auto read = parse_csv(
        "Q1,Q2\n\"How old are you?\",\"Where?\"\n\"{\"\"ImportId\"\":\"\"QID1\"\"}\","
        "\"{\"\"ImportId\"\":\"\"QID2\"\"}\"\n31,UK\n");
    EXPECT_TRUE(read.table.find("Q1")->is_numeric());
    EXPECT_THAT(texts(read, "Q1"), ElementsAre("31"));
    EXPECT_THAT(read.notes, ElementsAre(HasSubstr("labels")));
}

TEST(Csv, na_is_missing_and_that_is_said) {
    const auto read = parse_csv("x,y\n1,NA\nNA,b\n");
    EXPECT_TRUE(read.table.find("x")->is_numeric());
    EXPECT_THAT(texts(read, "x"), ElementsAre("1", ""));
    EXPECT_THAT(texts(read, "y"), ElementsAre("", "b"));
    EXPECT_THAT(read.notes, SizeIs(2));
}

TEST(Csv, only_the_columns_that_are_named_are_kept) {
    const auto read = parse_csv("a,b,c\n1,2,3\n4,5,6\n", {.columns = {"b"}});
    EXPECT_THAT(names(read), ElementsAre("b"));
    EXPECT_THAT(texts(read, "b"), ElementsAre("2", "5"));
}

TEST(Csv, nothing_at_all_and_names_alone_are_tables_without_rows) {
    EXPECT_EQ(parse_csv("").table.columns().size(), 0u);
    const auto read = parse_csv("a,b\n");
    EXPECT_THAT(names(read), ElementsAre("a", "b"));
    EXPECT_EQ(read.table.rows(), 0u);
    EXPECT_EQ(parse_csv("a,b").table.rows(), 0u);
}

/// Cells of anything: marks, delimiters, line ends, numbers.
rc::Gen<std::string> cell() {
    return rc::gen::container<std::string>(rc::gen::elementOf(std::string("\",\n\r;ab17.-")));
}

RC_GTEST_PROP(Csv, is_the_same_in_pieces_of_any_size_on_any_number_of_threads, ()) {
    // Pieces of rows, quoted or not, well written or not.
    std::string text = "a,b\n";
    for (const auto& piece : *rc::gen::container<std::vector<std::string>>(cell()))
        text += piece + (piece.size() % 2 ? "," : "\n");
    const auto whole = parse_csv(text, {.crew = Crew(1), .chunk = std::size_t{1} << 20});
    const auto chunk = *rc::gen::inRange<std::size_t>(1, 40);
    const auto pieces = parse_csv(text, {.crew = Crew(3), .chunk = chunk});
    RC_ASSERT(names(whole) == names(pieces));
    for (const auto& name : names(whole)) RC_ASSERT(texts(whole, name) == texts(pieces, name));
    RC_ASSERT(whole.faults.size() == pieces.faults.size());
    for (std::size_t f = 0; f < whole.faults.size(); ++f)
        RC_ASSERT(whole.faults[f].line == pieces.faults[f].line);
}

RC_GTEST_PROP(Csv, what_is_written_with_marks_is_read_back, ()) {
    const auto cells = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(
        rc::gen::container<std::string>(rc::gen::elementOf(std::string("\",\n;abc")))));
    std::string text = "n,a\n";
    for (const auto& one : cells) {
        text += "1,\"";
        for (const char c : one) text += c == '"' ? "\"\"" : std::string(1, c);
        text += "\"\n";
    }
    const auto chunk = *rc::gen::inRange<std::size_t>(1, 40);
    RC_ASSERT(texts(parse_csv(text, {.chunk = chunk}), "a") == cells);
}

RC_GTEST_PROP(Csv, in_parts_has_the_rows_of_the_whole, ()) {
    std::string text = "a,b\n";
    for (const auto& piece : *rc::gen::container<std::vector<std::string>>(cell()))
        text += piece + (piece.size() % 2 ? "," : "\n");
    const TempFolder folder;
    std::ofstream(folder.path() / "d.csv", std::ios::binary) << text;
    const auto as_it_stands = [](std::string_view cell) {
        return static_cast<double>(std::hash<std::string_view>()(cell) >> 11);
    };
    CsvOptions options{.crew = Crew(2), .rules = {{"a", as_it_stands}, {"b", as_it_stands}}};
    const auto cells_of = [](const datafiles::Table& table) {
        std::vector<double> out;
        for (const auto& column : table.columns())
            for (const double cell : std::get<datafiles::Numbers>(column.cells))
                out.push_back(cell);
        return out;
    };
    const auto whole = parse_csv(text, options);
    options.chunk = *rc::gen::inRange<std::size_t>(1, 40);
    std::vector<double> a, b;
    const auto found = datafiles::read_csv_in_parts(
        folder.path() / "d.csv", options, [&](const datafiles::Table& part) {
            const auto cells = cells_of(part);
            const auto middle = cells.begin() + static_cast<std::ptrdiff_t>(cells.size() / 2);
            a.insert(a.end(), cells.begin(), middle);
            b.insert(b.end(), middle, cells.end());
        });
    a.insert(a.end(), b.begin(), b.end());
    RC_ASSERT(a == cells_of(whole.table));
    RC_ASSERT(found.names == whole.names);
    RC_ASSERT(found.faults.size() == whole.faults.size());
    for (std::size_t f = 0; f < whole.faults.size(); ++f)
        RC_ASSERT(found.faults[f].line == whole.faults[f].line);
}

TEST(Csv, a_column_may_be_read_by_a_rule) {
    const auto found = parse_csv("who,what\nada,1\n\"be\"\"n\",x\n,3\n",
                                 {.rules = {{"who", [](std::string_view cell) {
                                                 return static_cast<double>(cell.size());
                                             }}}});
    const auto& who = std::get<datafiles::Numbers>(found.table.find("who")->cells);
    EXPECT_EQ(std::vector<double>(who.begin(), who.end()), (std::vector<double>{3, 4, 0}));
    EXPECT_FALSE(found.table.find("what")->is_numeric());
}

}  // namespace
}  // namespace breather::testing

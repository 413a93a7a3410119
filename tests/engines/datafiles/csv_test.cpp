#include "engines/datafiles/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "engines/datafiles/dialect.h"
#include "engines/datafiles/mapped.h"
#include "engines/datafiles/plain_number.h"
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

/// Written as tools write: plain in their rows, or each between marks, which is read another way.
std::string as_rows(const std::vector<std::vector<std::string>>& rows, std::string_view mark,
                    std::string_view line_end) {
    std::string out = "a,b,c";
    out += line_end;
    for (const auto& row : rows) {
        for (std::size_t c = 0; c < row.size(); ++c)
            ((out += c == 0 ? "" : ",") += mark) += row[c] + std::string(mark);
        out += line_end;
    }
    return out;
}

RC_GTEST_PROP(Csv, many_plain_rows_at_once_say_what_they_say_one_by_one, ()) {
    const auto words = rc::gen::elementOf(std::vector<std::string>{
        "", "NA", "x", "North", "northern", "a long word", "a long sword", "NaN", "中文", "-"});
    const auto numbers = rc::gen::elementOf(std::vector<std::string>{
        "", "0", "-0", "7", "-12.5", "123.4567", "12345678", "-1234567", "0.458219338473921", "1e5",
        "#N/A", "123456789", "-0.001", "99999999"});
    std::vector<std::vector<std::string>> rows;
    const auto count = *rc::gen::inRange(0, 200);
    for (int row = 0; row < count; ++row)
        rows.push_back({*numbers, *words, *rc::gen::oneOf(numbers, words)});
    if (!rows.empty() && *rc::gen::arbitrary<bool>())
        rows[*rc::gen::inRange<std::size_t>(0, rows.size())].push_back("one too many");
    const auto marked = parse_csv(as_rows(rows, "\"", "\n"));
    for (const auto* line_end : {"\n", "\r\n"}) {
        const auto plain = parse_csv(as_rows(rows, "", line_end));
        RC_ASSERT(plain.notes == marked.notes);
        RC_ASSERT(plain.faults.size() == marked.faults.size());
        for (const auto& name : names(marked)) RC_ASSERT(texts(plain, name) == texts(marked, name));
    }
}

RC_GTEST_PROP(Csv, every_short_number_is_the_one_that_the_library_reads, ()) {
    const auto digits = [](int most) {
        return *rc::gen::container<std::string>(
            static_cast<std::size_t>(*rc::gen::inRange(1, most)),
            rc::gen::elementOf(std::string("0123456789")));
    };
    std::vector<std::string> cells;
    for (int row = 0; row < 64; ++row) {
        std::string cell = *rc::gen::arbitrary<bool>() ? "-" : "";
        cell += std::to_string(std::stoll(digits(10)));
        if (*rc::gen::arbitrary<bool>()) cell += "." + digits(9);
        cells.push_back(cell);
    }
    std::string text = "x,y,z\n";
    for (const auto& cell : cells) text += cell + ",1," + cell + "\n";
    const auto read = parse_csv(text);
    for (const auto* name : {"x", "z"}) {
        const auto& found = std::get<datafiles::Numbers>(read.table.find(name)->cells);
        for (std::size_t row = 0; row < cells.size(); ++row) {
            const double known = std::strtod(cells[row].c_str(), nullptr);
            RC_ASSERT(std::bit_cast<std::uint64_t>(found[row]) ==
                      std::bit_cast<std::uint64_t>(known));
            const std::string padded = cells[row] + std::string(16, ',');
            double one = 0;
            if (datafiles::short_number(padded.data(), cells[row].size(), '.', one))
                RC_ASSERT(one == known);
            else
                RC_ASSERT(cells[row].size() > 8);
            if (datafiles::plain_number(padded.data(), cells[row].size(), '.', one))
                RC_ASSERT(one == known);
        }
    }
}

TEST(Csv, among_many_plain_rows_what_is_no_number_makes_its_column_text) {
    for (const std::string odd : {"007", "-", ".", "1.2.3", "1-2", "12345.6.", "0x1", "٣"}) {
        std::string text = "a,b\n";
        for (int row = 0; row < 300; ++row)
            text += (row == 222 ? odd : std::to_string(row)) + ",1\n";
        const auto read = parse_csv(text);
        EXPECT_FALSE(read.table.find("a")->is_numeric()) << odd;
        EXPECT_EQ(texts(read, "a")[222], odd);
        EXPECT_TRUE(read.table.find("b")->is_numeric());
    }
}

TEST(Csv, words_are_told_apart_however_many_there_are_and_however_alike) {
    std::string text = "n,word\n";
    std::vector<std::string> words;
    for (int round = 0; round < 2; ++round)
        for (int word = 0; word < 3000; ++word) {
            words.push_back("2026-03-" + std::to_string(word % 30) + " the same " +
                            std::to_string(word / 30));
            text += "1," + words.back() + "\n";
        }
    const auto read = parse_csv(text, {.crew = Crew(2), .chunk = 4096});
    EXPECT_EQ(texts(read, "word"), words);
    EXPECT_THAT(std::get<datafiles::Labels>(read.table.find("word")->cells).labels, SizeIs(3000));
}

TEST(Csv, a_character_may_lie_across_the_pieces_that_several_hands_look_at) {
    std::string text = "a,b\n";
    while (text.size() < (std::size_t{3} << 20)) text += "职位,医生们\n";
    EXPECT_TRUE(datafiles::all_utf8(text, Crew(3)));
    EXPECT_TRUE(datafiles::all_utf8("x" + text, Crew(3)));
    EXPECT_TRUE(datafiles::all_utf8("xx" + text, Crew(3)));
    for (const std::size_t at :
         {std::size_t{1} << 20, (std::size_t{2} << 20) + 1, text.size() - 3}) {
        std::string broken = text;
        broken[at] = '\xFF';
        EXPECT_FALSE(datafiles::all_utf8(broken, Crew(3))) << at;
    }
    EXPECT_FALSE(datafiles::all_utf8(std::string(std::size_t{3} << 20, '\x80'), Crew(3)));
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

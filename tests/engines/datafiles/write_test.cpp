#include "engines/datafiles/write.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "engines/datafiles/file.h"

namespace breather::testing {
namespace {

using datafiles::ReadTable;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::filesystem::path fixtures =
    std::filesystem::path(BREATHER_SOURCE_DIR) / "tests/engines/datafiles/fixtures";

class Write : public ::testing::Test {
  protected:
    Write()
        : folder_(std::filesystem::temp_directory_path() /
                  ("breather-write-" + std::to_string(getpid()))) {
        std::filesystem::create_directories(folder_);
    }
    ~Write() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path at(const std::string& name) const { return folder_ / name; }
    std::string text(const std::string& name) const {
        std::ifstream in(at(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    FakeClock clock_;

  private:
    std::filesystem::path folder_;
};

/// Names, cells, labels of columns and values, and what was said to be missing.
void expect_same(const ReadTable& one, const ReadTable& other) {
    ASSERT_EQ(one.names, other.names);
    ASSERT_EQ(one.table.rows(), other.table.rows());
    for (std::size_t c = 0; c < one.table.columns().size(); ++c) {
        const auto &a = one.table.columns()[c], &b = other.table.columns()[c];
        EXPECT_EQ(a.label(), b.label()) << a.name;
        EXPECT_EQ(a.is_numeric(), b.is_numeric()) << a.name;
        for (std::size_t row = 0; row < a.rows(); ++row)
            EXPECT_EQ(a.text(row), b.text(row)) << a.name << " in row " << row;
        const datafiles::About none, &left = a.about ? *a.about : none,
                                     &right = b.about ? *b.about : none;
        ASSERT_EQ(left.values.size(), right.values.size()) << a.name;
        for (std::size_t v = 0; v < left.values.size(); ++v) {
            EXPECT_EQ(left.values[v].label, right.values[v].label);
            EXPECT_EQ(left.values[v].value, right.values[v].value);
        }
        ASSERT_EQ(left.said.size(), right.said.size()) << a.name;
        for (std::size_t s = 0; s < left.said.size(); ++s) {
            EXPECT_EQ(left.said[s].row, right.said[s].row);
            EXPECT_EQ(left.said[s].value, right.said[s].value);
        }
        EXPECT_EQ(left.missing.size(), right.missing.size()) << a.name;
    }
}

TEST_F(Write, a_file_of_spss_written_and_read_again_is_the_same_table_with_its_labels) {
    const auto read = datafiles::read_table(fixtures / "survey.sav");
    EXPECT_THAT(datafiles::write_sav(read.table, at("out.sav"), clock_.now()), IsEmpty());
    expect_same(read, datafiles::read_table(at("out.sav")));
}

TEST_F(Write, text_to_spss_and_back_is_the_same_text) {
    const std::string csv =
        "id,site,note,born,seen,x\n1,UK,\"a, \"\"b\"\"\",1990-02-28,2026-03-02T08:30:00,0.1\n"
        "2,中国,,,,-1e-12\n3,,line,2000-12-31,1999-12-31T23:59:59,\n";
    std::ofstream(at("in.csv")) << csv;
    const auto read = datafiles::read_table(at("in.csv"));
    datafiles::write_sav(read.table, at("out.sav"), clock_.now());
    datafiles::write_csv(datafiles::read_table(at("out.sav")).table, at("back.csv"));
    EXPECT_EQ(text("back.csv"), csv);
}

TEST_F(Write, a_codebook_says_what_the_numbers_mean_and_which_are_missing) {
    const auto read = datafiles::read_table(fixtures / "survey.sav");
    datafiles::write_csv(read.table, at("out.csv"));
    datafiles::write_codebook(read.table, at("out.codebook.csv"));
    EXPECT_THAT(text("out.csv"), HasSubstr("\n2,2,2,3,F,Bob,1990-12-31,2026-03-29T02:30:00,-2.25"));
    const std::string codebook = text("out.codebook.csv");
    EXPECT_THAT(codebook,
                HasSubstr("site,Where do you work?,number,\"1 = UK; 2 = China 中国\",\n"));
    EXPECT_THAT(codebook, HasSubstr("-99 = refused"));
    EXPECT_THAT(codebook, HasSubstr(",-99: 1 cell\n"));
    EXPECT_THAT(codebook, HasSubstr("sex,Sex,text,\"M = male; F = female\",\n"));
    EXPECT_THAT(codebook, HasSubstr("born,,day,,\n"));
}

TEST_F(Write, names_spss_does_not_allow_are_changed_and_stand_in_the_label) {
    std::ofstream(at("in.csv")) << "how old?,HOW OLD?,7th,with,年龄\n1,2,3,4,5\n";
    const auto read = datafiles::read_table(at("in.csv"));
    const auto notes = datafiles::write_sav(read.table, at("out.sav"), clock_.now());
    const auto back = datafiles::read_table(at("out.sav"));
    EXPECT_THAT(back.names, ElementsAre("how_old_", "HOW_OLD__2", "v_7th", "with_", "年龄"));
    EXPECT_EQ(back.table.columns()[0].label(), "how old?");
    EXPECT_THAT(notes, Contains(HasSubstr("\"7th\" is called v_7th there")));
}

TEST_F(Write, what_a_file_of_spss_cannot_keep_is_told) {
    const auto read = datafiles::read_table(fixtures / "survey.dta");
    EXPECT_THAT(datafiles::write_sav(read.table, at("out.sav"), clock_.now()),
                Contains(HasSubstr("\"stress\": why cells are missing (.a to .z)")));
    std::ofstream(at("long.csv")) << "a,b\n" << std::string(40000, 'x') << ",1\n";
    const auto lengthy = datafiles::read_table(at("long.csv"));
    EXPECT_ANY_THROW(datafiles::write_sav(lengthy.table, at("long.sav"), clock_.now()));
    EXPECT_FALSE(std::filesystem::exists(at("long.sav")));
    EXPECT_FALSE(std::filesystem::exists(at("long.sav.part")));
}

TEST_F(Write, a_folder_that_is_not_there_is_told) {
    EXPECT_THROW(datafiles::write_csv({}, at("none/out.csv")), std::system_error);
}

}  // namespace
}  // namespace breather::testing

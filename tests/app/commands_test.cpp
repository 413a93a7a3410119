// The commands behind the command line and the control socket.
#include "app/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "app/control_socket.h"
#include "app/data_folder.h"
#include "support/world.h"

namespace breather {
namespace {

namespace fs = std::filesystem;
using boost::json::object;
using ::testing::HasSubstr;

class Live : public ::testing::Test {
  protected:
    testing::World world;
    Commands commands{world.house(), world.clock};

    CommandAnswer perform(std::string_view command, object ask = {}) {
        return commands.perform(command, ask);
    }
    std::string says(std::string_view command, object ask = {}) {
        const CommandAnswer answer = perform(command, std::move(ask));
        EXPECT_EQ(answer.code, Exit::Ok) << answer.says;
        return answer.says;
    }
    object northgate() const {
        return {{"name", "Northgate (invented)"},
                {"operator", "Example University"},
                {"country", "GB"},
                {"labels", "resilience"},
                {"pack", "small"},
                {"permission-en", "You may."},
                {"permission-zh", "可以。"}};
    }
};

TEST_F(Live, an_organisation_is_added_and_given_a_code) {
    EXPECT_THAT(says("organisation.list"), HasSubstr("no organisation yet"));
    EXPECT_THAT(says("organisation.add", northgate()), HasSubstr("is added"));
    EXPECT_THAT(says("organisation.list"), HasSubstr("run by Example University"));
    const std::string code =
        says("organisation.code.new", {{"organisation", "Northgate (invented)"}});
    EXPECT_THAT(code, HasSubstr("https://steady.example.org/p/"));
    const std::string printed = code.substr(0, 9);
    EXPECT_THAT(says("organisation.code.list", {{"organisation", "Northgate (invented)"}}),
                HasSubstr(printed + "  since"));
    EXPECT_THAT(says("organisation.poster", {{"code", printed}, {"language", "zh-Hans"}}),
                HasSubstr("<svg"));
    EXPECT_THAT(says("organisation.code.close", {{"code", printed}}), HasSubstr("is closed"));
    EXPECT_EQ(perform("organisation.code.close", {{"code", printed}}).code, Exit::NotFound);
    EXPECT_EQ(perform("organisation.poster", {{"code", printed}}).code, Exit::NotFound);
}

TEST_F(Live, the_operator_is_not_the_employer) {
    object ask = northgate();
    ask["operator"] = ask["name"];
    const CommandAnswer answer = perform("organisation.add", ask);
    EXPECT_EQ(answer.code, Exit::Usage);
    EXPECT_THAT(answer.says, HasSubstr("must not be the employer"));
    EXPECT_THAT(says("organisation.list"), HasSubstr("no organisation yet"));
}

TEST_F(Live, what_is_missing_or_wrong_is_said) {
    object ask = northgate();
    ask["country"] = "FR";
    EXPECT_THAT(perform("organisation.add", ask).says,
                HasSubstr("--country must be one of: GB, CN, other."));
    ask = northgate();
    ask.erase("permission-en");
    ask.erase("permission-zh");
    EXPECT_EQ(perform("organisation.add", ask).code, Exit::Usage);
    EXPECT_EQ(perform("organisation.code.new", {{"organisation", "nowhere"}}).code, Exit::NotFound);
    EXPECT_EQ(perform("organisation.code.close", {{"code", "K7PWX3RM"}}).code, Exit::NotFound);
    EXPECT_EQ(perform("organisation.code.close", {{"code", "?"}}).code, Exit::Usage);
    EXPECT_EQ(perform("dance").code, Exit::Usage);
}

TEST_F(Live, content_with_a_fault_is_not_imported_and_what_was_there_stays) {
    const std::string good = testing::World::pack_folder().string();
    EXPECT_THAT(says("content.import", {{"folder", good}}), HasSubstr("small "));
    EXPECT_THAT(says("content.import", {{"folder", good}}), HasSubstr("was here already"));
    const std::string before = says("content.list");
    const testing::TempFolder temp;
    fs::copy(good, temp / "pack", fs::copy_options::recursive);
    fs::remove(temp / "pack/zh-Hans/c1-begin/look.md");
    const CommandAnswer broken = perform("content.import", {{"folder", (temp / "pack").string()}});
    EXPECT_EQ(broken.code, Exit::BrokenPack);
    EXPECT_THAT(broken.says, HasSubstr("zh-Hans/c1-begin/look.md:1: This file is missing"));
    EXPECT_THAT(broken.says, HasSubstr("Nothing was imported"));
    EXPECT_EQ(says("content.list"), before);
    EXPECT_THAT(says("content.list", {{"stats", true}}), HasSubstr("0 of 18 signed off"));
}

TEST_F(Live, the_demo_can_be_made_twice_and_is_the_same) {
    const std::string content = std::string(BREATHER_SOURCE_DIR) + "/content";
    const auto addresses = [](std::string text) { return text.substr(0, text.find("steady ")); };
    const std::string first = says("demo", {{"content", content}});
    EXPECT_THAT(first, HasSubstr("(invented)"));
    EXPECT_THAT(first, HasSubstr("（虚构）"));
    EXPECT_EQ(addresses(says("demo", {{"content", content}})), addresses(first));
}

TEST_F(Live, the_socket_gives_the_same_answers_to_its_owner_only) {
    const fs::path path = world.folder() / "control.sock";
    EXPECT_FALSE(ControlSocket::ask(path, "{}"));
    {
        const ControlSocket socket(
            path, [&](const std::string& question) { return commands.answer(question); });
        struct stat status {};
        ASSERT_EQ(::stat(path.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0600u);
        const auto answer = ControlSocket::ask(path, R"({"command":"organisation.list","ask":{}})");
        ASSERT_TRUE(answer);
        EXPECT_THAT(*answer, HasSubstr("no organisation yet"));
        EXPECT_THAT(*ControlSocket::ask(path, "not json"), HasSubstr("This is not a command."));
        EXPECT_THAT(*ControlSocket::ask(path, "{}"), HasSubstr("\"code\":2"));
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST(NoData, a_mistyped_folder_does_not_become_an_installation) {
    const testing::TempFolder temp;
    try {
        perform_live(temp / "typo", "organisation.list", {});
        FAIL() << "it answered";
    } catch (const Stop& stop) {
        EXPECT_EQ(stop.code, Exit::NotFound);
    }
    EXPECT_FALSE(fs::exists(temp / "typo"));
}

TEST(DataFolderLock, one_program_at_a_time) {
    const testing::TempFolder temp;
    const DataFolder first(temp / "data");
    try {
        const DataFolder second(temp / "data");
        FAIL() << "two programs hold one folder";
    } catch (const Stop& stop) {
        EXPECT_EQ(stop.code, Exit::FolderInUse);
        EXPECT_THAT(stop.what(), HasSubstr("Another breather is using"));
    }
}

TEST(DataFolderLock, a_folder_that_cannot_be_written_is_named) {
    const testing::TempFolder temp;
    std::ofstream(temp / "file") << "x";
    for (const fs::path& place : {fs::path("/proc/breather-data"), temp / "file"}) {
        try {
            const DataFolder folder(place);
            FAIL() << place;
        } catch (const Stop& stop) {
            EXPECT_EQ(stop.code, Exit::FolderNotWritable);
            EXPECT_THAT(stop.what(), HasSubstr(place.string()));
        }
    }
}

}  // namespace
}  // namespace breather

// How the house opens, refuses to open, and describes itself.
#include "app/house.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "app/api_description.h"
#include "app/configuration.h"
#include "app/data_folder.h"
#include "app/exit.h"
#include "app/serve.h"
#include "engines/storage/instance_key.h"
#include "support/temp_folder.h"

namespace breather {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Opening : public ::testing::Test {
  protected:
    testing::TempFolder temp;
    FakeClock clock;
    SeededRandom random{3};

    std::unique_ptr<House> open() {
        return std::make_unique<House>(HouseOptions{.database = temp / "breather.db",
                                                    .keys = temp / "keys.db",
                                                    .instance_key = temp / "instance.key",
                                                    .media = temp / "media",
                                                    .address = "http://localhost",
                                                    .leave_to = {},
                                                    .passphrase_cost = {},
                                                    .sealer = nullptr,
                                                    .vfs = {},
                                                    .around_database = {}},
                                       clock, random);
    }
    Stop refused() {
        try {
            open();
        } catch (const Stop& stop) {
            return stop;
        }
        return Stop(Exit::Ok, "it opened");
    }
    void run(const std::string& sql) {
        const auto house = open();
        house->database().write_now([&](storage::Transaction& tx) { tx.run_script(sql); });
    }
};

TEST_F(Opening, the_key_is_made_once) {
    EXPECT_TRUE(open()->made_instance_key());
    EXPECT_FALSE(open()->made_instance_key());
}

TEST_F(Opening, data_without_its_key_is_not_given_a_new_one) {
    open();
    fs::remove(temp / "instance.key");
    EXPECT_EQ(refused().code, Exit::Keys);
    EXPECT_FALSE(fs::exists(temp / "instance.key"));
}

TEST_F(Opening, another_installations_key_is_refused) {
    open();
    const testing::TempFolder other;
    storage::InstanceKey::create(other / "instance.key", random);
    fs::remove(temp / "instance.key");
    fs::copy(other / "instance.key", temp / "instance.key");
    const Stop stop = refused();
    EXPECT_EQ(stop.code, Exit::Keys);
    EXPECT_THAT(stop.what(), HasSubstr("not the one this data was written with"));
}

TEST_F(Opening, data_of_a_newer_program_is_refused_and_left_alone) {
    run("insert into schema_migration select max(number) + 1, '9999_later', 'x' from "
        "schema_migration");
    const Stop stop = refused();
    EXPECT_EQ(stop.code, Exit::NewerData);
    EXPECT_THAT(stop.what(), HasSubstr("newer Breather"));
    EXPECT_EQ(refused().code, Exit::NewerData);
}

TEST_F(Opening, health_answers) {
    const auto house = open();
    web::Request request(web::Method::Get, "/health");
    const auto match = house->router().match(request);
    ASSERT_NE(match.route, nullptr);
    std::string heard;
    match.route->handler(std::move(request),
                         web::Reply([&](web::Response response) { heard = response.body.text(); }));
    EXPECT_EQ(heard, R"({"status":"ok"})");
}

TEST_F(Opening, sweeping_is_a_job_of_each_minute) {
    const auto house = open();
    EXPECT_EQ(house->scheduler().run_due(scheduler::Lane::Quick), 0u);
    clock.advance(std::chrono::minutes(1));
    EXPECT_EQ(house->scheduler().run_due(scheduler::Lane::Quick), 1u);
    EXPECT_TRUE(house->scheduler().list_failures().empty());
}

std::string read_doc(const std::string& name) {
    std::ifstream stream(std::string(BREATHER_SOURCE_DIR) + "/docs/api/" + name);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

TEST(ApiDescription, is_the_file_in_docs) {
    EXPECT_TRUE(read_doc("openapi.json") == api_description(Realm::People))
        << "The routes changed. Write the file anew: breather api > docs/api/openapi.json";
    EXPECT_TRUE(read_doc("staff.json") == api_description(Realm::Staff))
        << "The staff's routes changed. Write the file anew: breather api --staff > "
           "docs/api/staff.json";
}

class ConfigurationFile : public ::testing::Test {
  protected:
    testing::TempFolder temp;
    fs::path write(const std::string& text) {
        std::ofstream(temp / "breather.toml") << text;
        return temp / "breather.toml";
    }
    std::string refused(const std::string& text) {
        try {
            read_configuration(write(text));
        } catch (const Stop& stop) {
            EXPECT_EQ(stop.code, Exit::Configuration);
            std::string says = stop.what();
            for (auto at = says.find(temp.path().string()); at != std::string::npos;
                 at = says.find(temp.path().string()))
                says.erase(at, temp.path().string().size() + 1);
            return says;
        }
        return "it was taken";
    }
};

TEST_F(ConfigurationFile, is_read) {
    const Configuration read =
        read_configuration(write("bind = \"0.0.0.0\"\nport = 9000\nbehind_tls = true\n"
                                 "address = \"https://steady.example.org\"\nthreads = 2\n"
                                 "leave_to = \"https://www.example.org/news?from=here\"\n"));
    EXPECT_EQ(read.leave_to, "https://www.example.org/news?from=here");
    EXPECT_EQ(read.bind, "0.0.0.0");
    EXPECT_EQ(read.port, 9000);
    EXPECT_TRUE(read.behind_tls);
    EXPECT_EQ(address_of(read, false), "https://steady.example.org");
    EXPECT_EQ(read.threads, 2u);
}

TEST_F(ConfigurationFile, usual_settings_need_no_file) {
    const Configuration usual = configuration_of(temp.path());
    EXPECT_EQ(usual.leave_to, "");
    EXPECT_EQ(address_of(usual, false), "http://localhost:8080");
    EXPECT_EQ(address_of(usual, true), "https://localhost:8080");
    EXPECT_THROW(configuration_of(temp.path(), temp / "named.toml"), Stop);
}

TEST_F(ConfigurationFile, every_fault_is_told_with_its_line) {
    EXPECT_EQ(refused("port = \"x\"\nbind = \"here\"\nbehind_tls = 1\n"),
              "breather.toml:2: “bind” must be an address such as 127.0.0.1 or 0.0.0.0.\n"
              "breather.toml:1: “port” must be a whole number from 0 to 65535.\n"
              "breather.toml:3: “behind_tls” must be true or false.");
    EXPECT_THAT(refused("colour = \"red\"\n"),
                HasSubstr("breather.toml:1: “colour” is not a setting. There are: address, app"));
    EXPECT_THAT(refused("port = 70000\n"), HasSubstr("from 0 to 65535"));
    EXPECT_THAT(refused("address = \"steady.example.org\"\n"), HasSubstr("as people type it"));
    EXPECT_THAT(refused("address = \"https://steady.example.org/app\"\n"),
                HasSubstr("as people type it"));
    EXPECT_THAT(refused("certificate = \"gone.pem\"\n"), HasSubstr("There is no file"));
    EXPECT_THAT(refused("port = \n"), HasSubstr("breather.toml:1: This is not readable"));
}

TEST_F(ConfigurationFile, staff_have_another_host_however_it_is_spelt) {
    const std::string address = "address = \"https://steady.example.org\"\n";
    for (const auto* same : {"https://steady.example.org", "https://Steady.Example.ORG:8443"})
        EXPECT_THAT(refused(address + "staff_address = \"" + same + "\"\n"),
                    HasSubstr("a host name of its own"))
            << same;
    EXPECT_EQ(read_configuration(write(address + "staff_address = \"https://desk.example.org\"\n"))
                  .staff_address,
              "https://desk.example.org");
}

TEST_F(ConfigurationFile, two_databases_are_named_together_and_without_a_password) {
    const std::string both =
        "database = \"host=/run/postgresql dbname=breather\"\n"
        "keys_database = \"postgresql:///breather_keys?host=/run/postgresql\"\n";
    const auto places = read_configuration(write(both)).postgres;
    ASSERT_TRUE(places);
    EXPECT_EQ(places->data, "host=/run/postgresql dbname=breather");
    EXPECT_THAT(refused("database = \"dbname=breather\"\n"), HasSubstr("belong together"));
    EXPECT_THAT(refused("database = \"dbname=a\"\nkeys_database = \"dbname=a\"\n"),
                HasSubstr("must be two databases"));
    EXPECT_THAT(refused("database = \"host=here\"\nkeys_database = \"dbname=a\"\n"),
                HasSubstr("breather.toml:1: The address of a database must name its database"));
    for (const char* faulty : {"dbname=a password=hunter2", "postgresql://ada:hunter2@here/a",
                               "dbname=a hunter2", "hunter2=1 dbname=a"}) {
        const std::string says =
            refused("database = \"" + std::string(faulty) + "\"\nkeys_database = \"dbname=k\"\n");
        EXPECT_THAT(says, HasSubstr("breather.toml:1: The address of a database must")) << says;
        EXPECT_EQ(says.find("hunter2"), std::string::npos) << "a password is never repeated";
    }
}

TEST_F(ConfigurationFile, leave_leads_to_a_whole_address_that_no_network_can_read) {
    const auto leave_to = [&](const std::string& address) {
        return refused("port = 80\nleave_to = \"" + address + "\"\n");
    };
    for (const char* faulty : {"www.example.org", "http://www.example.org", "https://",
                               "https:///x", "javascript:alert(1)", "https://ada:word@example.org/",
                               "https://example.org/a b", "http://localhost.example.org/", "/news"})
        EXPECT_THAT(leave_to(faulty),
                    HasSubstr("breather.toml:2: “leave_to” must be a whole https"))
            << faulty;
    EXPECT_THAT(leave_to("https://example.org/" + std::string(500, 'x')), HasSubstr("leave_to"));
    for (const char* good : {"https://www.example.org", "https://例子.example.org/新闻",
                             "http://localhost:8081/", "http://127.0.0.1:8081/page"})
        EXPECT_EQ(leave_to(good), "it was taken") << good;
}

TEST(FindApp, names_the_folder_that_is_missing_its_page) {
    try {
        find_app("/nowhere/dist");
        FAIL();
    } catch (const Stop& stop) {
        EXPECT_EQ(stop.code, Exit::MissingApp);
        EXPECT_THAT(stop.what(), HasSubstr("/nowhere/dist"));
    }
}

}  // namespace
}  // namespace breather

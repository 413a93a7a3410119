// What the doctor says of each fact; no machine is looked at here but a temporary folder.
#include "app/watch/checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <regex>
#include <set>

#include "app/watch/doctor.h"
#include "engines/web/problem.h"
#include "engines/web/server.h"
#include "support/postgres_cluster.h"
#include "support/temp_folder.h"

namespace breather::watch {
namespace {

namespace fs = std::filesystem;
using std::chrono::days;
using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> keys_of(const Findings& findings) {
    std::vector<std::string> keys;
    for (const Finding& finding : findings) keys.push_back(finding.key);
    return keys;
}
std::string only_key(const Findings& findings) {
    EXPECT_EQ(findings.size(), 1u);
    return findings.empty() ? "" : findings[0].key;
}

Configuration at(const std::string& address) {
    Configuration made;
    made.address = address;
    return made;
}

TEST(Address, must_be_secure_neutral_and_reachable) {
    EXPECT_EQ(only_key(look_at_address(at("https://steady.example.org"))), "doctor.address_fine");
    EXPECT_EQ(only_key(look_at_address(at(""))), "doctor.address_here");
    EXPECT_EQ(only_key(look_at_address(at("http://localhost:8080"))), "doctor.address_here");
    EXPECT_EQ(only_key(look_at_address(at("http://steady.example.org"))),
              "doctor.address_insecure");
    EXPECT_THAT(keys_of(look_at_address(at("http://wellbeing.example.org"))),
                ElementsAre("doctor.address_insecure", "doctor.address_telling"));
}

TEST(ConfigurationCheck, tells_every_fault_in_a_finding_of_its_own) {
    const testing::TempFolder temp;
    EXPECT_EQ(only_key(look_at_configuration(temp / "breather.toml")), "doctor.configuration_none");
    std::ofstream(temp / "breather.toml") << "port = 8080\n";
    EXPECT_EQ(only_key(look_at_configuration(temp / "breather.toml")), "doctor.configuration_fine");
    std::ofstream(temp / "breather.toml") << "prt = 8080\nbehind_tls = 3\n";
    const Findings faults = look_at_configuration(temp / "breather.toml");
    EXPECT_EQ(faults.size(), 2u);
    EXPECT_EQ(worst_of(faults), State::Fault);
}

TEST(FolderCheck, finds_a_folder_or_a_key_that_others_may_read) {
    const testing::TempFolder temp;
    fs::create_directory(temp / "data");
    ::chmod((temp / "data").c_str(), 0700);
    EXPECT_EQ(only_key(look_at_folder(temp / "data")), "doctor.folder_fine");
    ::chmod((temp / "data").c_str(), 0750);
    const Findings open = look_at_folder(temp / "data");
    EXPECT_EQ(only_key(open), "doctor.folder_open");
    EXPECT_THAT(sentence_of(open[0], Language::en_GB), HasSubstr("750"));

    const fs::path key = temp / "instance.key";
    EXPECT_EQ(only_key(look_at_key_file(key)), "doctor.key_missing");
    std::ofstream(key) << "x";
    for (const auto& [mode, expected] :
         {std::pair{0400, "doctor.key_fine"}, std::pair{0600, "doctor.key_fine"},
          std::pair{0640, "doctor.key_open"}, std::pair{0604, "doctor.key_open"}}) {
        ::chmod(key.c_str(), static_cast<mode_t>(mode));
        EXPECT_EQ(only_key(look_at_key_file(key)), expected);
    }
}

TEST(DiskCheck, wants_room_for_a_backup_beside_the_data) {
    constexpr std::uint64_t gb = 1'000'000'000;
    EXPECT_EQ(only_key(look_at_disk({50 * gb, 10 * gb})), "doctor.disk_fine");
    EXPECT_EQ(only_key(look_at_disk({15 * gb, 10 * gb})), "doctor.disk_low");
    EXPECT_EQ(only_key(look_at_disk({gb / 2, 1'000})), "doctor.disk_low");
    EXPECT_EQ(only_key(look_at_disk({gb / 10, 1'000})), "doctor.disk_full");
    EXPECT_EQ(look_at_disk({gb / 10, 1'000})[0].state, State::Fault);
    EXPECT_EQ(size_text(0), "0 B");
    EXPECT_EQ(size_text(5'200'000), "5.2 MB");
    EXPECT_EQ(size_text(61'000'000'000), "61 GB");
}

TEST(DiskCheck, counts_all_that_lies_in_the_folder) {
    const testing::TempFolder temp;
    fs::create_directory(temp / "media");
    std::ofstream(temp / "a") << std::string(1000, 'x');
    std::ofstream(temp / "media/b") << std::string(500, 'x');
    EXPECT_EQ(disk_of(temp.path()).taken, 1500u);
    EXPECT_GT(disk_of(temp.path()).free, 0u);
}

TEST(ClockCheck, knows_a_clock_nobody_keeps_and_one_that_cannot_be) {
    const Instant now{std::chrono::sys_days{std::chrono::year{2027} / 5 / 1}};
    EXPECT_EQ(only_key(look_at_clock(now, Kept::ByNetwork)), "doctor.clock_fine");
    EXPECT_EQ(only_key(look_at_clock(now, Kept::ByNobody)), "doctor.clock_loose");
    const Instant battery_gone{std::chrono::sys_days{std::chrono::year{1970} / 1 / 1}};
    const Findings wrong = look_at_clock(battery_gone, Kept::ByNetwork);
    EXPECT_EQ(only_key(wrong), "doctor.clock_wrong");
    EXPECT_THAT(sentence_of(wrong[0], Language::en_GB), HasSubstr("1970-01-01 00:00 UTC"));
}

TEST(OpenFiles, are_wanted_by_the_thousand) {
    EXPECT_EQ(only_key(look_at_open_files(1024)), "doctor.files_low");
    EXPECT_EQ(only_key(look_at_open_files(4096)), "doctor.files_fine");
}

class CertificateCheck : public ::testing::Test {
  protected:
    testing::TempFolder temp;
    FakeClock clock{Instant{std::chrono::sys_days{std::chrono::year{2027} / 5 / 1}}};
    Configuration configuration = at("https://steady.example.org");

    void SetUp() override {
        const auto files = web::make_self_signed(temp.path(), clock, {"steady.example.org"});
        configuration.certificate = files.certificate;
        configuration.key = files.key;
    }
    std::vector<std::string> keys() const {
        return keys_of(look_at_certificate(configuration, clock.now()));
    }
};

TEST_F(CertificateCheck, counts_the_days_to_its_end) {
    EXPECT_THAT(keys(), ElementsAre("doctor.certificate_fine"));
    clock.advance(days{70});
    const Findings soon = look_at_certificate(configuration, clock.now());
    EXPECT_EQ(only_key(soon), "doctor.certificate_soon");
    EXPECT_EQ(soon[0].params.at("days"), "20");
    clock.advance(days{21});
    EXPECT_THAT(keys(), ElementsAre("doctor.certificate_over"));
    clock.advance(-days{100});
    EXPECT_THAT(keys(), ElementsAre("doctor.certificate_early"));
}

TEST_F(CertificateCheck, wants_the_name_people_type) {
    configuration.address = "https://other.example.org";
    EXPECT_THAT(keys(), ElementsAre("doctor.certificate_name"));
}

TEST_F(CertificateCheck, finds_a_key_others_may_read_and_a_file_that_is_none) {
    ::chmod(configuration.key->c_str(), 0644);
    EXPECT_THAT(keys(), ElementsAre("doctor.certificate_key_open"));
    std::ofstream(*configuration.certificate) << "not a certificate";
    EXPECT_THAT(keys(), ElementsAre("doctor.certificate_unreadable"));
}

TEST_F(CertificateCheck, says_who_keeps_it_where_none_is_named) {
    configuration.certificate.reset();
    EXPECT_THAT(keys(), ElementsAre("doctor.certificate_own"));
    configuration.behind_tls = true;
    EXPECT_THAT(keys(), ElementsAre("doctor.certificate_elsewhere"));
}

safety::HelpLines lines_of(const std::string& checked) {
    const auto today = std::chrono::sys_days{std::chrono::year{2027} / 5 / 1};
    std::string regions;
    for (const char* region : {"GB", "CN", "other"})
        regions += std::string(regions.empty() ? "" : ",") + R"({"id":")" + region +
                   R"(","name":{"en-GB":"a","zh-Hans":"一"},"entries":[{"id":"line-)" + region +
                   R"(","name":{"en-GB":"a","zh-Hans":"一"},"note":{"en-GB":"a","zh-Hans":"一"},)"
                   R"("source":{"en-GB":"a","zh-Hans":"一"},"kind":"advice","number":"",)"
                   R"("action":"","checked":)" +
                   checked + "}]}";
    return safety::read_help_lines(R"({"regions":[)" + regions + "]}", today);
}

TEST(HelpLineCheck, finds_lines_nobody_checked_or_long_ago) {
    EXPECT_EQ(only_key(look_at_help_lines(std::nullopt)), "doctor.help_lines_missing");
    EXPECT_EQ(only_key(look_at_help_lines(lines_of(R"("2027-04-20")"))), "doctor.help_lines_fine");
    EXPECT_EQ(only_key(look_at_help_lines(lines_of("null"))), "doctor.help_lines_unchecked");
    const Findings overdue = look_at_help_lines(lines_of(R"("2026-12-20")"));
    ASSERT_EQ(overdue.size(), 3u);
    for (const Finding& finding : overdue) {
        EXPECT_EQ(finding.key, "doctor.help_lines_fault");
        EXPECT_EQ(finding.state, State::Fault);
    }
}

TEST(ContentCheck, wants_content_and_a_clinicians_word) {
    EXPECT_EQ(only_key(look_at_content({0, 0})), "doctor.content_none");
    EXPECT_EQ(only_key(look_at_content({10, 3})), "doctor.content_unsigned");
    EXPECT_EQ(only_key(look_at_content({10, 0})), "doctor.content_fine");
}

TEST(BackupCheck, wants_a_young_backup_and_a_rehearsal_that_held) {
    const Instant now{std::chrono::sys_days{std::chrono::year{2027} / 5 / 1}};
    EXPECT_EQ(only_key(look_at_backups({}, now)), "doctor.backup_none");
    Backups backups;
    backups.set_up = true;
    EXPECT_EQ(only_key(look_at_backups(backups, now)), "doctor.backup_never");
    backups.last_made = now - hours{30};
    EXPECT_THAT(keys_of(look_at_backups(backups, now)),
                ElementsAre("doctor.backup_fine", "doctor.rehearsal_never"));
    backups.last_made = now - hours{49};
    backups.last_rehearsed = now - days{20};
    EXPECT_THAT(keys_of(look_at_backups(backups, now)),
                ElementsAre("doctor.backup_old", "doctor.rehearsal_fine"));
    backups.last_rehearsed = now - days{36};
    EXPECT_EQ(look_at_backups(backups, now)[1].key, "doctor.rehearsal_old");
    backups.rehearsal_held = false;
    EXPECT_EQ(look_at_backups(backups, now)[1].state, State::Fault);
    EXPECT_EQ(only_key(look_at_jobs(0)), "doctor.jobs_fine");
    EXPECT_EQ(only_key(look_at_jobs(2)), "doctor.jobs_failed");
}

TEST(PostgresCheck, says_what_a_commit_is_worth) {
    storage::PostgresStanding standing{150004, "15.4", "on", "FIRST 1 (b)", true};
    EXPECT_EQ(only_key(look_at_standing(standing)), "doctor.postgres_fine");
    standing.synchronous_commit = "local";
    EXPECT_EQ(only_key(look_at_standing(standing)), "doctor.postgres_alone");
    standing.synchronous_commit = "off";
    EXPECT_EQ(only_key(look_at_standing(standing)), "doctor.postgres_late");
    standing.syncs = false;
    EXPECT_EQ(look_at_standing(standing).size(), 2u);
    standing = {150004, "15.4", "on", "", true};
    EXPECT_EQ(look_at_standing(standing)[0].state, State::Warning);
    standing.version_number = 140'000;
    EXPECT_EQ(only_key(look_at_standing(standing)), "doctor.postgres_old");
}

TEST(PostgresCheck, asks_a_real_one_and_says_when_nobody_answers) {
    if (!testing::PostgresCluster::is_installed()) GTEST_SKIP() << "no PostgreSQL";
    Configuration configuration;
    EXPECT_TRUE(look_at_postgres(configuration).empty());
    const std::string there = testing::PostgresCluster::shared().fresh();
    configuration.postgres = PostgresPlaces{.data = there, .keys = there};
    const Findings findings = look_at_postgres(configuration);
    EXPECT_FALSE(findings.empty());  // this cluster does not sync: it is for tests
    for (const Finding& finding : findings)
        EXPECT_TRUE(finding.key.starts_with("doctor.postgres_")) << finding.key;
    configuration.postgres->keys = "host=/nowhere dbname=keys connect_timeout=1";
    EXPECT_EQ(look_at_postgres(configuration).back().key, "doctor.database_away");
}

TEST(Doctor, goes_on_after_a_check_that_cannot_look_and_leaves_thorough_ones_for_later) {
    Doctor doctor;
    doctor.add({"one", Depth::Quick, []() -> Findings { throw std::runtime_error("no lamp"); }});
    doctor.add({"two", Depth::Quick, [] {
                    return Findings{{"", State::Fine, "doctor.clock_fine", {}}};
                }});
    doctor.add({"three", Depth::Thorough, [] {
                    return Findings{{"", State::Warning, "doctor.clock_loose", {}}};
                }});
    const Findings quick = doctor.list_findings(Depth::Quick);
    ASSERT_EQ(quick.size(), 2u);
    EXPECT_EQ(quick[0].key, "doctor.check_broke");
    EXPECT_THAT(sentence_of(quick[0], Language::en_GB), HasSubstr("no lamp"));
    EXPECT_EQ(quick[1].check, "two");
    EXPECT_EQ(doctor.list_findings(Depth::Thorough).size(), 3u);
    EXPECT_EQ(worst_of(quick), State::Fault);
    EXPECT_EQ(json_of(quick, Language::zh_Hans).at("state").as_string(), "fault");
}

/// Every key said in src/app has words, every word is said, and no hole stays open.
TEST(DoctorWords, are_those_that_are_said) {
    std::set<std::string> said;
    const std::regex key(R"re("doctor\.([a-z_]+)")re");
    for (const auto& entry : fs::recursive_directory_iterator(BREATHER_SOURCE_DIR "/src/app")) {
        if (entry.path().extension() != ".cpp") continue;
        std::ifstream file(entry.path());
        const std::string text(std::istreambuf_iterator<char>(file), {});
        for (std::sregex_iterator match(text.begin(), text.end(), key), end; match != end; ++match)
            if (const std::string found = "doctor." + (*match)[1].str(); !found.ends_with('_'))
                said.insert(found);
    }
    std::set<std::string> written;
    for (const std::string& each : web::problem_keys(Language::en_GB))
        if (each.starts_with("doctor.") && !each.starts_with("doctor.state_") &&
            !each.starts_with("doctor.label_"))
            written.insert(each);
    EXPECT_EQ(said, written);
}

}  // namespace
}  // namespace breather::watch

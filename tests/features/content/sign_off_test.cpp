// What clinicians of a site sign: which items there are, when a signature still counts, and what
// participants are handed after it.
#include "features/content/sign_off.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/refusal.h"
#include "features/content/content_service.h"
#include "features/content/pack_reader.h"
#include "support/storage_world.h"

namespace breather::content {
namespace {

namespace fs = std::filesystem;
using storage::Statement;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Signature said(Verdict verdict, std::string version = "v1") {
    return {"pause.one", std::move(version), {}, {}, "", verdict, "", {}};
}

ReviewState state(const std::string& version, const std::vector<Signature>& all) {
    return standing_of(version, all).state;
}

TEST(ReviewStanding, nothing_said_is_not_yet) { EXPECT_EQ(state("v1", {}), ReviewState::NotYet); }

TEST(ReviewStanding, the_newest_word_on_this_version_counts) {
    EXPECT_EQ(state("v1", {said(Verdict::Agree)}), ReviewState::Signed);
    EXPECT_EQ(state("v1", {said(Verdict::Agree), said(Verdict::AgreeWithChanges)}),
              ReviewState::ChangesAskedFor);
    EXPECT_EQ(state("v1", {said(Verdict::NotForUs), said(Verdict::Agree)}), ReviewState::Signed);
}

TEST(ReviewStanding, a_changed_item_is_unsigned_and_says_that_it_was_signed_before) {
    EXPECT_EQ(state("v2", {said(Verdict::Agree)}), ReviewState::EarlierVersion);
    EXPECT_EQ(state("v2", {said(Verdict::AgreeWithChanges)}), ReviewState::EarlierVersion);
}

TEST(ReviewStanding, an_earlier_version_shown_again_is_signed_as_it_was) {
    EXPECT_EQ(state("v1", {said(Verdict::Agree), said(Verdict::AgreeWithChanges, "v2")}),
              ReviewState::Signed);
}

TEST(ReviewStanding, what_is_not_for_this_site_stays_out_through_later_versions) {
    EXPECT_EQ(state("v2", {said(Verdict::NotForUs)}), ReviewState::NotForUs);
    EXPECT_TRUE(is_taken_out({said(Verdict::NotForUs)}));
    const std::vector<Signature> back{said(Verdict::NotForUs), said(Verdict::Agree, "v2")};
    EXPECT_FALSE(is_taken_out(back));
    EXPECT_EQ(state("v2", back), ReviewState::Signed);
    EXPECT_EQ(state("v1", back), ReviewState::EarlierVersion);
}

std::vector<std::string> faults_of(ReviewerRole role, const std::string& role_words,
                                   Verdict verdict, const std::string& comment) {
    try {
        check({Text<64, 64>(std::string(64, 'a')), role, Text<80>(std::string(role_words)), verdict,
               Text<2000>(std::string(comment))});
    } catch (const Refusal& refusal) {
        std::vector<std::string> paths;
        for (const FieldFault& each : refusal.fields) paths.push_back(each.path);
        return paths;
    }
    return {};
}

TEST(SignOffRules, other_needs_words_and_all_but_agreement_a_reason) {
    EXPECT_THAT(faults_of(ReviewerRole::Psychologist, "", Verdict::Agree, ""), ElementsAre());
    EXPECT_THAT(faults_of(ReviewerRole::Other, "Music therapist", Verdict::Agree, ""),
                ElementsAre());
    EXPECT_THAT(faults_of(ReviewerRole::Other, "", Verdict::NotForUs, ""),
                ElementsAre("role_words", "comment"));
    EXPECT_THAT(faults_of(ReviewerRole::Psychologist, "", Verdict::AgreeWithChanges, ""),
                ElementsAre("comment"));
}

class SignOffs : public ::testing::Test {
  protected:
    SignOffs() {
        fs::copy(fs::path(BREATHER_SOURCE_DIR) / "tests/features/content/packs/small", pack(),
                 fs::copy_options::recursive);
        world.database->write_now([&](storage::Transaction& tx) {
            tx.run(insert_staff, clinician, Bytes(4, 1), Bytes(4, 1), Bytes(4, 1), Bytes(4, 1));
        });
        first = import();
    }

    fs::path pack() const { return world.folder / "pack"; }
    std::string import() {
        return service.import(make_delivery(read_pack(pack(), std::chrono::sys_days{}).pack)).hash;
    }
    void append(const std::string& file, const std::string& text) {
        std::ofstream(pack() / file, std::ios::app) << text;
    }
    void replace(const std::string& file, const std::string& from, const std::string& to) {
        std::ifstream in(pack() / file);
        std::string text((std::istreambuf_iterator<char>(in)), {});
        const auto at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
        std::ofstream(pack() / file) << text;
    }
    std::string version(const std::string& name) {
        const auto shelf = service.shelf();
        const auto* item = shelf->find_reviews("small")->find(name);
        return item ? item->version : "";
    }
    std::map<std::string, std::string> versions() {
        std::map<std::string, std::string> all;
        const auto shelf = service.shelf();
        for (const ReviewItem& each : shelf->find_reviews("small")->items)
            all[each.name] = each.version;
        return all;
    }
    void sign(const std::string& name, Verdict verdict, std::string of_version = "") {
        if (of_version.empty()) of_version = version(name);
        world.database->write_now([&](storage::Transaction& tx) {
            service.sign(tx, "small",
                         {name, of_version, clinician, ReviewerRole::Psychologist, "", verdict,
                          "because", world.clock.now()});
        });
        service.changed();
    }
    ReviewState state_of(const std::string& name) {
        const auto all = world.database->read_now(
            [](storage::Reader& reader) { return store::list_signatures(reader, "small"); });
        const auto found = all.find(name);
        return found == all.end() ? ReviewState::NotYet
                                  : standing_of(version(name), found->second).state;
    }
    std::string library() { return *service.get_library("small", Language::zh_Hans); }
    std::string outline() { return *service.get_outline("small", Language::en_GB); }
    bool opens(const std::string& hash, const std::string& step) {
        return world.database->read_now([&](storage::Reader& reader) {
            try {
                service.get_step(reader, hash, "c1-begin", step, Language::en_GB);
                return true;
            } catch (const Refusal&) {
                return false;
            }
        });
    }

    static constexpr Statement insert_staff{"test.insert_staff", R"sql(
        insert into staff (staff_id, name_hash, sealed, passphrase, totp, totp_used, since_at, seen_at)
        values ($1, $2, $3, $4, $5, 0, 0, 0))sql"};
    testing::StorageWorld world;
    ContentService service{*world.database, world.clock, world.folder / "media", world.hints()};
    staff::StaffId clinician = staff::StaffId::make(world.clock, world.random);
    std::string first;
};

TEST_F(SignOffs, every_module_step_and_library_item_is_there_once_in_both_languages) {
    const auto shelf = service.shelf();
    std::vector<std::string> names;
    for (const ReviewItem& each : shelf->find_reviews("small")->items) {
        names.push_back(each.name);
        EXPECT_EQ(each.version.size(), 64u) << each.name;
        ASSERT_EQ(each.heads.size(), 2u) << each.name;
        for (const ReviewHead& head : each.heads) {
            EXPECT_NE(head.title, "") << each.name;
            EXPECT_NE(head.author_role, "") << each.name;
            EXPECT_NE(head.evidence, "") << each.name;
        }
        EXPECT_NE(each.review_by, "") << each.name;
    }
    EXPECT_THAT(names,
                ElementsAre("module.c1-begin", "step.c1-begin.look", "step.c1-begin.hear",
                            "step.c1-begin.try", "pause.breath", "pause.feet", "article.why"));
}

TEST_F(SignOffs, a_change_in_either_language_changes_that_item_and_no_other) {
    for (const auto& [file, item] :
         {std::pair<std::string, std::string>{"en-GB/c1-begin/look.short.md", "step.c1-begin.look"},
          {"zh-Hans/library/feet.md", "pause.feet"},
          {"zh-Hans/c1-begin/module.md", "module.c1-begin"}}) {
        const auto before = versions();
        append(file, "\nAnd again.\n");
        import();
        for (const auto& [name, version] : versions())
            EXPECT_EQ(version == before.at(name), name != item) << name << " after " << file;
    }
}

TEST_F(SignOffs, what_nobody_reads_leaves_the_signature_standing) {
    sign("pause.breath", Verdict::Agree);
    replace("en-GB/library/breath.md", "author_role:", "author_role: \"Another\" #");
    replace("zh-Hans/library/breath.md", "review_by: 20", "review_by: 21");
    EXPECT_NE(import(), first);
    EXPECT_EQ(state_of("pause.breath"), ReviewState::Signed);
}

TEST_F(SignOffs, a_new_version_is_unsigned_and_the_old_one_signed_when_it_comes_back) {
    sign("pause.breath", Verdict::Agree);
    EXPECT_THAT(library(), HasSubstr("\"reviewed\":{\"role\":\"psychologist\""));
    append("en-GB/library/breath.md", "\nAnd again.\n");
    import();
    EXPECT_EQ(state_of("pause.breath"), ReviewState::EarlierVersion);
    EXPECT_THAT(library(), Not(HasSubstr("\"reviewed\":{")));
    world.database->write_now([&](storage::Transaction& tx) { service.make_current(tx, first); });
    service.changed();
    EXPECT_EQ(state_of("pause.breath"), ReviewState::Signed);
}

TEST_F(SignOffs, whoever_read_another_version_is_told_and_nothing_is_signed) {
    const auto before = version("pause.breath");
    append("en-GB/library/breath.md", "\nAnd again.\n");
    import();
    EXPECT_THROW(sign("pause.breath", Verdict::Agree, before), Refusal);
    EXPECT_THROW(sign("pause.nowhere", Verdict::Agree, before), Refusal);
    EXPECT_EQ(state_of("pause.breath"), ReviewState::NotYet);
}

TEST_F(SignOffs, without_a_signature_every_byte_is_as_it_was_imported) {
    for (const Item& item : service.list_items(first)) {
        if (item.kind == ItemKind::Outline) {
            EXPECT_EQ(*service.get_outline("small", item.language), item.body);
        } else if (item.kind == ItemKind::Library) {
            EXPECT_EQ(*service.get_library("small", item.language), item.body);
        }
    }
}

TEST_F(SignOffs, only_agreement_is_told_to_participants) {
    sign("pause.breath", Verdict::AgreeWithChanges);
    EXPECT_THAT(library(), Not(HasSubstr("\"reviewed\":{")));
    EXPECT_THAT(library(), Not(HasSubstr("because")));
    sign("step.c1-begin.look", Verdict::Agree);
    sign("module.c1-begin", Verdict::Agree);
    const auto modules = boost::json::parse(outline()).at("modules").as_array();
    EXPECT_TRUE(modules[0].as_object().contains("reviewed"));
    EXPECT_TRUE(modules[0].at("steps").as_array()[0].as_object().contains("reviewed"));
    EXPECT_FALSE(modules[0].at("steps").as_array()[1].as_object().contains("reviewed"));
    EXPECT_THAT(outline(), Not(HasSubstr("because")));
}

TEST_F(SignOffs, a_pause_that_is_not_for_us_is_offered_nowhere_until_it_is_signed_again) {
    sign("pause.feet", Verdict::NotForUs);
    EXPECT_THAT(library(), Not(HasSubstr("\"id\":\"feet\"")));
    EXPECT_THAT(*service.get_pauses("small", Language::en_GB), Not(HasSubstr("\"id\":\"feet\"")));
    EXPECT_EQ(service.shelf()->find_edition("small", Language::en_GB)->library.pauses.size(), 1u);
    append("en-GB/library/feet.md", "\nAnd again.\n");
    import();
    EXPECT_THAT(library(), Not(HasSubstr("\"id\":\"feet\"")));
    ContentService other(*world.database, world.clock, world.folder / "media", world.hints());
    other.open();
    EXPECT_EQ(other.shelf()->find_edition("small", Language::en_GB)->library.pauses.size(), 1u);
    sign("pause.feet", Verdict::AgreeWithChanges);
    EXPECT_THAT(library(), HasSubstr("\"id\":\"feet\""));
}

TEST_F(SignOffs, a_step_that_is_not_for_us_is_not_opened_in_an_earlier_version_either) {
    append("en-GB/c1-begin/look.md", "\nAnd again.\n");
    const auto second = import();
    EXPECT_TRUE(opens(first, "look"));
    sign("step.c1-begin.look", Verdict::NotForUs);
    EXPECT_FALSE(opens(first, "look"));
    EXPECT_FALSE(opens(second, "look"));
    EXPECT_TRUE(opens(second, "try"));
    const auto* edition = service.shelf()->find_edition("small", Language::en_GB);
    EXPECT_EQ(edition->outline.find_step("c1-begin", "look"), nullptr);
    EXPECT_NE(edition->outline.find_step("c1-begin", "try"), nullptr);
    // What she wrote there a minute ago is still taken in.
    world.database->read_now([&](storage::Reader& reader) {
        EXPECT_TRUE(service.has_step(reader, second, "c1-begin", "look"));
    });
    sign("step.c1-begin.look", Verdict::Agree);
    EXPECT_TRUE(opens(first, "look"));
}

TEST_F(SignOffs, a_module_that_is_not_for_us_takes_its_steps_along) {
    sign("module.c1-begin", Verdict::NotForUs);
    EXPECT_FALSE(opens(first, "look"));
    EXPECT_TRUE(service.shelf()->find_edition("small", Language::en_GB)->outline.modules.empty());
    EXPECT_TRUE(
        service.shelf()->find_edition("small", Language::en_GB)->outline.recommended.empty());
    EXPECT_FALSE(service.shelf()->find_reviews("small")->items.empty());
}

TEST_F(SignOffs, a_clock_that_went_back_does_not_change_which_word_is_the_newest) {
    sign("pause.feet", Verdict::Agree);
    world.clock.advance(-std::chrono::hours(50));
    sign("pause.feet", Verdict::NotForUs);
    EXPECT_EQ(state_of("pause.feet"), ReviewState::NotForUs);
}

}  // namespace
}  // namespace breather::content

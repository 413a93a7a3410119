#include <gtest/gtest.h>

#include <thread>

#include "features/exercises/exercises_routes.h"
#include "support/accounts_world.h"

namespace breather::testing {
namespace {

using boost::json::array;
using boost::json::object;

struct Entries : ::testing::Test {
    AccountsWorld world;
    exercises::ExercisesService service;
    AccountsWorld::Person ada, ben;
    std::string entry = to_hex(world.random.bytes(16));

    Entries() {
        world.open({service.personal_room()});
        exercises::add_routes(world.room->doors(), service);
        ada = world.join("ada 1000");
        ben = world.join("ben 2000");
    }
    std::string new_version() { return to_hex(world.random.bytes(16)); }
    std::string sealed(std::size_t padded = 64) {
        auto bytes = world.random.bytes(exercises::sealed_around + padded);
        bytes[0] = exercises::sealed_format;
        return to_base64url(bytes);
    }
    object field(const std::string& name, const std::string& version, array replaces = {},
                 std::string value = {}) {
        return {{"field", name},
                {"version", version},
                {"replaces", std::move(replaces)},
                {"sealed", value.empty() ? sealed() : value}};
    }
    std::string path() const { return "/api/exercises/entries/" + entry; }
    Heard write(AccountsWorld::Person& person, array fields, std::optional<std::string> key = {}) {
        return world.post(person.browser, path() + "/fields", object{{"fields", std::move(fields)}},
                          std::move(key));
    }
    Heard read(AccountsWorld::Person& person) { return world.get(person.browser, path()); }
    std::vector<std::string> versions(const Heard& heard, std::size_t at = 0) {
        std::vector<std::string> all;
        for (const auto& head : heard.json.at("fields").at(at).at("heads").as_array())
            all.emplace_back(head.at("version").as_string());
        std::sort(all.begin(), all.end());
        return all;
    }
};

TEST_F(Entries, a_stranger_reads_and_writes_nothing) {
    Browser stranger;
    EXPECT_EQ(world.get(stranger, "/api/exercises/entries").status, 401);
    EXPECT_EQ(world.get(stranger, path()).status, 401);
    EXPECT_EQ(world.post(stranger, path() + "/fields", object{}).status, 401);
    EXPECT_EQ(world.remove(stranger, path()).status, 401);
}

TEST_F(Entries, what_is_not_sealed_or_not_a_field_is_refused_with_its_place) {
    const auto heard =
        write(ada, {field("situation", new_version()),
                    field("body", new_version(), {}, to_base64url(bytes_of("I could not sleep"))),
                    field("Not A Slug", new_version())});
    EXPECT_EQ(heard.status, 422) << heard.text;
    const auto clear =
        write(ada, {field("body", new_version(), {}, to_base64url(bytes_of("I could not sleep")))});
    EXPECT_EQ(clear.status, 422);
    EXPECT_EQ(clear.json.at("fields").at(0).at("path"), "fields[0].sealed");
    EXPECT_EQ(clear.text.find("sleep"), std::string::npos);
    EXPECT_EQ(write(ada, {}).status, 422);
    array many;
    for (int i = 0; i < 65; ++i) many.push_back(field("f" + std::to_string(i), new_version()));
    EXPECT_EQ(write(ada, many).status, 422);
    EXPECT_EQ(read(ada).status, 404) << "nothing was kept of any of them";
}

TEST_F(Entries, somebody_elses_entry_looks_like_none) {
    write(ada, {field("situation", new_version())});
    const auto foreign = read(ben);
    entry = to_hex(world.random.bytes(16));
    const auto nowhere = read(ben);
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(foreign.text, nowhere.text);
    EXPECT_EQ(world.remove(ben.browser, path()).status, 200)
        << "it is his own name that he deletes";
    EXPECT_EQ(world.get(ben.browser, "/api/exercises/entries/nonsense").text, nowhere.text);
    EXPECT_TRUE(
        world.get(ben.browser, "/api/exercises/entries").json.at("entries").as_array().empty());
}

TEST_F(Entries, two_people_may_draw_the_same_entry_id) {
    const auto hers = new_version(), his = new_version();
    write(ada, {field("situation", hers)});
    write(ben, {field("situation", his)});
    EXPECT_EQ(versions(read(ada)), std::vector{hers});
    EXPECT_EQ(versions(read(ben)), std::vector{his});
}

TEST_F(Entries, what_was_written_comes_back_as_it_was) {
    const auto value = sealed(256);
    const auto version = new_version();
    const auto kept = write(ada, {field("situation", version, {}, value)});
    ASSERT_EQ(kept.status, 200) << kept.text;
    const auto heard = read(ada);
    EXPECT_EQ(heard.json.at("entry").as_string(), entry);
    EXPECT_EQ(heard.json.at("fields"), kept.json.at("fields"));
    EXPECT_EQ(heard.json.at("fields").at(0).at("heads").at(0).at("sealed").as_string(), value);
}

TEST_F(Entries, a_field_changed_twice_shows_both_until_the_person_picks) {
    const auto first = new_version(), phone = new_version(), ward = new_version(),
               picked = new_version();
    write(ada, {field("situation", first)});
    write(ada, {field("situation", phone, {first})});
    auto both = std::vector{phone, ward};
    std::sort(both.begin(), both.end());
    EXPECT_EQ(versions(write(ada, {field("situation", ward, {first})})), both);
    EXPECT_EQ(versions(write(ada, {field("situation", picked, {phone, ward})})),
              std::vector{picked});
}

TEST_F(Entries, a_retry_writes_once_and_hears_what_stands_now) {
    const auto first = new_version(), second = new_version();
    const auto key = to_hex(world.random.bytes(16));
    const array fields{field("situation", first)};
    write(ada, fields, key);
    write(ada, {field("situation", second, {first})});
    const auto retry = write(ada, fields, key);
    EXPECT_EQ(retry.status, 200);
    EXPECT_EQ(versions(retry), std::vector{second});
    const auto later = write(ada, fields);
    EXPECT_EQ(versions(later), std::vector{second}) << "also with a new key nothing comes back";
    EXPECT_EQ(write(ada, {field("situation", new_version())}, key).status, 422);
}

TEST_F(Entries, a_key_of_one_entry_does_not_answer_for_another) {
    const auto key = to_hex(world.random.bytes(16));
    const array fields{field("situation", new_version())};
    EXPECT_EQ(write(ada, fields, key).status, 200);
    entry = to_hex(world.random.bytes(16));
    EXPECT_EQ(write(ada, fields, key).status, 422);
}

TEST_F(Entries, a_deleted_entry_stays_deleted) {
    const auto key = to_hex(world.random.bytes(16));
    const array fields{field("situation", new_version())};
    write(ada, fields, key);
    EXPECT_EQ(world.remove(ada.browser, path()).status, 200);
    EXPECT_EQ(world.remove(ada.browser, path()).status, 200) << "deleting twice is deleting once";
    EXPECT_EQ(world.count_rows("entry_head"), 0);
    EXPECT_EQ(world.count_rows("entry_field"), 0);
    EXPECT_EQ(read(ada).status, 410);
    const auto late = write(ada, {field("situation", new_version())});
    EXPECT_EQ(late.status, 410);
    EXPECT_EQ(late.problem(), "exercises.entry_deleted");
    EXPECT_EQ(write(ada, fields, key).status, 410) << "a late retry too";
    EXPECT_EQ(world.count_rows("entry_head"), 0);
    EXPECT_TRUE(
        world.get(ada.browser, "/api/exercises/entries").json.at("entries").as_array().empty());
}

TEST_F(Entries, a_full_shelf_says_so_kindly_and_still_lets_go) {
    write(ada, {field("situation", new_version())});
    world.database->write_now([&](storage::Transaction& tx) {
        tx.run(storage::Statement{"test.fill", "update entry_shelf set heads = 20000"});
    });
    const auto first =
        read(ada).json.at("fields").at(0).at("heads").at(0).at("version").as_string();
    const auto full = write(ada, {field("body", new_version())});
    EXPECT_EQ(full.status, 409);
    EXPECT_EQ(full.problem(), "exercises.shelf_full");
    EXPECT_EQ(read(ada).json.at("fields").as_array().size(), 1u);
    EXPECT_EQ(write(ada, {field("situation", new_version(), {first})}).status, 200)
        << "writing over is not more";
    EXPECT_EQ(world.remove(ada.browser, path()).status, 200);
    entry = to_hex(world.random.bytes(16));
    EXPECT_EQ(write(ada, {field("body", new_version())}).status, 200);
}

TEST_F(Entries, pages_hold_everything_once) {
    std::map<std::string, int> written;
    for (int i = 0; i < 13; ++i) {
        entry = to_hex(world.random.bytes(16));
        array fields;
        for (int j = 0; j < 50; ++j) {
            const auto version = new_version();
            fields.push_back(field("f" + std::to_string(j), version));
            ++written[version];
        }
        ASSERT_EQ(write(ada, std::move(fields)).status, 200);
    }
    std::map<std::string, int> seen;
    std::string after;
    int pages = 0;
    do {
        const auto heard = world.get(
            ada.browser, "/api/exercises/entries" + (after.empty() ? "" : "?after=" + after));
        ASSERT_EQ(heard.status, 200) << heard.text;
        std::size_t heads = 0;
        for (const auto& each : heard.json.at("entries").as_array())
            for (const auto& one : each.at("fields").as_array())
                for (const auto& head : one.at("heads").as_array()) {
                    ++seen[std::string(head.at("version").as_string())];
                    ++heads;
                }
        EXPECT_LE(heads, 500u);
        const auto* next = heard.json.as_object().if_contains("next");
        after = next ? std::string(next->as_string()) : std::string();
        ++pages;
    } while (!after.empty());
    EXPECT_EQ(seen, written);
    EXPECT_EQ(pages, 2);
}

TEST_F(Entries, a_page_of_large_values_is_shorter) {
    for (int i = 0; i < 12; ++i) {
        entry = to_hex(world.random.bytes(16));
        ASSERT_EQ(write(ada, {field("situation", new_version(), {}, sealed(15 * 4096))}).status,
                  200);
    }
    const auto heard = world.get(ada.browser, "/api/exercises/entries");
    EXPECT_EQ(heard.json.at("entries").as_array().size(), 8u);
    EXPECT_TRUE(heard.json.as_object().contains("next"));
}

TEST_F(Entries, a_made_up_cursor_is_refused) {
    for (const auto* cursor :
         {"x", "AAAA", ".....", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
        EXPECT_EQ(
            world.get(ada.browser, std::string("/api/exercises/entries?after=") + cursor).status,
            400)
            << cursor;
    }
}

TEST_F(Entries, many_hands_at_once_lose_nothing) {
    const auto first = new_version();
    write(ada, {field("situation", first)});
    constexpr int hands = 4, each = 10;
    std::vector<std::string> expected;
    std::vector<std::vector<array>> writes(hands);
    for (auto& mine : writes) {
        auto before = first;
        for (int i = 0; i < each; ++i) {
            const auto version = new_version();
            mine.push_back({field("situation", version, {before})});
            before = version;
        }
        expected.push_back(before);
    }
    std::vector<std::thread> threads;
    for (auto& mine : writes) {
        threads.emplace_back([&] {
            auto person = ada;
            for (const auto& fields : mine) EXPECT_EQ(write(person, fields).status, 200);
        });
    }
    for (auto& thread : threads) thread.join();
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(versions(read(ada)), expected);
}

TEST_F(Entries, an_erased_person_leaves_no_entry) {
    write(ada, {field("situation", new_version())});
    write(ben, {field("situation", new_version())});
    ASSERT_EQ(world.post(ada.browser, "/api/accounts/delete", object{{"confirm", "delete"}}).status,
              200);
    for (const auto* table : {"entry", "entry_field", "entry_head", "entry_shelf"}) {
        EXPECT_EQ(world.count_rows(table), 1) << table << " keeps ben's and nothing of hers";
    }
}

TEST_F(Entries, what_is_kept_says_how_much_and_not_what) {
    write(ada, {field("situation", new_version()), field("body", new_version())});
    const auto heard = world.get(ada.browser, "/api/accounts/kept");
    const auto& tables = heard.json.at("tables").as_array();
    EXPECT_EQ(tables.back().at("table"), "entry_head");
    EXPECT_EQ(tables.back().at("rows").at(0), (object{{"entries", 1}, {"versions", 2}}));
}

}  // namespace
}  // namespace breather::testing

#include "engines/storage/sealed.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "support/no_seal.h"

namespace breather::storage {
namespace {

using testing::NoSeal;

/// Two people with different keys, and a place to put things.
struct Sealing : ::testing::Test {
    SeededRandom random{3};
    std::shared_ptr<const Sealer> sealer = std::make_shared<XChaChaSealer>(random);
    OrgId org{Uuid{random.bytes<16>()}};
    PersonId ada{Uuid{random.bytes<16>()}};
    PersonId ben{Uuid{random.bytes<16>()}};
    Key ada_bytes{random.bytes(32)};
    RecordKey ada_key{org, ada, 1, ada_bytes, sealer};
    Uuid row{random.bytes<16>()};
    Place place{"account", "settings", row.view()};
};

TEST_F(Sealing, what_was_sealed_opens_at_its_place) {
    EXPECT_TRUE(rc::check([this](const std::string& text) {
        RC_ASSERT(ada_key.open(place, ada_key.seal(place, text)) == text);
    }));
}

TEST_F(Sealing, the_same_text_looks_different_every_time_and_never_like_itself) {
    const auto sealed = ada_key.seal(place, "I could not sleep");
    EXPECT_NE(sealed, ada_key.seal(place, "I could not sleep"));
    EXPECT_EQ(text_of(sealed.bytes).find("sleep"), std::string_view::npos);
    const RecordKey open_key(org, ada, 1, ada_bytes, std::make_shared<NoSeal>());
    EXPECT_NE(text_of(open_key.seal(place, "I could not sleep").bytes).find("sleep"),
              std::string_view::npos)
        << "without a seal this look finds it";
}

TEST_F(Sealing, a_change_of_any_byte_is_noticed) {
    const auto sealed = ada_key.seal(place, "I could not sleep");
    for (std::size_t i = 0; i < sealed.bytes.size(); ++i) {
        auto changed = sealed;
        changed.bytes[i] ^= 1;
        EXPECT_THROW(ada_key.open(place, changed), SealBroken) << "byte " << i;
    }
    for (std::size_t size = 0; size < sealed.bytes.size(); ++size) {
        auto cut = sealed;
        cut.bytes.resize(size);
        EXPECT_THROW(ada_key.open(place, cut), SealBroken) << size << " bytes left";
    }
}

TEST_F(Sealing, it_opens_at_no_other_place) {
    const auto sealed = ada_key.seal(place, "mine");
    const Uuid other_row{random.bytes<16>()};
    std::vector<Place> others(5, place);
    others[0].row = other_row.view();
    others[1].column = "profile";
    others[2].table = "account2";
    others[3].record_format = 2;
    others[4].clear = {"open"};
    for (const auto& other : others) EXPECT_THROW(ada_key.open(other, sealed), SealBroken);
    // Pieces keep their borders: "account"+"settings" is not "accounts"+"ettings".
    Place shifted = place;
    shifted.table = "accounts";
    shifted.column = "ettings";
    EXPECT_THROW(ada_key.open(shifted, sealed), SealBroken);
}

TEST_F(Sealing, it_opens_for_nobody_else) {
    const auto sealed = ada_key.seal(place, "mine");
    const RecordKey as_ben(org, ben, 1, ada_bytes, sealer);
    const RecordKey elsewhere({Uuid{random.bytes<16>()}}, ada, 1, ada_bytes, sealer);
    const RecordKey other_key(org, ada, 1, Key(random.bytes(32)), sealer);
    const RecordKey other_number(org, ada, 2, ada_bytes, sealer);
    for (const auto& key : {as_ben, elsewhere, other_key, other_number})
        EXPECT_THROW(key.open(place, sealed), SealBroken);
}

TEST_F(Sealing, lengths_say_little) {
    const auto size = [&](std::size_t length) {
        return ada_key.seal(place, std::string(length, 'x')).bytes.size() - 45;
    };
    EXPECT_EQ(size(0), 64u);
    EXPECT_EQ(size(60), 64u);
    EXPECT_EQ(size(61), 256u);
    EXPECT_EQ(size(1000), 1024u);
    EXPECT_EQ(size(4092), 4096u);
    EXPECT_EQ(size(4093), 8192u);
    EXPECT_EQ(size(20000), 20480u);
}

TEST_F(Sealing, rows_are_named_by_each_key_differently) {
    const RecordKey ben_key(org, ben, 1, Key(random.bytes(32)), sealer);
    const auto name = ada_key.keyed_hash("progress", bytes_of("step-1"));
    EXPECT_EQ(name, ada_key.keyed_hash("progress", bytes_of("step-1")));
    EXPECT_NE(name, ben_key.keyed_hash("progress", bytes_of("step-1")));
    EXPECT_NE(name, ada_key.keyed_hash("progress", bytes_of("step-2")));
    EXPECT_NE(name, ada_key.keyed_hash("progres", bytes_of("sstep-1")));
}

TEST(padding, a_prefix_that_does_not_fit_is_refused) {
    EXPECT_THROW(unpad(Bytes{}), SealBroken);
    EXPECT_THROW(unpad(Bytes{0, 0, 0, 1}), SealBroken);
    EXPECT_THROW(unpad(Bytes{0xff, 0xff, 0xff, 0xff, 0}), SealBroken);
}

}  // namespace
}  // namespace breather::storage

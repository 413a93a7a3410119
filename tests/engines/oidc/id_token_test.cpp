// What must hold of an ID token before anybody comes in by it; refusals first.
#include "engines/oidc/id_token.h"

#include <gtest/gtest.h>

#include "support/fake_provider.h"

namespace breather::testing {
namespace {

using namespace std::chrono_literals;
using oidc::Trouble;
using Kind = oidc::Trouble::Kind;

class IdToken : public ::testing::Test {
  protected:
    FakeClock clock;
    FakeProvider provider{clock};
    oidc::Expected expected{FakeProvider::issuer, FakeProvider::client, "nonce-1", clock.now()};

    static oidc::KeySet keys(std::initializer_list<const SigningKey*> of) {
        boost::json::array list;
        for (const auto* key : of) list.push_back(key->published());
        return oidc::KeySet::read(boost::json::serialize(boost::json::object{{"keys", list}}));
    }
    boost::json::object claims() const {
        return provider.claims_for("ada", "nonce-1", clock.now());
    }
    oidc::Voucher check(const boost::json::object& said) const {
        return oidc::check_claims(boost::json::serialize(said), expected, clock.now());
    }
    /// Nothing: it was taken.
    std::optional<Kind> refused(boost::json::object changes) {
        provider.says = std::move(changes);
        try {
            check(claims());
            return {};
        } catch (const Trouble& trouble) {
            return trouble.kind;
        }
    }
    static std::string part(const boost::json::object& object) {
        return to_base64url(bytes_of(boost::json::serialize(object)));
    }
};

TEST_F(IdToken, one_that_holds_says_issuer_subject_and_when) {
    const auto said = oidc::open_signed(first_key().sign(claims(), "RS256"), keys({&first_key()}));
    const auto voucher = oidc::check_claims(said, expected, clock.now());
    EXPECT_EQ(voucher.issuer, FakeProvider::issuer);
    EXPECT_EQ(voucher.subject, "ada");
    EXPECT_EQ(voucher.proved_at, clock.now());
}

TEST_F(IdToken, elliptic_keys_and_pss_count_as_well) {
    static const auto curve = SigningKey::ec("curve");
    EXPECT_NO_THROW(oidc::open_signed(curve.sign(claims(), "ES256"), keys({&curve})));
    EXPECT_NO_THROW(oidc::open_signed(first_key().sign(claims(), "PS256"), keys({&first_key()})));
}

TEST_F(IdToken, one_that_is_not_signed_does_not_count) {
    const std::string unsigned_one =
        part({{"alg", "none"}, {"kid", "first"}}) + "." + part(claims()) + ".";
    EXPECT_THROW(oidc::open_signed(unsigned_one, keys({&first_key()})), Trouble);
    const std::string real = first_key().sign(claims(), "RS256");
    const std::string signature = real.substr(real.rfind('.'));
    EXPECT_THROW(oidc::open_signed(part({{"alg", "none"}}) + "." + part(claims()) + signature,
                                   keys({&first_key()})),
                 Trouble);
}

TEST_F(IdToken, a_published_key_is_no_shared_secret) {
    // HS256 under the very bytes the provider publishes: whoever can read could sign.
    for (const std::string& bytes : {boost::json::serialize(first_key().published()),
                                     std::string(first_key().published().at("n").as_string())}) {
        const auto forged = SigningKey::secret(bytes).sign(claims(), "HS256", "first");
        EXPECT_THROW(oidc::open_signed(forged, keys({&first_key()})), Trouble);
    }
    // And a key set that holds a shared secret does not make it count.
    const auto secret = SigningKey::secret(std::string(32, 'k'));
    const auto set = oidc::KeySet::read(
        R"({"keys":[{"kty":"oct","kid":"s","k":"a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s"}]})");
    EXPECT_THROW(oidc::open_signed(secret.sign(claims(), "HS256", "s"), set), Trouble);
}

TEST_F(IdToken, a_signature_of_somebody_else_does_not_count) {
    const auto token = second_key().sign(claims(), "RS256", "first");
    EXPECT_THROW(oidc::open_signed(token, keys({&first_key()})), Trouble);
}

/// The control of the tests above: what a forger writes holds every check but that of the
/// signature, so it is the signature that refuses it.
TEST_F(IdToken, but_for_the_signature_a_forger_would_come_in) {
    const std::string forged = second_key().sign(claims(), "RS256", "first");
    const auto from = forged.find('.') + 1;
    const auto said = from_base64url(forged.substr(from, forged.rfind('.') - from));
    EXPECT_EQ(oidc::check_claims(text_of(*said), expected, clock.now()).subject, "ada");
    const auto set = keys({&second_key()});
    EXPECT_EQ(oidc::open_signed(second_key().sign(claims(), "RS256"), set), text_of(*said))
        << "and with its true name the key would hold";
}

TEST_F(IdToken, one_altered_letter_is_found) {
    std::string token = first_key().sign(claims(), "RS256");
    const auto dot = token.find('.');
    token[dot + 20] = token[dot + 20] == 'A' ? 'B' : 'A';
    EXPECT_THROW(oidc::open_signed(token, keys({&first_key()})), Trouble);
}

TEST_F(IdToken, a_key_it_does_not_have_is_told_apart) {
    const auto token = second_key().sign(claims(), "RS256");
    EXPECT_THROW(oidc::open_signed(token, keys({&first_key()})), oidc::UnknownKey);
}

TEST_F(IdToken, a_key_for_one_algorithm_is_good_for_no_other) {
    auto published = first_key().published();
    published["alg"] = "RS512";
    const auto set = oidc::KeySet::read(
        boost::json::serialize(boost::json::object{{"keys", boost::json::array{published}}}));
    EXPECT_THROW(oidc::open_signed(first_key().sign(claims(), "RS256"), set), oidc::UnknownKey);
}

TEST_F(IdToken, a_key_to_seal_with_is_no_key_to_sign_with) {
    auto published = first_key().published();
    published["use"] = "enc";
    const auto set = oidc::KeySet::read(
        boost::json::serialize(boost::json::object{{"keys", boost::json::array{published}}}));
    EXPECT_THROW(oidc::open_signed(first_key().sign(claims(), "RS256"), set), oidc::UnknownKey);
}

TEST_F(IdToken, a_short_rsa_key_does_not_count) {
    cjose_err error{};
    cjose_jwk_t* weak = cjose_jwk_create_RSA_random(1024, nullptr, 0, &error);
    ASSERT_NE(weak, nullptr);
    char* whole = cjose_jwk_to_json(weak, false, &error);
    cjose_header_t* header = cjose_header_new(&error);
    cjose_header_set(header, "alg", "RS256", &error);
    const std::string text = boost::json::serialize(claims());
    cjose_jws_t* made = cjose_jws_sign(
        weak, header, reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), &error);
    const char* written = nullptr;
    ASSERT_TRUE(cjose_jws_export(made, &written, &error));
    const auto set = oidc::KeySet::read(std::string(R"({"keys":[)") + whole + "]}");
    EXPECT_EQ(set.keys().size(), 1u);
    EXPECT_THROW(oidc::open_signed(written, set), Trouble);
    cjose_get_dealloc()(whole);
    cjose_header_release(header);
    cjose_jws_release(made);
    cjose_jwk_release(weak);
}

TEST_F(IdToken, what_it_says_must_be_understood_is_not_passed_over) {
    const auto token =
        first_key().sign(claims(), "RS256", "*", {{"crit", R"(["b64"])"}, {"b64", "true"}});
    EXPECT_THROW(oidc::open_signed(token, keys({&first_key()})), Trouble);
}

TEST_F(IdToken, nonsense_is_refused_and_hurts_nothing) {
    for (const std::string& nonsense :
         {std::string(), std::string("."), std::string(".."), std::string("a.b.c"),
          std::string("a.b.c.d.e"), std::string(20'000, 'a'), std::string("e30.e30.e30")})
        EXPECT_THROW(oidc::open_signed(nonsense, keys({&first_key()})), Trouble) << nonsense;
    EXPECT_THROW(oidc::check_claims("[]", expected, clock.now()), Trouble);
    EXPECT_THROW(oidc::check_claims("{\"iss\":1}", expected, clock.now()), Trouble);
    EXPECT_THROW(oidc::KeySet::read("{}"), Trouble);
    EXPECT_THROW(oidc::KeySet::read("<html>"), Trouble);
}

TEST_F(IdToken, it_is_from_our_provider_and_for_us) {
    EXPECT_EQ(refused({{"iss", "https://evil.example.org"}}), Kind::Wrong);
    EXPECT_EQ(refused({{"iss", nullptr}}), Kind::Wrong);
    EXPECT_EQ(refused({{"aud", "another"}}), Kind::Wrong);
    EXPECT_EQ(refused({{"aud", nullptr}}), Kind::Wrong);
    EXPECT_EQ(refused({{"aud", boost::json::array{"another"}}}), Kind::Wrong);
    EXPECT_EQ(refused({{"aud", boost::json::array{"breather"}}}), std::nullopt);
    EXPECT_EQ(refused({{"aud", boost::json::array{"breather", "another"}}}), Kind::Wrong);
    EXPECT_EQ(refused({{"aud", boost::json::array{"breather", "another"}}, {"azp", "breather"}}),
              std::nullopt);
    EXPECT_EQ(refused({{"azp", "another"}}), Kind::Wrong);
}

TEST_F(IdToken, it_answers_this_very_question) {
    EXPECT_EQ(refused({{"nonce", "nonce-2"}}), Kind::Wrong);
    EXPECT_EQ(refused({{"nonce", nullptr}}), Kind::Wrong);
    expected.nonce = "";
    EXPECT_EQ(refused({{"nonce", ""}}), Kind::Wrong) << "no nonce of ours, no answer";
}

TEST_F(IdToken, it_names_somebody) {
    EXPECT_EQ(refused({{"sub", nullptr}}), Kind::Wrong);
    EXPECT_EQ(refused({{"sub", ""}}), Kind::Wrong);
    EXPECT_EQ(refused({{"sub", 7}}), Kind::Wrong);
    EXPECT_EQ(refused({{"sub", std::string(256, 'a')}}), Kind::Wrong);
}

TEST_F(IdToken, its_times_are_now) {
    const auto now = FakeProvider::seconds(clock.now());
    EXPECT_EQ(refused({{"exp", now - 60}}), Kind::Clock);
    EXPECT_EQ(refused({{"exp", now - 59}}), std::nullopt) << "clocks may differ by a minute";
    EXPECT_EQ(refused({{"exp", nullptr}}), Kind::Wrong);
    EXPECT_EQ(refused({{"exp", "soon"}}), Kind::Wrong);
    EXPECT_EQ(refused({{"exp", 1e300}}), Kind::Wrong);
    EXPECT_EQ(refused({{"iat", now + 61}}), Kind::Clock);
    EXPECT_EQ(refused({{"iat", now + 60}}), std::nullopt);
    EXPECT_EQ(refused({{"iat", now - 301}, {"exp", now + 9999}}), Kind::Clock);
    EXPECT_EQ(refused({{"iat", nullptr}}), Kind::Wrong);
    EXPECT_EQ(refused({{"nbf", now + 61}}), Kind::Clock);
}

TEST_F(IdToken, she_proved_it_after_she_was_asked) {
    const auto now = FakeProvider::seconds(clock.now());
    EXPECT_EQ(refused({{"auth_time", nullptr}}), Kind::NotAnew);
    EXPECT_EQ(refused({{"auth_time", now - 61}}), Kind::NotAnew);
    EXPECT_EQ(refused({{"auth_time", now - 60}}), std::nullopt);
    EXPECT_EQ(refused({{"auth_time", now + 61}}), Kind::Clock);
}

TEST_F(IdToken, a_second_factor_is_vouched_for_where_it_is_demanded) {
    expected.acr = "gold";
    EXPECT_EQ(refused({}), Kind::OneFactor);
    EXPECT_EQ(refused({{"acr", "silver"}}), Kind::OneFactor);
    EXPECT_EQ(refused({{"acr", "gold"}}), std::nullopt);
    expected.acr = "";
    expected.amr = "mfa";
    EXPECT_EQ(refused({}), Kind::OneFactor);
    EXPECT_EQ(refused({{"amr", "mfa"}}), Kind::OneFactor) << "a list, not a word";
    EXPECT_EQ(refused({{"amr", boost::json::array{"pwd"}}}), Kind::OneFactor);
    EXPECT_EQ(refused({{"amr", boost::json::array{"pwd", "mfa"}}}), std::nullopt);
}

}  // namespace
}  // namespace breather::testing

// The way to the provider and back, with a network played in memory.
#include "engines/oidc/provider.h"

#include <gtest/gtest.h>

#include "support/fake_provider.h"

namespace breather::testing {
namespace {

using namespace std::chrono_literals;
using oidc::Trouble;
using Kind = oidc::Trouble::Kind;

class Provider : public ::testing::Test {
  protected:
    FakeClock clock;
    FakeProvider net{clock};
    oidc::Provider provider{
        {FakeProvider::issuer, FakeProvider::client, "a secret: with & signs"}, net, clock};
    oidc::Way way{"https://desk.example.org/outside", "state-1", "nonce-1", "verifier-1",
                  clock.now()};
    const std::string keys = std::string(FakeProvider::issuer) + "/keys";

    oidc::Voucher comes_back() {
        return provider.redeem(way, {net.signs_in(provider.address_of(way, "en-GB"), "ada"), ""});
    }
    std::optional<Kind> refused(const oidc::Return& back) {
        try {
            provider.redeem(way, back);
            return {};
        } catch (const Trouble& trouble) {
            return trouble.kind;
        }
    }
    std::string signed_in() { return net.signs_in(provider.address_of(way, "en-GB"), "ada"); }
};

TEST_F(Provider, is_asked_for_nothing_but_who_it_is_and_proof_made_anew) {
    const auto address = provider.address_of(way, "zh-Hans");
    const auto has = [&](const char* name) { return FakeProvider::value_in(address, name); };
    EXPECT_TRUE(address.starts_with("https://sign-in.example.org/authorize?"));
    EXPECT_EQ(has("scope"), "openid");
    EXPECT_EQ(has("response_type"), "code");
    EXPECT_EQ(has("redirect_uri"), "https%3A%2F%2Fdesk.example.org%2Foutside");
    EXPECT_EQ(has("state"), "state-1");
    EXPECT_EQ(has("nonce"), "nonce-1");
    EXPECT_EQ(has("prompt"), "login");
    EXPECT_EQ(has("max_age"), "0");
    EXPECT_EQ(has("code_challenge_method"), "S256");
    EXPECT_EQ(has("ui_locales"), "zh-Hans");
    EXPECT_EQ(address.find("verifier-1"), std::string::npos) << "only its hash goes out";
}

TEST_F(Provider, publishes_the_hash_of_the_verifier_as_rfc_7636_has_it) {
    way.verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";  // appendix B
    EXPECT_EQ(FakeProvider::value_in(provider.address_of(way, "en-GB"), "code_challenge"),
              "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST_F(Provider, a_code_is_redeemed_with_verifier_and_secret) {
    EXPECT_EQ(comes_back().subject, "ada");
    const auto& form = net.forms.at(0);
    EXPECT_EQ(FakeProvider::value_in("?" + form.body, "code_verifier"), "verifier-1");
    EXPECT_EQ(form.name, "breather");
    EXPECT_EQ(form.password, "a%20secret%3A%20with%20%26%20signs");
    EXPECT_EQ(form.body.find("secret"), std::string::npos);
}

TEST_F(Provider, hears_the_secret_as_it_wants_to) {
    net.about["token_endpoint_auth_methods_supported"] = boost::json::array{"client_secret_post"};
    EXPECT_EQ(comes_back().subject, "ada");
    EXPECT_EQ(net.forms.at(0).name, "");
    EXPECT_NE(net.forms.at(0).body.find("client_secret="), std::string::npos);
}

TEST_F(Provider, a_code_is_good_once) {
    const auto code = signed_in();
    EXPECT_EQ(refused({code, ""}), std::nullopt);
    EXPECT_EQ(refused({code, ""}), Kind::Refused);
    EXPECT_EQ(refused({"", ""}), Kind::Refused);
    EXPECT_EQ(refused({std::string(5000, 'c'), ""}), Kind::Refused);
}

TEST_F(Provider, is_asked_once_for_its_keys_and_once_more_for_a_new_one) {
    comes_back();
    comes_back();
    EXPECT_EQ(net.asked[keys], 1);
    net.signs_with = &second_key();
    net.publishes = {&first_key(), &second_key()};
    comes_back();
    EXPECT_EQ(net.asked[keys], 2) << "a new key is looked for once";
    net.publishes = {&first_key()};
    clock.advance(2h);
    way.begun = clock.now();
    EXPECT_EQ(refused({signed_in(), ""}), Kind::Wrong);
    EXPECT_EQ(net.asked[keys], 4) << "once because they are old, once for the new key, no more";
}

TEST_F(Provider, a_key_it_took_back_is_gone_within_the_hour) {
    comes_back();
    net.publishes = {&second_key()};
    clock.advance(1h + 1s);
    way.begun = clock.now();
    EXPECT_EQ(refused({signed_in(), ""}), Kind::Wrong);
}

TEST_F(Provider, another_one_that_sends_her_back_is_refused_before_it_is_asked) {
    const auto code = signed_in();
    EXPECT_EQ(refused({code, "https://evil.example.org"}), Kind::Wrong);
    EXPECT_TRUE(net.forms.empty());
    EXPECT_EQ(refused({code, FakeProvider::issuer}), std::nullopt);
}

TEST_F(Provider, one_that_names_itself_always_does) {
    net.about["authorization_response_iss_parameter_supported"] = true;
    EXPECT_EQ(refused({signed_in(), ""}), Kind::Wrong);
}

TEST_F(Provider, that_is_away_or_no_longer_itself_is_said_so) {
    net.away = true;
    EXPECT_THROW(provider.address_of(way, "en-GB"), Trouble);
    net.away = false;
    net.about["issuer"] = "https://evil.example.org";
    EXPECT_THROW(provider.address_of(way, "en-GB"), Trouble);
    EXPECT_THROW(provider.look(), Trouble);
    net.about["issuer"] = FakeProvider::issuer;
    net.about["token_endpoint"] = "http://sign-in.example.org/token";
    EXPECT_THROW(provider.look(), Trouble) << "a code and a secret never travel in clear";
    net.about["token_endpoint"] = "https://sign-in.example.org/token";
    const auto code = signed_in();
    net.token_error = "invalid_client";
    net.token_status = 401;
    EXPECT_EQ(refused({code, ""}), Kind::Away) << "for the operator, not for her";
    net.token_error = "server_error";
    net.token_status = 503;
    EXPECT_EQ(refused({code, ""}), Kind::Away);
}

TEST(Place, is_https_or_this_very_machine) {
    for (const auto* good : {"https://sign-in.example.org/a?b", "http://localhost:3000/x",
                             "http://127.0.0.1", "http://[::1]:80/"})
        EXPECT_TRUE(oidc::is_secure_place(good)) << good;
    for (const auto* bad :
         {"http://sign-in.example.org", "http://localhost.example.org", "ftp://localhost",
          "https://", "https:/a", "", "http://localhost@example.org/", "https://a b/",
          "javascript:alert(1)", "http://127.0.0.1.example.org", "file:///etc/passwd"})
        EXPECT_FALSE(oidc::is_secure_place(bad)) << bad;
}

}  // namespace
}  // namespace breather::testing

// What the operator says of the provider that staff sign in with, and how the doctor looks at it.
#include <gtest/gtest.h>

#include <fstream>

#include "app/configuration.h"
#include "app/exit.h"
#include "app/watch/checks.h"
#include "support/fake_provider.h"
#include "support/temp_folder.h"

namespace breather::testing {
namespace {

class OutsideConfiguration : public ::testing::Test {
  protected:
    TempFolder temp;
    const std::string whole =
        "oidc_issuer = \"https://sign-in.example.org\"\noidc_client_id = \"breather\"\n"
        "oidc_client_secret_file = \"secret\"\n";

    OutsideConfiguration() { std::ofstream(temp / "secret") << "a secret\nand no more\n"; }

    Configuration read(const std::string& text) {
        std::ofstream(temp / "breather.toml") << text;
        return read_configuration(temp / "breather.toml");
    }
    std::string fault(const std::string& text) {
        try {
            read(text);
            return "";
        } catch (const Stop& stop) {
            return stop.what();
        }
    }
};

TEST_F(OutsideConfiguration, without_it_there_is_none) {
    EXPECT_FALSE(read("port = 9000\n").outside.settings.has_value());
}

TEST_F(OutsideConfiguration, three_keys_belong_together) {
    const auto made = read(whole).outside;
    EXPECT_EQ(made.settings->issuer, "https://sign-in.example.org");
    EXPECT_EQ(made.settings->client_id, "breather");
    EXPECT_EQ(made.settings->client_secret, "a secret");
    EXPECT_EQ(made.name, "sign-in.example.org") << "its host, where nothing else is said";
    EXPECT_EQ(read(whole + "oidc_name = \"hospital account\"\n").outside.name, "hospital account");
    EXPECT_NE(fault("oidc_issuer = \"https://sign-in.example.org\"\n").find("belong together"),
              std::string::npos);
    EXPECT_NE(fault("port = 1\noidc_client_id = \"breather\"\n").find(":2:"), std::string::npos);
    EXPECT_NE(fault("oidc_acr = \"gold\"\n").find("needs “oidc_issuer”"), std::string::npos);
}

TEST_F(OutsideConfiguration, each_fault_is_named) {
    const auto changed = [&](const std::string& from, const std::string& to) {
        std::string text = whole;
        return fault(text.replace(text.find(from), from.size(), to));
    };
    EXPECT_NE(changed("https://", "http://").find("must be an https address"), std::string::npos);
    EXPECT_EQ(changed("https://sign-in.example.org", "http://localhost:3000"), "")
        << "to try it out on this machine";
    EXPECT_NE(changed("\"secret\"", "\"nowhere\"").find("There is no file"), std::string::npos);
    std::ofstream(temp / "secret") << "\n";
    EXPECT_NE(fault(whole).find("nothing to read"), std::string::npos);
}

TEST_F(OutsideConfiguration, the_doctor_says_whether_it_answers) {
    const FakeClock clock;
    FakeProvider provider(clock);
    EXPECT_TRUE(watch::look_at_outside({}, provider, clock).empty());
    const auto settings = read(whole);
    EXPECT_EQ(watch::look_at_outside(settings, provider, clock).at(0).key, "doctor.outside_fine");
    provider.away = true;
    EXPECT_EQ(watch::look_at_outside(settings, provider, clock).at(0).key, "doctor.outside_fails");
    provider.away = false;
    provider.about["issuer"] = "https://sign-in.example.org/";
    const auto other = watch::look_at_outside(settings, provider, clock).at(0);
    EXPECT_EQ(other.key, "doctor.outside_fails") << "one letter is another provider";
}

}  // namespace
}  // namespace breather::testing

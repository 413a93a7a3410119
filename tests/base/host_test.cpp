#include "base/host.h"

#include <gtest/gtest.h>

namespace breather {
namespace {

TEST(Host, is_read_out_of_an_address) {
    EXPECT_EQ(host_of("https://steady.example.org:8443"), "steady.example.org");
    EXPECT_EQ(host_of("smtps://mail.example.org:465/"), "mail.example.org");
    EXPECT_EQ(host_of("https://[2001:db8::1]:8443"), "[2001:db8::1]");
    EXPECT_EQ(host_of("steady.example.org/help?a=b"), "steady.example.org");
    EXPECT_EQ(host_of(""), "");
}

TEST(Host, is_the_same_in_capitals) {
    EXPECT_EQ(host_of("https://Steady.Example.ORG"), host_of("https://steady.example.org:8443/"));
}

}  // namespace
}  // namespace breather

#include "base/markup.h"

#include <gtest/gtest.h>

namespace breather::testing {
namespace {

TEST(Markup, what_would_begin_a_tag_an_entity_or_end_an_attribute_is_written_by_its_name) {
    EXPECT_EQ(escaped_in_markup("<b a=\"1\">R&D</b>"),
              "&lt;b a=&quot;1&quot;&gt;R&amp;D&lt;/b&gt;");
    EXPECT_EQ(escaped_in_markup("压力 it's 5"), "压力 it's 5");
    EXPECT_EQ(escaped_in_markup("&amp;"), "&amp;amp;");
}

}  // namespace
}  // namespace breather::testing

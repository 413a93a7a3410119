// Long columns take their room from the system and give it back, whatever was freed before.
#include <gtest/gtest.h>
#include <malloc.h>

#include "engines/datafiles/table.h"

namespace breather::datafiles {
namespace {

TEST(LargeRoom, goes_back_to_the_system_when_a_longer_column_went_before) {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "The sanitizer has an allocator of its own.";
#endif
    constexpr std::size_t cells = large_page / sizeof(double);
    Numbers(8 * cells).shrink_to_fit();  // after this, glibc would keep shorter ones
    const auto before = mallinfo2().hblkhd;
    {
        const Numbers column(2 * cells);
        EXPECT_GE(mallinfo2().hblkhd, before + 2 * large_page);
    }
    EXPECT_EQ(mallinfo2().hblkhd, before);
}

}  // namespace
}  // namespace breather::datafiles

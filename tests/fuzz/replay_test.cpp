// The kept corpus of every reader, as an ordinary test: what was once found stays mended, and what
// reads today reads tomorrow. tools/fuzz goes on from there.
#include <gtest/gtest.h>

#include <fstream>

#include "fuzz/readers.h"

namespace breather::testing {
namespace {

const std::filesystem::path seeds = std::filesystem::path(BREATHER_SOURCE_DIR) / "tests/fuzz/seeds";

TEST(Readers, everything_in_the_kept_corpus_is_read_or_refused_in_words) {
    for (const auto& reader : fuzz::readers()) {
        std::size_t inputs = 0;
        for (const auto& each : std::filesystem::directory_iterator(seeds / reader.name)) {
            std::ifstream in(each.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(in), {}};
            SCOPED_TRACE(each.path().string());
            EXPECT_NO_THROW(reader.read(bytes)) << each.path();
            ++inputs;
        }
        EXPECT_GT(inputs, 0u) << "no corpus for " << reader.name;
    }
}

}  // namespace
}  // namespace breather::testing

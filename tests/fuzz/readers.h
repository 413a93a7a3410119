// What reads files and texts of strangers, each given any bytes: it answers, or refuses in words.
// libFuzzer calls these (fuzz_reader.cpp, tools/fuzz), and a test calls them with the kept corpus.
#pragma once
#include <filesystem>
#include <span>
#include <string_view>

namespace breather::fuzz {

struct Reader {
    std::string_view name;  // of its corpus: tests/fuzz/seeds/NAME
    void (*read)(std::string_view bytes);
};
std::span<const Reader> readers();

}  // namespace breather::fuzz

// One reader of readers.h, by the name it is compiled with.
#include <cstdint>

#include "fuzz/readers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto reader = [] {
        for (const auto& each : breather::fuzz::readers())
            if (each.name == FUZZED) return each.read;
        __builtin_trap();
    }();
    reader({reinterpret_cast<const char*>(data), size});
    return 0;
}

#include "base/elapsed.h"

namespace breather {

std::chrono::microseconds machine_elapsed() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace breather

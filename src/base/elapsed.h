// A time that never jumps, for limits: how long since some moment of the machine's own. Not a
// Clock: it says nothing about the day, and a Clock that is set right must not end every
// connection.
#pragma once
#include <chrono>

namespace breather {

std::chrono::microseconds machine_elapsed();

/// Time this thread has really computed: stands still while a busy machine lets it wait.
std::chrono::microseconds thread_elapsed();

}  // namespace breather

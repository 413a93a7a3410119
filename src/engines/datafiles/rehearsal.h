// Work that a library in C does on a stranger's bytes, tried first where it can harm nobody.
#pragma once
#include <functional>

namespace breather::datafiles {

/// Runs `work` in a process of its own and forgets what it made. False where that process was ended
/// by a fault in memory, or took more memory than there is; what `work` throws counts as fine: it
/// will be thrown again when it is done in earnest.
bool survives(const std::function<void()>& work);

}  // namespace breather::datafiles

#include "features/exercises/sealed_value.h"

namespace breather::exercises {

bool is_sealed(BytesView value) {
    if (value.size() > sealed_max || value.size() < sealed_around || value[0] != sealed_format) {
        return false;
    }
    const auto padded = value.size() - sealed_around;
    return padded == 64 || padded == 256 || padded == 1024 || (padded > 0 && padded % 4096 == 0);
}

}  // namespace breather::exercises

#include "base/meter.h"

namespace breather::meter {

std::size_t place_of_this_thread() {
    static std::atomic<std::size_t> given_out{0};
    thread_local const std::size_t place = given_out.fetch_add(1) % places;
    return place;
}

}  // namespace breather::meter

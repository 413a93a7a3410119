// How far the sign-off has come, for whoever watches over the installation.
#pragma once
#include <cstddef>

#include "features/content/shelf.h"

namespace breather::content {

struct ReviewCount {
    std::size_t offered = 0;  // what was taken out is not offered
    std::size_t waiting = 0;  // of these, without an agreement to the version that is offered
};

ReviewCount count_reviews(storage::Reader& reader, const Shelf& shelf);

}  // namespace breather::content

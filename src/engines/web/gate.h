// What no route should ever see: writes from other sites, bodies that are not plain JSON.
#pragma once
#include <optional>

#include "engines/web/http_fault.h"
#include "engines/web/request.h"

namespace breather::web {

/// What is wrong with a write (POST, PUT, DELETE), if anything. Browsers say where a request comes
/// from; where they say it, it must be ourselves. JSON only, because no form can send it.
std::optional<HttpFault> write_fault(const Request& request);

}  // namespace breather::web

// TLS for the server: what it speaks, and a certificate of its own for a first try.
#pragma once
#include <boost/asio/ssl/context.hpp>

#include "engines/web/server.h"

namespace breather::web {

/// TLS 1.2 and 1.3 with this certificate. Refuses (std::runtime_error) files it cannot use.
boost::asio::ssl::context make_tls_context(const TlsFiles& files);

}  // namespace breather::web

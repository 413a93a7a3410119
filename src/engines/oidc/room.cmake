# By name, not by pkg-config: its .pc file asks for jansson's, which Debian's package does not bring and nobody needs.
find_library(CJOSE cjose REQUIRED)
target_link_libraries(oidc PUBLIC PkgConfig::libcurl PRIVATE ${CJOSE})

pkg_check_modules(libxml2 REQUIRED IMPORTED_TARGET libxml-2.0)
target_link_libraries(analysis PRIVATE PkgConfig::libxml2)

pkg_check_modules(liboath REQUIRED IMPORTED_TARGET liboath)
target_link_libraries(credentials PRIVATE PkgConfig::liboath)

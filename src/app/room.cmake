find_package(tomlplusplus QUIET)
target_link_libraries(app PUBLIC PkgConfig::qrencode CLI11::CLI11)
target_compile_definitions(app PUBLIC BREATHER_VERSION="${PROJECT_VERSION}")

target_link_libraries(app PUBLIC PkgConfig::qrencode PkgConfig::libcurl PkgConfig::prometheus CLI11::CLI11)
target_compile_definitions(app PUBLIC BREATHER_VERSION="${PROJECT_VERSION}")

# The same program with a protection taken away, so that a test can see itself fail. Never in a release.
if(BREATHER_TESTS)
  add_executable(breather_controls ${CMAKE_SOURCE_DIR}/tests/controls/main.cpp)
  target_include_directories(breather_controls PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(breather_controls PRIVATE app)
endif()

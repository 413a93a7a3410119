# The date library's definition goes to the one file that includes it: with another definition than theirs, no other file
# could use the precompiled header.
find_package(date REQUIRED)
target_link_libraries(base PRIVATE $<LINK_ONLY:date::date-tz>)
set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/base/civil_time.cpp PROPERTIES
  COMPILE_DEFINITIONS USE_OS_TZDB=1 SKIP_PRECOMPILE_HEADERS ON)

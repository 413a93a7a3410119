# The migrations, embedded: one raw string a file, in the order of their numbers.
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)
target_link_libraries(storage PUBLIC PkgConfig::sqlite3 PRIVATE PkgConfig::libpq)

file(GLOB migration_files CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/migrations/*.sql ${CMAKE_SOURCE_DIR}/migrations/keys/*.sql)
set(embedded_migrations ${CMAKE_BINARY_DIR}/generated/embedded_migrations.cpp)
add_custom_command(OUTPUT ${embedded_migrations}
  COMMAND ${CMAKE_COMMAND} -D FOLDER=${CMAKE_SOURCE_DIR}/migrations -D OUT=${embedded_migrations}
    -P ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake
  DEPENDS ${migration_files} ${CMAKE_SOURCE_DIR}/cmake/embed_migrations.cmake)
target_sources(storage PRIVATE ${embedded_migrations})

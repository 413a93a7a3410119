# Loops over every byte of somebody's file.
target_compile_options(datafiles PRIVATE $<$<CONFIG:RelWithDebInfo>:-O3>)

# Files of SPSS and Stata; workbooks. Each library's headers stand in one source.
find_library(READSTAT readstat REQUIRED)
pkg_check_modules(libxml2 REQUIRED IMPORTED_TARGET libxml-2.0)
pkg_check_modules(libzip REQUIRED IMPORTED_TARGET libzip)
target_link_libraries(datafiles PRIVATE ${READSTAT} PkgConfig::libxml2 PkgConfig::libzip)

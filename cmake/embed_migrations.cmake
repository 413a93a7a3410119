# Writes every migration into one C++ source, so that the program carries its own schema.
# Run by src/engines/storage/room.cmake with FOLDER and OUT.
function(embed folder list_name)
  file(GLOB files ${folder}/*.sql)
  list(SORT files)
  set(rows "")
  set(expected 1)
  foreach(path IN LISTS files)
    get_filename_component(name ${path} NAME_WE)
    if(NOT name MATCHES "^([0-9][0-9][0-9][0-9])_[a-z0-9_]+$")
      message(FATAL_ERROR "${path}: name a migration like 0007_what_it_brings.sql")
    endif()
    set(number ${CMAKE_MATCH_1})
    string(REGEX REPLACE "^0+" "" number ${number})
    # A gap is a number somebody else's work has not brought yet. Once released, the order stands.
    if(number LESS expected)
      message(FATAL_ERROR "${path}: number ${number} is taken; the next is ${expected}")
    endif()
    math(EXPR expected "${number} + 1")
    file(READ ${path} sql)
    string(LENGTH "${sql}" length)
    if(length GREATER 60000)
      message(FATAL_ERROR "${path}: longer than a C++ string may be; make two migrations of it")
    endif()
    string(APPEND rows "    {${number}, \"${name}\", R\"__sql__(${sql})__sql__\"},\n")
  endforeach()
  set(${list_name} "${rows}" PARENT_SCOPE)
endfunction()

embed(${FOLDER} data_rows)
embed(${FOLDER}/keys key_rows)
file(WRITE ${OUT} "// Written by cmake/embed_migrations.cmake from migrations/.
#include <array>

#include \"engines/storage/migrations.h\"

namespace breather::storage {
namespace {

constexpr Migration data_list[] = {
${data_rows}};

constexpr Migration key_list[] = {
${key_rows}};

}  // namespace

std::span<const Migration> data_migrations() { return data_list; }
std::span<const Migration> key_migrations() { return key_list; }

}  // namespace breather::storage
")

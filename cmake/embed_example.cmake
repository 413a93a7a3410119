# Writes the plan and the table of the researcher's example into one C++ source.
# Run by src/features/research/room.cmake with FILES (plan, table) and OUT.
set(rows "")
foreach(path IN LISTS FILES)
  get_filename_component(name ${path} NAME)
  file(READ ${path} text)
  string(LENGTH "${text}" length)
  if(length GREATER 60000)
    message(FATAL_ERROR "${path}: longer than a C++ string may be; take a smaller example")
  endif()
  string(APPEND rows "    {\"${name}\", R\"__file__(${text})__file__\"},\n")
endforeach()
file(WRITE ${OUT} "// Written by cmake/embed_example.cmake.
#include \"features/research/example_report.h\"

namespace breather::research {
namespace {

constexpr Embedded list[] = {
${rows}};

}  // namespace

std::span<const Embedded> embedded_example() { return list; }

}  // namespace breather::research
")

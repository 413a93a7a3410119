# The example's plan and table, embedded: wherever the program is, so are they.
set(embedded_example ${CMAKE_BINARY_DIR}/generated/embedded_example.cpp)
set(example_files
  ${CMAKE_SOURCE_DIR}/docs/examples/analysis/two-country-survey/plan.toml
  ${CMAKE_SOURCE_DIR}/tests/reference/o1_survey/data.csv)
add_custom_command(OUTPUT ${embedded_example}
  COMMAND ${CMAKE_COMMAND} -D "FILES=${example_files}" -D OUT=${embedded_example}
    -P ${CMAKE_SOURCE_DIR}/cmake/embed_example.cmake
  DEPENDS ${example_files} ${CMAKE_SOURCE_DIR}/cmake/embed_example.cmake VERBATIM)
target_sources(research PRIVATE ${embedded_example})

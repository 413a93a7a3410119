target_link_libraries(web PUBLIC OpenSSL::SSL OpenSSL::Crypto)

set(problem_words ${CMAKE_BINARY_DIR}/generated/engines/web/problem_words.cpp)
add_custom_command(
  OUTPUT ${problem_words}
  COMMAND ${CMAKE_COMMAND} -DWORDS=${CMAKE_SOURCE_DIR}/frontend/src/words -DOUT=${problem_words}
          -P ${CMAKE_SOURCE_DIR}/cmake/problem_words.cmake
  DEPENDS ${CMAKE_SOURCE_DIR}/frontend/src/words/en-GB.json
          ${CMAKE_SOURCE_DIR}/frontend/src/words/zh-Hans.json
          ${CMAKE_SOURCE_DIR}/cmake/problem_words.cmake
  COMMENT "Embedding what the server says when it refuses"
  VERBATIM)
target_sources(web PRIVATE ${problem_words})

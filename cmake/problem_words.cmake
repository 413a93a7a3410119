# Embeds the `problems` part of the words files: cmake -DWORDS=<folder> -DOUT=<file.cpp> -P this.
# Only these sentences are the server's; every other word belongs to the app.
set(source "// Made at build from frontend/src/words by cmake/problem_words.cmake.\n")
string(APPEND source "#include \"engines/web/problem_text.h\"\n\nnamespace breather::web {\n\n")
foreach(language IN ITEMS en-GB zh-Hans)
  file(READ ${WORDS}/${language}.json words)
  string(JSON problems GET "${words}" problems)
  string(REPLACE - _ name ${language})
  string(APPEND source "const std::string_view problem_text_${name} = R\"words(${problems})words\";\n\n")
endforeach()
string(APPEND source "}  // namespace breather::web\n")
file(WRITE ${OUT} "${source}")

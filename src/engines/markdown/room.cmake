target_link_libraries(markdown PUBLIC ${CMARK_GFM_EXTENSIONS} ${CMARK_GFM} yaml-cpp)

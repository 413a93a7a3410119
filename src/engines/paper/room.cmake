# Without pkg-config's -pthread, which would put the precompiled header aside.
target_include_directories(paper SYSTEM PRIVATE ${pangocairo_INCLUDE_DIRS})
target_link_libraries(paper PRIVATE ${pangocairo_LINK_LIBRARIES} PkgConfig::qrencode)

target_link_libraries(organisations PRIVATE PkgConfig::qrencode)

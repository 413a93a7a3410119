target_link_libraries(mail PRIVATE PkgConfig::libcurl)

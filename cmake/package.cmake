# What `cpack` puts into the Debian package. tools/package builds what this takes up, then runs it.
set(BREATHER_PACKAGE_PARTS ${CMAKE_BINARY_DIR}/package CACHE PATH "Files tools/package generates")

install(TARGETS breather RUNTIME DESTINATION bin)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/frontend/dist/ DESTINATION share/breather/app
        PATTERN .stamp EXCLUDE)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/frontend/dist-staff/ DESTINATION share/breather/app-staff
        PATTERN .stamp EXCLUDE)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/content/ DESTINATION share/breather/content)
install(FILES ${CMAKE_SOURCE_DIR}/deploy/breather.toml DESTINATION /etc/breather)
install(FILES ${CMAKE_SOURCE_DIR}/deploy/breather.service DESTINATION /lib/systemd/system)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/deploy/ DESTINATION share/doc/breather/examples
        PATTERN debian EXCLUDE PATTERN breather.toml EXCLUDE PATTERN breather.service EXCLUDE PATTERN breather.1 EXCLUDE)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/docs/how-to DESTINATION share/doc/breather)
install(FILES ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/SECURITY.md
              ${CMAKE_SOURCE_DIR}/LICENSE-CONTENT.md DESTINATION share/doc/breather)
install(FILES ${CMAKE_SOURCE_DIR}/deploy/debian/copyright DESTINATION share/doc/breather)
install(DIRECTORY ${BREATHER_PACKAGE_PARTS}/doc/ DESTINATION share/doc/breather)
install(DIRECTORY ${BREATHER_PACKAGE_PARTS}/man/ DESTINATION share/man/man1)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME breather)
set(CPACK_PACKAGE_VENDOR "Breather")
set(CPACK_PACKAGE_CONTACT "Breather maintainers <maintainers@breather.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "guided programmes for pressure at work, on your own server")
set(CPACK_PACKAGE_DESCRIPTION
    "One server and one web app with exercises of a minute to ten, for the\npeople of a workplace. What they write is sealed in their browsers.\nNothing is loaded from or sent to anybody else. It keeps its data in\nSQLite, or in PostgreSQL.")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, tzdata, fonts-wqy-microhei")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "caddy | nginx, postgresql")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
foreach(part IN ITEMS postinst prerm postrm conffiles)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/deploy/debian/${part})
endforeach()
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
include(CPack)

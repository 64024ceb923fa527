# The Debian package: cpack -G DEB --config build/release/CPackConfig.cmake
# Its scripts, conffiles, copyright, changelog and what lintian shall not mind: systemd/debian.
include_guard(GLOBAL)

set(debian "${PROJECT_SOURCE_DIR}/systemd/debian")

install(FILES "${debian}/copyright" DESTINATION share/doc/elzhurd)
install(FILES "${debian}/lintian-overrides" DESTINATION share/lintian/overrides RENAME elzhurd)

set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(version "${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}")
configure_file("${debian}/changelog" "${PROJECT_BINARY_DIR}/packed/changelog" @ONLY)
elzhur_install_gzip("${PROJECT_BINARY_DIR}/packed/changelog" share/doc/elzhurd changelog.Debian)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME elzhurd)
set(CPACK_PACKAGE_VENDOR "elzhurd authors")
set(CPACK_PACKAGE_CONTACT "elzhurd authors <elzhurd@localhost.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
# A file that somebody dropped into the source tree is no part of it.
set(CPACK_SET_DESTDIR OFF)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# systemd makes the user, the folders and the sandbox; procps has the kill of ExecReload=; deadlines need the zones,
# sources and mail servers the roots.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd (>= 247), procps, tzdata, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "prometheus, prometheus-alertmanager, bash-completion")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "watches how a school fills its electronic journal (ElZhur)")
set(
  CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "By local regulation somebody in a Russian school watches whether teachers
enter topics, homework, marks and attendance in time. elzhurd takes the
exports that the school really has, or asks ElZhur's API, works out for
every lesson what was owed by whom and by when on the school's calendar,
and says, with evidence, what is missing or late.

Letters go to the administrator and the director, a page in Russian shows
the list and takes decisions and appeals, Prometheus finds metrics. A
person confirms before anybody is named. Names and marks of pupils are
never written."
)
set(
  CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  "${debian}/postinst;${debian}/prerm;${debian}/postrm;${debian}/conffiles"
)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

include(CPack)

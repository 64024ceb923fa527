# What `cmake --install` and the package put where. Only what was built: cmake --build DIR --target elzhurd elzhurctl
include_guard(GLOBAL)
include(GNUInstallDirs)

# A package needs two programs, not every test.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
# Whatever the umask of who builds.
set(
  CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE
)

set(elzhur_share "share/elzhurd")
set(elzhur_doc "share/doc/elzhurd")

# elzhur_install_gzip(<file> <folder> [<name>]): as Debian wants man pages and changelogs, the same bytes each time.
find_program(ELZHUR_GZIP gzip REQUIRED)
mark_as_advanced(ELZHUR_GZIP)
function(elzhur_install_gzip file folder)
  cmake_path(GET file FILENAME name)
  if(ARGC GREATER 2)
    set(name "${ARGV2}")
  endif()
  set(packed "${PROJECT_BINARY_DIR}/packed/${name}.gz")
  file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/packed")
  execute_process(
    COMMAND "${ELZHUR_GZIP}" -9nc "${file}" OUTPUT_FILE "${packed}" COMMAND_ERROR_IS_FATAL ANY
  )
  set_property(DIRECTORY "${PROJECT_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
  install(FILES "${packed}" DESTINATION "${folder}")
endfunction()

install(TARGETS elzhurd RUNTIME DESTINATION sbin)
if(TARGET elzhurctl)
  install(TARGETS elzhurctl RUNTIME DESTINATION bin)
endif()

file(GLOB units CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/systemd/*.service" "${PROJECT_SOURCE_DIR}/systemd/*.timer")
install(FILES ${units} DESTINATION lib/systemd/system)
install(FILES systemd/elzhurd.sysusers DESTINATION lib/sysusers.d RENAME elzhurd.conf)
install(FILES systemd/elzhurd.tmpfiles DESTINATION lib/tmpfiles.d RENAME elzhurd.conf)

# The configuration names people. The second copy tells postinst and init whether somebody has changed the first.
install(
  FILES systemd/debian/elzhurd.yaml
  DESTINATION /etc/elzhurd
  PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ
)
install(FILES systemd/debian/elzhurd.yaml config/elzhurd.schema.json DESTINATION "${elzhur_share}")
file(GLOB calendars CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/config/calendars/*.yaml")
install(FILES ${calendars} DESTINATION "${elzhur_share}/calendars")

# What Grafana and Prometheus read; not what makes and tests it.
install(DIRECTORY config/grafana/dashboards config/grafana/provisioning DESTINATION "${elzhur_share}/grafana" OPTIONAL)
install(FILES config/prometheus/prometheus.yml DESTINATION "${elzhur_share}/prometheus")
install(DIRECTORY config/prometheus/rules DESTINATION "${elzhur_share}/prometheus")

install(FILES config/elzhurd.yaml config/minimal.yaml config/staff.yaml DESTINATION "${elzhur_doc}/examples")
install(FILES README.md DESTINATION "${elzhur_doc}")
file(GLOB pictures CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/*.png")
install(FILES ${pictures} DESTINATION "${elzhur_doc}/docs")
foreach(room systemd config config/calendars config/grafana config/prometheus connectors)
  string(REPLACE "/" "-" name "${room}")
  if(EXISTS "${PROJECT_SOURCE_DIR}/${room}/README.md")
    install(FILES "${room}/README.md" DESTINATION "${elzhur_doc}" RENAME "README.${name}.md")
  endif()
endforeach()

foreach(section 1 5 8)
  file(GLOB pages CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/docs/man/*.${section}")
  foreach(page IN LISTS pages)
    elzhur_install_gzip("${page}" "share/man/man${section}")
  endforeach()
endforeach()

# bash looks for a completion by the name of the program.
file(GLOB completions CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/config/completion/*.bash")
foreach(completion IN LISTS completions)
  cmake_path(GET completion STEM program)
  install(FILES "${completion}" DESTINATION share/bash-completion/completions RENAME "${program}")
endforeach()

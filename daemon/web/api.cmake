# The API: its description is built into the program.
set(openapi_embedded "${CMAKE_CURRENT_BINARY_DIR}/openapi_embedded.cpp")
add_custom_command(
  OUTPUT "${openapi_embedded}"
  COMMAND
    "${CMAKE_COMMAND}" "-DOUTPUT=${openapi_embedded}" "-DINPUT=${CMAKE_CURRENT_SOURCE_DIR}/openapi.json" -P
    "${CMAKE_CURRENT_SOURCE_DIR}/embed_openapi.cmake"
  DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/openapi.json" "${CMAKE_CURRENT_SOURCE_DIR}/embed_openapi.cmake"
  VERBATIM
)

elzhur_module(
  daemon_api
  SOURCES
    api.cpp
    api_appeals.cpp
    api_findings.cpp
    api_input.cpp
    api_keeping.cpp
    api_lists.cpp
    api_meetings.cpp
    api_parts.cpp
    api_reports.cpp
    api_telling.cpp
    api_values.cpp
    json_writer.cpp
    report_check.cpp
    report_tables.cpp
    "${openapi_embedded}"
  LINK
    elzhur::alerts
    elzhur::appeals
    elzhur::daemon_page
    elzhur::daemon_web
    elzhur::journal
    elzhur::rules
    nlohmann_json::nlohmann_json
)

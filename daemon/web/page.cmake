# The page: its templates and its style sheet are built into the program.
file(
  GLOB page_inputs CONFIGURE_DEPENDS
  "${CMAKE_CURRENT_SOURCE_DIR}/templates/*.mustache"
  "${CMAKE_CURRENT_SOURCE_DIR}/static/*"
)
set(page_embedded "${CMAKE_CURRENT_BINARY_DIR}/page_embedded.cpp")
add_custom_command(
  OUTPUT "${page_embedded}"
  COMMAND
    "${CMAKE_COMMAND}" "-DOUTPUT=${page_embedded}" "-DINPUTS=${page_inputs}" -P
    "${CMAKE_CURRENT_SOURCE_DIR}/embed_files.cmake"
  DEPENDS ${page_inputs} "${CMAKE_CURRENT_SOURCE_DIR}/embed_files.cmake"
  VERBATIM
)

elzhur_module(
  daemon_page
  SOURCES
    charts.cpp
    minutes.cpp
    page.cpp
    page_appeal_fields.cpp
    page_appeals.cpp
    page_excuses.cpp
    page_files.cpp
    page_finding.cpp
    page_findings.cpp
    page_keeping.cpp
    page_kit.cpp
    page_mail.cpp
    page_meeting_fields.cpp
    page_meetings.cpp
    page_numbers.cpp
    page_reports.cpp
    page_rows.cpp
    page_settle.cpp
    page_silences.cpp
    page_sources.cpp
    page_story.cpp
    page_today.cpp
    page_upload.cpp
    page_words.cpp
    paper.cpp
    "${page_embedded}"
  LINK
    elzhur::alerts
    elzhur::appeals
    elzhur::daemon_web
    elzhur::rules
)

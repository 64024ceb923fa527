# The API over a desk in memory.
elzhur_test(
  api_test
  SOURCES
    api_answers_test.cpp
    api_meetings_test.cpp
    api_reports_test.cpp
    api_lists_test.cpp
    api_site.cpp
    api_telling_test.cpp
    api_test.cpp
  LINK
    elzhur::daemon_api
    elzhur::test_desk
    nlohmann_json::nlohmann_json
)

// What a person wants of the service: the command line as plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/ctl/json_text.hpp"
#include "daemon/ctl/talker.hpp"

namespace elzhur::ctl {

enum class Verb {
  status,
  pull,
  findings,
  explain,
  settle,
  excuses,
  add_excuse,
  appeals,
  add_appeal,
  show_appeal,
  answer_appeal,
  meetings,
  add_meeting,
  show_meeting,
  minutes,
  change_meeting,
  decide_meeting,
  meeting_done,
  report,
  upload,
  accept,
  show_document,
  sources,
  teachers,
  outbox,
  silences,
  add_silence,
  end_silence,
  mode,
  change_mode,
  test_mail,
  release,
  keeping,
  backlog,
  contradictions,
  reload,
};

struct Order {
  Verb verb = Verb::status;
  bool json = false;  ///< The service's JSON as it came, instead of tables.
  bool yes = false;   ///< Ask nothing.
  bool all = false;   ///< Lists: every page, not the first alone.

  std::vector<std::string> findings{};  ///< explain: one; settle: one or more.
  std::string action{};                 ///< settle: "confirm".
  std::string reason{};
  std::optional<std::int64_t> version{};  ///< settle: the one that was looked at; nothing: the newest.

  Pairs parameters{};  ///< findings, report, appeals: of the address.
  /// pull, upload, accept: the source, may be empty. report: its name. test_mail: the recipient, may be
  /// empty. change_mode: observe, working or file.
  std::string name{};
  std::string token{};     ///< accept: of the verdict.
  std::string file{};      ///< upload.
  bool is_wanted = false;  ///< upload: bring it in at once.
  /// show_appeal, answer_appeal: in its year. show_document, end_silence: the id.
  std::int64_t number = 0;
  int year = 0;              ///< show_appeal, answer_appeal: 0 is the present one.
  Json body{};               ///< What is added or changed, under the names of the service.
  int item = 0;              ///< decide_meeting: of the agenda. meeting_done: the resolution.
  std::vector<int> votes{};  ///< decide_meeting: for, against, abstained; or none.
  std::string due{};         ///< add_appeal: the last day, "2026-11-30"; empty: none.
};

}  // namespace elzhur::ctl

// Answers of the service as text for people: Russian, tables and cards. Pure; whatever an answer holds, what
// comes out is text.
#pragma once

#include <string>

#include "daemon/ctl/json_text.hpp"
#include "daemon/ctl/words.hpp"

namespace elzhur::ctl {

[[nodiscard]] std::string status_text(const Json& status, const SchoolTime& time);
[[nodiscard]] std::string findings_text(const Json& found, const SchoolTime& time);
/// One finding in one line: what a decision is about.
[[nodiscard]] std::string finding_line(const Json& finding, const SchoolTime& time);
[[nodiscard]] std::string story_text(const Json& story, const SchoolTime& time);
[[nodiscard]] std::string excuses_text(const Json& excuses, const SchoolTime& time);
[[nodiscard]] std::string appeals_text(const Json& appeals, const SchoolTime& time);
[[nodiscard]] std::string appeal_text(const Json& appeal, const SchoolTime& time);
[[nodiscard]] std::string meetings_text(const Json& meetings, const SchoolTime& time);
[[nodiscard]] std::string meeting_text(const Json& meeting, const SchoolTime& time);
[[nodiscard]] std::string silences_text(const Json& silences, const SchoolTime& time);
[[nodiscard]] std::string added_silence_text(const Json& silence, const SchoolTime& time);
[[nodiscard]] std::string mode_text(const Json& mode, const SchoolTime& time);
[[nodiscard]] std::string test_mail_text(const Json& ordered, const SchoolTime& time);
[[nodiscard]] std::string teachers_text(const Json& teachers, const SchoolTime& time);
[[nodiscard]] std::string sources_text(const Json& sources, const SchoolTime& time);
[[nodiscard]] std::string document_text(const Json& document, const SchoolTime& time);
[[nodiscard]] std::string verdict_text(const Json& verdict, const SchoolTime& time);
[[nodiscard]] std::string outbox_text(const Json& messages, const SchoolTime& time);
[[nodiscard]] std::string keeping_text(const Json& keeping, const SchoolTime& time);
[[nodiscard]] std::string backlog_text(const Json& lines, const SchoolTime& time);
[[nodiscard]] std::string contradictions_text(const Json& all, const SchoolTime& time);
/// «Это не все», when the answer says so.
[[nodiscard]] std::string more_words(const Json& answer);

}  // namespace elzhur::ctl

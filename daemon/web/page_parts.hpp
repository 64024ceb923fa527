// The pages, one function each: a request in, an answer out. page.cpp says which path is whose.
// Every one of them checks the rights it needs.
#pragma once

#include <string>
#include <string_view>

#include "daemon/web/page_kit.hpp"

namespace elzhur::web {

[[nodiscard]] Response today_page(const Visit& visit);
[[nodiscard]] Response finding_page(const Visit& visit, std::string_view code);
/// A person's decision on one lesson or on many.
[[nodiscard]] Response settle_form(const Visit& visit);
[[nodiscard]] Response findings_page(const Visit& visit);
[[nodiscard]] Response findings_csv(const Visit& visit);
[[nodiscard]] Response teachers_page(const Visit& visit);
[[nodiscard]] Response teacher_page(const Visit& visit, std::string_view code);
[[nodiscard]] Response sources_page(const Visit& visit);
[[nodiscard]] Response pull_form(const Visit& visit);
[[nodiscard]] Response documents_page(const Visit& visit);
[[nodiscard]] Response names_page(const Visit& visit);
[[nodiscard]] Response upload_page(const Visit& visit);
[[nodiscard]] Response accept_form(const Visit& visit);
[[nodiscard]] Response excuses_page(const Visit& visit);
[[nodiscard]] Response appeals_page(const Visit& visit);
[[nodiscard]] Response appeal_page(const Visit& visit, std::string_view id);
[[nodiscard]] Response register_page(const Visit& visit);
[[nodiscard]] Response meetings_page(const Visit& visit);
/// `name`: «1», or «1/minutes» for the printer.
[[nodiscard]] Response meeting_page(const Visit& visit, std::string_view name);
[[nodiscard]] Response reports_page(const Visit& visit);
[[nodiscard]] Response outbox_page(const Visit& visit);
[[nodiscard]] Response check_mail_form(const Visit& visit);
[[nodiscard]] Response mode_form(const Visit& visit);
[[nodiscard]] Response silences_page(const Visit& visit);
[[nodiscard]] Response end_silence_form(const Visit& visit);
[[nodiscard]] Response release_form(const Visit& visit);
[[nodiscard]] Response backlog_page(const Visit& visit);
[[nodiscard]] Response contradictions_page(const Visit& visit);
[[nodiscard]] Response keeping_page(const Visit& visit);
[[nodiscard]] Response numbers_page(const Visit& visit);
[[nodiscard]] Response help_page(const Visit& visit);

/// «Заполнено 481 из 486» with what stands beside it, for totals.html.
[[nodiscard]] View totals_view(const rules::LessonTotals& totals, std::string_view over);

}  // namespace elzhur::web

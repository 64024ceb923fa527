// Corrections of what turned out to be wrong, and trouble with what is read.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "alerts/plan_parts.hpp"
#include "alerts/words.hpp"
#include "journal/hash.hpp"

namespace elzhur::alerts {
namespace {

/// A told finding by name: in a list or to a director. A mere number is corrected by the next numbers.
const ToldRow* told_by_name(const ToldIndex& told, std::string_view recipient, journal::FindingId finding) {
  const ToldRow* listed = told.find(recipient, finding, k_stage_listed);
  const ToldRow* reported = told.find(recipient, finding, k_stage_reported);
  if (listed == nullptr || reported == nullptr) return listed != nullptr ? listed : reported;
  return listed->told_at <= reported->told_at ? listed : reported;
}

std::vector<Role> other_readers(const Writing& writing, const std::vector<const ToldRow*>& rows,
                                const ToldIndex& told) {
  std::set<Role> roles;
  for (const RecipientSpec& other : writing.situation.settings.recipients) {
    if (other.id == writing.recipient.id) continue;
    const bool was_told = std::any_of(rows.begin(), rows.end(), [&](const ToldRow* row) {
      return told_by_name(told, other.id, row->finding) != nullptr;
    });
    if (was_told) roles.insert(other.role);
  }
  return {roles.begin(), roles.end()};
}

std::string hex(std::uint64_t value) { return fmt::format("{:016x}", value); }

/// The same refused bytes of the same source, in whatever order, are the same occasion.
std::string refusal_occasion(const SourceReport& source,
                             const std::vector<const DocumentReport*>& documents) {
  std::vector<std::string> marks;
  for (const DocumentReport* document : documents) {
    marks.push_back(document->sha256.empty() ? document->name + "\n" + document->reason : document->sha256);
  }
  std::sort(marks.begin(), marks.end());
  journal::Digest digest;
  digest.add(source.id);
  for (const std::string& mark : marks) digest.add(mark);
  return "source_trouble:" + hex(digest.value());
}

std::optional<Decision> decide_refused(const Writing& writing, const SourceReport& source) {
  TroubleFacts facts{&source, {}};
  for (const DocumentReport& document : source.documents) {
    if (document.status == ReportStatus::rejected && !document.was_refused_before)
      facts.documents.push_back(&document);
  }
  if (facts.documents.empty()) return std::nullopt;
  Decision decision;
  decision.occasion = refusal_occasion(source, facts.documents);
  decision.reason =
      fmt::format("источник «{}»: не принято файлов {}", one_line(source.id, 100), facts.documents.size());
  decision.letter = trouble_letter(writing, facts);
  return decision;
}

std::optional<Decision> decide_failed(const Writing& writing, const SourceReport& source) {
  if (source.status != ReportStatus::failed) return std::nullopt;
  const journal::Instant since = source.failing_since.value_or(writing.now);
  // Whoever sets the program up wants to know at once.
  const bool is_setting_up = !writing.situation.last_accepted_at;
  if (!is_setting_up && writing.now - since < k_source_patience) return std::nullopt;
  journal::Digest digest;
  digest.add(source.id);
  digest.add(journal::format_instant(since));
  Decision decision;
  decision.occasion = "source_trouble:" + hex(digest.value());
  decision.reason = fmt::format("источник «{}» не читается с {}", one_line(source.id, 100),
                                moment(since, writing.policy(), writing.year()));
  decision.letter = trouble_letter(writing, {&source, {}});
  return decision;
}

/// What lasts is told once; that nothing could be written, as soon as it can.
std::optional<Decision> decide_service(const Writing& writing, const ServiceTrouble& trouble) {
  const bool is_backup = trouble.what == ServiceTrouble::What::backup;
  if (is_backup && writing.now - trouble.since < k_source_patience) return std::nullopt;
  const std::string since = moment(trouble.since, writing.policy(), writing.year());
  Decision decision;
  decision.occasion = fmt::format("service_trouble:{}:{}", is_backup ? "backup" : "store",
                                  journal::format_instant(trouble.since));
  decision.reason =
      fmt::format("{} с {}", is_backup ? "нет резервной копии" : "данные не записывались", since);
  decision.letter = service_letter(writing, trouble);
  return decision;
}

}  // namespace

std::optional<Decision> decide_withdrawal(const Writing& writing, const ToldIndex& told) {
  const std::string& recipient = writing.recipient.id;
  if (writing.recipient.role == Role::teacher) return std::nullopt;
  Decision decision;
  WithdrawalFacts facts;
  std::vector<const ToldRow*> rows;
  for (const rules::FindingView& view : writing.situation.withdrawn) {
    const ToldRow* row = told_by_name(told, recipient, view.finding.id);
    if (row == nullptr || told.find(recipient, view.finding.id, k_stage_withdrawn) != nullptr) continue;
    facts.items.push_back({&view, row->told_at});
    rows.push_back(row);
    decision.tellings.push_back({view.finding.id, std::string(k_stage_withdrawn)});
  }
  if (facts.items.empty()) return std::nullopt;
  facts.other_readers = other_readers(writing, rows, told);
  std::sort(rows.begin(), rows.end(), [](const ToldRow* a, const ToldRow* b) {
    return std::tie(a->told_at, a->message_id) < std::tie(b->told_at, b->message_id);
  });
  for (const ToldRow* row : rows) {
    if (decision.references.empty() || decision.references.back() != row->message_id) {
      decision.references.push_back(row->message_id);
    }
  }
  decision.in_reply_to = decision.references.back();
  decision.occasion = "withdrawal:" + rules::finding_code(facts.items.front().view->finding);
  decision.reason = fmt::format("снято вопросов, о которых сообщали: {}", facts.items.size());
  decision.letter = withdrawal_letter(writing, facts);
  return decision;
}

std::vector<Decision> decide_troubles(const Writing& writing) {
  std::vector<Decision> decisions;
  for (const SourceReport& source : writing.situation.sources) {
    if (auto refused = decide_refused(writing, source)) decisions.push_back(std::move(*refused));
    if (auto failed = decide_failed(writing, source)) decisions.push_back(std::move(*failed));
  }
  for (const ServiceTrouble& trouble : writing.situation.service) {
    if (auto told = decide_service(writing, trouble)) decisions.push_back(std::move(*told));
  }
  return decisions;
}

}  // namespace elzhur::alerts

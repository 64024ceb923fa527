#include "connectors/source.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "journal/check.hpp"

namespace elzhur::connectors {
namespace {

bool has(const std::vector<PulledDocument>& documents, PullStatus status) {
  return std::any_of(documents.begin(), documents.end(),
                     [status](const PulledDocument& document) { return document.status == status; });
}

}  // namespace

std::string_view pull_status_name(PullStatus status) {
  switch (status) {
    case PullStatus::accepted:
      return "accepted";
    case PullStatus::unchanged:
      return "unchanged";
    case PullStatus::held:
      return "held";
    case PullStatus::rejected:
      return "rejected";
    case PullStatus::failed:
      return "failed";
  }
  ELZHUR_CHECK(false);
}

PullStatus combined_status(const std::vector<PulledDocument>& documents) {
  constexpr std::array k_worst_first{PullStatus::rejected, PullStatus::failed, PullStatus::accepted};
  for (const PullStatus status : k_worst_first) {
    if (has(documents, status)) return status;
  }
  return PullStatus::unchanged;
}

void hold(Pull& pull, std::size_t index, const std::string& reason) {
  ELZHUR_CHECK(index < pull.documents.size());
  PulledDocument& document = pull.documents[index];
  document.status = PullStatus::held;
  document.reason = reason;
  document.document.reset();
  pull.status = combined_status(pull.documents);
}

void refuse(Pull& pull, std::size_t index, const std::string& reason) {
  ELZHUR_CHECK(index < pull.documents.size());
  const std::string sha256 = pull.documents[index].sha256;
  for (std::size_t other = 0; other < pull.documents.size(); ++other) {
    PulledDocument& document = pull.documents[other];
    // The same bytes under another name in the same pull came in as "unchanged" because of this one.
    const bool is_same =
        document.status == PullStatus::unchanged && !sha256.empty() && document.sha256 == sha256;
    if (other != index && !is_same) continue;
    document.status = PullStatus::rejected;
    document.reason = reason;
    document.document.reset();
  }
  pull.status = combined_status(pull.documents);
  pull.reason = summary_of(pull.documents);
}

std::string summary_of(const std::vector<PulledDocument>& documents) {
  const PulledDocument* first = nullptr;
  std::size_t bad = 0;
  for (const PulledDocument& document : documents) {
    if (document.status != PullStatus::rejected && document.status != PullStatus::failed) continue;
    if (first == nullptr) first = &document;
    ++bad;
  }
  if (first == nullptr) return {};
  std::string text = fmt::format("{}: {}", first->name, first->reason);
  if (bad > 1) text += fmt::format(" (и ещё документов с ошибками: {})", bad - 1);
  return text;
}

}  // namespace elzhur::connectors

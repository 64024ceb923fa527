#include "daemon/app/acquaintance.hpp"

#include <fmt/format.h>

namespace elzhur::app {
namespace {

using journal::FillState;

std::string note_key(std::string_view source) { return fmt::format("entries:{}", source); }

std::size_t entries_in(const journal::Document& document) {
  std::size_t entries = 0;
  for (const journal::Block& block : document.blocks) {
    for (const journal::LessonSeen& lesson : block.lessons) {
      for (const journal::FieldSeen& field : lesson.fields) {
        const bool is_entry = field.state == FillState::filled || field.state == FillState::declared ||
                              field.state == FillState::placeholder;
        entries += is_entry ? 1U : 0U;
      }
    }
  }
  return entries;
}

}  // namespace

std::optional<journal::Instant> proves_from(rules::LedgerStore& ledger, std::string_view source) {
  const auto note = ledger.note(note_key(source));
  if (!note) return std::nullopt;
  const auto since = journal::parse_instant(*note);
  // Stores of older versions noted that entries were shown, not when: long ago.
  return since ? *since + k_acquaintance : journal::Instant::min();
}

Acquaintance::Known& Acquaintance::known(const std::string& source) {
  const auto [found, is_new] = known_.try_emplace(source);
  if (is_new) {
    const auto from = proves_from(ledger_, source);
    found->second.is_met = from.has_value();
    found->second.proves_from = from.value_or(journal::Instant::max());
  }
  return found->second;
}

void Acquaintance::meet(const journal::Document& document) {
  Known& source = known(document.source_id);
  if (source.is_met) return;
  source.entries += entries_in(document);
  if (source.entries < k_entries_to_know_min) return;
  source.is_met = true;
  source.proves_from = document.as_of.earliest + k_acquaintance;
  ledger_.save_note(note_key(document.source_id), journal::format_instant(document.as_of.earliest));
}

bool Acquaintance::proves_emptiness(const journal::Document& document) {
  const Known& source = known(document.source_id);
  return source.is_met && document.as_of.earliest >= source.proves_from;
}

}  // namespace elzhur::app

#include "connectors/titles.hpp"

#include <algorithm>

#include "connectors/cell_text.hpp"
#include "connectors/formats/text.hpp"
#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

/// Words, folded, behind which the time stands at which a report was made.
constexpr std::array<std::string_view, 12> k_made_words{
    "дата формирования", "дата создания", "дата выгрузки", "дата отчета",  "дата печати", "по состоянию на",
    "сформирован",       "выгружен",      "распечатан",    "отчет создан", "создано",     "отчет на"};
/// Nothing but a few short words may stand between them and the date.
constexpr std::size_t k_gap_bytes_max = 48;

bool ends_with_word(std::string_view text, std::string_view word) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (!text.ends_with(word)) return false;
  text.remove_suffix(word.size());
  return text.empty() || text.back() == ' ' || text.back() == ':' || text.back() == '(' || text.back() == ',';
}

bool begins_with_dash(std::string_view text) {
  text = trim_blank(text);
  return text.starts_with("-") || text.starts_with("–") || text.starts_with("—");
}

/// Reads the date at `found`, with the time of day behind it.
CellDate with_time(std::string_view text, const FoundDate& found) {
  constexpr std::size_t k_time_bytes_max = 24;  // " г. в 12:05:33 ": more would be another matter
  std::string_view rest = text.substr(found.end);
  rest = rest.substr(0, std::min(rest.size(), k_time_bytes_max));
  std::string_view date_text = text.substr(found.begin, found.end - found.begin);
  const auto drop_words = [](std::string_view words) {
    words = trim_blank(words);
    for (const std::string_view word : {",", "г.", "в "}) {
      if (words.starts_with(word)) words = trim_blank(words.substr(word.size()));
    }
    return words;
  };
  std::string candidate(date_text);
  const std::string_view time = drop_words(rest);
  const std::size_t time_end = time.find_first_not_of("0123456789:");
  candidate += ' ';
  candidate += time.substr(0, time_end);
  const CellDate read = parse_cell_date(candidate);
  return read.ok() ? read : parse_cell_date(date_text);
}

/// Without the pieces of characters that a cut leaves at both ends.
std::string_view within_characters(std::string_view text) {
  const auto byte = [](char c) { return static_cast<unsigned char>(c); };
  while (!text.empty() && (byte(text.front()) & 0xC0U) == 0x80U) text.remove_prefix(1);
  std::size_t tail = 0;
  constexpr std::size_t k_character_bytes_max = 4;
  while (tail < text.size() && tail < k_character_bytes_max &&
         (byte(text[text.size() - 1 - tail]) & 0x80U) != 0U) {
    const bool is_lead = byte(text[text.size() - 1 - tail]) >= 0xC0U;
    ++tail;
    if (is_lead) break;
  }
  return text.substr(0, text.size() - tail);
}

/// Without what stands in <angle brackets>.
std::string without_tags(std::string_view html) {
  std::string text;
  bool in_tag = false;
  for (const char c : html) {
    if (c == '<') {
      in_tag = true;
      text += ' ';
    } else if (c == '>') {
      in_tag = false;
    } else if (!in_tag) {
      text += c;
    }
  }
  return text;
}

}  // namespace

void Titles::set(Column key, std::string_view value) {
  values_[static_cast<std::size_t>(key)] = {std::string(trim_blank(value)), section_};
}

bool Titles::take_keys(std::span<const Cell> cells) {
  bool taken = false;
  std::optional<Column> waiting;
  for (const Cell& cell : cells) {
    if (cell.is_merged_copy) continue;
    std::string_view text = cell.text;
    while (!text.empty()) {
      const std::size_t line_end = text.find('\n');
      const std::string_view line = trim_blank(text.substr(0, line_end));
      text = line_end == std::string_view::npos ? std::string_view() : text.substr(line_end + 1);
      if (line.empty()) continue;
      const auto key = key_text_of(line);
      if (!key) {
        if (waiting) set(*waiting, line);
        waiting.reset();
        continue;
      }
      taken = true;
      waiting = key->value.empty() ? std::optional(key->key) : std::nullopt;
      set(key->key, key->value);
    }
  }
  return taken;
}

bool Titles::holds(Column key) const {
  const std::size_t section = of(key).section;
  if (section == 0 || section == section_) return section == section_;
  const bool class_is_new = of(Column::class_name).section == section_;
  const bool scope_is_new =
      class_is_new || of(Column::subject).section == section_ || of(Column::group).section == section_;
  switch (key) {
    case Column::class_name:
      return true;
    case Column::subject:
    case Column::group:
      return !class_is_new;
    default:
      return !scope_is_new;
  }
}

std::string_view Titles::value(Column key) const { return holds(key) ? std::string_view(of(key).text) : ""; }

bool Titles::promises_table() const {
  return of(Column::class_name).section == section_ || of(Column::subject).section == section_;
}

std::optional<journal::DateRange> find_period(std::string_view text) {
  const std::string folded = journal::fold(text);
  std::string_view rest = folded;
  while (const auto first = find_date(rest)) {
    const std::string_view behind = rest.substr(first->end);
    const auto last = find_date(behind);
    if (last && ends_with_word(rest.substr(0, first->begin), "с")) {
      const std::string_view between = trim_blank(behind.substr(0, last->begin));
      const bool is_to = between == "по" || between == "г. по" || between == "г по" || between == "до";
      if (is_to && first->date <= last->date) return journal::DateRange{first->date, last->date};
    }
    rest = behind;
  }
  return std::nullopt;
}

std::vector<CellDate> find_made_at(std::string_view text) {
  std::vector<CellDate> found;
  const std::string folded = journal::fold(text);
  for (const std::string_view words : k_made_words) {
    const std::size_t at = folded.find(words);
    if (at == std::string::npos) continue;
    const std::string_view behind = std::string_view(folded).substr(at + words.size());
    const auto date = find_date(behind);
    if (!date || date->begin > k_gap_bytes_max) continue;
    // «сформирован с 01.09.2018 по ...» and «01.09.2018 - 31.01.2019» are periods.
    if (ends_with_word(behind.substr(0, date->begin), "с")) continue;
    if (ends_with_word(behind.substr(0, date->begin), "за период")) continue;
    if (begins_with_dash(behind.substr(date->end))) continue;
    const CellDate read = with_time(behind, *date);
    if (read.ok()) found.push_back(read);
  }
  return found;
}

std::vector<CellDate> find_made_at_in_page(std::string_view html) {
  constexpr std::size_t k_looked_at = std::size_t{32} << 10U;
  std::vector<CellDate> found;
  std::vector<std::string_view> parts{html.substr(0, k_looked_at)};
  if (html.size() > k_looked_at)
    parts.push_back(html.substr(std::max(k_looked_at, html.size() - k_looked_at)));
  for (const std::string_view part : parts) {
    std::string text = without_tags(within_characters(part));
    if (!is_valid_utf8(text)) {
      auto converted = convert_to_utf8(text, "CP1251");
      if (!converted) continue;
      text = std::move(*converted);
    }
    for (const CellDate& made : find_made_at(text)) found.push_back(made);
  }
  return found;
}

std::string joined_text(std::span<const Cell> cells) {
  constexpr std::size_t k_joined_bytes_max = 4096;
  std::string joined;
  for (const Cell& cell : cells) {
    if (cell.is_merged_copy || cell.text.empty()) continue;
    if (joined.size() + cell.text.size() > k_joined_bytes_max) continue;
    if (!joined.empty()) joined += ' ';
    joined += cell.text;
  }
  return joined;
}

}  // namespace elzhur::connectors

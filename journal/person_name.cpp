// The part of names.hpp that takes people's names apart and compares them.
#include <algorithm>
#include <array>
#include <cstdint>

#include "journal/names.hpp"
#include "journal/utf8.hpp"

namespace elzhur::journal {
namespace {

/// More words than any name has; beyond it a text is something else.
constexpr std::size_t k_words_max = 8;

enum class Kind : std::uint8_t { word, initial };

struct Part {
  std::string text;  ///< An initial without its dot.
  Kind kind = Kind::word;
};

/// «Дж.» and «Ек.» are initials too: two letters at most.
bool is_initial_length(std::string_view text) { return count_code_points(text) <= 2; }

bool is_name_character(char32_t c) {
  if (c == U'-' || c == U'‐' || c == U'‑' || c == U'–' || c == U'\'' || c == U'’' || c == U'ʼ' || c == U'`')
    return true;
  if (c >= U'0' && c <= U'9') return false;
  return c != k_replacement && is_letter_or_digit(c);
}

bool is_name_word(std::string_view text) {
  bool letters = false;
  while (!text.empty()) {
    const char32_t c = take_code_point(text);
    if (!is_name_character(c)) return false;
    letters = letters || is_letter_or_digit(c);
  }
  return letters;
}

/// Splits at spaces and after dots. False when a part is neither a word nor an initial, or there are too
/// many.
bool split_parts(std::string_view normal, std::vector<Part>& parts) {
  while (!normal.empty()) {
    const std::size_t end = std::min(normal.find_first_of(" ."), normal.size());
    const std::string_view word = normal.substr(0, end);
    const bool dotted = end < normal.size() && normal[end] == '.';
    normal.remove_prefix(std::min(end + 1, normal.size()));
    if (word.empty() && !dotted) continue;  // The space after a dot.
    if (!is_name_word(word) || parts.size() == k_words_max) return false;
    if (dotted && !is_initial_length(word)) return false;
    const bool initial = dotted || count_code_points(word) == 1;
    parts.push_back({std::string(word), initial ? Kind::initial : Kind::word});
  }
  return !parts.empty();
}

bool is_son_or_daughter_of(std::string_view folded) {
  constexpr std::array<std::string_view, 7> k_words{"оглы", "оглу", "оғлы", "кызы", "гызы", "қызы", "улы"};
  return std::find(k_words.begin(), k_words.end(), folded) != k_words.end();
}

/// «Гасан оглы» is one patronymic.
void join_patronymics(std::vector<Part>& parts) {
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i - 1].kind != Kind::word || !is_son_or_daughter_of(fold(parts[i].text))) continue;
    parts[i - 1].text += ' ' + parts[i].text;
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

bool is_patronymic(const Part& part) {
  if (part.kind != Kind::word) return false;
  const std::string text = fold(part.text);
  const std::size_t last_word = text.find_last_of(" -");
  if (last_word != std::string::npos && is_son_or_daughter_of(std::string_view(text).substr(last_word + 1))) {
    return true;
  }
  constexpr std::array<std::string_view, 6> k_short{"ильич",   "лукич",   "фомич",
                                                    "кузьмич", "козьмич", "никитич"};
  if (std::find(k_short.begin(), k_short.end(), text) != k_short.end()) return true;
  constexpr std::size_t k_shortest = 5;  // Shorter words with these endings are family names: «Вич».
  return count_code_points(text) >= k_shortest &&
         (text.ends_with("вич") || text.ends_with("вна") || text.ends_with("ична"));
}

std::string joined(const std::vector<Part>& parts, std::size_t first, std::size_t last) {
  std::string out;
  for (std::size_t i = first; i < last; ++i) {
    if (!out.empty()) out += ' ';
    out += parts[i].text;
  }
  return out;
}

/// Only full words. The second word is looked at first: a given name never looks like a patronymic, but a
/// family name may («Анна Петровна Мицкевич»).
PersonName from_words(const std::vector<Part>& parts) {
  const std::size_t n = parts.size();
  if (n == 1) return {parts[0].text, "", "", false};
  if (n == 2) {
    if (is_patronymic(parts[1])) return {"", parts[0].text, parts[1].text, false};
    return {parts[0].text, parts[1].text, "", false};
  }
  if (is_patronymic(parts[1])) return {joined(parts, 2, n), parts[0].text, parts[1].text, false};
  if (is_patronymic(parts[n - 1])) {
    return {joined(parts, 0, n - 2), parts[n - 2].text, parts[n - 1].text, false};
  }
  return {parts[0].text, joined(parts, 1, n), "", false};
}

/// Words and initials mixed; nothing when they stand in no order that a name has.
std::optional<PersonName> from_mixed(const std::vector<Part>& parts) {
  const std::size_t n = parts.size();
  const auto initial = [&](std::size_t i) { return parts[i].kind == Kind::initial; };
  std::size_t before = 0;
  while (before < n && initial(before)) ++before;
  std::size_t after = n;
  while (after > 0 && initial(after - 1)) --after;
  const auto inner =
      std::count_if(parts.begin(), parts.end(), [](const Part& p) { return p.kind == Kind::initial; });
  const auto count = static_cast<std::size_t>(inner);

  if (count == n || count > 2) return std::nullopt;
  if (n - after == 2)
    return PersonName{joined(parts, 0, after), parts[after].text, parts[after + 1].text, true};
  if (before == 2) return PersonName{joined(parts, 2, n), parts[0].text, parts[1].text, true};
  if (count != 1) return std::nullopt;
  if (after == n - 1) {  // «Иванова А.», «Иванова Анна П.»
    if (n == 2) return PersonName{parts[0].text, parts[1].text, "", true};
    return PersonName{joined(parts, 0, n - 2), parts[n - 2].text, parts[n - 1].text, true};
  }
  if (before == 1) {  // «А. Иванова», «А. Петровна Иванова»
    if (n > 2 && is_patronymic(parts[1]))
      return PersonName{joined(parts, 2, n), parts[0].text, parts[1].text, true};
    return PersonName{joined(parts, 1, n), parts[0].text, "", true};
  }
  if (n == 3) {  // «Анна П. Иванова», but «Иванова А. Петровна»
    if (is_patronymic(parts[2])) return PersonName{parts[0].text, parts[1].text, parts[2].text, true};
    return PersonName{parts[2].text, parts[0].text, parts[1].text, true};
  }
  return std::nullopt;
}

bool is_initial(const PersonName& name, std::string_view part) {
  return name.initials && !part.empty() && is_initial_length(part);
}

std::string first_letter(std::string_view text) {
  std::string out;
  if (!text.empty()) append_code_point(out, take_code_point(text));
  return out;
}

void append_word(std::string& out, std::string_view word, bool dot) {
  if (word.empty()) return;
  if (!out.empty()) out += ' ';
  out += word;
  if (dot) out += '.';
}

bool part_fits(const PersonName& a, const std::string& part_a, const PersonName& b,
               const std::string& part_b) {
  const std::string x = fold(part_a);
  const std::string y = fold(part_b);
  return x == y || (is_initial(a, part_a) && y.starts_with(x)) || (is_initial(b, part_b) && x.starts_with(y));
}

bool fits(const PersonName& a, const PersonName& b) {
  if (a.family.empty() || a.given.empty() || b.given.empty() || fold(a.family) != fold(b.family))
    return false;
  if (!part_fits(a, a.given, b, b.given)) return false;
  return a.patronymic.empty() || b.patronymic.empty() || part_fits(a, a.patronymic, b, b.patronymic);
}

/// «Анна Иванова» was read as family name and given name; the other way round is as likely.
std::optional<PersonName> other_reading(const PersonName& name) {
  if (name.initials || !name.patronymic.empty() || name.given.empty()) return std::nullopt;
  return PersonName{name.given, name.family, "", false};
}

}  // namespace

std::string PersonName::formal() const {
  std::string out = family;
  append_word(out, given, is_initial(*this, given));
  append_word(out, patronymic, is_initial(*this, patronymic));
  return out;
}

std::string PersonName::brief() const {
  if (family.empty()) return formal();
  std::string out = family;
  append_word(out, is_initial(*this, given) ? given : first_letter(given), true);
  append_word(out, is_initial(*this, patronymic) ? patronymic : first_letter(patronymic), true);
  return out;
}

PersonName parse_person_name(std::string_view written) {
  const std::string normal = normalise_text(written);
  std::vector<Part> parts;
  PersonName whole{normal, "", "", false};
  if (!split_parts(normal, parts)) return whole;
  join_patronymics(parts);
  const bool words_only =
      std::all_of(parts.begin(), parts.end(), [](const Part& part) { return part.kind == Kind::word; });
  return words_only ? from_words(parts) : from_mixed(parts).value_or(std::move(whole));
}

std::string person_key(const PersonName& name) {
  // Initials keep their places: «Иванова А. П.» and «Иванова П. А.» are two people.
  if (name.initials) {
    std::string key = fold(name.family);
    append_word(key, fold(name.given), is_initial(name, name.given));
    append_word(key, fold(name.patronymic), is_initial(name, name.patronymic));
    return key;
  }
  const std::string all = fold(name.formal());
  std::vector<std::string_view> words;
  for (std::string_view rest = all; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (end > 0) words.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::sort(words.begin(), words.end());
  std::string key;
  for (const std::string_view word : words) append_word(key, word, false);
  return key;
}

bool may_be_same_person(const PersonName& a, const PersonName& b) {
  if (person_key(a) == person_key(b)) return true;
  if (!a.initials && !b.initials) return false;
  if (fits(a, b)) return true;
  if (const auto other = other_reading(a); other && fits(*other, b)) return true;
  const auto other = other_reading(b);
  return other && fits(a, *other);
}

std::vector<std::string> split_people(std::string_view text) {
  std::vector<std::string> people;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(",;"), text.size());
    std::string name = normalise_text(text.substr(0, end));
    if (!name.empty()) people.push_back(std::move(name));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return people;
}

}  // namespace elzhur::journal

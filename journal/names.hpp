// Texts and names as people write them, brought to one form: white space, ё/е, case, and who may be
// meant by «Иванова А. П.». All functions take and give valid UTF-8, are pure and total.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace elzhur::journal {

/// TAB, NBSP, line breaks and runs of spaces become one space; none at the ends; control and
/// invisible characters (zero width, bidi marks) are dropped; й and ё written as a letter and a separate mark
/// become one letter; a byte that is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::string normalise_text(std::string_view text);

/// The form two texts are compared in: normalised, lower case (Latin and Cyrillic), ё as е.
[[nodiscard]] std::string fold(std::string_view text);

/// A class name as people compare it: «7 «А»» and «7А» and «7а» are one. Spaces, quotes and hyphens
/// are dropped, letters become lower case, Latin look-alikes of Cyrillic letters become Cyrillic.
[[nodiscard]] std::string fold_class(std::string_view class_name);

/// True for a text without any letter or digit: «.», «...», «-», «—», «/», an emoji.
/// An empty or blank text is not a placeholder, nor is one with bytes that could not be read.
[[nodiscard]] bool is_placeholder(std::string_view text);

/// A person's name taken apart. Real exports write both «Иванова Анна Петровна» and «Анна Петровна
/// Иванова»; the patronymic (-вич, -вна, -ична, -инична, оглы, кызы) tells which.
struct PersonName {
  std::string family;      ///< As written.
  std::string given;       ///< Full, or an initial without its dot.
  std::string patronymic;  ///< Full, an initial, or empty.
  bool initials = false;   ///< Given name or patronymic is an initial.

  /// «Иванова Анна Петровна» or «Иванова А. П.»: as people here are listed.
  [[nodiscard]] std::string formal() const;
  /// «Иванова А. П.»
  [[nodiscard]] std::string brief() const;
  bool operator==(const PersonName&) const = default;
};

/// Takes a written name apart. A text that cannot be a name of this shape becomes `family` whole.
[[nodiscard]] PersonName parse_person_name(std::string_view written);

/// The form in which two spellings of one full name are equal, whatever their order of words. Initials keep
/// their order: «Иванова А. П.» and «Иванова П. А.» are two people.
[[nodiscard]] std::string person_key(const PersonName& name);

/// Whether the two may be one person: equal keys, or one has initials that fit the other. A missing patronymic
/// fits any; a family name alone fits nobody.
[[nodiscard]] bool may_be_same_person(const PersonName& a, const PersonName& b);

/// «Иванова А. П., Петров О. Н.» -> two names. Splits at commas and semicolons, drops empty parts.
[[nodiscard]] std::vector<std::string> split_people(std::string_view text);

}  // namespace elzhur::journal

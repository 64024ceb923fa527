// Who is who: names as sources write them, and the persons they mean. Pure.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "journal/ids.hpp"
#include "journal/names.hpp"

namespace elzhur::rules {

/// A person as the store knows them. `name` is the fullest spelling seen or the staff file's.
struct Person {
  journal::PersonId id{};
  std::string name;

  bool operator==(const Person&) const = default;
};

/// The persons known, and the matching of written names with them.
class Roster {
 public:
  explicit Roster(std::vector<Person> persons);

  /// Adds a spelling that means this person and nobody else (staff file).
  void add_spelling(journal::PersonId person, std::string_view spelling);

  /// For each written name the persons it may mean, sorted. A full name that nobody has becomes a new
  /// person with the next id; «Иванова А. П.» means everyone whom it fits, and becomes a new person when it
  /// fits nobody. Full names are taken first, so the order of `written` does not matter. A full name that
  /// fits exactly one person known by initials alone completes that person's name.
  [[nodiscard]] std::vector<std::vector<journal::PersonId>> identify(const std::vector<std::string>& written);

  /// Changes whenever a written name could mean somebody else than before.
  [[nodiscard]] std::uint64_t digest() const;

  [[nodiscard]] const std::vector<Person>& persons() const { return persons_; }
  /// Persons added or completed since construction, by id.
  [[nodiscard]] std::vector<Person> changed() const;

 private:
  struct Known {
    journal::PersonName parts;
    bool changed = false;
  };
  [[nodiscard]] std::vector<journal::PersonId> find(std::string_view written) const;
  [[nodiscard]] journal::PersonId add(std::string_view written, const journal::PersonName& parts);

  std::vector<Person> persons_;  // By id; ids are dense from 1.
  std::vector<Known> known_;     // Parallel to persons_.
  std::unordered_map<std::string, journal::PersonId> by_key_;
  std::unordered_map<std::string, journal::PersonId> by_spelling_;
};

}  // namespace elzhur::rules

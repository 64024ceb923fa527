#include "rules/roster.hpp"

#include <algorithm>

#include "journal/check.hpp"
#include "journal/hash.hpp"

namespace elzhur::rules {

using journal::PersonId;
using journal::PersonName;

Roster::Roster(std::vector<Person> persons) : persons_(std::move(persons)) {
  std::sort(persons_.begin(), persons_.end(), [](const Person& a, const Person& b) { return a.id < b.id; });
  known_.reserve(persons_.size());
  for (std::size_t i = 0; i < persons_.size(); ++i) {
    ELZHUR_CHECK(persons_[i].id == PersonId{static_cast<std::int64_t>(i) + 1});
    known_.push_back({journal::parse_person_name(persons_[i].name)});
    by_key_.emplace(journal::person_key(known_.back().parts), persons_[i].id);
  }
}

void Roster::add_spelling(PersonId person, std::string_view spelling) {
  by_spelling_.insert_or_assign(journal::fold(spelling), person);
}

std::vector<PersonId> Roster::find(std::string_view written) const {
  if (const auto spelling = by_spelling_.find(journal::fold(written)); spelling != by_spelling_.end()) {
    return {spelling->second};
  }
  const PersonName parts = journal::parse_person_name(written);
  if (const auto exact = by_key_.find(journal::person_key(parts));
      exact != by_key_.end() && !parts.initials) {
    return {exact->second};
  }
  if (!parts.initials) return {};
  std::vector<PersonId> fitting;
  for (std::size_t i = 0; i < known_.size(); ++i) {
    if (journal::may_be_same_person(parts, known_[i].parts)) fitting.push_back(persons_[i].id);
  }
  return fitting;
}

PersonId Roster::add(std::string_view written, const PersonName& parts) {
  // A full name completes the one person who is known by fitting initials alone.
  std::vector<std::size_t> incomplete;
  for (std::size_t i = 0; !parts.initials && i < known_.size(); ++i) {
    if (known_[i].parts.initials && journal::may_be_same_person(parts, known_[i].parts))
      incomplete.push_back(i);
  }
  if (incomplete.size() == 1) {
    const std::size_t i = incomplete.front();
    persons_[i].name = written;
    known_[i] = {parts, true};
    by_key_.emplace(journal::person_key(parts), persons_[i].id);
    return persons_[i].id;
  }
  const PersonId id{static_cast<std::int64_t>(persons_.size()) + 1};
  persons_.push_back({id, std::string(written)});
  known_.push_back({parts, true});
  by_key_.emplace(journal::person_key(parts), id);
  return id;
}

std::vector<std::vector<PersonId>> Roster::identify(const std::vector<std::string>& written) {
  // Full names first, then in the order of their texts, so that ids do not depend on the order of rows.
  std::vector<std::size_t> order(written.size());
  std::vector<PersonName> parts;
  parts.reserve(written.size());
  for (std::size_t i = 0; i < written.size(); ++i) {
    order[i] = i;
    parts.push_back(journal::parse_person_name(written[i]));
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(parts[a].initials, written[a]) < std::tie(parts[b].initials, written[b]);
  });
  for (const std::size_t i : order) {
    if (find(written[i]).empty()) (void)add(written[i], parts[i]);
  }
  std::vector<std::vector<PersonId>> result;
  result.reserve(written.size());
  for (const std::string& name : written) result.push_back(find(name));
  return result;
}

std::vector<Person> Roster::changed() const {
  std::vector<Person> changed;
  for (std::size_t i = 0; i < persons_.size(); ++i) {
    if (known_[i].changed) changed.push_back(persons_[i]);
  }
  return changed;
}

std::uint64_t Roster::digest() const {
  journal::Digest digest;
  for (const Person& person : persons_) digest.add(person.name);
  std::uint64_t spellings = 0;  // In no order, so added up.
  for (const auto& [spelling, id] : by_spelling_) {
    journal::Digest one;
    one.add(spelling);
    one.add(static_cast<std::uint64_t>(id));
    spellings += one.value();
  }
  digest.add(spellings);
  return digest.value();
}

}  // namespace elzhur::rules

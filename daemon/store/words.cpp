#include "daemon/store/words.hpp"

#include <algorithm>

namespace elzhur::store {

using journal::ChannelId;
using journal::Field;
using journal::RuleId;
using journal::ScopeId;

Words::Words(Core& core)
    : core_(core),
      find_scope_(core.connection,
                  "SELECT id FROM scope WHERE class_name = ?1 AND grp = ?2 AND subject = ?3"),
      add_scope_(core.connection, "INSERT INTO scope(class_name, grp, subject) VALUES(?1, ?2, ?3)"),
      read_scope_(core.connection, "SELECT class_name, grp, subject FROM scope WHERE id = ?1"),
      find_source_(core.connection, "SELECT id FROM source WHERE name = ?1"),
      add_source_(core.connection, "INSERT INTO source(name) VALUES(?1)"),
      find_channel_(core.connection, "SELECT id FROM channel WHERE source_id = ?1 AND fields = ?2"),
      add_channel_(core.connection, "INSERT INTO channel(source_id, fields) VALUES(?1, ?2)"),
      read_rules_(core.connection, "SELECT id, name, field FROM rule ORDER BY id"),
      add_rule_(core.connection, "INSERT INTO rule(name) VALUES(?1)"),
      save_rule_field_(core.connection, "UPDATE rule SET field = ?2 WHERE id = ?1"),
      read_person_(core.connection, "SELECT name FROM person WHERE id = ?1"),
      save_person_(core.connection,
                   "INSERT INTO person(id, name) VALUES(?1, ?2) ON CONFLICT(id) DO UPDATE SET name = ?2 "
                   "WHERE name <> ?2") {}

ScopeId Words::scope_id(const journal::Scope& scope) {
  if (const auto known = scope_ids_.find(scope); known != scope_ids_.end()) return known->second;
  ScopeId id{};
  {
    Use use = find_scope_.use(scope.class_name, scope.group, scope.subject);
    if (use.step()) id = use.id<ScopeId>(0);
  }
  if (id == ScopeId{}) {
    ELZHUR_CHECK(core_.in_cycle);
    add_scope_.run(scope.class_name, scope.group, scope.subject);
    id = ScopeId{core_.connection.last_rowid()};
  }
  scope_ids_.emplace(scope, id);
  scopes_.emplace(static_cast<std::int64_t>(id), scope);
  return id;
}

const journal::Scope& Words::scope(ScopeId id) {
  const auto number = static_cast<std::int64_t>(id);
  if (const auto known = scopes_.find(number); known != scopes_.end()) return known->second;
  Use use = read_scope_.use(id);
  if (!use.step()) fail_damaged("a scope is not there");
  return scopes_.emplace(number, journal::Scope{use.string(0), use.string(1), use.string(2)}).first->second;
}

std::vector<ScopeId> Words::scope_ids() {
  std::vector<ScopeId> ids;
  Statement read(core_.connection, "SELECT id FROM scope ORDER BY id");
  Use use = read.use();
  while (use.step()) ids.push_back(use.id<ScopeId>(0));
  return ids;
}

std::optional<std::int64_t> Words::find_source(std::string_view name) {
  Use use = find_source_.use(name);
  return use.step() ? std::optional(use.integer(0)) : std::nullopt;
}

std::int64_t Words::source_id(std::string_view name) {
  if (const auto known = find_source(name)) return *known;
  ELZHUR_CHECK(core_.in_cycle);
  add_source_.run(name);
  return core_.connection.last_rowid();
}

ChannelId Words::channel_id(std::string_view source, journal::FieldSet fields) {
  const auto key = std::make_pair(std::string(source), fields.bits());
  if (const auto known = channels_.find(key); known != channels_.end()) return known->second;
  const std::int64_t source_number = source_id(source);
  ChannelId id{};
  {
    Use use = find_channel_.use(source_number, fields.bits());
    if (use.step()) id = use.id<ChannelId>(0);
  }
  if (id == ChannelId{}) {
    ELZHUR_CHECK(core_.in_cycle);
    add_channel_.run(source_number, fields.bits());
    id = ChannelId{core_.connection.last_rowid()};
  }
  channels_.emplace(key, id);
  return id;
}

void Words::load_rules() {
  if (rules_loaded_) return;
  rules_.clear();
  Use use = read_rules_.use();
  while (use.step()) {
    Rule rule{use.id<RuleId>(0), use.string(1), std::nullopt};
    if (!use.is_null(2)) rule.field = static_cast<Field>(use.small(2));
    rules_.push_back(std::move(rule));
  }
  rules_loaded_ = true;
}

const Words::Rule& Words::rule(RuleId id) {
  load_rules();
  const auto found =
      std::find_if(rules_.begin(), rules_.end(), [&](const Rule& rule) { return rule.id == id; });
  if (found == rules_.end()) fail_damaged("a rule is not there");
  return *found;
}

RuleId Words::rule_id(std::string_view name) {
  load_rules();
  for (const Rule& rule : rules_) {
    if (rule.name == name) return rule.id;
  }
  ELZHUR_CHECK(core_.in_cycle);
  add_rule_.run(name);
  rules_.push_back({RuleId{core_.connection.last_rowid()}, std::string(name), std::nullopt});
  return rules_.back().id;
}

const std::string& Words::rule_name(RuleId id) { return rule(id).name; }

std::optional<Field> Words::rule_field(RuleId id) { return rule(id).field; }

void Words::save_rule_field(std::string_view rule_name, Field field) {
  const RuleId id = rule_id(rule_name);
  if (rule_field(id) == field) return;
  save_rule_field_.run(id, field);
  rules_loaded_ = false;
}

std::vector<rules::Person> Words::persons() {
  std::vector<rules::Person> persons;
  Statement read(core_.connection, "SELECT id, name FROM person ORDER BY id");
  Use use = read.use();
  while (use.step()) persons.push_back({use.id<journal::PersonId>(0), use.string(1)});
  return persons;
}

void Words::save_persons(std::span<const rules::Person> persons) {
  for (const rules::Person& person : persons) save_person_.run(person.id, person.name);
}

rules::Person Words::person(journal::PersonId id) {
  Use use = read_person_.use(id);
  return {id, use.step() ? use.string(0) : journal::person_code(id)};
}

void Words::save_spelling(journal::PersonId person, std::string_view spelling) {
  Statement save(core_.connection,
                 "INSERT INTO person_spelling(spelling, person_id) VALUES(?1, ?2) "
                 "ON CONFLICT(spelling) DO UPDATE SET person_id = ?2");
  save.run(spelling, person);
}

std::vector<SpellingRow> Words::spellings() {
  std::vector<SpellingRow> rows;
  Statement read(core_.connection, "SELECT spelling, person_id FROM person_spelling ORDER BY spelling");
  Use use = read.use();
  while (use.step()) rows.push_back({use.string(0), use.id<journal::PersonId>(1)});
  return rows;
}

void Words::forget() {
  scope_ids_.clear();
  scopes_.clear();
  channels_.clear();
  rules_.clear();
  rules_loaded_ = false;
}

}  // namespace elzhur::store

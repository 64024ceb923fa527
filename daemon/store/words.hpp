// Words and their numbers: scopes, sources, channels, rules, persons. Once looked up they are kept.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/store/core.hpp"
#include "daemon/store/rows.hpp"
#include "journal/ids.hpp"
#include "journal/lesson.hpp"
#include "rules/policy.hpp"
#include "rules/roster.hpp"

namespace elzhur::store {

/// Callers hold the core's lock. Functions that may add a word need a transaction.
class Words {
 public:
  explicit Words(Core& core);

  [[nodiscard]] journal::ScopeId scope_id(const journal::Scope& scope);
  /// Throws StoreFailure for an id that was never given.
  [[nodiscard]] const journal::Scope& scope(journal::ScopeId id);
  [[nodiscard]] std::vector<journal::ScopeId> scope_ids();
  [[nodiscard]] std::int64_t source_id(std::string_view name);
  [[nodiscard]] std::optional<std::int64_t> find_source(std::string_view name);
  [[nodiscard]] journal::ChannelId channel_id(std::string_view source, journal::FieldSet fields);

  [[nodiscard]] journal::RuleId rule_id(std::string_view name);
  [[nodiscard]] const std::string& rule_name(journal::RuleId id);
  /// The field that the rule judges; nothing when it was never configured in this store.
  [[nodiscard]] std::optional<journal::Field> rule_field(journal::RuleId id);
  void save_rule_field(std::string_view rule, journal::Field field);

  [[nodiscard]] std::vector<rules::Person> persons();
  void save_persons(std::span<const rules::Person> persons);
  /// With the code instead of the name when the id is not known.
  [[nodiscard]] rules::Person person(journal::PersonId id);
  void save_spelling(journal::PersonId person, std::string_view spelling);
  [[nodiscard]] std::vector<SpellingRow> spellings();

  /// After a rollback: what was added may be gone.
  void forget();

 private:
  struct Rule {
    journal::RuleId id{};
    std::string name;
    std::optional<journal::Field> field;
  };
  void load_rules();
  [[nodiscard]] const Rule& rule(journal::RuleId id);

  Core& core_;
  Statement find_scope_;
  Statement add_scope_;
  Statement read_scope_;
  Statement find_source_;
  Statement add_source_;
  Statement find_channel_;
  Statement add_channel_;
  Statement read_rules_;
  Statement add_rule_;
  Statement save_rule_field_;
  Statement read_person_;
  Statement save_person_;

  std::map<journal::Scope, journal::ScopeId> scope_ids_;
  std::unordered_map<std::int64_t, journal::Scope> scopes_;
  std::map<std::pair<std::string, std::uint8_t>, journal::ChannelId> channels_;
  std::vector<Rule> rules_;
  bool rules_loaded_ = false;
};

}  // namespace elzhur::store

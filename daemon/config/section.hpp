// Typed reading of a map whose shape was checked: a value that is absent takes the table's default, a value
// that is wrong (and so already reported) counts as absent. Nothing here reports.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/config.hpp"
#include "daemon/config/schema.hpp"
#include "daemon/config/tree.hpp"
#include "rules/due.hpp"
#include "rules/policy.hpp"

namespace elzhur::config {

/// A view: the tree and the table outlive it. Asking for a key that the table does not have, or that is of
/// another type, is a bug of ours and stops the program.
class Section {
 public:
  /// `map` may be nothing: then every key is absent.
  Section(const Node* map, const Table& table, Place place);

  /// Whether the file gives the key a value.
  [[nodiscard]] bool has(std::string_view name) const { return node(name) != nullptr; }
  [[nodiscard]] const Node* node(std::string_view name) const;
  /// Where the value stands, or else the map.
  [[nodiscard]] Place place(std::string_view name) const;
  [[nodiscard]] Place place() const { return place_; }

  /// Texts, ids, choices, addresses, hosts, paths: as written; empty when absent.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  /// Of `pairs`, both sides normalised; pairs that are none are left out.
  [[nodiscard]] std::map<std::string, std::string> pairs(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::optional<journal::Date> date(std::string_view name) const;
  [[nodiscard]] std::vector<journal::Date> dates(std::string_view name) const;
  [[nodiscard]] std::optional<journal::Seconds> clock(std::string_view name) const;
  [[nodiscard]] std::optional<rules::Span> span(std::string_view name) const;
  [[nodiscard]] std::optional<journal::Seconds> duration(std::string_view name) const;
  [[nodiscard]] std::vector<rules::GradeRange> grades(std::string_view name) const;
  [[nodiscard]] journal::Weekdays weekdays(std::string_view name) const;

  [[nodiscard]] Section section(std::string_view name) const;
  /// The maps of a list; entries that are none are left out.
  [[nodiscard]] std::vector<Section> sections(std::string_view name) const;

 private:
  [[nodiscard]] const Key& key(std::string_view name) const;
  /// The scalar's text when it is a value of its type, else the default; empty: absent.
  [[nodiscard]] std::string_view scalar(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> items(std::string_view name) const;

  const Node* map_;
  const Table* table_;
  Place place_;
};

}  // namespace elzhur::config

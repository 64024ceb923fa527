// A simulated school as a live source shows it: documents made of the truth at an instant, without HTTP and
// JSON in between (that both give the same documents is tests/connectors' to show), and troubles of the
// source.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connectors/source.hpp"
#include "tests/simulator/school.hpp"

namespace elzhur::simulation {

/// What ails the source from one instant to another.
enum class Ailment : std::uint8_t {
  unreachable,  ///< Nothing answers.
  failing,      ///< Some classes fail.
  halved,       ///< Whole answers with half of what they should hold: entries are gone, lessons too.
  emptied,      ///< Lessons without any entry.
};
struct Trouble {
  Ailment ailment = Ailment::unreachable;
  journal::Instant from{};
  journal::Instant to{};
};

/// What a homework or topic of a class looked like when it was accepted or not: for the oracle.
struct LookLog {
  std::string name;  ///< Of the document.
  journal::AsOf as_of;
  journal::DateRange dates;
  bool only_entries = false;  ///< It was doubted: what is missing in it was not believed.
};

class WatchedSchool final : public connectors::Source {
 public:
  /// The school must outlive it.
  WatchedSchool(const simulator::School& school, std::string id, std::vector<Trouble> troubles);

  [[nodiscard]] connectors::Pull pull(const connectors::PullRequest& request,
                                      const connectors::IsKnown& is_known) override;
  void settle(const connectors::Pull& pull) override;

  /// Every look whose document counted, in order.
  [[nodiscard]] const std::vector<LookLog>& looks() const { return looks_; }

 private:
  enum class Kind : std::uint8_t { topics, homework, substitutions };
  struct Class {
    std::string name;
    std::vector<const simulator::Lesson*> lessons;  ///< By date, number.
    /// By kind: when anything that its answer shows changes; ascending.
    std::array<std::vector<journal::Instant>, 3> changes;
  };
  [[nodiscard]] const Trouble* trouble_at(journal::Instant at) const;
  void pull_class(const Class& one, journal::Instant at, const connectors::PullRequest& request,
                  const connectors::IsKnown& is_known, connectors::Pull& pull);
  void add(const Class& one, Kind kind, journal::DateRange dates, journal::Instant at,
           const connectors::IsKnown& is_known, connectors::Pull& pull);
  [[nodiscard]] std::vector<journal::Block> blocks(const Class& one, Kind kind, journal::DateRange dates,
                                                   journal::Instant at, const Trouble* trouble) const;

  const simulator::School& school_;
  std::string id_;
  std::vector<Trouble> troubles_;
  std::vector<Class> classes_;
  std::vector<std::string> people_;
  std::map<std::string, journal::Document> last_;  ///< By name: the newest content.
  std::vector<LookLog> looks_;
  /// By document: when it was last shown and counted.
  std::map<std::string, journal::Instant> counted_;
  std::optional<journal::Instant> known_since_;  ///< Until a day later no look proves an emptiness.
};

/// What stands in a field at an instant; a placeholder is an entry here.
[[nodiscard]] journal::FillState state_at(const simulator::Strokes& strokes, journal::Instant at);

}  // namespace elzhur::simulation

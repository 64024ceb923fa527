// ElZhur's API as a source: classes, timetables, topics, homework and substitutions of a whole school, asked
// class by class. It says what is filled now, never when it was. What counts as what: README.md.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connectors/cell_text.hpp"
#include "connectors/elzhur_calls.hpp"
#include "connectors/elzhur_entries.hpp"
#include "connectors/elzhur_polite.hpp"
#include "connectors/elzhur_pupils.hpp"
#include "connectors/http.hpp"
#include "connectors/source.hpp"
#include "journal/time.hpp"

namespace elzhur::connectors {

/// Diaries asked for in one class and pull.
inline constexpr std::size_t k_diaries_max = 4;
/// A request that begins earlier than this before today is a look back: substitutions of a week are asked
/// for.
inline constexpr std::chrono::days k_look_back_min{20};
inline constexpr int k_replacement_days_usual = 2;
inline constexpr int k_replacement_days_look_back = 7;
/// More notes are counted, not told.
inline constexpr std::size_t k_notes_max = 40;

struct ElzhurApiOptions {
  std::string id;
  ApiAccess access;
  /// Nothing: homework is not asked for.
  std::optional<HomeworkDate> homework_date;
  /// «7А/1» or «7А» -> a pupil's id.
  std::map<std::string, std::string> pupils;
  journal::TimeZone zone;
  std::vector<std::string> declared_none;
  int requests_per_minute = 60;
  int requests_per_day = 20'000;
};

class ElzhurApiSource final : public Source {
 public:
  /// The client outlives the source.
  ElzhurApiSource(ElzhurApiOptions options, HttpClient& client);

  /// Every document is live. One whose bytes are known is unchanged and carries its document all the same. A
  /// class that cannot be had is `failed` or `rejected` by itself. Nothing of pupils is in what is returned.
  [[nodiscard]] Pull pull(const PullRequest& request, const IsKnown& is_known) override;
  void settle(const Pull&) override {}

 private:
  class Round;
  ElzhurApiOptions options_;
  TextClassifier classifier_;
  PoliteClient polite_;
  ApiCalls calls_;
  PupilMemory memory_;
};

}  // namespace elzhur::connectors

// One pull of the API: what elzhur_api.cpp begins and its parts add to. Inner to the source.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/elzhur_api.hpp"
#include "connectors/elzhur_documents.hpp"
#include "connectors/elzhur_timetable.hpp"

namespace elzhur::connectors {

class ElzhurApiSource::Round {
 public:
  Round(ElzhurApiSource& source, const PullRequest& request, const IsKnown& is_known);

  [[nodiscard]] Pull run();

 private:
  /// A class being asked about.
  struct OfClass {
    const SchoolClass& school_class;
    const ApiAnswer& schedule;
    Timetable timetable;
    std::vector<bool> is_told{};  ///< Beside the lessons: some good document has it.
  };
  /// What a document is made of, and what it is called behind the class's name.
  struct Making {
    std::string what{};
    std::vector<const ApiAnswer*> answers{};  ///< In the order in which they came.
    DocumentParts parts{};
    std::string aspect{};    ///< Of the document.
    std::string settings{};  ///< What else decides how the bytes are read.
  };

  void ask_class(const SchoolClass& school_class);
  void ask_homework(OfClass& of);
  void ask_replacements(OfClass& of);
  void ask_diaries(OfClass& of);
  /// Of one pupil; `needed` shrinks by what is shown. False: nothing came of it, and `trouble` says why.
  [[nodiscard]] bool ask_diary(OfClass& of, const std::string& pupil, std::set<GroupKey>& needed,
                               std::size_t& shown_by, ApiFailure& trouble);
  void tell_timetable(OfClass& of);
  void note_hidden(const OfClass& of, const std::set<GroupKey>& hidden, bool has_pupils);

  /// False when the document was refused.
  bool add(const OfClass& of, Making making);
  void add_failure(const std::string& class_name, std::string_view what, const ApiFailure& failure);
  void note(std::string text);
  void finish();
  [[nodiscard]] std::string days_asked() const;
  [[nodiscard]] bool is_wanted(const SchoolClass& school_class) const;

  ElzhurApiSource& source_;
  const PullRequest& request_;
  const IsKnown& is_known_;
  std::set<std::string> wanted_;
  journal::Date today_;
  Pull pull_;
  std::vector<std::string> without_pupils_;
  std::vector<std::string> without_days_;
  std::size_t notes_dropped_ = 0;
};

}  // namespace elzhur::connectors

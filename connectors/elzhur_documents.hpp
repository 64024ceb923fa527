// A class's timetable and what is known of its lessons -> documents. Pure. Not for answers:
// elzhur_timetable.hpp, elzhur_entries.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "connectors/elzhur_entries.hpp"
#include "connectors/elzhur_timetable.hpp"
#include "journal/document.hpp"
#include "journal/error.hpp"

namespace elzhur::connectors {

/// What one document says beside the timetable. Lists stand beside Timetable::lessons; an empty one says
/// nothing.
struct DocumentParts {
  std::vector<bool> chosen{};  ///< The lessons that it is about; empty: all.
  journal::FieldSet fields{};
  journal::DateRange dates{};
  std::vector<journal::FillState> states{};  ///< Of the one field in `fields`.
  std::vector<std::string> other_teachers{};
  std::vector<Replacement> replacements{};
};

/// The blocks, people and rows of a document; the caller says what it is called and when it speaks of. Fails
/// with bad_input on texts beyond the limits of documents.
[[nodiscard]] journal::Result<journal::Document> make_document(const Timetable& timetable,
                                                               const DocumentParts& parts);

}  // namespace elzhur::connectors

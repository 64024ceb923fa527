// What a source said at one time: documents, what they cover, and the lessons seen in them.
// Nothing here names a pupil: connectors turn pupils into counts before a Document exists.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "journal/lesson.hpp"
#include "journal/time.hpp"

namespace elzhur::journal {

/// When a document speaks of. Emptiness counts at `earliest`, filledness at `latest`: never to a
/// teacher's harm. earliest <= latest.
struct AsOf {
  Instant earliest{};
  Instant latest{};

  auto operator<=>(const AsOf&) const = default;
};

/// One field of one lesson as a document shows it.
struct FieldSeen {
  FillState state = FillState::unknown;
  /// When the source itself says the entry was made; only some sources do.
  std::optional<Instant> reported{};

  bool operator==(const FieldSeen&) const = default;
};

/// One lesson as a document shows it. `teachers` and `substitute` index Document::people.
/// Several teachers are several possible owners, not a joint one.
struct LessonSeen {
  Date date{};
  int ordinal = 1;
  std::optional<int> number{};
  std::vector<std::uint32_t> teachers{};
  std::optional<std::uint32_t> substitute{};
  /// A substitution took place, but the source does not say by whom (a column «Замена: Да»).
  bool substituted_by_unknown = false;
  std::array<FieldSeen, k_fields> fields{};
  /// «Последнее изменение» of the whole row: proves that an entry was in time, never that it was late.
  std::optional<Instant> last_change{};
  /// Where a person finds the row: 1-based, in the sheet `Block::sheet`.
  std::uint32_t row = 0;

  [[nodiscard]] const FieldSeen& field(Field f) const { return fields[static_cast<std::size_t>(f)]; }
  [[nodiscard]] FieldSeen& field(Field f) { return fields[static_cast<std::size_t>(f)]; }
  bool operator==(const LessonSeen&) const = default;
};

/// What a document says about one scope: it speaks of every lesson of `dates` and of `fields`, and of
/// nothing else. `lessons` are sorted by (date, ordinal), each pair once, all dates within `dates`.
struct Block {
  Scope scope;
  DateRange dates;
  FieldSet fields;
  std::string sheet;
  std::vector<LessonSeen> lessons;

  bool operator==(const Block&) const = default;
};

/// One file or one answer, accepted by its parser. Each scope occurs in at most one block.
struct Document {
  std::string source_id;
  /// What of the source this shows, where one kind of answer must not take back what another said:
  /// "substitutions". Documents of one source and one aspect are one channel for each set of fields. Mostly
  /// empty.
  std::string aspect{};
  /// How people know it: "export.zip!7а.xls".
  std::string name;
  /// "csv", "xls", "xlsx", "html", "json": as the contract's JSON names formats.
  std::string format;
  /// SHA-256 of the original bytes, lower-case hex.
  std::string sha256;
  std::uint64_t size_bytes = 0;
  AsOf as_of;
  /// An answer given at this moment (API, download), not a file that was made some time ago.
  bool live = false;
  /// Names of people as written, normalised, each once.
  std::vector<std::string> people;
  std::vector<Block> blocks;
  /// Data rows read, lessons or not.
  std::size_t rows = 0;

  [[nodiscard]] std::size_t lessons() const {
    std::size_t count = 0;
    for (const Block& block : blocks) count += block.lessons.size();
    return count;
  }
};

}  // namespace elzhur::journal

// Any bytes as an answer of ElZhur: understood or not, bounded, and what is made of them survives its own
// evidence.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "connectors/elzhur_documents.hpp"
#include "connectors/elzhur_entries.hpp"
#include "connectors/elzhur_envelope.hpp"
#include "connectors/elzhur_timetable.hpp"
#include "connectors/evidence.hpp"
#include "journal/check.hpp"

namespace {

using namespace elzhur;
using connectors::HomeworkDate;

void check_document(const connectors::Timetable& timetable, const connectors::DocumentParts& parts) {
  auto document = connectors::make_document(timetable, parts);
  if (!document) {
    ELZHUR_CHECK(!document.error().text.empty());
    return;
  }
  const auto back = connectors::parse_evidence(connectors::render_evidence(*document));
  ELZHUR_CHECK(back.has_value() && back->blocks == document->blocks && back->people == document->people);
}

/// One answer as all that it may answer, against the lessons that it lists itself.
void read_as_everything(const connectors::AnswerValue& result, std::string_view pupil) {
  static const auto* const k_classifier = new connectors::TextClassifier({"без задания", "нет"});
  const journal::DateRange asked{journal::make_date(2026, 9, 1), journal::make_date(2026, 9, 30)};
  (void)connectors::read_classes(result);
  const auto timetable = connectors::read_timetable(result, "7А", asked, pupil);
  if (!timetable) {
    ELZHUR_CHECK(!timetable.error().empty());
    return;
  }
  connectors::DocumentParts parts;
  parts.dates = timetable->days;
  check_document(*timetable, parts);
  for (const HomeworkDate meaning : {HomeworkDate::assigned, HomeworkDate::due}) {
    auto homework = connectors::read_homework(result, asked, *timetable, meaning, *k_classifier);
    if (!homework) continue;
    ELZHUR_CHECK(homework->size() == timetable->lessons.size());
    parts.fields.add(journal::Field::homework);
    parts.states = *std::move(homework);
    check_document(*timetable, parts);
  }
  auto diary = connectors::read_diary(result, asked, "1001", *timetable, *k_classifier);
  if (diary) {
    connectors::DocumentParts topics;
    topics.dates = timetable->days;
    topics.fields.add(journal::Field::topic);
    topics.chosen = diary->seen;
    topics.states = std::move(diary->topic);
    topics.other_teachers = std::move(diary->teacher);
    check_document(*timetable, topics);
  }
  auto replaced = connectors::read_replacements(result, timetable->days.first, *timetable);
  if (!replaced) return;
  connectors::DocumentParts day;
  day.dates = {timetable->days.first, timetable->days.first};
  day.replacements = *std::move(replaced);
  check_document(*timetable, day);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const int status : {200, 400, 503}) {
    const auto read = connectors::read_envelope(status, bytes);
    if (!read) {
      ELZHUR_CHECK(!read.error().reason.empty());
      ELZHUR_CHECK(read.error().said.size() <= connectors::k_said_bytes_max + 3);
      continue;
    }
    ELZHUR_CHECK(status == 200);
    read_as_everything(read->result, {});
    read_as_everything(read->result, "1001");
  }
  return 0;
}

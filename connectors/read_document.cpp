#include "connectors/read_document.hpp"

#include <new>
#include <variant>

#include "connectors/fill_json.hpp"
#include "connectors/formats/detect.hpp"
#include "connectors/formats/read.hpp"
#include "connectors/lesson_sheet.hpp"
#include "connectors/titles.hpp"
#include "journal/check.hpp"

namespace elzhur::connectors {
namespace {

using journal::Document;
using journal::ErrorKind;
using journal::Result;

/// What either reader found, before it becomes a document.
struct Found {
  LessonCollector* collector;
  std::vector<AsOfClaim> claims;
  std::size_t rows = 0;
};

Result<Document> make_document(Found found, FileFormat format, std::string_view bytes, const FileFacts& facts,
                               const ReadOptions& options) {
  Problems problems;
  Document document;
  document.blocks = found.collector->take_blocks(problems);
  if (problems.any()) return journal::failure(ErrorKind::bad_input, problems.text());
  document.source_id = facts.source_id;
  document.name = facts.name;
  document.format = format_name(format);
  document.sha256 = facts.sha256;
  document.size_bytes = bytes.size();
  document.people = found.collector->take_people();
  document.rows = found.rows;
  found.claims.insert(found.claims.end(), facts.claims.begin(), facts.claims.end());
  if (const auto date = date_in_name(facts.name)) {
    found.claims.push_back(make_claim(journal::LocalTime{*date}, std::chrono::days(1), *options.zone));
  }
  document.as_of = decide_as_of(found.claims, found.collector->newest_reported(), facts.received);
  return document;
}

Result<Document> read_json(std::string_view bytes, const FileFacts& facts, const ReadOptions& options) {
  FillJsonReader reader({facts.received, options.zone, options.classifier});
  if (const auto read = reader.read(bytes); !read) return tl::make_unexpected(read.error());
  return make_document({&reader.collector(), reader.claims(), reader.rows()}, FileFormat::json, bytes, facts,
                       options);
}

Result<Document> read_sheets(std::string_view bytes, const FileFacts& facts, const ReadOptions& options) {
  LessonSheetReader reader({facts.received, options.zone, options.classifier});
  const auto read = read_tables(bytes, options.limits, reader);
  if (!read) return tl::make_unexpected(read.error());
  reader.finish();
  if (reader.problems().any()) return journal::failure(ErrorKind::bad_input, reader.problems().text());
  std::vector<AsOfClaim> claims = reader.claims();
  for (const TimeClaim& claim : read->claims) {
    if (const auto* instant = std::get_if<journal::Instant>(&claim.at)) {
      claims.push_back({*instant, journal::Seconds(1)});
    } else {
      claims.push_back(
          make_claim(std::get<journal::LocalTime>(claim.at), journal::Seconds(1), *options.zone));
    }
  }
  if (read->format == FileFormat::html) {
    for (const CellDate& made : find_made_at_in_page(bytes)) {
      claims.push_back(make_claim(made.at, made.precision, *options.zone));
    }
  }
  return make_document({&reader.collector(), std::move(claims), reader.rows()}, read->format, bytes, facts,
                       options);
}

}  // namespace

Result<Document> read_document(std::string_view bytes, const FileFacts& facts, const ReadOptions& options) {
  ELZHUR_CHECK(options.zone != nullptr && options.classifier != nullptr);
  // Limits keep memory bounded, but the machine may have less than they allow.
  try {
    if (detect_format(bytes) == FileFormat::json) return read_json(bytes, facts, options);
    return read_sheets(bytes, facts, options);
  } catch (const std::bad_alloc&) {
    return journal::failure(ErrorKind::bad_input,
                            "файлу не хватило памяти: разделите выгрузку на несколько файлов");
  }
}

}  // namespace elzhur::connectors

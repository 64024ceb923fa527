#include "connectors/formats/read.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "connectors/formats/csv.hpp"
#include "connectors/formats/detect.hpp"
#include "connectors/formats/emitter.hpp"
#include "connectors/formats/html.hpp"
#include "connectors/formats/text.hpp"
#include "connectors/formats/xls.hpp"
#include "connectors/formats/xlsx.hpp"

namespace elzhur::connectors {
namespace {

/// Files that people send instead of a table.
journal::Result<void> refuse_known_strangers(std::string_view bytes) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> k_strangers{{
      {"%PDF", "это PDF"},
      {"{\\rtf", "это текстовый документ RTF"},
      {"Rar!", "это архив RAR, нужен ZIP"},
      {"7z\xBC\xAF", "это архив 7-Zip, нужен ZIP"},
      {"\x89PNG", "это картинка"},
      {"\xFF\xD8\xFF", "это картинка"},
  }};
  for (const auto& [start, what] : k_strangers) {
    if (bytes.starts_with(start))
      return refuse(fmt::format("{}, а нужна таблица: .xlsx, .xls или .csv", what));
  }
  return {};
}

using Claims = journal::Result<std::vector<TimeClaim>>;

Claims without_claims(journal::Result<void> read) {
  if (!read) return tl::make_unexpected(std::move(read.error()));
  return std::vector<TimeClaim>{};
}

Claims read_as(FileFormat format, std::string_view bytes, RowEmitter& emitter) {
  switch (format) {
    case FileFormat::csv:
      return without_claims(read_csv(bytes, emitter));
    case FileFormat::html:
      return without_claims(read_html(bytes, emitter));
    case FileFormat::xls:
      return read_xls(bytes, emitter);
    case FileFormat::xlsx:
      return read_xlsx(bytes, emitter);
    case FileFormat::zip:
      return refuse("это архив, а не таблица");
    case FileFormat::json:
      return refuse("это JSON, а не таблица");
  }
  return refuse("неизвестный формат");
}

}  // namespace

journal::Result<TablesRead> read_tables(std::string_view bytes, const Limits& limits, RowSink& sink) {
  if (bytes.empty()) return refuse("файл пуст");
  if (bytes.size() > limits.file_bytes_max) {
    return refuse(fmt::format("файл больше {} МиБ", limits.file_bytes_max / k_mebibyte));
  }
  if (auto known = refuse_known_strangers(bytes); !known) return tl::make_unexpected(known.error());
  TablesRead result;
  result.format = detect_format(bytes);
  RowEmitter emitter(limits, sink);
  auto claims = read_as(result.format, bytes, emitter);
  if (!claims) return tl::make_unexpected(std::move(claims.error()));
  result.sheets = emitter.sheets();
  result.rows = emitter.rows();
  result.stopped = emitter.stopped();
  result.claims = std::move(*claims);
  return result;
}

}  // namespace elzhur::connectors

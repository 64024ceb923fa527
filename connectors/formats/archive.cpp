#include "connectors/formats/archive.hpp"

#include <array>

#include <fmt/format.h>

#include "connectors/formats/detect.hpp"
#include "connectors/formats/text.hpp"
#include "connectors/formats/zip.hpp"

namespace elzhur::connectors {
namespace {

/// Left behind by operating systems and by office programs with the file open.
bool is_litter(std::string_view name) {
  constexpr std::array<std::string_view, 3> k_names{"thumbs.db", ".ds_store", "desktop.ini"};
  if (name.starts_with("__MACOSX/")) return true;
  const std::string_view last = name.substr(name.rfind('/') + 1);
  if (last.starts_with("~$") || last.starts_with("._")) return true;
  for (const std::string_view litter : k_names) {
    if (equals_ignoring_case(last, litter)) return true;
  }
  return false;
}

/// Other office documents are archives as well, and their parts would make a poor report.
journal::Result<void> check_is_plain_archive(const Zip& zip) {
  if (zip.find("xl/workbook.bin")) {
    return refuse("это двоичная книга Excel (.xlsb): сохраните файл как «Книга Excel (.xlsx)»");
  }
  if (zip.find("mimetype") && zip.find("content.xml")) {
    return refuse("это документ LibreOffice (.ods): сохраните файл как «Книга Excel (.xlsx)»");
  }
  if (zip.find("[Content_Types].xml"))
    return refuse("это документ Office, но не таблица: нужен файл .xlsx или .xls");
  return {};
}

}  // namespace

journal::Result<void> for_each_member(std::string_view bytes, const Limits& limits, const MemberSink& sink) {
  if (bytes.empty()) return refuse("файл пуст");
  if (bytes.size() > limits.file_bytes_max) {
    return refuse(fmt::format("файл больше {} МиБ", limits.file_bytes_max / k_mebibyte));
  }
  auto zip = Zip::open(bytes, limits);
  if (!zip) return tl::make_unexpected(zip.error());
  if (auto plain = check_is_plain_archive(*zip); !plain) return plain;
  bool has_members = false;
  for (std::size_t index = 0; index < zip->entries().size(); ++index) {
    const ZipEntry& entry = zip->entries()[index];
    if (entry.is_folder || is_litter(entry.name)) continue;
    has_members = true;
    auto unpacked = zip->read_all(index, limits.member_bytes_max);
    if (!unpacked) return tl::make_unexpected(journal::with_context(unpacked.error(), entry.name));
    if (detect_format(*unpacked) == FileFormat::zip) {
      return refuse(entry.name + ": архив внутри архива не читается, положите файлы из него отдельно");
    }
    if (!sink(ArchiveMember{entry.name, entry.modified, std::move(*unpacked)})) return {};
  }
  if (!has_members) return refuse("архив пуст");
  return {};
}

}  // namespace elzhur::connectors

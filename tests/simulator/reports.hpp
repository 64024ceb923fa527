// The report on how the journal is filled, as the web side gives it for download: one line per lesson, as it
// stands at an instant, in every format that schools really get. Pure.
// The page, its address and its columns are this project's own: no public record has those of ЭлЖур.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "journal/error.hpp"
#include "journal/time.hpp"
#include "tests/simulator/faults.hpp"
#include "tests/simulator/school.hpp"
#include "tests/simulator/site.hpp"

namespace elzhur::simulator {

inline constexpr std::size_t k_report_rows_max = 60'000;

enum class ReportFormat : std::uint8_t { xls, xlsx, csv, csv1251, html, zip };

/// What a column «Дата записи ...» holds; nobody outside knows what ЭлЖур means by one.
enum class Stamp : std::uint8_t {
  created,  ///< When the field was last filled while it was empty; a placeholder fills it.
  first,    ///< When it was filled for the first time ever.
  changed,  ///< When it was last changed.
};

struct ReportRequest {
  journal::DateRange days{};
  std::string class_name{};  ///< Empty: every class.
  ReportFormat format = ReportFormat::xls;
  bool has_times = true;  ///< The columns of entry times.
  Stamp stamp = Stamp::created;
};

/// mode=excel|print, format=xls|xlsx|csv|csv1251|html|zip, days=yyyymmdd-yyyymmdd (default: Monday to the day
/// of `at`), class, times=no, stamp=created|first|changed. Fails with ErrorKind::bad_input.
[[nodiscard]] journal::Result<ReportRequest> parse_report_request(const SiteRequest& request,
                                                                  const School& school, journal::Instant at);

struct ReportTable {
  std::vector<std::string> titles;  ///< Lines above the table.
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};

/// The lessons that are listed at `at`. Fails with ErrorKind::bad_input beyond k_report_rows_max.
[[nodiscard]] journal::Result<ReportTable> make_report(const School& school, const ReportRequest& request,
                                                       journal::Instant at);

/// When an entry was made, in that meaning; nothing while the field is empty.
[[nodiscard]] std::optional<journal::Instant> entry_time(const Strokes& strokes, journal::Instant at,
                                                         Stamp stamp);

/// What a faulty site leaves of it.
void keep_share(ReportTable& table, Share share);

/// The file. `made`: what the members of a ZIP say. Fails with ErrorKind::bad_input when the format cannot
/// hold so much.
[[nodiscard]] journal::Result<SiteAnswer> render_report(const ReportTable& table, ReportFormat format,
                                                        journal::LocalTime made);

/// windows-1251, with '?' for what it has not.
[[nodiscard]] std::string to_windows_1251(std::string_view utf8);

}  // namespace elzhur::simulator

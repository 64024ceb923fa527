// A report of ElZhur's web side as a source: sign in, download, read as a file that was made just now. Not
// for what a report holds: read_document.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "connectors/cell_text.hpp"
#include "connectors/elzhur_polite.hpp"
#include "connectors/http.hpp"
#include "connectors/source.hpp"
#include "journal/secret.hpp"
#include "journal/time.hpp"

namespace elzhur::connectors {

enum class ReportMode : std::uint8_t { excel, print };

struct ElzhurReportOptions {
  std::string id;
  std::string base_url;
  journal::Secret username;
  journal::Secret password;
  std::string path;  ///< Begins with '/'.
  ReportMode mode = ReportMode::excel;
  journal::TimeZone zone;
  std::vector<std::string> declared_none;
};

class ElzhurReportSource final : public Source {
 public:
  /// The client outlives the source.
  ElzhurReportSource(ElzhurReportOptions options, HttpClient& client);

  /// One live document. `request.dates` and `classes` do not matter: a report speaks of its own days.
  [[nodiscard]] Pull pull(const PullRequest& request, const IsKnown& is_known) override;
  void settle(const Pull&) override {}

 private:
  using Failure = PoliteFailure;

  /// False: not let in, and `failure` says why.
  [[nodiscard]] bool sign_in(Failure& failure);
  /// The report's bytes, signed in; nothing: `failure` says why.
  [[nodiscard]] tl::expected<HttpAnswer, Failure> download();
  [[nodiscard]] PulledDocument read(const HttpAnswer& answer, const IsKnown& is_known);

  ElzhurReportOptions options_;
  TextClassifier classifier_;
  HttpClient& client_;
  PoliteClient polite_;
  bool is_signed_in_ = false;
};

}  // namespace elzhur::connectors

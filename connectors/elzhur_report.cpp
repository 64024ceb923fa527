#include "connectors/elzhur_report.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include <fmt/format.h>

#include "connectors/elzhur_value.hpp"
#include "connectors/formats/text.hpp"
#include "connectors/read_document.hpp"
#include "connectors/sha256.hpp"

namespace elzhur::connectors {
namespace {

constexpr std::string_view k_name = "отчёт";

bool is_page(std::string_view body) {
  (void)take_byte_order_mark(body);
  return trim(body).starts_with('<');
}

/// What comes instead of a report when nobody is signed in.
bool is_signed_out(const HttpAnswer& answer) {
  if (answer.status == 401 || (answer.status >= 300 && answer.status <= 399)) return true;
  if (answer.status != 200 || !is_page(answer.body)) return false;
  return contains_ignoring_case(answer.body, "type=\"password\"") ||
         contains_ignoring_case(answer.body, "type='password'") ||
         contains_ignoring_case(answer.body, "ajaxauthorize");
}

PoliteFailure not_let_in() {
  return {PullStatus::rejected, "вход на сайт не принят: проверьте имя входа и пароль"};
}

PoliteFailure of_status(int status) {
  if (status >= 500) return {PullStatus::failed, fmt::format("ЭлЖур временно не работает (код {})", status)};
  if (status == 403)
    return {PullStatus::rejected, "отчёт не показан (код 403): у этого входа нет на него права"};
  if (status == 404) return {PullStatus::rejected, "отчёта по этому пути нет (код 404): проверьте path"};
  return {PullStatus::rejected, fmt::format("отчёт не получен (код {}): проверьте path", status)};
}

std::string without_slash(std::string_view base) {
  while (base.ends_with('/')) base.remove_suffix(1);
  return std::string(base);
}

}  // namespace

ElzhurReportSource::ElzhurReportSource(ElzhurReportOptions options, HttpClient& client)
    : options_(std::move(options)),
      classifier_(options_.declared_none),
      client_(client),
      polite_(client, {options_.zone}) {}

bool ElzhurReportSource::sign_in(Failure& failure) {
  client_.forget_cookies();
  HttpRequest request{without_slash(options_.base_url) + "/ajaxauthorize"};
  request.form.push_back({"username", {}, options_.username});
  request.form.push_back({"password", {}, options_.password});
  const auto answer = polite_.send(request);
  if (!answer) {
    failure = answer.error();
    return false;
  }
  if (answer->status != 200) {
    failure = answer->status == 401 || answer->status == 403 ? not_let_in() : of_status(answer->status);
    if (failure.status == PullStatus::rejected) polite_.note_access_refused();
    return false;
  }
  const ParsedAnswer parsed = parse_answer_json(answer->body);
  const AnswerValue* result = parsed.value ? parsed.value->find("result") : nullptr;
  if (result == nullptr) {
    const bool is_maintenance = is_page(answer->body);
    if (is_maintenance) polite_.note_trouble();
    failure = {PullStatus::failed, is_maintenance
                                       ? "вместо ответа на вход пришла страница сайта (технические работы?)"
                                       : "ответ на вход не понят"};
    return false;
  }
  is_signed_in_ = result->as_flag();
  if (is_signed_in_) return true;
  polite_.note_access_refused();
  failure = not_let_in();
  return false;
}

tl::expected<HttpAnswer, PoliteFailure> ElzhurReportSource::download() {
  Failure failure;
  HttpRequest request{without_slash(options_.base_url) + options_.path};
  request.query.push_back({"mode", options_.mode == ReportMode::excel ? "excel" : "print"});
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (!is_signed_in_ && !sign_in(failure)) return tl::make_unexpected(failure);
    auto answer = polite_.send(request);
    if (!answer) return tl::make_unexpected(answer.error());
    if (is_signed_out(*answer)) {
      is_signed_in_ = false;
      continue;
    }
    if (answer->status != 200) {
      if (answer->status < 500) polite_.note_access_refused();
      return tl::make_unexpected(of_status(answer->status));
    }
    if (is_page(answer->body) && !contains_ignoring_case(answer->body, "<table")) {
      polite_.note_trouble();
      return tl::make_unexpected(
          Failure{PullStatus::failed, "вместо отчёта пришла страница сайта (технические работы?)"});
    }
    return answer;
  }
  polite_.note_access_refused();
  return tl::make_unexpected(
      Failure{PullStatus::rejected, "вход принят, но отчёт не показан: проверьте path и права этого входа"});
}

PulledDocument ElzhurReportSource::read(const HttpAnswer& answer, const IsKnown& is_known) {
  PulledDocument pulled;
  pulled.name = k_name;
  pulled.sha256 = sha256_hex(answer.body);
  pulled.size_bytes = answer.body.size();
  const journal::AsOf as_of = polite_.as_of(answer.sent, answer.done);
  // The moment itself is a claim: an older one of the report's own counts beside it, a missing one does not.
  const AsOfClaim now{as_of.earliest, as_of.latest - as_of.earliest + journal::Seconds(1)};
  auto document = read_document(answer.body, {options_.id, pulled.name, pulled.sha256, {now}, as_of.latest},
                                {&options_.zone, &classifier_, {}});
  if (!document) {
    pulled.status = PullStatus::rejected;
    pulled.reason = document.error().text;
    return pulled;
  }
  polite_.note_good();
  document->live = true;
  pulled.format = document->format;
  pulled.rows = document->rows;
  pulled.status = is_known(pulled.sha256) ? PullStatus::unchanged : PullStatus::accepted;
  pulled.document = *std::move(document);
  return pulled;
}

Pull ElzhurReportSource::pull(const PullRequest& request, const IsKnown& is_known) {
  Pull pull;
  pull.source_id = options_.id;
  polite_.begin(request.now);
  try {
    const auto answer = download();
    if (answer) {
      pull.documents.push_back(read(*answer, is_known));
    } else {
      PulledDocument missing;
      missing.name = k_name;
      missing.status = answer.error().status;
      missing.reason = answer.error().reason;
      pull.documents.push_back(std::move(missing));
    }
    pull.status = combined_status(pull.documents);
    pull.reason = summary_of(pull.documents);
  } catch (const std::bad_alloc&) {
    pull.status = PullStatus::failed;
    pull.reason = "опросу не хватило памяти";
  }
  pull.reach = polite_.reach();
  return pull;
}

}  // namespace elzhur::connectors

#include "connectors/elzhur_envelope.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "connectors/cell_text.hpp"
#include "connectors/formats/text.hpp"
#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

AnswerFaultKind kind_of(int code) {
  if (code == 401 || code == 403) return AnswerFaultKind::access;
  if (code == 429) return AnswerFaultKind::too_many;
  if (code >= 500 && code <= 599) return AnswerFaultKind::trouble;
  if (code >= 300 && code <= 499) return AnswerFaultKind::refused;
  return AnswerFaultKind::malformed;
}

std::string reason_of(int code) {
  switch (kind_of(code)) {
    case AnswerFaultKind::access:
      return fmt::format("доступ отклонён (код {}): проверьте ключ разработчика, имя входа, пароль или токен",
                         code);
    case AnswerFaultKind::too_many:
      return "ЭлЖур просит спрашивать реже (код 429)";
    case AnswerFaultKind::trouble:
      return fmt::format("ЭлЖур временно не работает (код {})", code);
    case AnswerFaultKind::refused:
      if (code < 400) {
        return fmt::format("адрес API ведёт в другое место (код {}): проверьте base_url", code);
      }
      if (code == 404) return "такого адреса API нет (код 404): проверьте base_url";
      return fmt::format("запрос не принят (код {}): проверьте ключ разработчика, имя школы и доступ", code);
    case AnswerFaultKind::malformed:
      return fmt::format("ответ с неизвестным кодом {}", code);
  }
  return {};
}

/// One printable line of what the server wrote.
std::string said_of(std::string_view text) {
  std::string line = journal::normalise_text(text.substr(0, 4 * k_said_bytes_max));
  if (line.size() <= k_said_bytes_max) return line;
  std::size_t end = k_said_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
  line.resize(end);
  return line + "…";
}

AnswerFault fault_of_code(int code, std::string_view said) {
  return {kind_of(code), reason_of(code), said_of(said)};
}

AnswerFault malformed(std::string reason) { return {AnswerFaultKind::malformed, std::move(reason), {}}; }

std::string_view after_mark(std::string_view body) {
  (void)take_byte_order_mark(body);
  return trim(body);
}

/// XML of the API begins with its root, perhaps behind a declaration; every other '<' is a page.
bool looks_like_xml(std::string_view body) {
  constexpr std::size_t k_declaration_bytes_max = 200;
  if (body.starts_with("<response")) return true;
  return body.starts_with("<?xml") &&
         body.substr(0, k_declaration_bytes_max).find("<response") != std::string_view::npos;
}

std::optional<int> code_of(const AnswerValue* state) {
  const auto text = state == nullptr ? std::nullopt : state->as_text();
  if (!text) return std::nullopt;
  const std::string_view digits = trim_blank(*text);
  int code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return code;
}

/// An empty element of XML and PHP's `[]` are maps without entries.
bool is_result(const AnswerValue& value) {
  if (value.kind == AnswerValue::Kind::text) return trim_blank(value.text).empty();
  return value.is_map();
}

/// `envelope` has `error` and `result`, and in the usual form `state`.
tl::expected<AnswerValue, AnswerFault> open_envelope(int http_status, const AnswerValue& envelope,
                                                     bool is_wrapped) {
  const std::string_view error = trim_blank(text_at(envelope, "error"));
  const std::optional<int> state = code_of(envelope.find("state"));
  // Both speak of the same; where they do not, the worse one counts.
  const int code = std::max(http_status, state.value_or(is_wrapped ? 0 : http_status));
  if (code < 200 || code > 299) return tl::make_unexpected(fault_of_code(code, error));
  if (is_wrapped && !state) return tl::make_unexpected(malformed("в ответе нет поля state"));
  const AnswerValue* result = envelope.find("result");
  if (!error.empty()) {
    AnswerFault fault = fault_of_code(400, error);
    fault.reason = "ЭлЖур сообщил об ошибке";
    return tl::make_unexpected(std::move(fault));
  }
  if (result == nullptr || !is_result(*result)) {
    return tl::make_unexpected(malformed("в ответе нет поля result"));
  }
  if (result->kind == AnswerValue::Kind::text) return AnswerValue{AnswerValue::Kind::list};
  return *result;
}

}  // namespace

tl::expected<AnswerResult, AnswerFault> read_envelope(int http_status, std::string_view body) {
  const std::string_view text = after_mark(body);
  const bool is_fine = http_status >= 200 && http_status <= 299;
  const bool is_json = text.starts_with('{') || text.starts_with('[');
  const bool is_xml = looks_like_xml(text);
  if (!is_json && !is_xml) {
    if (!is_fine) return tl::make_unexpected(fault_of_code(http_status, {}));
    if (text.starts_with('<')) {
      return tl::make_unexpected(AnswerFault{
          AnswerFaultKind::trouble, "вместо данных пришла страница сайта (технические работы?)", {}});
    }
    return tl::make_unexpected(
        malformed(text.empty() ? "пришёл пустой ответ" : "ответ не понят: это не JSON"));
  }
  ParsedAnswer parsed = is_xml ? parse_answer_xml(text) : parse_answer_json(text);
  if (!parsed.value) {
    if (!is_fine) return tl::make_unexpected(fault_of_code(http_status, {}));
    return tl::make_unexpected(malformed(
        parsed.defect == AnswerDefect::too_large ? "ответ слишком велик" : "ответ повреждён или обрезан"));
  }
  const AnswerValue* wrapped = parsed.value->find("response");
  const bool is_wrapped = wrapped != nullptr && wrapped->kind == AnswerValue::Kind::map;
  const bool is_bare = !is_wrapped && parsed.value->find("result") != nullptr;
  if (!is_wrapped && !is_bare) {
    if (!is_fine) return tl::make_unexpected(fault_of_code(http_status, text_at(*parsed.value, "error")));
    return tl::make_unexpected(malformed("ответ не понят: нет поля response"));
  }
  auto result = open_envelope(http_status, is_wrapped ? *wrapped : *parsed.value, is_wrapped);
  if (!result) return tl::make_unexpected(std::move(result.error()));
  return AnswerResult{*std::move(result), is_xml ? "xml" : "json"};
}

}  // namespace elzhur::connectors

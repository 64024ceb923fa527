#include "connectors/formats/html.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

#include <fmt/format.h>

#include "connectors/formats/html_grid.hpp"
#include "connectors/formats/text.hpp"

namespace elzhur::connectors {
namespace {

/// Behind `key` at the beginning of the page: the name of an encoding, in lower case; "" when there is none.
std::string find_named(std::string_view page, std::string_view key) {
  constexpr std::size_t k_head_bytes = 4096;
  constexpr std::size_t k_name_bytes_max = 24;
  const std::string_view head = page.substr(0, k_head_bytes);
  const auto found = std::search(head.begin(), head.end(), key.begin(), key.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
  std::string name;
  auto at = found == head.end() ? found : found + static_cast<std::ptrdiff_t>(key.size());
  while (at != head.end() && (*at == '"' || *at == '\'' || *at == ' ')) ++at;
  for (; at != head.end() && name.size() < k_name_bytes_max; ++at) {
    const char letter = *at >= 'A' && *at <= 'Z' ? static_cast<char>(*at - 'A' + 'a') : *at;
    const bool is_part = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
                         letter == '-' || letter == '_';
    if (!is_part) break;
    name.push_back(letter);
  }
  return name;
}

std::string declared_charset(std::string_view page) {
  const std::string by_meta = find_named(page, "charset=");
  return by_meta.empty() ? find_named(page, "encoding=") : by_meta;
}

/// iconv's name of an encoding that Russian pages use. No others: iconv knows many that are traps.
const char* known_charset(std::string_view name) {
  using Known = std::pair<std::string_view, const char*>;
  constexpr std::array<Known, 9> k_known{{{"", "CP1251"},
                                          {"windows-1251", "CP1251"},
                                          {"cp1251", "CP1251"},
                                          {"x-cp1251", "CP1251"},
                                          {"koi8-r", "KOI8-R"},
                                          {"ibm866", "CP866"},
                                          {"cp866", "CP866"},
                                          {"iso-8859-5", "ISO-8859-5"},
                                          {"windows-1252", "CP1252"}}};
  const auto* found = std::find_if(k_known.begin(), k_known.end(),
                                   [name](const Known& known) { return known.first == name; });
  return found == k_known.end() ? nullptr : found->second;
}

journal::Result<std::string> decode_single_byte(std::string_view page, const std::string& charset_name) {
  const char* name = known_charset(charset_name);
  if (name == nullptr) return refuse("кодировка страницы неизвестна: сохраните её в UTF-8");
  const auto charset = SingleByteCharset::load(name);
  if (!charset) return tl::make_unexpected(charset.error());
  std::string text;
  text.reserve(page.size() * 2);
  charset->append(text, page);
  return text;
}

journal::Result<std::string> decode(std::string_view page) {
  const ByteOrderMark mark = take_byte_order_mark(page);
  if (mark == ByteOrderMark::utf16le) return convert_to_utf8(page, "UTF-16LE");
  if (mark == ByteOrderMark::utf16be) return convert_to_utf8(page, "UTF-16BE");
  if (page.find('\0') != std::string_view::npos) return refuse("нулевой байт: это не страница HTML");
  const Utf8Census census = take_utf8_census(page);
  const std::string declared = declared_charset(page);
  const bool says_utf8 = declared == "utf-8" || declared == "utf8" || mark == ByteOrderMark::utf8;
  // So much well-formed UTF-8 is no accident, whatever the page says of itself.
  constexpr std::size_t k_multibyte_enough = 16;
  if (census.broken == 0 &&
      (declared.empty() || says_utf8 || census.multibyte >= k_multibyte_enough || census.multibyte == 0)) {
    return std::string(page);
  }
  if (says_utf8 || census.multibyte > census.broken / 4) {
    const auto line =
        1 + std::count(page.begin(),
                       page.begin() + static_cast<std::ptrdiff_t>(std::min(census.first_broken, page.size())),
                       '\n');
    return refuse(
        fmt::format("строка {} страницы: текст в кодировке UTF-8 повреждён (неверный символ)", line));
  }
  return decode_single_byte(page, declared);
}

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view{} : std::string_view(reinterpret_cast<const char*>(text));
}

/// libxml2's parser, used only for its events: no tree is built, nothing is fetched.
class PageParser {
 public:
  explicit PageParser(HtmlGrid& grid) : grid_(grid) {}

  bool parse(const std::string& page) {
    static std::once_flag once;
    std::call_once(once, xmlInitParser);
    context_ = htmlNewParserCtxt();
    if (context_ == nullptr) return false;
    const std::unique_ptr<htmlParserCtxt, decltype(&htmlFreeParserCtxt)> guard(context_, &htmlFreeParserCtxt);
    // All other handlers would build a tree, or print.
    std::memset(context_->sax, 0, sizeof *context_->sax);
    context_->sax->startElement = &PageParser::on_start;
    context_->sax->endElement = &PageParser::on_end;
    context_->sax->characters = &PageParser::on_text;
    context_->sax->ignorableWhitespace = &PageParser::on_text;
    context_->sax->cdataBlock = &PageParser::on_text;
    context_->userData = this;
    constexpr std::string_view k_table_end = "</table>";
    const std::string_view end = trim(page);
    ends_with_table_ = end.size() >= k_table_end.size() &&
                       equals_ignoring_case(end.substr(end.size() - k_table_end.size()), k_table_end);
    constexpr int k_options = HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                              HTML_PARSE_IGNORE_ENC | HTML_PARSE_RECOVER;
    htmlCtxtReadMemory(context_, page.data(), static_cast<int>(page.size()), nullptr, "UTF-8", k_options);
    return true;
  }

 private:
  static PageParser& of(void* data) { return *static_cast<PageParser*>(data); }

  static void on_start(void* data, const xmlChar* name, const xmlChar** pairs) {
    HtmlAttributes attributes;
    for (const xmlChar** pair = pairs; pair != nullptr && *pair != nullptr; pair += 2) {
      const std::string_view key = view(pair[0]);
      const std::string_view value = view(pair[1]);
      if (key == "type") attributes.type = value;
      if (key == "value") attributes.value = value;
      if (key == "colspan") attributes.colspan = value;
      if (key == "rowspan") attributes.rowspan = value;
      if (key == "action") attributes.action = value;
      if (key == "selected") attributes.is_selected = true;
    }
    of(data).grid_.start(view(name), attributes);
    of(data).stop_if_done();
  }

  static void on_end(void* data, const xmlChar* name) {
    PageParser& parser = of(data);
    const xmlParserInput* input = parser.context_->input;
    const bool is_at_end = input == nullptr || input->cur >= input->end;
    parser.grid_.end(view(name), is_at_end && !parser.ends_with_table_);
    parser.stop_if_done();
  }

  static void on_text(void* data, const xmlChar* text, int size) {
    of(data).grid_.text(
        std::string_view(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)));
    of(data).stop_if_done();
  }

  void stop_if_done() {
    if (grid_.is_done()) xmlStopParser(context_);
  }

  HtmlGrid& grid_;
  htmlParserCtxtPtr context_ = nullptr;
  bool ends_with_table_ = false;
};

}  // namespace

journal::Result<void> read_html(std::string_view bytes, RowEmitter& emitter) {
  const auto page = decode(bytes);
  if (!page) return tl::make_unexpected(page.error());
  if (page->size() > INT_MAX) return refuse("страница слишком велика");
  if (std::string_view(*page).substr(0, 4096).find("urn:schemas-microsoft-com:office:spreadsheet") !=
      std::string_view::npos) {
    return refuse("это таблица XML 2003: сохраните файл как «Книга Excel (.xlsx)»");
  }
  HtmlGrid grid(emitter);
  if (!PageParser(grid).parse(*page)) return refuse("страница не читается");
  return grid.finish();
}

}  // namespace elzhur::connectors

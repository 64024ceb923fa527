#include "connectors/formats/xml.hpp"

#include <cstring>
#include <new>

#include <expat.h>

#include <fmt/format.h>

#include "connectors/formats/text.hpp"
#include "journal/check.hpp"

namespace elzhur::connectors {
namespace {

std::string_view local_name(const char* name) {
  const char* colon = std::strchr(name, ':');
  return colon == nullptr ? name : colon + 1;
}

}  // namespace

std::string_view XmlAttributes::get(std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    if (local_name(pair[0]) == name) return pair[1];
  }
  return {};
}

std::string_view XmlAttributes::get_exact(std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    if (pair[0] == name) return pair[1];
  }
  return {};
}

struct XmlParser::State {
  State(std::string part_name, std::size_t depth_limit, XmlHandler& events)
      : part(std::move(part_name)),
        depth_max(depth_limit),
        handler(events),
        parser(XML_ParserCreate(nullptr)) {
    if (parser == nullptr) throw std::bad_alloc();
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, &State::on_start, &State::on_end);
    XML_SetCharacterDataHandler(parser, &State::on_text);
    XML_SetStartDoctypeDeclHandler(parser, &State::on_doctype);
  }
  ~State() { XML_ParserFree(parser); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void stop(std::string reason) {
    refusal = std::move(reason);
    XML_StopParser(parser, XML_FALSE);
  }

  static State& of(void* data) { return *static_cast<State*>(data); }

  static void XMLCALL on_start(void* data, const char* name, const char** attributes) {
    State& state = of(data);
    if (++state.depth > state.depth_max) {
      state.stop("слишком глубокая вложенность");
      return;
    }
    state.handler.start(local_name(name), XmlAttributes(attributes));
    state.stop_if_failed();
  }

  static void XMLCALL on_end(void* data, const char* name) {
    State& state = of(data);
    --state.depth;
    state.handler.end(local_name(name));
    state.stop_if_failed();
  }

  static void XMLCALL on_text(void* data, const char* text, int size) {
    of(data).handler.text(std::string_view(text, static_cast<std::size_t>(size)));
  }

  static void XMLCALL on_doctype(void* data, const char*, const char*, const char*, int) {
    of(data).stop("в файле объявлены сущности (DOCTYPE), в таблицах их не бывает");
  }

  void stop_if_failed() {
    if (handler.failure()) XML_StopParser(parser, XML_FALSE);
  }

  std::string part;
  std::size_t depth_max;
  XmlHandler& handler;
  XML_Parser parser;
  std::size_t depth = 0;
  std::string refusal;
};

XmlParser::XmlParser(std::string part, std::size_t depth_max, XmlHandler& handler)
    : state_(std::make_unique<State>(std::move(part), depth_max, handler)) {}

XmlParser::~XmlParser() = default;

journal::Result<void> XmlParser::feed(std::string_view piece) {
  constexpr std::size_t k_piece_max = std::size_t{1} << 24;  // expat counts in int
  while (!piece.empty()) {
    const std::string_view now = piece.substr(0, k_piece_max);
    piece.remove_prefix(now.size());
    if (auto parsed = parse(now, false); !parsed) return parsed;
  }
  return {};
}

journal::Result<void> XmlParser::finish() { return parse({}, true); }

journal::Result<void> XmlParser::parse(std::string_view piece, bool is_last) {
  const auto status =
      XML_Parse(state_->parser, piece.data(), static_cast<int>(piece.size()), is_last ? 1 : 0);
  if (state_->handler.failure()) return tl::make_unexpected(*state_->handler.failure());
  if (status == XML_STATUS_OK) return {};
  if (!state_->refusal.empty()) return refuse(fmt::format("{}: {}", state_->part, state_->refusal));
  return refuse(fmt::format("{}: файл обрезан или повреждён (строка XML {}, знак {})", state_->part,
                            XML_GetCurrentLineNumber(state_->parser),
                            XML_GetCurrentColumnNumber(state_->parser) + 1));
}

}  // namespace elzhur::connectors

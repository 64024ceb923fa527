// Any bytes as a file in the inbox: read or refused, bounded, and what is read survives its own evidence.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "connectors/evidence.hpp"
#include "connectors/read_document.hpp"
#include "journal/check.hpp"

namespace {

using namespace elzhur;

connectors::Limits small_limits() {
  connectors::Limits limits;
  limits.unpacked_bytes_max = std::size_t{8} << 20U;
  limits.member_bytes_max = std::size_t{8} << 20U;
  limits.text_bytes_max = std::size_t{8} << 20U;
  return limits;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto* const k_zone = new journal::TimeZone(*journal::TimeZone::load("Europe/Moscow"));
  static const auto* const k_classifier =
      new connectors::TextClassifier({"без задания", "не задано", "нет"});
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const journal::Instant received{journal::Seconds(1'559'379'600)};
  const auto document = connectors::read_document(bytes, {"fuzz", "fuzz", "", {}, received},
                                                  {k_zone, k_classifier, small_limits()});
  if (document) {
    ELZHUR_CHECK(document->lessons() > 0);
    ELZHUR_CHECK(document->as_of.earliest <= document->as_of.latest);
    const std::string evidence = connectors::render_evidence(*document);
    const auto back = connectors::parse_evidence(evidence);
    ELZHUR_CHECK(back.has_value() && back->blocks == document->blocks && back->people == document->people);
  } else {
    ELZHUR_CHECK(!document.error().text.empty());
  }
  (void)connectors::parse_evidence(bytes);
  return 0;
}

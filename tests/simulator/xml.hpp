// An answer of the API as XML, in the layout that the one recorded answer has.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace elzhur::simulator {

/// `answer` is the object with `response`. Below `result` scalars are attributes, lists and maps repeat an
/// element named in the singular, and the keys of maps are left out. Numbers and truth are their JSON text,
/// null is empty.
[[nodiscard]] std::string render_xml(const nlohmann::ordered_json& answer);

}  // namespace elzhur::simulator

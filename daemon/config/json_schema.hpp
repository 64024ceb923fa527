// The table of keys as a JSON Schema (2020-12), for editors and for whoever writes configurations by program.
#pragma once

#include <string>

namespace elzhur::config {

/// The schema of elzhurd.yaml, with the documentation of every key: the bytes of config/elzhurd.schema.json.
/// It checks names, types and ranges of single values; what they mean together only load_config knows.
[[nodiscard]] std::string render_json_schema();

}  // namespace elzhur::config

#include "journal/json_depth.hpp"

namespace elzhur::journal {

bool is_json_deeper(std::string_view text, std::size_t depth_max) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > depth_max) return true;
    } else if (c == '}' || c == ']') {
      depth -= depth == 0 ? 0 : 1;
    }
  }
  return false;
}

}  // namespace elzhur::journal

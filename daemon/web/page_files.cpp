#include "daemon/web/page_files.hpp"

#include <map>

#include <fmt/format.h>

#include "journal/check.hpp"
#include "journal/hash.hpp"

namespace elzhur::web {
namespace {

constexpr int k_nesting_max = 2;

std::string with_parts(std::string_view source, int depth) {
  static constexpr std::string_view k_begin = "{{> ";
  static constexpr std::string_view k_end = "}}";
  std::string out;
  while (true) {
    const std::size_t begin = source.find(k_begin);
    if (begin == std::string_view::npos) return out + std::string(source);
    ELZHUR_CHECK(depth < k_nesting_max);
    const std::size_t end = source.find(k_end, begin);
    ELZHUR_CHECK(end != std::string_view::npos);
    out += source.substr(0, begin);
    const std::string_view name = source.substr(begin + k_begin.size(), end - begin - k_begin.size());
    out += with_parts(page_file(name), depth + 1);
    source.remove_prefix(end + k_end.size());
  }
}

std::map<std::string, std::string, std::less<>> all_templates() {
  std::map<std::string, std::string, std::less<>> templates;
  for (const PageFile& file : page_files()) {
    if (file.name.ends_with(".html")) templates.emplace(file.name, with_parts(file.text, 0));
  }
  return templates;
}

}  // namespace

std::string_view page_file(std::string_view name) {
  for (const PageFile& file : page_files()) {
    if (file.name == name) return file.text;
  }
  ELZHUR_CHECK(false);
  return {};
}

const std::string& page_template(std::string_view name) {
  static const std::map<std::string, std::string, std::less<>> k_templates = all_templates();
  const auto found = k_templates.find(name);
  ELZHUR_CHECK(found != k_templates.end());
  return found->second;
}

const std::string& style_digest() {
  static const std::string k_digest = [] {
    journal::Digest hash;
    hash.add(page_file("style.css"));
    return fmt::format("{:016x}", hash.value());
  }();
  return k_digest;
}

}  // namespace elzhur::web

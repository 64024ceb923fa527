// The sources: where the journal is read from.
#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "daemon/config/builders.hpp"
#include "daemon/config/shape.hpp"
#include "daemon/config/values.hpp"

namespace elzhur::config {
namespace {

/// Keys of a source whose kind is not known cannot be checked, but its id can.
const Table* table_of(const Node& source, Problems& problems) {
  const Node* kind = source.find("kind");
  const std::string words = fmt::format("{}", fmt::join(source_kinds(), ", "));
  if (kind == nullptr) {
    problems.error(source.place, fmt::format("'kind' is missing in this source: one of {}", words));
    return nullptr;
  }
  const Table* table = kind->kind == Node::Kind::scalar ? source_table(kind->text) : nullptr;
  if (table == nullptr) {
    const auto near =
        kind->kind == Node::Kind::scalar ? nearest(kind->text, source_kinds()) : std::string_view();
    problems.error(kind->place, fmt::format("'kind' must be one of {}{}", words,
                                            near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
    return nullptr;
  }
  check_shape(source, *table, source.place, problems);
  return table;
}

void check_unique_id(const Section& source, std::map<std::string, Place>& seen, Problems& problems) {
  const std::string id = source.text("id");
  if (id.empty()) return;
  const auto [first, is_new] = seen.try_emplace(id, source.place("id"));
  if (is_new) return;
  problems.error(source.place("id"), fmt::format("id '{}' is taken; the first is in line {}, column {}", id,
                                                 first->second.line, first->second.column));
}

std::string build_base_url(const Section& source, Problems& problems) {
  const auto url = parse_url(source.text("base_url"));
  if (!url) return {};
  if (url->starts_with("http://") && !is_loopback(host_of(*url))) {
    problems.error(source.place("base_url"),
                   "'http://' is for this machine only: keys and passwords go this way; use https://");
  }
  return *url;
}

std::filesystem::path build_ca_file(const Section& source, const Surroundings& around, Problems& problems) {
  const std::string file = source.text("ca_file");
  check_pem(source, "ca_file", "CERTIFICATE", around, problems);
  return file.empty() ? std::filesystem::path() : resolve(around, file);
}

/// The API is entered in one of two ways, not in both.
void check_access(const ElzhurApiSpec& spec, Place place, Problems& problems) {
  const bool has_token = spec.token.is_given();
  if (has_token && (spec.login.is_given() || spec.password.is_given())) {
    problems.error(place, "either a token, or a login with its password, not both");
  } else if (!has_token && !(spec.login.is_given() && spec.password.is_given())) {
    problems.error(place, "a login with its password is missing, or a token");
  }
}

ElzhurApiSpec build_api(const Section& source, const Surroundings& around, Problems& problems) {
  ElzhurApiSpec spec;
  spec.base_url = build_base_url(source, problems);
  spec.vendor = source.text("vendor");
  spec.devkey = build_secret(source, "devkey", around, problems);
  spec.login = build_secret(source, "login", around, problems);
  spec.password = build_secret(source, "password", around, problems);
  spec.token = build_secret(source, "token", around, problems);
  check_access(spec, source.place(), problems);
  const std::string meaning = source.text("homework_date");
  if (meaning == "assigned") spec.homework_date = connectors::HomeworkDate::assigned;
  if (meaning == "due") spec.homework_date = connectors::HomeworkDate::due;
  spec.pupils = source.pairs("pupils");
  if (spec.pupils.size() > k_pupils_named_max) {
    problems.error(source.place("pupils"),
                   fmt::format("'pupils' has more than {} entries", k_pupils_named_max));
  }
  spec.requests_per_minute = static_cast<int>(source.integer("requests_per_minute").value_or(1));
  spec.requests_per_day = static_cast<int>(source.integer("requests_per_day").value_or(1));
  spec.ca_file = build_ca_file(source, around, problems);
  return spec;
}

/// Nothing that would change which site is asked.
bool is_report_path(std::string_view path) {
  return path.starts_with('/') && !path.starts_with("//") &&
         path.find_first_of(" #\\") == std::string_view::npos;
}

ElzhurReportSpec build_report(const Section& source, const Surroundings& around, Problems& problems) {
  ElzhurReportSpec spec;
  spec.base_url = build_base_url(source, problems);
  spec.username = build_secret(source, "username", around, problems);
  spec.password = build_secret(source, "password", around, problems);
  spec.path = source.text("path");
  if (!spec.path.empty() && !is_report_path(spec.path)) {
    problems.error(source.place("path"),
                   "'path' must be the part of the report's address behind the site: it begins with one '/' "
                   "and has no blanks");
  }
  if (source.text("mode") == "print") spec.mode = connectors::ReportMode::print;
  spec.ca_file = build_ca_file(source, around, problems);
  return spec;
}

SourceSpec build_source(const Section& source, std::string_view kind, const Surroundings& around,
                        Problems& problems) {
  SourceSpec spec;
  spec.id = source.text("id");
  spec.every = source.duration("every").value_or(journal::Seconds{60});
  if (kind == "elzhur_api") {
    spec.kind = build_api(source, around, problems);
  } else if (kind == "elzhur_report") {
    spec.kind = build_report(source, around, problems);
  } else {
    const std::string path = source.text("path");
    spec.kind =
        DirectorySpec{path.empty() ? std::filesystem::path() : resolve(around, path), source.flag("move")};
  }
  return spec;
}

}  // namespace

std::vector<SourceSpec> build_sources(const Section& main, const Surroundings& around,
                                      std::vector<Place>& places, Problems& problems) {
  std::vector<SourceSpec> specs;
  const Node* list = main.node("sources");
  if (list == nullptr) return specs;
  if (list->kind != Node::Kind::list || list->items.empty()) {
    problems.error(list->place, "'sources' must be a list with at least one source: each begins with '- '");
    return specs;
  }
  if (list->items.size() > k_sources_max) {
    problems.error(list->place, fmt::format("'sources' has more than {} entries", k_sources_max));
    return specs;
  }
  std::map<std::string, Place> ids;
  for (const Node& item : list->items) {
    if (item.kind != Node::Kind::map) {
      problems.error(item.place, "a source must be made of 'key: value'");
      continue;
    }
    const Table* table = table_of(item, problems);
    if (table == nullptr) continue;
    const Section source(&item, *table, item.place);
    check_unique_id(source, ids, problems);
    specs.push_back(build_source(source, item.find("kind")->text, around, problems));
    places.push_back(table->find("path") == nullptr ? item.place : source.place("path"));
  }
  return specs;
}

}  // namespace elzhur::config

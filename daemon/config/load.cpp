// Puts the parts together: reads the files, gathers every problem of all of them, gives a Config or the
// problems.
#include "daemon/config/load.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "daemon/config/builders.hpp"
#include "daemon/config/calendar_file.hpp"
#include "daemon/config/shape.hpp"
#include "daemon/config/values.hpp"
#include "journal/hash.hpp"

namespace elzhur::config {

namespace {

namespace fs = std::filesystem;

/// A descriptor that closes itself.
class File {
 public:
  explicit File(const fs::path& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

journal::Result<std::string> read_file(const fs::path& path, std::size_t bytes_max) {
  using journal::ErrorKind;
  const File file(path);
  struct stat status {};
  if (file.fd() < 0 || ::fstat(file.fd(), &status) != 0) {
    return journal::failure(ErrorKind::config, errno == ENOENT   ? "there is no such file"
                                               : errno == EACCES ? "this user may not read the file"
                                                                 : "the file cannot be opened");
  }
  if (!S_ISREG(status.st_mode)) return journal::failure(ErrorKind::config, "this is not a file");
  std::string bytes;
  bytes.resize(std::min(static_cast<std::size_t>(status.st_size), bytes_max) + 1);
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = ::read(file.fd(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return journal::failure(ErrorKind::config, "the file cannot be read");
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > bytes_max) {
    return journal::failure(ErrorKind::config, fmt::format("the file is larger than {} bytes", bytes_max));
  }
  bytes.resize(size);
  return bytes;
}

bool is_readable_by_all(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & S_IROTH) != 0;
}

/// By file, the main one first, then by place; cut at the limit with a line that says so.
std::vector<Diagnostic> sorted(std::vector<Diagnostic> found, const std::string& main_file) {
  const auto order = [&](const Diagnostic& d) {
    return std::make_tuple(d.file != main_file, std::string_view(d.file), d.line, d.column, d.severity,
                           std::string_view(d.text));
  };
  std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) { return order(a) < order(b); });
  found.erase(std::unique(found.begin(), found.end()), found.end());
  if (found.size() <= k_diagnostics_max) return found;
  // Warnings go first: what is returned must still say that something is wrong.
  std::stable_partition(found.begin(), found.end(),
                        [](const Diagnostic& d) { return d.severity == DiagnosticSeverity::error; });
  found.resize(k_diagnostics_max);
  std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) { return order(a) < order(b); });
  Diagnostic more;
  more.file = found.back().file;
  more.line = found.back().line;
  more.column = found.back().column;
  more.text = fmt::format("more than {} problems: the rest is not listed", k_diagnostics_max);
  found.push_back(std::move(more));
  return found;
}

/// "file:line:column" as read_calendar wrote it; another text is a place of the main file.
Diagnostic at_place(const journal::CalendarProblem& problem, const Problems& main, Place fallback) {
  Diagnostic diagnostic{main.file(), fallback.line, fallback.column, DiagnosticSeverity::error, problem.text};
  const std::size_t last = problem.place.rfind(':');
  if (last == std::string::npos || last == 0) return diagnostic;
  const std::size_t first = problem.place.rfind(':', last - 1);
  if (first == std::string::npos) return diagnostic;
  const std::string_view place = problem.place;
  const auto line = parse_integer(place.substr(first + 1, last - first - 1));
  const auto column = parse_integer(place.substr(last + 1));
  if (!line || !column) return diagnostic;
  diagnostic.file = std::string(place.substr(0, first));
  diagnostic.line = static_cast<int>(*line);
  diagnostic.column = static_cast<int>(*column);
  return diagnostic;
}

fs::path absolute_folder_of(const fs::path& file) {
  std::error_code error;
  const fs::path absolute = fs::absolute(file, error);
  return (error ? file : absolute).parent_path();
}

std::string secret_path(const Section& section, std::string_view name, const Surroundings& around,
                        Problems& problems) {
  const std::string file_key = fmt::format("{}_file", name);
  const std::string credential_key = fmt::format("{}_credential", name);
  if (section.has(file_key)) {
    const std::string text = section.text(file_key);
    return text.empty() ? std::string() : resolve(around, text).string();
  }
  const std::string credential = section.text(credential_key);
  if (credential.empty()) return {};
  if (credential.find('/') != std::string::npos || credential.starts_with('.')) {
    problems.error(section.place(credential_key), fmt::format("'{}' is a name, not a path", credential_key));
    return {};
  }
  if (around.inputs.credentials_directory.empty()) {
    problems.error(
        section.place(credential_key),
        fmt::format("'{}' works under systemd only (LoadCredential= in the unit): CREDENTIALS_DIRECTORY is "
                    "not set; elsewhere use '{}'",
                    credential_key, file_key));
    return {};
  }
  return (around.inputs.credentials_directory / credential).string();
}

Place secret_place(const Section& section, std::string_view name) {
  const std::string file_key = fmt::format("{}_file", name);
  return section.place(section.has(file_key) ? file_key : fmt::format("{}_credential", name));
}

/// Builds every part of a Config; what is wrong goes to `problems`.
std::optional<Config> build(const Node& root, const Surroundings& around, Problems& problems) {
  check_shape(root, main_table(), root.place, problems);
  const Section main(&root, main_table(), root.place);
  auto school = build_school(main.section("school"), problems);
  // A zone stands in for the one that could not be had, so that the rest is checked too.
  if (!school) {
    auto utc = journal::TimeZone::load("UTC");
    if (!utc) {
      problems.error({}, "the system has no time zones: install the package tzdata");
      return std::nullopt;
    }
    school = School{{}, *std::move(utc), {}};
  }
  Config config{.school = *std::move(school)};
  if (main.text("mode") == "working") config.mode = Mode::working;
  config.store = build_store(main.section("store"), around);
  std::vector<Place> source_places;
  config.sources = build_sources(main, around, source_places, problems);
  Calendars calendars = load_calendars(main.section("calendar"), around, problems);
  config.calendar_files = std::move(calendars.files);
  config.calendar = std::move(calendars.calendar);
  config.calendar_digest = calendars.digest;
  Staff staff = load_staff(main.section("staff"), around, problems);
  config.staff_file = std::move(staff.file);
  config.staff = std::move(staff.people);
  config.declared_none = main.section("fields").texts("declared_none");
  if (config.declared_none.size() > k_declared_none_max) {
    problems.error(main.section("fields").place("declared_none"),
                   fmt::format("'declared_none' has more than {} entries", k_declared_none_max));
  }
  config.rules = build_rules(main, calendars.facts, problems);
  config.recipients = build_recipients(main, calendars.facts, problems);
  config.mail = build_mail(main.section("mail"), around, problems);
  config.web = build_web(main.section("web"), around, problems);
  if (main.section("metrics").text("teachers") == "off") config.metrics.teachers = TeacherLabels::off;
  check_paths(config, main, around.base / fs::path(problems.file()).filename(), source_places, problems);
  check_together(config, main, calendars.facts, problems);
  return config;
}

}  // namespace

Calendars load_calendars(const Section& calendar, const Surroundings& around, Problems& problems) {
  Calendars result;
  journal::CalendarSpec spec;
  const Node* list = calendar.node("files");
  if (list == nullptr || list->kind != Node::Kind::list) return result;
  if (list->items.size() > k_calendar_files_max) {
    problems.error(list->place, fmt::format("'files' has more than {} entries", k_calendar_files_max));
    result.facts.is_whole = false;
    return result;
  }
  std::map<fs::path, Place> seen;
  journal::Digest digest;
  for (const Node& item : list->items) {
    if (item.kind != Node::Kind::scalar || item.text.empty()) continue;
    const fs::path file = resolve(around, item.text);
    const auto [first, is_new] = seen.try_emplace(file, item.place);
    if (!is_new) {
      problems.error(item.place, fmt::format("this file is named twice; the first is in line {}, column {}",
                                             first->second.line, first->second.column));
      continue;
    }
    result.files.push_back(file);
    const auto text = read_named_file(file, around, item.place, problems);
    Problems own((around.shown / item.text).lexically_normal().string());
    if (text) digest.add(*text);
    if (!text || !read_calendar(*text, spec, own)) result.facts.is_whole = false;
    for (Diagnostic& diagnostic : own.take()) problems.add(std::move(diagnostic));
  }
  result.digest = digest.value();
  result.facts.has_working_days = !spec.working_years.empty();
  for (const journal::SchoolYearSpec& year : spec.school_years) {
    result.facts.has_terms = result.facts.has_terms || !year.terms.empty();
    result.facts.has_bells = result.facts.has_bells || !year.bells.empty();
  }
  auto compiled = journal::SchoolCalendar::compile(spec);
  if (compiled) {
    result.calendar = *std::move(compiled);
  } else {
    for (const journal::CalendarProblem& problem : compiled.error()) {
      problems.add(at_place(problem, problems, list->place));
    }
  }
  return result;
}

Staff load_staff(const Section& staff, const Surroundings& around, Problems& problems) {
  Staff result;
  const std::string named = staff.text("file");
  if (named.empty()) return result;
  result.file = resolve(around, named);
  const auto text = read_named_file(result.file, around, staff.place("file"), problems);
  if (!text) return result;
  Problems own((around.shown / named).lexically_normal().string());
  result.people = read_staff(*text, own);
  for (Diagnostic& diagnostic : own.take()) problems.add(std::move(diagnostic));
  return result;
}

std::optional<std::string> read_named_file(const fs::path& file, const Surroundings& around, Place place,
                                           Problems& problems) {
  auto text = around.inputs.read(file, k_config_file_bytes_max);
  if (text) return *std::move(text);
  problems.error(place, fmt::format("{}: {}", text.error().text, file.string()));
  return std::nullopt;
}

journal::Secret read_secret(const Section& section, std::string_view name, const Surroundings& around,
                            Problems& problems) {
  const std::string path = secret_path(section, name, around, problems);
  if (path.empty()) return {};
  const Place place = secret_place(section, name);
  auto bytes = around.inputs.read(path, k_secret_bytes_max);
  if (!bytes) {
    problems.error(place, fmt::format("{}: {}", bytes.error().text, path));
    return {};
  }
  while (bytes->ends_with('\n') || bytes->ends_with('\r')) bytes->pop_back();
  if (bytes->empty()) {
    problems.error(place, "the file of this secret is empty");
    return {};
  }
  if (std::any_of(bytes->begin(), bytes->end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20; })) {
    journal::Secret::wipe(*bytes);
    problems.error(place, "the file of this secret must hold one line");
    return {};
  }
  if (around.inputs.readable_by_all(path)) {
    problems.warning(place, "everybody on this machine may read the file of this secret: chmod o= it");
  }
  return journal::Secret(*std::move(bytes));
}

void check_pem(const Section& section, std::string_view name, std::string_view kind,
               const Surroundings& around, Problems& problems) {
  const std::string named = section.text(name);
  if (named.empty()) return;
  auto text = read_named_file(resolve(around, named), around, section.place(name), problems);
  if (!text) return;
  const std::size_t begin = text->find("-----BEGIN ");
  const bool is_found =
      begin != std::string::npos && text->find(fmt::format("{}-----", kind), begin) != std::string::npos;
  journal::Secret::wipe(*text);
  if (!is_found) {
    problems.error(section.place(name),
                   fmt::format("'{}' must be a PEM file with '-----BEGIN ... {}-----'", name, kind));
  }
}

SecretSpec build_secret(const Section& section, std::string_view name, const Surroundings& around,
                        Problems& problems) {
  SecretSpec spec;
  const std::string file = section.text(fmt::format("{}_file", name));
  if (!file.empty()) spec.file = resolve(around, file);
  spec.credential = section.text(fmt::format("{}_credential", name));
  if (spec.is_given()) spec.value = read_secret(section, name, around, problems);
  return spec;
}

tl::expected<Config, std::vector<Diagnostic>> load_config(const fs::path& file, const ConfigInputs& inputs) {
  Problems problems(file.string());
  const auto failed = [&] { return tl::make_unexpected(sorted(problems.take(), file.string())); };
  auto text = inputs.read(file, k_config_file_bytes_max);
  if (!text) {
    problems.error({}, text.error().text);
    return failed();
  }
  auto root = parse_yaml(*text);
  if (!root) {
    problems.error({root.error().line, root.error().column}, root.error().text);
    return failed();
  }
  const Surroundings around{inputs, absolute_folder_of(file), file.parent_path()};
  auto config = build(*root, around, problems);
  if (!config || problems.has_errors()) return failed();
  config->file = file;
  config->warnings = sorted(problems.take(), file.string());
  return *std::move(config);
}

ConfigInputs inputs_of_this_machine() {
  const char* credentials =
      std::getenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe): before threads.
  return {read_file, is_readable_by_all, credentials == nullptr ? "" : credentials};
}

tl::expected<Config, std::vector<Diagnostic>> load_config(const fs::path& file) {
  return load_config(file, inputs_of_this_machine());
}

}  // namespace elzhur::config

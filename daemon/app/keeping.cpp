#include "daemon/app/keeping.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <system_error>

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <nlohmann/json.hpp>

#include "connectors/evidence.hpp"
#include "connectors/files.hpp"
#include "daemon/app/setup.hpp"
#include "daemon/store/lock.hpp"
#include "daemon/store/person.hpp"
#include "daemon/store/store.hpp"

namespace elzhur::app {
namespace {

namespace fs = std::filesystem;
using journal::ErrorKind;
using journal::Instant;
using journal::Result;

constexpr std::size_t k_documents_verified_max = 1'000'000;

Exit complain(const std::string& text, Exit exit = Exit::internal) {
  fmt::print(stderr, "elzhurd: {}\n", text);
  return exit;
}

/// A file that goes when its use is over, with what SQLite puts beside it.
class TemporaryStore {
 public:
  explicit TemporaryStore(fs::path path) : path_(std::move(path)) { remove(); }
  ~TemporaryStore() { remove(); }
  TemporaryStore(const TemporaryStore&) = delete;
  TemporaryStore& operator=(const TemporaryStore&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  void remove() const {
    std::error_code ignored;
    for (const char* end : {"", "-wal", "-shm", "-journal"}) fs::remove(path_.string() + end, ignored);
  }
  fs::path path_;
};

fs::path beside(const fs::path& file, const std::string& end) { return file.string() + end; }

/// The former store under another name, complete: its log is written into it first, or kept beside it.
Result<fs::path> set_aside(const fs::path& file, const std::string& end) {
  const fs::path aside = beside(file, end);
  if (!fs::exists(file)) return fs::path();
  try {
    store::Connection(file, store::Connection::Access::read_write).execute("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const rules::StoreFailure&) {
    // A damaged one is put aside as it is.
  }
  if (::link(file.c_str(), aside.c_str()) != 0) {
    return journal::failure(ErrorKind::storage,
                            fmt::format("{}: {}", aside.string(), std::generic_category().message(errno)));
  }
  std::error_code error;
  for (const char* part : {"-wal", "-shm"}) {
    const fs::path beside_it = file.string() + part;
    if (fs::exists(beside_it, error)) fs::rename(beside_it, aside.string() + part, error);
    if (error) return journal::failure(ErrorKind::storage, beside_it.string() + ": " + error.message());
  }
  return aside;
}

Result<std::size_t> put_evidence_back(const fs::path& from, const fs::path& to) {
  std::size_t count = 0;
  std::error_code error;
  if (!fs::exists(from, error)) return count;
  for (fs::recursive_directory_iterator entry(from, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->is_regular_file(error)) continue;
    const fs::path target = to / entry->path().lexically_relative(from);
    if (fs::exists(target, error)) continue;  // Files of evidence never change under their name.
    fs::create_directories(target.parent_path(), error);
    const fs::path part = beside(target, ".part");
    fs::remove(part, error);
    if (auto copied = store::copy_file_durably(entry->path(), part); !copied)
      return tl::make_unexpected(copied.error());
    fs::rename(part, target, error);
    if (error) return journal::failure(ErrorKind::storage, target.string() + ": " + error.message());
    ++count;
  }
  if (error) return journal::failure(ErrorKind::storage, from.string() + ": " + error.message());
  return count;
}

/// The backup made ready beside the store: of this schema, and with its messages held.
Result<std::int64_t> prepare_copy(const fs::path& backup, const fs::path& copy, Instant now) {
  if (auto copied = store::copy_file_durably(backup / store::k_backup_store_name, copy); !copied)
    return tl::make_unexpected(copied.error());
  auto store = store::Store::open(copy);
  if (!store) return tl::make_unexpected(store.error());
  try {
    store->keeper().hold_outbox(now);
    return store->keeper().waiting_messages();
  } catch (const rules::StoreFailure& failure) {
    return journal::failure(ErrorKind::storage, failure.what());
  }
}

Exit restore_from(const config::Config& config, const fs::path& backup, Instant now) {
  if (const auto checked = store::check_backup(backup); !checked) return complain(checked.error().text);
  const fs::path& file = config.store.path;
  const TemporaryStore copy(beside(file, ".restoring"));
  const auto waiting = prepare_copy(backup, copy.path(), now);
  if (!waiting) return complain(waiting.error().text);
  const auto evidence = put_evidence_back(backup / "evidence", config.store.evidence);
  if (!evidence) return complain(evidence.error().text);
  std::string end = ".before-restore";
  for (const char c : config.school.zone.format(now).substr(0, 19))
    end += c == ':' ? '-' : c == 'T' ? '_' : c;
  const auto aside = set_aside(file, end);
  if (!aside) return complain(aside.error().text);
  std::error_code error;
  fs::rename(copy.path(), file, error);
  if (error) return complain(file.string() + ": " + error.message());
  (void)connectors::sync_folder(file.parent_path());
  fmt::print("Восстановлено из {}.\n", backup.string());
  if (!aside->empty()) fmt::print("Прежняя база сохранена: {}\n", aside->string());
  fmt::print("Документов возвращено: {}.\n", *evidence);
  fmt::print(
      "Письма придержаны: {} ждут, и ни одно не уйдёт, пока вы не разрешите. Часть из них могла уйти до "
      "поломки.\n"
      "Отправить все: elzhurd restore --release --config {}\n"
      "Не отправлять те, что были в очереди: elzhurd restore --drop --config {}\n",
      *waiting, config.file.string(), config.file.string());
  return Exit::clean;
}

/// Works beside the running service: one short transaction through a connection of its own.
Exit let_go(const config::Config& config, bool drop) {
  try {
    store::Core core(config.store.path);
    store::Keeper keeper(core);
    if (!keeper.outbox_held_since()) {
      fmt::print("Писем никто не придерживает.\n");
      return Exit::clean;
    }
    const std::int64_t waiting = keeper.waiting_messages();
    if (drop) {
      const std::int64_t dropped = keeper.drop_held_messages();
      fmt::print("Не будут отправлены: {}. Остальные письма уходят: {}.\n", dropped, waiting - dropped);
    } else {
      keeper.release_outbox();
      fmt::print("Письма уходят: {}.\n", waiting);
    }
    return Exit::clean;
  } catch (const rules::StoreFailure& failure) {
    return complain(failure.what());
  }
}

std::vector<std::string> verify_evidence(store::Store& store, const connectors::EvidenceFiles& files,
                                         std::size_t& checked) {
  std::vector<std::string> problems;
  for (const store::DocumentRow& document : store.documents(k_documents_verified_max)) {
    if (document.entry.evidence.empty()) continue;
    ++checked;
    const auto bytes = files.load(document.entry.evidence);
    if (!bytes) problems.push_back(bytes.error().text);
  }
  return problems;
}

nlohmann::ordered_json to_json(const store::PersonTable& table) {
  auto rows = nlohmann::ordered_json::array();
  for (const auto& row : table.rows) {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      auto& value = object[table.columns[i]];
      if (const auto* number = std::get_if<std::int64_t>(&row[i])) value = *number;
      if (const auto* text = std::get_if<std::string>(&row[i])) value = *text;
    }
    rows.push_back(std::move(object));
  }
  return rows;
}

std::optional<journal::PersonId> parse_person(std::string_view id) {
  if (!id.starts_with('T') || id.size() > 12) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
  if (error != std::errc{} || end != id.data() + id.size() || number <= 0) return std::nullopt;
  return journal::PersonId{number};
}

}  // namespace

Result<store::BackupMade> make_configured_backup(const config::Config& config, const fs::path& to,
                                                 Instant now, const std::function<bool()>& go_on) {
  store::BackupRequest request;
  request.store = config.store.path;
  request.evidence = config.store.evidence;
  request.to = to;
  request.settings = {config.file};
  if (!config.staff_file.empty()) request.settings.push_back(config.staff_file);
  request.settings.insert(request.settings.end(), config.calendar_files.begin(), config.calendar_files.end());
  request.name = store::backup_name(now, config.school.zone);
  if (config.store.backup) request.keep = config.store.backup->keep;
  request.go_on = go_on;
  return store::make_backup(request);
}

Exit run_backup(const BackupOptions& options, const journal::Clock& clock) {
  const auto config = load_or_complain(options.config);
  if (!config) return Exit::config;
  if (options.to.empty() && !config->store.backup)
    return complain("некуда: укажите --to ПАПКА или store.backup в настройках", Exit::usage);
  std::error_code error;
  const fs::path to = options.to.empty() ? config->store.backup->to : fs::absolute(options.to, error);
  const auto made = make_configured_backup(*config, to, clock.now(), {});
  if (!made) return complain(made.error().text);
  fmt::print("Копия сделана и проверена: {}\nбаза {} КБ, документов {}, удалено старых копий {}\n",
             made->folder.string(), made->store_bytes / 1024, made->evidence_files, made->removed);
  return Exit::clean;
}

Exit run_restore(const RestoreOptions& options, const journal::Clock& clock) {
  const auto config = load_or_complain(options.config);
  if (!config) return Exit::config;
  if (options.release || options.drop) return let_go(*config, options.drop);
  if (options.from.empty()) return complain("нужна копия: --from ПАПКА", Exit::usage);
  const auto lock = store::StoreLock::acquire(config->store.path, "restore");
  if (!lock) {
    return complain(lock.error().text,
                    lock.error().kind == ErrorKind::unavailable ? Exit::unavailable : Exit::internal);
  }
  fs::path backup = options.from;
  if (!fs::exists(backup / store::k_backup_manifest_name)) {
    const std::vector<fs::path> all = store::list_backups(backup);
    if (all.empty())
      return complain(fmt::format("{}: здесь нет резервных копий", backup.string()), Exit::usage);
    backup = all.back();
  }
  return restore_from(*config, backup, clock.now());
}

Exit run_verify(const fs::path& file) {
  const auto config = load_or_complain(file);
  if (!config) return Exit::config;
  // A copy of one commit: the service is not held up, and nothing moves under the counting.
  const TemporaryStore copy(beside(config->store.path, fmt::format(".verify.{}", ::getpid())));
  if (const auto copied = store::copy_store(config->store.path, copy.path()); !copied)
    return complain(copied.error().text);
  auto store = store::Store::open(copy.path());
  if (!store) return complain(store.error().text);
  try {
    std::vector<std::string> problems;
    if (const auto whole = store->check_integrity(); !whole) problems.push_back(whole.error().text);
    if (store->recount() != store->ledger().totals())
      problems.emplace_back("счётчики не сходятся с записями");
    std::size_t checked = 0;
    for (std::string& problem :
         verify_evidence(*store, connectors::EvidenceFiles(config->store.evidence), checked))
      problems.push_back(std::move(problem));
    for (const std::string& problem : problems) fmt::print(stderr, "elzhurd: {}\n", problem);
    if (problems.empty()) {
      fmt::print("База цела, счётчики сходятся, документов проверено: {}.\n", checked);
    } else {
      fmt::print("Неисправностей: {}. Проверено документов: {}.\n", problems.size(), checked);
    }
    return problems.empty() ? Exit::clean : Exit::internal;
  } catch (const rules::StoreFailure& failure) {
    return complain(failure.what());
  }
}

Exit run_person(const PersonOptions& options, const journal::Clock& clock) {
  const auto config = load_or_complain(options.config);
  if (!config) return Exit::config;
  const auto person = parse_person(options.id);
  if (!person) return complain("нужен номер человека, например T017", Exit::usage);
  try {
    if (options.name || options.post) {
      store::Connection connection(config->store.path, store::Connection::Access::read_write);
      const auto corrected = store::correct_person(
          connection, {*person, options.name, options.post, options.author, options.reason}, clock.now());
      if (!corrected) {
        return complain(corrected.error().text,
                        corrected.error().kind == ErrorKind::bad_input ? Exit::usage : Exit::internal);
      }
    }
    store::Connection connection(config->store.path, store::Connection::Access::query_only);
    const auto tables = store::read_person(connection, *person);
    if (!tables) return complain(fmt::format("{}: такого человека нет", options.id), Exit::usage);
    nlohmann::ordered_json out;
    for (const store::PersonTable& table : *tables) out[std::string(table.name)] = to_json(table);
    fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    return Exit::clean;
  } catch (const rules::StoreFailure& failure) {
    return complain(failure.what());
  }
}

}  // namespace elzhur::app

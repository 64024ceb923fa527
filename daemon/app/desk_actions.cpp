// What people decide and bring in.
#include <algorithm>
#include <set>
#include <variant>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "alerts/words.hpp"
#include "connectors/directory.hpp"
#include "daemon/app/cycle.hpp"
#include "daemon/app/desk_parts.hpp"
#include "journal/names.hpp"

namespace elzhur::app {

using journal::ErrorKind;
using journal::failure;
using journal::Instant;
using journal::PersonId;
using journal::Result;

namespace {

/// Gives what it was made with; for a dry run of a cycle.
class GivenSource final : public connectors::Source {
 public:
  explicit GivenSource(connectors::Pull pull) : pull_(std::move(pull)) {}
  [[nodiscard]] connectors::Pull pull(const connectors::PullRequest&, const connectors::IsKnown&) override {
    return pull_;
  }
  void settle(const connectors::Pull&) override {}

 private:
  connectors::Pull pull_;
};

const config::SourceSpec* first_folder(const config::Config& config) {
  const auto found =
      std::find_if(config.sources.begin(), config.sources.end(), [](const config::SourceSpec& spec) {
        return std::holds_alternative<config::DirectorySpec>(spec.kind);
      });
  return found == config.sources.end() ? nullptr : &*found;
}

tl::unexpected<journal::Error> no_folder() {
  return failure(ErrorKind::bad_input,
                 "файл принять некуда: в настройках нет источника «directory» (папки для файлов)");
}

web::Verdict verdict_of(const connectors::Pull& pull, Instant now) {
  using connectors::PullStatus;
  web::Verdict verdict;
  for (const connectors::PulledDocument& pulled : pull.documents) {
    web::DocumentView& view = verdict.documents.emplace_back();
    view.source = pull.source_id;
    view.name = pulled.name;
    view.format = pulled.format;
    view.sha256 = pulled.sha256;
    view.size_bytes = pulled.size_bytes;
    view.as_of = {now, now};
    view.received_at = now;
    view.accepted = pulled.status == PullStatus::accepted;
    view.reason = pulled.reason;
    view.rows = pulled.rows;
    if (pulled.document) {
      view.as_of = pulled.document->as_of;
      view.lessons = pulled.document->lessons();
    }
    if (pulled.status == PullStatus::unchanged) view.reason = "этот файл уже прочитан: нового в нём нет";
    if (view.accepted) verdict.is_accepted = true;
    if (!view.accepted) verdict.problems.push_back(fmt::format("{}: {}", view.name, view.reason));
  }
  return verdict;
}

/// What a cycle with this pull would change. Everything is rolled back.
CycleReport rehearse(store::Store& store, const Setup& setup, const std::string& source,
                     connectors::Pull pull, Instant now) {
  std::vector<SourceEntry> sources;
  Asking asking(setup.config.sources.size());
  for (std::size_t i = 0; i < setup.sources.size(); ++i) {
    // The others are not asked, but how long they may stay unseen is part of what is decided.
    SourceEntry& entry = sources.emplace_back();
    entry.id = setup.sources[i].id;
    entry.every = setup.sources[i].every;
    entry.is_live = setup.sources[i].is_live;
    if (entry.id != source) continue;
    entry.source = std::make_unique<GivenSource>(std::move(pull));
    asking[i] = Asked{};
    asking[i]->request.now = now;
  }
  const CycleParts parts{setup.config, store, sources};
  return run_cycle(parts, asking, now, /*is_dry_run=*/true);
}

}  // namespace

Result<void> check_writer(std::string_view by) {
  if (by.empty()) return failure(ErrorKind::bad_input, "укажите, кто это делает");
  return {};
}

Result<rules::Finding> StoreDesk::settle(journal::FindingId id, const rules::Decision& decision) {
  auto settled = needs_.store.settle(id, decision, needs_.clock.now());
  if (settled) needs_.pull({});
  return settled;
}

Result<web::ExcuseView> StoreDesk::add_excuse(const rules::Excuse& excuse, std::string_view author) {
  auto row = needs_.store.add_excuse(excuse, author, needs_.clock.now());
  if (!row) return tl::make_unexpected(row.error());
  needs_.pull({});
  return web::ExcuseView{row->id, std::move(row->excuse), std::move(row->author), row->added_at};
}

Result<appeals::Appeal> StoreDesk::add_appeal(appeals::Appeal appeal, std::string_view by) {
  if (auto checked = check_writer(by); !checked) return tl::make_unexpected(checked.error());
  if (appeal.received_at == Instant{}) appeal.received_at = needs_.clock.now();
  try {
    return needs_.store.appeals().add(std::move(appeal), needs_.setup()->config.school.zone, by);
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

Result<appeals::Appeal> StoreDesk::update_appeal(appeals::Appeal appeal, std::string_view by) {
  if (auto checked = check_writer(by); !checked) return tl::make_unexpected(checked.error());
  try {
    return needs_.store.appeals().update(std::move(appeal), needs_.clock.now(), by);
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

Result<void> StoreDesk::match_name(std::string_view spelling, PersonId person, std::string_view by) {
  if (auto checked = check_writer(by); !checked) return checked;
  const std::shared_ptr<const Setup> setup = needs_.setup();
  try {
    {
      store::Snapshot snapshot = readers_.take();
      const auto names = unmatched_in(snapshot, setup->config);
      const bool is_asked = std::any_of(names.begin(), names.end(), [&](const web::UnmatchedName& name) {
        return name.spelling == spelling;
      });
      if (!is_asked) return failure(ErrorKind::bad_input, "такого имени среди несопоставленных нет");
      const auto persons = snapshot.pages().persons();
      const auto found = std::find_if(persons.begin(), persons.end(),
                                      [person](const rules::Person& p) { return p.id == person; });
      if (found == persons.end()) return failure(ErrorKind::bad_input, "такого учителя нет");
      if (found->name == spelling)
        return failure(ErrorKind::bad_input, "выберите, кого из сотрудников означает это имя");
    }
    store::Transaction transaction = needs_.store.begin(needs_.clock.now());
    needs_.store.save_spelling(person, spelling);
    transaction.commit();
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
  spdlog::info("a spelling was given to {}", journal::person_code(person));
  return pull({}, by);
}

Result<web::Verdict> StoreDesk::look_at_upload(std::string_view name, std::string_view bytes) {
  const std::shared_ptr<const Setup> setup = needs_.setup();
  const config::Config& config = setup->config;
  const config::SourceSpec* folder = first_folder(config);
  if (folder == nullptr) return no_folder();
  if (bytes.empty()) return failure(ErrorKind::bad_input, "файл пуст");
  const Instant now = needs_.clock.now();
  const connectors::DirectoryOptions options{folder->id, {}, false, config.school.zone, config.declared_none};
  try {
    connectors::Pull pull =
        connectors::read_one_file(options, name, bytes, now, [&](std::string_view sha256) {
          return needs_.store.ledger().find_document(folder->id, sha256).has_value();
        });
    web::Verdict verdict = verdict_of(pull, now);
    if (!verdict.is_accepted) return verdict;
    const CycleReport report = rehearse(needs_.store, *setup, folder->id, std::move(pull), now);
    verdict = verdict_of(report.sources.front().pull, now);  // The gate has spoken too.
    verdict.findings_opened = report.findings.opened;
    verdict.findings_resolved = report.findings.resolved;
    if (!verdict.is_accepted) return verdict;
    auto token = uploads_.keep({std::string(name), std::string(bytes), now});
    if (!token) return tl::make_unexpected(token.error());
    verdict.token = std::move(*token);
    return verdict;
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

Result<void> StoreDesk::accept_upload(std::string_view token, std::string_view by) {
  if (auto checked = check_writer(by); !checked) return checked;
  const std::shared_ptr<const Setup> setup = needs_.setup();
  const config::SourceSpec* folder = first_folder(setup->config);
  if (folder == nullptr) return no_folder();
  auto upload = uploads_.take(token, needs_.clock.now());
  if (!upload) return tl::make_unexpected(upload.error());
  const auto put = put_into_inbox(std::get<config::DirectorySpec>(folder->kind).path, *upload);
  if (!put) {
    uploads_.give_back(token, std::move(*upload));
    return tl::make_unexpected(put.error());
  }
  note_access(by, fmt::format("загрузил файл {}", *put));
  needs_.pull({folder->id});
  return {};
}

Result<void> StoreDesk::pull(std::string_view source, std::string_view by) {
  if (auto checked = check_writer(by); !checked) return checked;
  const std::shared_ptr<const Setup> setup = needs_.setup();
  std::vector<std::string> wanted;
  for (const config::SourceSpec& spec : setup->config.sources) {
    if (source.empty() || spec.id == source) wanted.push_back(spec.id);
  }
  if (wanted.empty()) return failure(ErrorKind::bad_input, "такого источника нет");
  needs_.pull(wanted);
  return {};
}

void StoreDesk::note_access(std::string_view person, std::string_view what) {
  const Instant now = needs_.clock.now();
  std::pair key{alerts::one_line(person, k_access_text_bytes_max),
                alerts::one_line(what, k_access_text_bytes_max)};
  const std::lock_guard lock(mutex_);
  std::erase_if(noted_, [now](const auto& entry) {
    return now - entry.second >= k_access_every || now < entry.second;
  });
  const bool is_new = noted_.emplace(key, now).second;
  if (is_new) waiting_.push_back({now, key.first, key.second});
  if (waiting_.empty()) return;
  try {
    // The next look writes what a busy store made wait.
    const bool should_wait = waiting_.size() >= k_accesses_waiting_max;
    if (needs_.store.note_accesses(waiting_, should_wait)) waiting_.clear();
  } catch (const rules::StoreFailure& error) {
    if (waiting_.size() < k_accesses_waiting_max) return;
    spdlog::error("looks at names could not be noted, count={}: {}", waiting_.size(), error.what());
    waiting_.clear();
  }
}

}  // namespace elzhur::app

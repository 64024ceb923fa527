// A school with a folder, a store and a desk; cycles are run by hand.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "daemon/app/desk.hpp"
#include "daemon/config/load.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::tests {

inline constexpr const char* k_desk_config = R"(
school: {name: "Школа № 1", timezone: Europe/Moscow, watch_from: 2026-11-02}
store: {path: elzhurd.db, evidence: evidence}
sources: [{id: inbox, kind: directory, path: inbox, every: 1m}]
staff: {file: staff.yaml}
rules:
  - {id: topic, kind: topic, due: {from: lesson_day, at: "23:59"}, basis: "п. 3.2"}
recipients:
  - {id: administrator, role: administrator, email: admin@school.example}
  - {id: deputy, role: deputy, email: deputy@school.example}
)";
inline constexpr const char* k_desk_staff =
    "people:\n  - {name: Иванова Анна Петровна, post: учитель математики}\n";
inline constexpr const char* k_desk_header =
    "Дата урока;Класс;Группа;Предмет;Учитель;Тема урока;Домашнее задание\n";

class DeskFixture : public ::testing::Test {
 protected:
  /// `mail`: what stands in the configuration beside the transport.
  explicit DeskFixture(const std::string& mail = "none")
      : clock(*journal::parse_instant("2026-11-06T12:00:00+03:00")) {
    folder.write("staff.yaml", k_desk_staff);
    const auto config = config::load_config(
        folder.write("elzhurd.yaml", k_desk_config + ("mail: {transport: " + mail + "}\n")));
    if (!config) ADD_FAILURE() << config::format_diagnostics(config.error());
    std::filesystem::create_directories(folder / "inbox");
    setup = std::make_shared<app::Setup>(app::make_setup(*config, {}));
    auto opened = store::Store::open(config->store.path);
    if (!opened) ADD_FAILURE() << opened.error().text;
    store = std::make_unique<store::Store>(std::move(*opened));
    desk = std::make_unique<app::StoreDesk>(app::DeskNeeds{
        *store, clock, health, board, [this] { return setup; },
        [this](const std::vector<std::string>& sources) { pulls.push_back(sources); }, [this] { ++sends; }});
  }

  void run_cycle() {
    // Files are as old as the test's clock says.
    for (const auto& entry : std::filesystem::directory_iterator(folder / "inbox")) {
      if (entry.is_regular_file())
        std::filesystem::last_write_time(entry.path(), std::chrono::file_clock::from_sys(clock.now()));
    }
    const app::CycleParts parts{setup->config,       *store, setup->sources, &setup->evidence,
                                setup->mailer.get(), false};
    const auto asking =
        app::ask_everything(setup->sources, store->ledger(), setup->config.school.zone, clock.now());
    (void)app::run_cycle(parts, asking, clock.now(), false);
    health.note_cycle(clock.now(), 1, {});
  }

  /// Two lessons without a topic and one with: 3 and 4 November.
  static std::string table() {
    return std::string(k_desk_header) + "03.11.2026;7А;;Алгебра;Иванова Анна Петровна;;п. 5\n" +
           "04.11.2026;7А;;Алгебра;Иванова Анна Петровна;;п. 5\n" +
           "03.11.2026;8Б;;История;Сидоров Пётр Ильич;Древний Рим;п. 6\n";
  }

  web::FindingStory first_story() {
    const auto all = desk->findings({});
    EXPECT_FALSE(all.empty());
    if (all.empty()) return {};
    return desk->story(all.front().finding.id).value();
  }

  TempDir folder;
  ManualClock clock;
  app::Health health;
  app::SourceBoard board;
  std::shared_ptr<app::Setup> setup;
  std::unique_ptr<store::Store> store;
  std::vector<std::vector<std::string>> pulls;
  int sends = 0;
  std::unique_ptr<app::StoreDesk> desk;
};

}  // namespace elzhur::tests

#include "daemon/config/load.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <string>

#include "daemon/config/problems.hpp"
#include "tests/support/temp_dir.hpp"

namespace elzhur::config {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view k_minimal = R"(school: {name: Школа, timezone: Europe/Moscow}
sources: [{id: inbox, kind: directory, path: inbox}]
rules: [{id: topic, kind: topic, due: {from: lesson_day}}]
recipients: [{id: admin, role: administrator, email: admin@school.example}]
)";

class Load : public ::testing::Test {
 protected:
  /// The configuration made of the minimal one and `more`, or a failure of the test.
  Config load(std::string_view more = "") {
    auto config = load_config(write(more));
    if (!config) ADD_FAILURE() << format_diagnostics(config.error());
    if (config) return *std::move(config);
    return Config{.school = {"", *journal::TimeZone::load("UTC"), {}}};
  }
  std::string problems(std::string_view more) {
    const auto config = load_config(write(more));
    return config ? std::string() : format_diagnostics(config.error());
  }
  fs::path write(std::string_view more) {
    return dir_.write("elzhurd.yaml", std::string(k_minimal) + std::string(more));
  }

  tests::TempDir dir_;
};

TEST_F(Load, WhatIsNotSaidTakesItsDefault) {
  const Config config = load();
  EXPECT_EQ(config.mode, Mode::observe);
  EXPECT_EQ(config.school.name, "Школа");
  EXPECT_FALSE(config.school.watch_from);
  EXPECT_EQ(config.store.path, "/var/lib/elzhurd/elzhurd.db");
  EXPECT_EQ(config.store.evidence, "/var/lib/elzhurd/evidence");
  EXPECT_EQ(config.store.retention.findings, (KeepFor{2, KeepFor::Unit::school_years}));
  EXPECT_EQ(config.store.retention.evidence, (KeepFor{30, KeepFor::Unit::days}));
  EXPECT_FALSE(config.store.backup);
  ASSERT_EQ(config.sources.size(), 1U);
  EXPECT_TRUE(std::get<DirectorySpec>(config.sources[0].kind).move);
  EXPECT_EQ(config.sources[0].every, journal::Seconds(60));
  EXPECT_EQ(config.declared_none, (std::vector<std::string>{"без задания", "не задано", "нет"}));
  ASSERT_EQ(config.rules.size(), 1U);
  EXPECT_EQ(config.rules[0].severity, rules::Severity::warning);
  EXPECT_TRUE(config.rules[0].placeholder_is_filled);
  EXPECT_EQ(config.rules[0].grace, rules::Span{});
  EXPECT_EQ(config.mail.transport, Transport::maildir);
  EXPECT_EQ(config.mail.from.name, "ЭлЖур-монитор");
  EXPECT_EQ(config.web.listen.port, 9841);
  EXPECT_FALSE(config.web.public_url);
  EXPECT_EQ(config.metrics.teachers, TeacherLabels::ids);
  EXPECT_TRUE(config.warnings.empty());
}

TEST_F(Load, RelativePathsBeginAtTheFile) {
  const Config config = load("store: {path: data/../a.db, evidence: ../evidence}\n");
  EXPECT_EQ(config.store.path, dir_.path() / "a.db");
  EXPECT_EQ(config.store.evidence, dir_.path().parent_path() / "evidence");
  EXPECT_EQ(std::get<DirectorySpec>(config.sources[0].kind).path, dir_.path() / "inbox");
}

TEST_F(Load, RuleIsReadWhole) {
  dir_.write("days.yaml", "kind: working_days\nyear: 2026\n");
  const auto file =
      dir_.write("c.yaml", R"(school: {name: Школа, timezone: Europe/Moscow, watch_from: 2026-09-01}
sources: [{id: inbox, kind: directory, path: inbox, move: false, every: 2h}]
calendar: {files: [days.yaml]}
rules:
  - id: homework
    kind: homework
    due: {from: next_lesson, plus: -1 working_day, at: "8:30"}
    basis: "п. 3.2"
    severity: critical
    placeholder: empty
    applies: {grades: [1-4, 9], classes_except: ["9 «В»"], subjects: ["Алгебра"]}
    grace: 1 working_day
    valid_from: 2026-09-01
    valid_until: 2027-05-31
recipients:
  - {id: admin, role: administrator, email: a@school.example, digest: {at: "16:00", on: [monday, friday]}}
  - {id: director, role: director, email: d@school.example, escalate: {after: 3 working_days}, digest: {at: "8:00"}}
)");
  const auto config = load_config(file);
  ASSERT_TRUE(config) << format_diagnostics(config.error());
  const rules::RuleSpec& rule = config->rules[0];
  EXPECT_EQ(rule.kind, rules::RuleKind::homework);
  EXPECT_EQ(rule.due,
            (rules::DueSpec{rules::DueFrom::next_lesson, rules::Span{-1, rules::SpanUnit::working_days},
                            journal::Seconds(8 * 3600 + 30 * 60)}));
  EXPECT_EQ(rule.severity, rules::Severity::critical);
  EXPECT_FALSE(rule.placeholder_is_filled);
  ASSERT_EQ(rule.applies.grades.size(), 2U);
  EXPECT_EQ(rule.applies.grades[1].first, 9);
  EXPECT_TRUE(rule.applies.to({"9Б", "", "алгебра"}));
  EXPECT_FALSE(rule.applies.to({"9в", "", "Алгебра"}));
  EXPECT_EQ(rule.grace, (rules::Span{1, rules::SpanUnit::working_days}));
  EXPECT_EQ(rule.valid_until, journal::make_date(2027, 5, 31));
  EXPECT_TRUE(config->recipients[0].digest->days.has(std::chrono::Friday));
  EXPECT_FALSE(config->recipients[0].digest->days.has(std::chrono::Sunday));
  EXPECT_TRUE(config->recipients[1].digest->working_days);
  EXPECT_EQ(config->recipients[1].escalate->after, (rules::Span{3, rules::SpanUnit::working_days}));
  EXPECT_FALSE(std::get<DirectorySpec>(config->sources[0].kind).move);
  EXPECT_EQ(config->calendar.is_working_day(journal::make_date(2026, 11, 23)), true);
  EXPECT_EQ(config->calendar.is_working_day(journal::make_date(2027, 11, 23)), std::nullopt);
}

constexpr std::string_view k_smtp =
    "mail: {transport: smtp, from: \"Монитор <m@school.example>\", smtp: {host: mail.school.example, "
    "username: u, ";

TEST_F(Load, SecretIsReadFromItsFileAndShownNowhere) {
  const fs::path secret = dir_.write("smtp", "hunter2 word\n");
  ::chmod(secret.c_str(), 0600);
  const Config config = load(std::string(k_smtp) + "password_file: smtp}}\n");
  ASSERT_TRUE(config.mail.smtp);
  EXPECT_EQ(config.mail.smtp->password.reveal(), "hunter2 word");
  EXPECT_EQ(config.mail.smtp->port, 587);
  EXPECT_EQ(render_effective(config).find("hunter2"), std::string::npos);
  EXPECT_NE(render_effective(config).find(secret.string()), std::string::npos);
  EXPECT_TRUE(config.warnings.empty());
}

TEST_F(Load, SecretThatEverybodyMayReadIsWarnedOf) {
  const fs::path secret = dir_.write("smtp", "word");
  ::chmod(secret.c_str(), 0644);
  const Config config = load(std::string(k_smtp) + "password_file: smtp}}\n");
  ASSERT_EQ(config.warnings.size(), 1U);
  EXPECT_EQ(config.warnings[0].severity, DiagnosticSeverity::warning);
  EXPECT_NE(config.warnings[0].text.find("everybody"), std::string::npos);
}

TEST_F(Load, CredentialComesFromTheDirectoryOfSystemd) {
  const auto file = write(std::string(k_smtp) + "password_credential: smtp}}\n");
  ConfigInputs inputs;
  inputs.read = [&](const fs::path& path, std::size_t) -> journal::Result<std::string> {
    if (path == file) return tests::read_bytes(file);
    if (path == "/run/credentials/elzhurd/smtp") return std::string("word");
    return journal::failure(journal::ErrorKind::config, "there is no such file");
  };
  inputs.readable_by_all = [](const fs::path&) { return false; };
  inputs.credentials_directory = "/run/credentials/elzhurd";
  const auto config = load_config(file, inputs);
  ASSERT_TRUE(config) << format_diagnostics(config.error());
  EXPECT_EQ(config->mail.smtp->password.reveal(), "word");
  EXPECT_NE(render_effective(*config).find("password_credential: \"smtp\""), std::string::npos);
}

TEST_F(Load, SecretThatIsNotUsedNeedNotBeThere) {
  const Config config =
      load("mail: {transport: maildir, smtp: {host: localhost, username: u, password_file: none}}\n");
  EXPECT_FALSE(config.mail.smtp);
}

TEST_F(Load, SecretOfTooManyBytesIsAnError) {
  const std::string more = std::string(k_smtp) + "password_file: smtp}}\n";
  for (const int extra : {-1, 0, 1}) {
    const auto size = static_cast<std::size_t>(static_cast<int>(k_secret_bytes_max) + extra);
    ::chmod(dir_.write("smtp", std::string(size, 'x')).c_str(), 0600);
    EXPECT_EQ(problems(more).empty(), extra <= 0) << size;
  }
}

TEST_F(Load, FileOfOneMebibyteIsReadAndALargerOneIsNot) {
  for (const int extra : {-1, 0, 1}) {
    std::string text(k_minimal);
    while (text.size() < k_config_file_bytes_max + 1) text += "#" + std::string(98, 'x') + "\n";
    text.resize(static_cast<std::size_t>(static_cast<std::ptrdiff_t>(k_config_file_bytes_max) + extra));
    EXPECT_EQ(load_config(dir_.write("large.yaml", text)).has_value(), extra <= 0) << extra;
  }
}

TEST_F(Load, FileThatCannotBeHadIsOneError) {
  const auto none = load_config(dir_ / "none.yaml");
  ASSERT_FALSE(none);
  EXPECT_EQ(format_diagnostics(none.error()),
            (dir_ / "none.yaml").string() + ":1:1: error: there is no such file\n");
  const auto folder = load_config(dir_.path());
  ASSERT_FALSE(folder);
  EXPECT_NE(folder.error()[0].text.find("not a file"), std::string::npos);
  ASSERT_EQ(::mkfifo((dir_ / "pipe").c_str(), 0600), 0);
  EXPECT_FALSE(load_config(dir_ / "pipe"));
}

TEST_F(Load, ManyProblemsAreCutWithAWord) {
  std::string more;
  for (int i = 0; i < 1000; ++i) more += "zzzzzzzz" + std::to_string(i) + ": 1\n";
  const auto config = load_config(write(more));
  ASSERT_FALSE(config);
  ASSERT_EQ(config.error().size(), k_diagnostics_max + 1);
  EXPECT_EQ(config.error().back().text, "more than 200 problems: the rest is not listed");
}

TEST_F(Load, WarningsNeverPushErrorsOut) {
  std::string more;
  for (int i = 0; i < 198; ++i)
    more += "  - {id: t" + std::to_string(i) + ", role: teacher, email: a@b.ru, names: all}\n";
  std::string text(k_minimal);
  text.replace(text.find("recipients:"), std::string::npos,
               "recipients:\n  - {id: a, role: administrator, email: a@b.ru}\n" + more + "wrong: 1\n");
  const auto config = load_config(dir_.write("w.yaml", text));
  ASSERT_FALSE(config);
  EXPECT_TRUE(has_errors(config.error()));
  EXPECT_TRUE(std::any_of(config.error().begin(), config.error().end(),
                          [](const Diagnostic& d) { return d.text.find("'wrong'") != std::string::npos; }));
}

TEST_F(Load, WhatIsAllowedButOddIsAWarning) {
  const Config config = load("mail: {transport: none}\nmode: working\n");
  ASSERT_EQ(config.warnings.size(), 4U) << format_diagnostics(config.warnings);
  EXPECT_NE(config.warnings[0].text.find("'basis'"), std::string::npos);
  EXPECT_NE(config.warnings[1].text.find("only one person would hear"), std::string::npos);
  EXPECT_NE(config.warnings[2].text.find("nobody gets letters"), std::string::npos);
  EXPECT_NE(config.warnings[3].text.find("nobody to tell but administrators"), std::string::npos);
}

TEST_F(Load, DeadlineByBellsWithoutBellsIsAWarning) {
  std::string text(k_minimal);
  text.replace(text.find("lesson_day"), 10, "lesson_end");
  const auto config = load_config(dir_.write("b.yaml", text));
  ASSERT_TRUE(config);
  ASSERT_EQ(config->warnings.size(), 1U);
  EXPECT_NE(config->warnings[0].text.find("23:59"), std::string::npos);
}

TEST_F(Load, WindowsLineEndsAndAByteOrderMarkAreRead) {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : k_minimal) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_TRUE(load_config(dir_.write("w.yaml", text)));
}

TEST_F(Load, EffectiveConfigurationReadsToItself) {
  const Config config = load(
      "web: {listen: \"[::1]:80\", public_url: \"https://m.school.example/\"}\n"
      "store: {backup: {to: backups, at: \"3:05:07\"}}\n");
  const std::string text = render_effective(config);
  const auto again = load_config(dir_.write("again.yaml", text));
  ASSERT_TRUE(again) << format_diagnostics(again.error());
  EXPECT_EQ(render_effective(*again), text);
}

TEST_F(Load, SourcesOfElzhurAreReadWholeAndPrintedWithoutSecrets) {
  for (const char* name : {"key", "login", "word", "token"}) {
    std::filesystem::permissions(dir_.write(name, std::string("hush-") + name + "\n"),
                                 std::filesystem::perms::owner_read);
  }
  dir_.write("ca.pem", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n");
  const auto file = dir_.write("c.yaml", R"(school: {name: Школа, timezone: Europe/Moscow}
sources:
  - {id: inbox, kind: directory, path: inbox}
  - {id: web, kind: elzhur_report, base_url: "https://school.example/", username_file: login, password_file: word,
     path: /report/x, mode: print, ca_file: ca.pem}
  - {id: api, kind: elzhur_api, base_url: "http://127.0.0.1:8080/apiv3", vendor: sim_1, devkey_file: key,
     login_file: login, password_file: word, homework_date: due, pupils: {"7А/1": "1001", 7Б: 1002}, every: 10m}
  - {id: token, kind: elzhur_api, base_url: "https://school.example/apiv3", vendor: school, devkey_file: key,
     token_file: token, requests_per_minute: 6000, requests_per_day: 5}
rules: [{id: topic, kind: topic, due: {from: lesson_day}, basis: "п. 1"}]
recipients: [{id: admin, role: administrator, email: admin@school.example}]
)");
  const auto config = load_config(file);
  ASSERT_TRUE(config) << format_diagnostics(config.error());
  ASSERT_EQ(config->sources.size(), 4U);
  const auto& report = std::get<ElzhurReportSpec>(config->sources[1].kind);
  EXPECT_EQ(report.base_url, "https://school.example");
  EXPECT_EQ(report.username.value.reveal(), "hush-login");
  EXPECT_EQ(report.path, "/report/x");
  EXPECT_EQ(report.mode, connectors::ReportMode::print);
  EXPECT_EQ(report.ca_file, dir_.path() / "ca.pem");
  EXPECT_EQ(config->sources[1].every, journal::Seconds(3600));
  const auto& api = std::get<ElzhurApiSpec>(config->sources[2].kind);
  EXPECT_EQ(api.vendor, "sim_1");
  EXPECT_EQ(api.devkey.value.reveal(), "hush-key");
  EXPECT_EQ(api.homework_date, connectors::HomeworkDate::due);
  EXPECT_EQ(api.pupils, (std::map<std::string, std::string>{{"7А/1", "1001"}, {"7Б", "1002"}}));
  EXPECT_EQ(api.requests_per_minute, 60);
  EXPECT_EQ(api.requests_per_day, 20'000);
  EXPECT_EQ(config->sources[2].every, journal::Seconds(600));
  const auto& token = std::get<ElzhurApiSpec>(config->sources[3].kind);
  EXPECT_EQ(token.token.value.reveal(), "hush-token");
  EXPECT_FALSE(token.homework_date);
  EXPECT_EQ(token.requests_per_minute, 6000);

  const std::string text = render_effective(*config);
  EXPECT_EQ(text.find("hush"), std::string::npos);
  const auto again = load_config(dir_.write("again.yaml", text));
  ASSERT_TRUE(again) << format_diagnostics(again.error());
  EXPECT_EQ(render_effective(*again), text);
}

}  // namespace
}  // namespace elzhur::config

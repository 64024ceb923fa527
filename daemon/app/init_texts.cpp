#include "daemon/app/init_texts.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "daemon/config/values.hpp"
#include "journal/hash.hpp"

namespace elzhur::app {
namespace {

constexpr std::string_view k_service_folder = "/etc/elzhurd";

namespace fs = std::filesystem;

/// A double-quoted YAML text. Answers and names hold no control characters: they were normalised.
std::string yaml_text(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

int first_year_of(journal::Date date) {
  const std::chrono::year_month_day day(date);
  return static_cast<int>(day.year()) - (day.month() < std::chrono::September ? 1 : 0);
}

/// "1-4, 6" as the configuration writes it.
std::string grade_list(const std::set<int>& grades) {
  std::vector<std::string> parts;
  for (auto at = grades.begin(); at != grades.end();) {
    const int first = *at;
    int last = first;
    while (++at != grades.end() && *at == last + 1) last = *at;
    parts.push_back(config::format_grades({first, last}));
  }
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

/// The calendars of the two years that a school year lies in.
std::vector<ShippedCalendar> calendars_for(int first_year) {
  std::vector<ShippedCalendar> result;
  for (const ShippedCalendar& calendar : shipped_calendars()) {
    for (const int year : {first_year, first_year + 1}) {
      if (calendar.name == fmt::format("calendar-ru-{}.yaml", year)) result.push_back(calendar);
    }
  }
  return result;
}

std::string school_calendar_name(int first_year) {
  return fmt::format("school-{}-{}.yaml", first_year, first_year + 1);
}

std::string render_school_calendar(int first_year, const std::optional<FoundInExport>& found) {
  std::string out = fmt::format(
      "# Учебный год школы. Четверти, каникулы и звонки впишите из календарного учебного графика вашей "
      "школы:\n"
      "# программа их не придумывает. Описание каждой строки и образец: calendars/README.md.\n"
      "kind: school_year\nyear: {}-{}\n\n"
      "# Выходные дни недели. Для шестидневной недели: [sunday].\n",
      first_year, first_year + 1);
  const bool has_saturdays = found && !found->saturday_classes.empty();
  const bool is_whole_school = has_saturdays && found->saturday_classes.size() == found->classes.size();
  if (has_saturdays) out += "# В выгрузке есть уроки по субботам.\n";
  out += is_whole_school ? "weekend: [sunday]\n" : "weekend: [saturday, sunday]\n";
  if (has_saturdays && !is_whole_school) {
    std::vector<std::string> names;
    for (const std::string& name : found->saturday_classes) names.push_back(yaml_text(name));
    out += fmt::format("weekends:\n  - {{days: [sunday], classes: [{}]}}\n", fmt::join(names, ", "));
  }
  out += fmt::format(
      "\n# terms:\n"
      "#   - {{name: \"I четверть\", from: {0}-09-01, to: {0}-10-25}}\n"
      "# holidays:\n"
      "#   - {{name: \"осенние каникулы\", from: {0}-10-26, to: {0}-11-04}}\n"
      "# bells:\n"
      "#   - name: \"обычный день\"\n"
      "#     lessons: {{1: \"8:30-9:15\", 2: \"9:25-10:10\"}}\n",
      first_year);
  return out;
}

std::string render_staff(const FoundInExport& found) {
  std::string out =
      "# Сотрудники, как их имена записаны в выгрузке. Впишите, чего в ней нет: должность (post), адрес "
      "(email), другие\n"
      "# написания имени (spellings), отсутствия (absences). Пояснения — в образце staff.yaml.\n";
  out += found.people.empty() ? "people: []\n" : "people:\n";
  for (const std::string& name : found.people) out += fmt::format("  - name: {}\n", yaml_text(name));
  if (!found.half_names.empty()) {
    out += "# Записаны не полностью, поэтому не внесены: узнайте имя и отчество.\n";
    for (const std::string& name : found.half_names) out += fmt::format("# - {}\n", name);
  }
  return out;
}

std::string render_store(const InitAnswers& answers) {
  return fmt::format(
      "store:\n  path: {}\n  evidence: {}\n"
      "  # Резервные копии — в другое место, лучше на другой диск:\n"
      "  # backup: {{to: /var/backups/elzhurd, at: \"03:30\", keep: 14}}\n",
      yaml_text(answers.data / "elzhurd.db"), yaml_text(answers.data / "evidence"));
}

std::string render_api(const InitInputs& inputs) {
  if (inputs.answers.api_url.empty()) return {};
  const fs::path credentials = credentials_of(inputs.config);
  const std::string host(config::host_of(inputs.answers.api_url));
  std::string vendor = host.substr(0, host.find('.'));
  if (!config::is_id(vendor)) vendor = "school";
  const std::string mark = inputs.has_api_secrets ? "" : "# ";
  std::string out;
  if (!inputs.has_api_secrets) {
    out +=
        "  # API включится, когда будут файлы с ключами: положите их и уберите «# » в следующих строках.\n";
  }
  const auto line = [&](const std::string& text) { out += fmt::format("  {}{}\n", mark, text); };
  line("- id: elzhur");
  line("  kind: elzhur_api");
  line("  base_url: " + yaml_text(inputs.answers.api_url));
  line(fmt::format("  vendor: {}   # имя школы в API", vendor));
  line("  devkey_file: " + yaml_text(credentials / "devkey"));
  line("  login_file: " + yaml_text(credentials / "login"));
  line("  password_file: " + yaml_text(credentials / "password"));
  out +=
      "  #   homework_date: assigned   # что значит дата задания: assigned или due; без ключа задания не "
      "проверяются\n";
  line("  every: 30m");
  return out;
}

std::string render_rules(const InitInputs& inputs, bool has_calendar) {
  const std::string day = has_calendar ? "1 working_day" : "1d";
  std::string topic_applies;
  std::set<int> grades{2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  if (inputs.found && !inputs.found->grades.empty()) {
    topic_applies = fmt::format("    applies: {{grades: {}}}\n", grade_list(inputs.found->grades));
    grades = inputs.found->grades;
    grades.erase(1);
  }
  std::string out = fmt::format(
      "# Сроки — из положения вашей школы: исправьте их и впишите пункт (basis). Правило без basis только "
      "наблюдает.\n"
      "rules:\n"
      "  - id: topic-same-day\n    kind: topic\n    due: {{from: lesson_day, at: \"23:59\"}}\n"
      "    # basis: \"п. … Положения о ведении ЭЖ\"\n{}    grace: {}\n",
      topic_applies, day);
  if (grades.empty()) return out;
  out += fmt::format(
      "  - id: homework-before-next-day\n    kind: homework\n"
      "    due: {{from: lesson_day, plus: {0}, at: \"08:00\"}}\n"
      "    # basis: \"п. … Положения о ведении ЭЖ\"\n    applies: {{grades: {1}}}\n    grace: {0}\n",
      day, grade_list(grades));
  return out;
}

std::string render_recipients(const InitAnswers& answers, bool has_calendar) {
  std::string out = fmt::format(
      "recipients:\n  - id: administrator\n    role: administrator\n    email: {}\n"
      "    digest: {{at: \"16:00\", on: {}}}\n",
      yaml_text(answers.administrator), has_calendar ? "working_days" : "daily");
  if (!answers.director.empty()) {
    out += fmt::format(
        "  - id: director\n    role: director\n    email: {}\n    names: confirmed\n"
        "    escalate: {{after: {}}}\n    digest: {{at: \"08:00\", on: monday}}\n",
        yaml_text(answers.director), has_calendar ? "3 working_days" : "3d");
  }
  return out;
}

std::string render_mail(const InitInputs& inputs) {
  const config::SmtpSpec& smtp = inputs.answers.mail;
  const bool needs_password = !smtp.username.empty();
  const bool is_ready = !smtp.host.empty() && (!needs_password || inputs.has_mail_password);
  const std::string& from = config::is_address(smtp.username) ? smtp.username : inputs.answers.administrator;
  std::string out = "mail:\n";
  if (!smtp.host.empty() && !is_ready)
    out += "  # Положите пароль в файл из password_file и замените maildir на smtp.\n";
  out += fmt::format("  transport: {}\n  from: {}\n", is_ready ? "smtp" : "maildir",
                     yaml_text(fmt::format("ЭлЖур-монитор <{}>", from)));
  if (!smtp.host.empty()) {
    out += fmt::format("  smtp: {{host: {}, port: {}, tls: {}", yaml_text(smtp.host), smtp.port,
                       config::smtp_tls_name(smtp.tls));
    if (needs_password) {
      out += fmt::format(", username: {}, password_file: {}", yaml_text(smtp.username),
                         yaml_text(credentials_of(inputs.config) / "smtp"));
    }
    out += "}\n";
  }
  return out + fmt::format("  maildir: {}\n", yaml_text(inputs.answers.data / "maildir"));
}

/// One of a hundred behind the default, the same for the same name: ports of two schools may still be equal,
/// and then the second says so when it starts.
int port_of(std::string_view instance) {
  constexpr int k_first_port = 9842;
  constexpr std::uint64_t k_ports = 100;
  journal::Digest digest;
  digest.add(instance);
  return k_first_port + static_cast<int>(digest.value() % k_ports);
}

std::string render_web(const InitInputs& inputs) {
  const std::string instance = instance_of(inputs.config);
  if (!instance.empty()) {
    return fmt::format(
        "\nweb:\n  listen: 127.0.0.1:{}  # у каждой школы на этой машине свой порт\n  socket: {}\n",
        port_of(instance), yaml_text(fs::path("/run/elzhurd") / instance / "elzhurd.sock"));
  }
  // Where systemd makes the folder for the socket, the default is right.
  if (inputs.config.parent_path() == k_service_folder) return {};
  return fmt::format("\nweb:\n  socket: {}\n", yaml_text(inputs.answers.data / "elzhurd.sock"));
}

}  // namespace

std::string instance_of(const fs::path& config) {
  if (config.parent_path() != k_service_folder || config.extension() != ".yaml" || config.stem() == "elzhurd")
    return {};
  return config.stem().string();
}

fs::path folder_of(const fs::path& config) {
  const std::string instance = instance_of(config);
  return instance.empty() ? config.parent_path() : config.parent_path() / instance;
}

fs::path data_of(const fs::path& config) {
  if (config.parent_path() != k_service_folder) return config.parent_path() / "data";
  const fs::path all = "/var/lib/elzhurd";
  const std::string instance = instance_of(config);
  return instance.empty() ? all : all / instance;
}

fs::path credentials_of(const fs::path& config) { return folder_of(config) / "credentials"; }

fs::path inbox_of(const InitAnswers& answers) {
  return answers.inbox.empty() ? answers.data / "inbox" : answers.inbox;
}

std::vector<NewFile> render_init_files(const InitInputs& inputs) {
  const InitAnswers& answers = inputs.answers;
  const int first_year = first_year_of(answers.watch_from);
  const std::vector<ShippedCalendar> calendars = calendars_for(first_year);
  const bool has_calendar = !calendars.empty();
  std::vector<std::string> names;
  // Relative to the configuration: of several schools each has its own.
  const fs::path within = instance_of(inputs.config);
  for (const ShippedCalendar& calendar : calendars) names.push_back((within / calendar.name).string());
  names.push_back((within / school_calendar_name(first_year)).string());

  std::string text =
      "# Настройки elzhurd, созданные командой «elzhurd init». Все ключи с пояснениями — в образце "
      "elzhurd.yaml.\n"
      "# Проверка после правки: elzhurd check-config ЭТОТ_ФАЙЛ\n\n"
      "# observe: письма получает только администратор. Когда списки проверены — working.\nmode: observe\n\n";
  text += fmt::format("school:\n  name: {}\n  timezone: {}\n  watch_from: {}\n\n", yaml_text(answers.school),
                      answers.timezone, journal::format_date(answers.watch_from));
  text += render_store(answers) + "\n";
  text += fmt::format("sources:\n  - id: inbox\n    kind: directory\n    path: {}\n    every: 1m\n",
                      yaml_text(inbox_of(answers)));
  text += render_api(inputs) + "\n";
  text += fmt::format("calendar:\n  files: [{}]\n\n", fmt::join(names, ", "));
  if (inputs.found) text += fmt::format("staff:\n  file: {}\n\n", (within / "staff.yaml").string());
  text += render_rules(inputs, has_calendar) + "\n";
  text += render_recipients(answers, has_calendar) + "\n";
  text += render_mail(inputs) + render_web(inputs);

  const fs::path folder = folder_of(inputs.config);
  std::vector<NewFile> files{{inputs.config, std::move(text)}};
  if (inputs.found) files.push_back({folder / "staff.yaml", render_staff(*inputs.found)});
  files.push_back(
      {folder / school_calendar_name(first_year), render_school_calendar(first_year, inputs.found)});
  for (const ShippedCalendar& calendar : calendars)
    files.push_back({folder / calendar.name, std::string(calendar.text)});
  return files;
}

}  // namespace elzhur::app

#include "daemon/app/init_answers.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "daemon/config/tree.hpp"
#include "daemon/config/values.hpp"
#include "journal/check.hpp"
#include "journal/names.hpp"

namespace elzhur::app {
namespace {

using journal::ErrorKind;

/// Puts the answer into `answers`; what is wrong with it comes back, empty when nothing is.
using Take = std::string (*)(const std::string& text, InitAnswers& answers);
/// What an empty answer means.
using Default = std::string (*)(const InitDefaults& defaults, const InitAnswers& answers);

struct Question {
  std::string_view key;
  std::string_view text;
  Default fallback;
  Take take;
};

constexpr std::string_view k_no_words[] = {"нет", "no", "-"};

bool is_no(const std::string& text) {
  return text.empty() || std::any_of(std::begin(k_no_words), std::end(k_no_words),
                                     [&](std::string_view word) { return journal::fold(text) == word; });
}

std::string take_school(const std::string& text, InitAnswers& answers) {
  if (text.size() > config::k_text_bytes_max) return "слишком длинное название";
  answers.school = text;
  return {};
}

std::string take_timezone(const std::string& text, InitAnswers& answers) {
  if (!journal::TimeZone::load(text)) {
    return "такого часового пояса нет; пишите, например, Europe/Moscow, Europe/Simferopol, "
           "Asia/Yekaterinburg (список: timedatectl list-timezones)";
  }
  answers.timezone = text;
  return {};
}

std::string take_source(const std::string& text, InitAnswers& answers) {
  answers.inbox.clear();
  answers.api_url.clear();
  const std::string word = journal::fold(text);
  if (word == journal::fold("папка") || word == "folder") return {};
  if (text.starts_with('/')) {
    answers.inbox = std::filesystem::path(text).lexically_normal();
    if (!answers.inbox.has_filename()) answers.inbox = answers.inbox.parent_path();
    return answers.inbox == "/" ? "это корень диска, а не папка для выгрузок" : "";
  }
  const auto url = config::parse_url(text);
  if (!url) return "ответьте «папка», полным путём папки (начинается с «/») или адресом API (https://…)";
  if (url->starts_with("http://") && !config::is_loopback(config::host_of(*url)))
    return "адрес API начинается с https://: по нему пойдут ключи";
  answers.api_url = *url;
  return {};
}

std::string take_watch_from(const std::string& text, InitAnswers& answers) {
  const auto date = journal::parse_date(text);
  if (!date) return "нужна дата: 2026-11-24";
  answers.watch_from = *date;
  return {};
}

constexpr std::string_view k_bad_address = "нужен один адрес: name@school.example (латинскими буквами)";

std::string take_administrator(const std::string& text, InitAnswers& answers) {
  if (!config::is_address(text)) return std::string(k_bad_address);
  answers.administrator = text;
  return {};
}

std::string take_director(const std::string& text, InitAnswers& answers) {
  answers.director.clear();
  if (is_no(text)) return {};
  if (!config::is_address(text)) return std::string(k_bad_address) + " или «нет»";
  if (journal::fold(text) == journal::fold(answers.administrator))
    return "это адрес администратора: директору нужен свой, или «нет»";
  answers.director = text;
  return {};
}

/// `[user@]host[:port]`; the user may be an address itself.
std::string take_mail(const std::string& text, InitAnswers& answers) {
  answers.mail = {};
  if (is_no(text)) return {};
  config::SmtpSpec spec;
  std::string rest = text;
  if (const std::size_t at = rest.rfind('@'); at != std::string::npos) {
    spec.username = rest.substr(0, at);
    rest = rest.substr(at + 1);
  }
  spec.port = 587;
  if (const std::size_t colon = rest.rfind(':'); colon != std::string::npos && !rest.ends_with(']')) {
    const auto port = config::parse_integer(rest.substr(colon + 1));
    if (!port || *port < 1 || *port > 65'535) return "порт — число от 1 до 65535: mail.school.example:587";
    spec.port = static_cast<std::uint16_t>(*port);
    rest = rest.substr(0, colon);
  }
  if (!config::is_host(rest)) return "нужно имя почтового сервера: mail.school.example или имя:порт";
  spec.host = rest;
  spec.tls = spec.port == 465                                    ? config::SmtpTls::implicit
             : spec.port == 25 && config::is_loopback(spec.host) ? config::SmtpTls::none
                                                                 : config::SmtpTls::starttls;
  answers.mail = std::move(spec);
  return {};
}

/// The address of a Unix socket in it has at most 107 bytes.
constexpr std::size_t k_data_path_bytes_max = 90;

std::string take_data(const std::string& text, InitAnswers& answers) {
  std::filesystem::path path = std::filesystem::path(text).lexically_normal();
  if (!path.is_absolute()) return "нужен полный путь папки: он начинается с «/»";
  if (!path.has_filename()) path = path.parent_path();
  if (path == "/") return "это корень диска: нужна папка";
  if (path.string().size() > k_data_path_bytes_max) return "слишком длинный путь: не больше 90 байт";
  answers.data = std::move(path);
  return {};
}

std::string nothing(const InitDefaults&, const InitAnswers&) { return {}; }

constexpr std::array<Question, k_init_keys.size()> k_questions{{
    {"school", "1. Как называется школа (так она будет названа в письмах)", nothing, take_school},
    {"timezone", "2. Часовой пояс школы",
     [](const InitDefaults& defaults, const InitAnswers&) { return defaults.timezone; }, take_timezone},
    {"source",
     "3. Откуда берутся выгрузки: «папка», полный путь своей папки или адрес API "
     "(https://школа.eljur.ru/apiv3)",
     [](const InitDefaults&, const InitAnswers&) { return std::string("папка"); }, take_source},
    {"watch-from",
     "4. С какого дня смотреть уроки; всё, что пусто раньше, — исходное состояние без замечаний",
     [](const InitDefaults& defaults, const InitAnswers& answers) {
       const auto zone = journal::TimeZone::load(answers.timezone);
       return zone ? journal::format_date(zone->date_of(defaults.now)) : std::string();
     },
     take_watch_from},
    {"administrator", "5. Почта администратора ЭлЖур: ему придут списки и вопросы", nothing,
     take_administrator},
    {"director", "6. Почта директора, или «нет» (пока идёт наблюдение, ему ничего не посылают)",
     [](const InitDefaults&, const InitAnswers&) { return std::string("нет"); }, take_director},
    {"mail", "7. Почтовый сервер: [вход@]имя[:порт], или «нет» — письма складываются в папку",
     [](const InitDefaults&, const InitAnswers&) { return std::string("нет"); }, take_mail},
    {"data", "8. Где хранить базу, документы и выгрузки (полный путь)",
     [](const InitDefaults& defaults, const InitAnswers&) { return defaults.data; }, take_data},
}};

/// A line without its end and without blanks around it. Nothing: the input is over. A line that is too long
/// comes back cut, with its end read away: no question takes that much.
std::optional<std::string> read_line(std::FILE* in) {
  std::string line;
  int c = std::fgetc(in);
  if (c == EOF) return std::nullopt;
  for (; c != EOF && c != '\n'; c = std::fgetc(in)) {
    if (line.size() <= k_answer_bytes_max) line += static_cast<char>(c);
  }
  return journal::normalise_text(line);
}

std::string taken(const Question& question, const std::string& text, InitAnswers& answers) {
  if (text.empty()) return "нужен ответ";
  if (text.size() > k_answer_bytes_max) return "слишком длинный ответ";
  return question.take(text, answers);
}

/// False: the input is over.
bool ask_one(const Question& question, const Dialogue& dialogue, const InitDefaults& defaults,
             InitAnswers& answers) {
  const std::string fallback = question.fallback(defaults, answers);
  while (true) {
    fmt::print(dialogue.out, "{}{}: ", question.text, fallback.empty() ? "" : fmt::format(" [{}]", fallback));
    std::fflush(dialogue.out);
    const auto line = read_line(dialogue.in);
    if (!line) return false;
    const std::string problem = taken(question, line->empty() ? fallback : *line, answers);
    if (problem.empty()) return true;
    fmt::print(dialogue.out, "   Не подходит: {}.\n", problem);
  }
}

}  // namespace

journal::Result<GivenAnswers> parse_answers(std::string_view text) {
  const auto fail = [](config::Place place, std::string_view what) {
    return journal::failure(ErrorKind::bad_input, fmt::format("{}:{}: {}", place.line, place.column, what));
  };
  const auto root = config::parse_yaml(text);
  if (!root) return fail({root.error().line, root.error().column}, root.error().text);
  GivenAnswers given;
  for (const config::Entry& entry : root->entries) {
    if (std::find(k_init_keys.begin(), k_init_keys.end(), entry.key.text) == k_init_keys.end()) {
      return fail(entry.key.place, fmt::format("unknown key; known are {}", fmt::join(k_init_keys, ", ")));
    }
    if (entry.value.kind == config::Node::Kind::null) continue;
    if (entry.value.kind != config::Node::Kind::scalar) return fail(entry.value.place, "must be a text");
    if (!given.emplace(entry.key.text, journal::normalise_text(entry.value.text)).second)
      return fail(entry.key.place, "stands twice");
  }
  return given;
}

journal::Result<InitAnswers> collect_answers(const GivenAnswers& given, const InitDefaults& defaults,
                                             std::optional<Dialogue> ask) {
  InitAnswers answers;
  std::string problems;
  for (const Question& question : k_questions) {
    const auto known = given.find(question.key);
    if (known == given.end() && ask) {
      if (!ask_one(question, *ask, defaults, answers))
        return journal::failure(ErrorKind::bad_input, "ввод закончился раньше ответов");
      continue;
    }
    const std::string text = known == given.end() ? question.fallback(defaults, answers) : known->second;
    if (const std::string problem = taken(question, text, answers); !problem.empty())
      problems += fmt::format("{}{}: {}", problems.empty() ? "" : "\n", question.key, problem);
  }
  if (!problems.empty()) return journal::failure(ErrorKind::bad_input, problems);
  return answers;
}

}  // namespace elzhur::app

#include "daemon/web/page_kit.hpp"

#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "alerts/words.hpp"
#include "daemon/web/page_files.hpp"
#include "daemon/web/page_words.hpp"
#include "journal/school_year.hpp"
#include "journal/utf8.hpp"

namespace elzhur::web {
namespace {

std::string first_of(const Pairs& pairs, std::string_view name) {
  for (const auto& [key, value] : pairs) {
    if (key != name) continue;
    if (value.size() <= k_typed_bytes_max || !journal::is_valid_utf8(value)) return value;
    std::string cut = value.substr(0, k_typed_bytes_max);
    while (!cut.empty() && !journal::is_valid_utf8(cut)) cut.pop_back();
    return cut;
  }
  return {};
}

/// Takes as long for a near miss as for a far one.
bool equal_secrets(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  }
  return difference == 0;
}

struct Link {
  std::string_view path;
  std::string_view label;
  bool is_open;  ///< To this visitor.
};

std::vector<Link> links_for(const Visitor& visitor) {
  const auto may = [&visitor](Right right) { return visitor.may(right); };
  const bool names = may(Right::names);
  return {
      {"/", "Сегодня", true},
      {"/findings", "Вопросы", names || may(Right::confirmed) || may(Right::own_lessons)},
      {"/teachers", "Учителя", names},
      {"/numbers", "В числах", may(Right::numbers)},
      {"/appeals", "Обращения", may(Right::appeals)},
      {"/meetings", "Заседания", may(Right::numbers) || may(Right::appeals) || names},
      {"/reports", "Отчёты",
       names || may(Right::numbers) || may(Right::appeals) || may(Right::confirmed) ||
           may(Right::own_lessons)},
      {"/excuses", "Причины", names},
      {"/silences", "Приостановки", names},
      {"/upload", "Загрузить файл", may(Right::settle)},
      {"/sources", "Источники", names || may(Right::operate) || may(Right::metrics)},
      {"/names", "Имена", names},
      {"/outbox", "Письма", names || may(Right::operate)},
      {"/keeping", "Хранение", names || may(Right::operate)},
      {"/help", "Справка", true},
  };
}

bool is_below(std::string_view path, std::string_view link) {
  if (link == "/") return path == "/";
  return path == link || (path.starts_with(link) && path[link.size()] == '/');
}

View navigation(const Visit& visit) {
  View list(View::type::list);
  for (const Link& link : links_for(visit.visitor)) {
    if (!link.is_open) continue;
    View item("href", std::string(link.path));
    item.set("label", std::string(link.label));
    item.set("current", is_below(visit.request.path, link.path));
    list.push_back(item);
  }
  return list;
}

Response broken(std::string_view name, const std::vector<std::string>& missing) {
  spdlog::error("page template={} missing={}", name, fmt::join(missing, ","));
  Response response;
  response.status = 500;
  response.content_type = "text/plain; charset=utf-8";
  response.body = "Страницу собрать не удалось. Это ошибка программы: сообщите о ней администратору.\n";
  return response;
}

std::string observe_words(const Visit& visit) {
  if (visit.overview.is_working) return {};
  std::string words =
      "Режим наблюдения: письма получает только администратор, учителям и директору ни о чём не "
      "сообщается.";
  if (visit.overview.watch_from)
    words += " Смотрим уроки с " + visit.day_text(*visit.overview.watch_from) + ".";
  return words;
}

}  // namespace

Visit::Visit(Desk& the_desk, const Request& the_request)
    : desk(the_desk),
      request(the_request),
      visitor(the_request.visitor),
      overview(the_desk.overview()),
      now(the_desk.now()),
      zone(the_desk.zone()),
      today(zone.date_of(now)),
      year(journal::year_of(today)),
      policy{zone, {}, 0, the_desk.rules(), {}, {}, {}} {}

std::string Visit::why_read_only(Right right) const {
  if (may(right) && !visitor.form_token.empty()) return {};
  if (visitor.form_token.empty()) {
    return "Здесь можно только смотреть: для решений нужен вход под своим именем. Пользователей заводит тот, "
           "кто "
           "обслуживает программу (файл пользователей, см. справку).";
  }
  if (right == Right::appeals)
    return "Журнал обращений ведут администратор и завуч. Вам он открыт только для чтения.";
  return "Решения принимают администратор и завуч. Вам этот раздел открыт только для чтения.";
}

std::string Visit::asked(std::string_view name) const {
  return alerts::one_line(first_of(request.query, name), 300);
}

std::int64_t Visit::asked_number(std::string_view name) const {
  const std::string text = asked(name);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number > 0 ? number : 0;
}

std::string Visit::typed(std::string_view name) const { return first_of(request.form, name); }

bool Visit::form_is_genuine() const {
  return !visitor.form_token.empty() &&
         equal_secrets(first_of(request.form, "form_token"), visitor.form_token);
}

std::string Visit::moment(journal::Instant instant) const { return moment_markup(instant, zone, year); }
std::string Visit::day(journal::Date date) const { return day_markup(date, year); }
std::string Visit::moment_text(journal::Instant instant) const { return moment_words(instant, zone, year); }
std::string Visit::day_text(journal::Date date) const { return day_words(date, year); }

std::string Visit::since_when() const {
  if (overview.watch_from && *overview.watch_from > journal::school_year_start(today))
    return fmt::format("с {}, начала наблюдения", day_text(*overview.watch_from));
  return "с начала учебного года";
}

std::string Visit::age(journal::Instant since) const {
  const auto days = (today - zone.date_of(since)).count();
  if (days <= 0) return "меньше дня";
  return alerts::count_of(days, k_day_noun);
}

void set_optional(View& view, const std::string& name, const std::string& text) {
  view.set("has_" + name, !text.empty());
  view.set(name, text);
}

View text_list(const std::vector<std::string>& texts) {
  View list(View::type::list);
  for (const std::string& text : texts) list.push_back(View("text", text));
  return list;
}

View choices(const std::vector<Choice>& all, std::string_view selected) {
  View list(View::type::list);
  for (const Choice& choice : all) {
    View item("value", choice.value);
    item.set("label", choice.label);
    item.set("selected", choice.value == selected);
    list.push_back(item);
  }
  return list;
}

void set_list(View& view, const std::string& name, View list) {
  view.set("has_" + name, !list.is_empty_list());
  view.set(name, std::move(list));
}

std::string encode_query(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '-' || c == '_' || c == '.';
    if (is_plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

Response show(const Visit& visit, std::string_view name, std::string_view title, View view, int status) {
  view.set("form_token", visit.visitor.form_token);
  view.set("title", std::string(title));
  alerts::Rendered body = alerts::render_template(page_template(name), view, true);
  if (!body.missing.empty()) return broken(name, body.missing);

  View frame("title", std::string(title));
  frame.set("style", fmt::format("/static/style.css?v={}", style_digest()));
  frame.set("school", alerts::one_line(visit.overview.school_name, 300));
  frame.set("kind", std::string(name.substr(0, name.find('.'))));
  frame.set("navigation", navigation(visit));
  frame.set("form_token", visit.visitor.form_token);
  frame.set("can_leave", !visit.visitor.form_token.empty() && visit.request.peer != "socket");
  frame.set("now", visit.moment(visit.now));
  set_optional(frame, "visitor", alerts::one_line(visit.visitor.name, 120));
  set_optional(frame, "observe", observe_words(visit));
  set_optional(frame, "trouble", alerts::one_line(visit.overview.trouble, 600));
  set_optional(frame, "done", done_words(visit.asked("done")));
  frame.set("body", std::move(body.text));
  alerts::Rendered page = alerts::render_template(page_template("frame.html"), frame, true);
  if (!page.missing.empty()) return broken("frame.html", page.missing);

  Response response;
  response.status = status;
  response.body = std::move(page.text);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response say(const Visit& visit, int status, std::string_view title, std::string_view text) {
  View view("text", std::string(text));
  return show(visit, "say.html", title, std::move(view), status);
}

Response not_for_you(const Visit& visit) {
  return say(visit, 403, "Эта страница Вам не открыта",
             "Её видят другие роли: кто что видит, сказано в справке. Если она Вам нужна, обратитесь к "
             "администратору ЭлЖура.");
}

Response not_found(const Visit& visit) {
  return say(visit, 404, "Такой страницы нет",
             "Возможно, адрес набран с ошибкой или запись убрана по сроку хранения.");
}

Response stale_form(const Visit& visit) {
  return say(visit, 403, "Форма устарела",
             "Ничего не изменилось. Вы вошли заново или открыли страницу давно: вернитесь, обновите её и "
             "повторите.");
}

std::string done_words(std::string_view code) {
  using Entry = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Entry, 18> k_words{{
      {"acknowledged", "Готово: принято в работу."},
      {"confirmed", "Готово: замечание подтверждено. Под ним записано Ваше имя."},
      {"disputed", "Готово: вопрос отмечен как оспоренный. До решения он не входит в отчёты."},
      {"excused", "Готово: причина учтена, вопрос закрыт."},
      {"withdrawn", "Готово: вопрос снят. Всем, кому о нём сообщали, уйдёт отмена."},
      {"excuse_added", "Готово: причина записана. Вопросы пересчитаются при ближайшей проверке."},
      {"appeal_added", "Готово: обращение записано в журнал."},
      {"appeal_changed", "Готово: запись журнала изменена. Прежний текст сохранён."},
      {"meeting_added", "Готово: заседание записано, номер протокола дан."},
      {"meeting_changed", "Готово: протокол изменён. Прежний текст сохранён."},
      {"name_matched", "Готово: имя сопоставлено. Уроки учтутся при ближайшей проверке."},
      {"uploaded", "Готово: файл принят и читается. Через минуту обновите страницу «Сегодня»."},
      {"silence_added", "Готово: об этом не напоминаем. В подсчётах вопросы остаются."},
      {"silence_ended", "Готово: приостановка завершена. Об открытых вопросах будет сообщено."},
      {"mode_changed", "Готово: режим изменён и действует с ближайшей проверки, она уже начинается."},
      {"check_queued",
       "Готово: проверочное письмо поставлено. Через минуту обновите страницу: дошло ли до сервера, видно "
       "здесь, а до ящика — в самом ящике."},
      {"released", "Готово: письма уходят, в течение минуты."},
      {"pulled", "Готово: источник будет прочитан, как только закончится текущая проверка."},
  }};
  for (const Entry& entry : k_words) {
    if (!code.empty() && entry.first == code) return std::string(entry.second);
  }
  return {};
}

}  // namespace elzhur::web

#include "daemon/web/minutes.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_words.hpp"
#include "daemon/web/sign_in.hpp"

namespace elzhur::web {
namespace {

using appeals::Cell;
using appeals::Meeting;
using appeals::Sheet;

constexpr std::size_t k_subjects_shown_max = 5;
/// For the hand of the secretary.
constexpr std::string_view k_blank = "<div class=\"blank\"></div>\n";

std::string paragraph(std::string_view label, std::string_view text) {
  return fmt::format("<p><b>{}</b> {}</p>\n", label, escape_html(text));
}

/// What the secretary wrote, or a line to write on.
std::string written(std::string_view label, const std::string& text) {
  if (!text.empty()) return paragraph(label, text);
  return fmt::format("<p><b>{}</b></p>\n{}", label, k_blank);
}

std::string people_markup(std::string_view label, const std::vector<std::string>& people) {
  if (people.empty()) return {};
  return fmt::format("<p><b>{} ({}):</b> {}</p>\n", label, people.size(),
                     escape_html(fmt::format("{}", fmt::join(people, "; "))));
}

std::string head_markup(const Meeting& meeting, std::string_view school) {
  std::string when = journal::format_date_ru(meeting.date);
  if (meeting.starts) when += ", начало " + clock_words(*meeting.starts);
  if (meeting.ends) when += ", окончание " + clock_words(*meeting.ends);
  std::string out = fmt::format("<p class=\"school\">{}</p>\n<h1>{}</h1>\n", escape_html(school),
                                escape_html(minutes_title(meeting)));
  out += paragraph("Дата, время:", when);
  if (!meeting.place.empty()) out += paragraph("Место:", meeting.place);
  out += paragraph("Председатель:", meeting.chair) + paragraph("Секретарь:", meeting.secretary);
  out += people_markup("Присутствовали", meeting.present) + people_markup("Отсутствовали", meeting.absent);
  out += "<h2>Повестка дня</h2>\n<ol>\n";
  for (const appeals::AgendaItem& item : meeting.agenda)
    out += fmt::format("<li>{}</li>\n", escape_html(item.topic));
  return out + "</ol>\n";
}

std::string resolution_text(const appeals::Resolution& resolution, bool with_state) {
  std::string text = resolution.what;
  if (!resolution.responsible.empty()) text += fmt::format("; ответственный: {}", resolution.responsible);
  if (resolution.due) text += fmt::format("; срок: {}", journal::format_date_ru(*resolution.due));
  if (with_state) text += resolution.is_done ? " — исполнено" : " — не отмечено как исполненное";
  return text;
}

std::string item_markup(const Meeting& meeting, int number) {
  const appeals::AgendaItem& item = meeting.agenda[static_cast<std::size_t>(number) - 1];
  std::string out = fmt::format("<h2>{}. {}</h2>\n", number, escape_html(item.topic));
  out += written("СЛУШАЛИ:", item.heard) + written("ВЫСТУПИЛИ:", item.spoke);
  std::string decided;
  for (const appeals::Resolution& resolution : meeting.resolutions) {
    if (resolution.item == number)
      decided += fmt::format("<li>{}</li>\n", escape_html(resolution_text(resolution, false)));
  }
  out += "<p><b>РЕШИЛИ:</b></p>\n";
  out += decided.empty() ? std::string(k_blank) : "<ol>\n" + decided + "</ol>\n";
  return out + paragraph("Голосование:", item.votes ? votes_words(*item.votes)
                                                    : std::string("за ____, против ____, воздержались ____"));
}

std::string previous_markup(const Meeting& before) {
  std::string out = fmt::format("<h2>Решения протокола № {} от {}</h2>\n", before.number,
                                journal::format_date_ru(before.date));
  if (before.resolutions.empty()) return out + "<p>Решений в нём не записано.</p>\n";
  out += "<ol>\n";
  for (const appeals::Resolution& resolution : before.resolutions)
    out += fmt::format("<li>{}</li>\n", escape_html(resolution_text(resolution, true)));
  return out + "</ol>\n";
}

Sheet fill_sheet(const PeriodView& period) {
  Sheet sheet;
  sheet.columns = {
      {"Вид записи", 16}, {"Есть", 12}, {"Из них «без задания»", 12}, {"Нет", 12}, {"Нет данных", 12}};
  for (const journal::Field field : journal::k_all_fields) {
    const rules::FieldTotals& of = period.all.fields.at(static_cast<std::size_t>(field));
    sheet.rows.push_back(
        {std::string(alerts::field_word(field)), of.filled, of.declared, of.missing, of.unknown});
  }
  return sheet;
}

std::string figures_markup(Desk& desk, const Meeting& meeting) {
  const PeriodView period = desk.period(meeting.period.first, meeting.period.last, true);
  std::string out =
      fmt::format("<h2>Заполнение журнала за {} – {}</h2>\n", journal::format_date_ru(meeting.period.first),
                  journal::format_date_ru(meeting.period.last));
  if (period.dates.last < period.dates.first) return out + "<p>За эти дни данных нет.</p>\n";
  const rules::LessonTotals& lessons = period.lessons;
  const bool is_part = period.dates.first != meeting.period.first || period.dates.last != meeting.period.last;
  if (is_part) {
    out += fmt::format("<p>Программа видела дни {} – {}.</p>\n", journal::format_date_ru(period.dates.first),
                       journal::format_date_ru(period.dates.last));
  }
  out += fmt::format(
      "<p>Проведено {}, заполнено {} из {}. В срок — {}, позже срока — {}, срок не установлен — {}, не "
      "заполнено — "
      "{}. Учтена причина — {}, нет данных — {}: эти уроки в проведённые не входят.</p>\n",
      alerts::count_of(lessons.held, alerts::k_lesson), lessons.filled, lessons.held, lessons.on_time,
      lessons.late, lessons.unproven, lessons.unfilled, lessons.excused, lessons.unknown);
  out += table_markup(fill_sheet(period));
  for (const OutageView& outage : period.outages) {
    out += fmt::format("<p>ЭлЖур был недоступен {} – {}; сроки продлены.</p>\n",
                       moment_words(outage.from, desk.zone(), 0), moment_words(outage.to, desk.zone(), 0));
  }
  return out;
}

std::string appeals_markup(Desk& desk, const Meeting& meeting) {
  std::array<std::int64_t, 4> kinds{};
  std::int64_t open_disputes = 0;
  std::map<std::string, std::int64_t> subjects;
  for (int year = journal::year_of(meeting.period.first); year <= journal::year_of(meeting.period.last);
       ++year) {
    for (const appeals::Appeal& appeal : desk.appeals(year)) {
      const journal::Date day = desk.zone().date_of(appeal.received_at);
      if (day < meeting.period.first || day > meeting.period.last) continue;
      ++kinds.at(static_cast<std::size_t>(appeal.kind));
      const bool is_open =
          appeal.state == appeals::AppealState::received || appeal.state == appeals::AppealState::assigned;
      if (appeal.kind == appeals::HelpKind::dispute && is_open) ++open_disputes;
      if (!appeal.subject.empty()) ++subjects[alerts::one_line(appeal.subject, 160)];
    }
  }
  Sheet sheet;
  sheet.columns = {{"Вид помощи", 20}, {"Обращений", 12}};
  std::int64_t all = 0;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    sheet.rows.push_back({std::string(help_kind_words(static_cast<appeals::HelpKind>(i))), kinds.at(i)});
    all += kinds.at(i);
  }
  sheet.totals = {std::string("ИТОГО"), all};
  std::string out = "<h2>Обращения за этот период</h2>\n" + table_markup(sheet);
  std::vector<std::pair<std::int64_t, std::string>> often;
  for (const auto& [subject, count] : subjects) {
    if (count > 1) often.emplace_back(-count, subject);
  }
  std::sort(often.begin(), often.end());
  if (often.size() > k_subjects_shown_max) often.resize(k_subjects_shown_max);
  std::string repeated;
  for (const auto& [count, subject] : often)
    repeated += fmt::format("{}{} ({})", repeated.empty() ? "" : ", ", subject, -count);
  if (!repeated.empty()) out += paragraph("Повторяющиеся темы:", repeated + ".");
  return out + paragraph("Спорных вопросов без решения:", fmt::format("{}.", open_disputes));
}

}  // namespace

std::string minutes_title(const Meeting& meeting) {
  return fmt::format("Протокол № {} заседания рабочей группы по ведению электронного журнала",
                     meeting.number);
}

std::string clock_words(journal::Seconds since_midnight) { return alerts::clock(since_midnight); }

std::string votes_words(const appeals::Votes& votes) {
  return fmt::format("за — {}, против — {}, воздержались — {}", votes.yes, votes.no, votes.abstained);
}

Paper minutes_of(Desk& desk, const Meeting& meeting) {
  Paper paper;
  paper.title = minutes_title(meeting);
  paper.markup = head_markup(meeting, alerts::one_line(desk.overview().school_name, 300));
  for (int number = 1; number <= static_cast<int>(meeting.agenda.size()); ++number)
    paper.markup += item_markup(meeting, number);
  if (!meeting.annexes.empty()) paper.markup += paragraph("Приложения:", meeting.annexes);
  paper.markup += "<div class=\"signatures\">\n<p>Председатель</p>\n<p>Секретарь</p>\n</div>\n";
  paper.markup += fmt::format(
      "<h1 class=\"annex\">Сведения к заседанию</h1>\n<p>Подготовлены программой, без имён; "
      "данные на {}.</p>\n",
      moment_words(desk.now(), desk.zone(), 0));
  if (const auto before = desk.meeting_before(meeting)) paper.markup += previous_markup(*before);
  paper.markup += figures_markup(desk, meeting) + appeals_markup(desk, meeting);
  return paper;
}

}  // namespace elzhur::web

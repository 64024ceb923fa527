// «Сегодня»: what waits for a check, what came in, whether the sources are read.
#include <algorithm>

#include <fmt/format.h>

#include "alerts/words.hpp"
#include "daemon/web/page_parts.hpp"
#include "daemon/web/page_rows.hpp"
#include "daemon/web/page_words.hpp"

namespace elzhur::web {
namespace {

/// A page that nothing is checked behind any more says so.
constexpr journal::Seconds k_cycle_silence{24 * 3600};

std::string_view advice_for(const SourceView& source) {
  if (source.kind == "directory") {
    return "Исправьте файл или выгрузите его заново и загрузите ещё раз. Пока он не принят, ничего не "
           "меняется.";
  }
  return "Чтение повторяется само. Если так продолжается больше часа, проверьте, открывается ли ЭлЖур в "
         "браузере и не "
         "менялся ли пароль. Пока источник молчит, ни один вопрос не открывается и не закрывается.";
}

void set_sources(View& view, const Visit& visit) {
  View failing(View::type::list);
  std::optional<journal::Instant> newest;
  for (const SourceView& source : visit.overview.sources) {
    if (source.last_accepted_at && (!newest || *newest < *source.last_accepted_at))
      newest = source.last_accepted_at;
    if (source.reason.empty()) continue;
    View item("id", alerts::one_line(source.id, 100));
    set_optional(item, "since", source.failing_since ? visit.moment(*source.failing_since) : std::string());
    item.set("reason", alerts::one_line(source.reason, 600));
    item.set("advice", std::string(advice_for(source)));
    failing.push_back(item);
  }
  const bool all_well = failing.is_empty_list();
  set_list(view, "failing", failing);
  std::string quiet;
  if (visit.overview.sources.empty()) {
    quiet = "Источники ещё не названы в настройках.";
  } else if (!newest) {
    quiet = "Журнал ещё ни разу не прочитан.";
  } else if (all_well) {
    quiet = fmt::format("Источники читаются. Журнал прочитан {}.", visit.moment(*newest));
  } else {
    quiet = fmt::format("Последнее удачное чтение журнала: {}.", visit.moment(*newest));
  }
  const auto& cycle = visit.overview.last_cycle_at;
  set_optional(
      view, "silence",
      cycle && visit.now - *cycle > k_cycle_silence
          ? fmt::format("Последняя проверка была {}. С тех пор ничего не проверялось: скажите тому, кто "
                        "обслуживает программу.",
                        visit.moment_text(*cycle))
          : std::string());
  view.set("sources", quiet);
}

/// What came in and what was closed since yesterday, without those that are zero.
std::string flow_words(const rules::FindingFlow& flow) {
  std::string words;
  const auto add = [&words](std::string_view what, std::int64_t count) {
    if (count == 0) return;
    if (!words.empty()) words += ", ";
    words += fmt::format("{} {}", what, alerts::number(count));
  };
  add("новых вопросов", flow.opened);
  add("заполнено", flow.resolved);
  add("учтена причина", flow.excused);
  add("снято", flow.withdrawn);
  add("пропало из журнала", flow.unknown);
  return words.empty() ? std::string("Со вчерашнего дня нового нет.") : "Со вчерашнего дня: " + words + ".";
}

void add_line(View& lines, const std::string& text, const std::string& href, const std::string& link) {
  View line("text", text);
  line.set("href", href);
  line.set("link", link);
  lines.push_back(line);
}

View also_lines(const Visit& visit) {
  const Overview& overview = visit.overview;
  View lines(View::type::list);
  if (visit.may(Right::appeals) && overview.appeals.open != 0) {
    std::string text = fmt::format("Ждёт ответа: {}", alerts::count_of(overview.appeals.open, k_appeal_noun));
    if (overview.appeals.soonest_due)
      text += ", ближайший срок " + visit.day_text(*overview.appeals.soonest_due);
    add_line(lines, text + ".", "/appeals", "Журнал обращений");
  }
  if (visit.may(Right::names)) {
    if (overview.unmatched_names != 0) {
      add_line(lines,
               fmt::format("Не сопоставлено: {}. Пока это не решено, такие уроки ни на кого не записываются.",
                           alerts::count_of(overview.unmatched_names, k_name_noun)),
               "/names", "Сопоставить");
    }
    if (overview.silences != 0) {
      add_line(lines,
               fmt::format("Приостановлено напоминаний: {}. В подсчётах такие вопросы остаются.",
                           alerts::number(overview.silences)),
               "/silences", "Приостановки");
    }
    if (overview.backlog != 0) {
      add_line(lines,
               fmt::format("Не заполнено до начала наблюдения: {}. Это исходное состояние, не замечания.",
                           alerts::count_of(overview.backlog, alerts::k_entry)),
               "/backlog", "Открыть список");
    }
    if (overview.outbox_held_since) {
      add_line(
          lines,
          fmt::format("База восстановлена из копии: письма придержаны ({}) и без Вашего решения не уйдут.",
                      alerts::count_of(overview.outbox_pending, k_message_noun)),
          "/outbox", "Решить");
    } else if (overview.outbox_pending != 0) {
      add_line(lines,
               fmt::format("Ждёт отправки: {}.", alerts::count_of(overview.outbox_pending, k_message_noun)),
               "/outbox", "Письма");
    }
  }
  return lines;
}

bool waits(const alerts::LessonRow& row) {
  return std::any_of(row.findings.begin(), row.findings.end(), [](const rules::FindingView* view) {
    return view->finding.state == rules::FindingState::open;
  });
}

/// Splits the rows of every teacher: those that still wait for a check, and the others.
alerts::OpenList only_rows(const alerts::OpenList& list, bool waiting) {
  alerts::OpenList part;
  for (const alerts::OwnerGroup& group : list.groups) {
    alerts::OwnerGroup kept{group.teacher, {}};
    for (const alerts::LessonRow& row : group.rows) {
      if (waits(row) == waiting) kept.rows.push_back(row);
    }
    if (kept.rows.empty()) continue;
    part.lessons += kept.rows.size();
    part.teachers += kept.teacher ? 1U : 0U;
    part.groups.push_back(std::move(kept));
  }
  return part;
}

std::string count_words(const alerts::OpenList& list) {
  std::string words = alerts::count_of(static_cast<std::int64_t>(list.lessons), alerts::k_lesson);
  if (list.teachers != 0) {
    words += " у " + alerts::count_of(static_cast<std::int64_t>(list.teachers), alerts::k_of_teacher);
  }
  return words;
}

void set_section(View& view, const std::string& name, const Visit& visit, const alerts::OpenList& list,
                 const std::string& title) {
  View section("title", title);
  section.set("count", count_words(list));
  section.set("groups", group_views(visit, list, visit.may_settle()));
  View sections(View::type::list);
  if (!list.groups.empty()) sections.push_back(section);
  set_list(view, name, sections);
}

/// The lists, as far as the visitor may see them.
void set_lists(View& view, const Visit& visit) {
  const std::vector<rules::FindingView> live = visit.desk.findings({});
  const std::vector<const rules::FindingView*> seen = visible(visit, live);
  const alerts::OpenList list = alerts::make_open_list(seen, visit.policy);
  const bool all_names = visit.may(Right::names);
  set_section(view, "waiting", visit, only_rows(list, true),
              all_names ? "Ждут проверки" : "Уроки, в которых не видно записи");
  set_section(view, "handled", visit, only_rows(list, false),
              all_names ? "Уже рассмотрены, но записи ещё нет" : "Проверено, записи ещё нет");
  set_optional(
      view, "cut",
      live.size() >= k_findings_page_max
          ? fmt::format("Показаны первые {} вопросов, остальные — в разделе «Вопросы», по страницам. Когда "
                        "запись пропала "
                        "сразу у многих, причина чаще в выгрузке, чем в людях: сначала проверьте её.",
                        alerts::number(static_cast<std::int64_t>(k_findings_page_max)))
          : std::string());
  view.set("nothing", list.groups.empty());
  if (!list.groups.empty()) visit.desk.note_access(visit.visitor.name, "страница «Сегодня»");
}

/// Who sees this page without names reads what it then is.
std::string scope_words(const Visit& visit) {
  if (visit.may(Right::names)) return {};
  if (visit.may(Right::own_lessons)) {
    if (!visit.overview.is_working) return "Идёт наблюдение: вопросы пока проверяет только администратор.";
    return "Здесь только Ваши уроки. Если запись уже внесена или вопрос неверен, скажите администратору "
           "ЭлЖура: он его "
           "проверит. До проверки это не замечание.";
  }
  if (visit.may(Right::confirmed)) {
    return "Имена названы только там, где замечание проверил и подтвердил человек. Остальное — числом.";
  }
  return "Здесь только числа: имена видят администратор и завуч.";
}

}  // namespace

Response today_page(const Visit& visit) {
  View view;
  view.set("today", visit.day(visit.today));
  const bool sees_numbers = visit.may(Right::numbers) || visit.may(Right::names);
  view.set("has_numbers", sees_numbers);
  view.set("week", sees_numbers ? totals_view(visit.overview.week, "за последние семь дней, без сегодняшнего")
                                : View(View::type::bool_false));
  set_optional(view, "flow", sees_numbers ? flow_words(visit.overview.since_yesterday) : std::string());
  const rules::FindingFlow& flow = visit.overview.since_yesterday;
  set_optional(view, "open_now",
               sees_numbers && !visit.may(Right::names)
                   ? fmt::format("Открыто: {}, из них оспаривается {}.",
                                 alerts::count_of(flow.open_now, alerts::k_question),
                                 alerts::number(flow.disputed_now))
                   : std::string());
  set_sources(view, visit);
  set_list(view, "also", also_lines(visit));
  set_optional(view, "scope", scope_words(visit));
  const bool sees_lists =
      visit.may(Right::names) || visit.may(Right::confirmed) || visit.may(Right::own_lessons);
  view.set("has_lists", sees_lists);
  view.set("back", "today");
  if (sees_lists) {
    set_lists(view, visit);
  } else {
    set_list(view, "waiting", View(View::type::list));
    set_list(view, "handled", View(View::type::list));
    set_optional(view, "cut", "");
    view.set("nothing", false);
  }
  set_optional(
      view, "read_only",
      visit.may(Right::names) && !visit.may_settle() ? visit.why_read_only(Right::settle) : std::string());
  return show(visit, "today.html", "Сегодня", std::move(view));
}

}  // namespace elzhur::web

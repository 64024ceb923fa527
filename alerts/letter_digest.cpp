// Numbers over a period, and the lessons that a person has confirmed: the director's letter.
#include <set>

#include <fmt/format.h>

#include "alerts/letter_views.hpp"
#include "alerts/letters.hpp"
#include "alerts/words.hpp"

namespace elzhur::alerts {
namespace {

/// An hour after the slot the letter is certainly late.
constexpr journal::Seconds k_silence_after{3600};

std::string summary_words(const Writing& writing, const DigestFacts& facts) {
  const rules::LessonTotals& totals = facts.figures.period;
  const std::string period = days(facts.period, writing.year());
  if (totals.held == 0) return fmt::format("За {} уроков с наступившим сроком в данных нет.", period);
  std::string words = fmt::format("За {} {} {}, из них заполнено {} ({}", period,
                                  plural(totals.held, Noun{"проведён", "проведено", "проведено"}),
                                  count_of(totals.held, k_lesson), number(totals.filled),
                                  percent(totals.filled, totals.held));
  const rules::LessonTotals& before = facts.figures.before;
  if (before.held > 0)
    words += fmt::format("; за такое же время до этого {}", percent(before.filled, before.held));
  return words + ").";
}

View figure_views(const rules::LessonTotals& totals) {
  View figures(View::type::list);
  const auto add = [&figures](const char* label, std::int64_t value) {
    View figure("label", label);
    figure.set("value", number(value));
    figures.push_back(figure);
  };
  if (totals.held > 0) {
    add("в срок", totals.on_time);
    add("позже срока", totals.late);
    add("заполнено, срок не установлен", totals.unproven);
    add("не заполнено", totals.unfilled);
  }
  if (totals.excused != 0) add("учтена причина (в проведённые не входят)", totals.excused);
  if (totals.unknown != 0) add("нет данных (в проведённые не входят)", totals.unknown);
  return figures;
}

/// Without the reasons: they are written by people and may name a teacher whom nobody has confirmed.
std::string silenced_words(const DigestFacts& facts, const Writing& writing) {
  std::int64_t count = 0;
  const Silence* longest = nullptr;
  for (const SilencedCount& silenced : facts.silenced) {
    count += silenced.count;
    const auto& until = silenced.silence->until;
    if (longest == nullptr || (longest->until && (!until || *longest->until < *until)))
      longest = silenced.silence;
  }
  if (count == 0) return {};
  return fmt::format("; напоминания приостановлены — {}, {}{}", number(count),
                     facts.silenced.size() > 1 ? "самое долгое " : "",
                     silence_until_words(*longest, writing.policy().zone, writing.year()));
}

std::string open_words(const DigestFacts& facts, const Writing& writing) {
  const rules::FindingFlow& flow = facts.figures.flow;
  std::string words = "Открытые вопросы (вопрос — одна запись одного урока): ";
  words += flow_words(flow).value_or(fmt::format("осталось {}", number(flow.open_now)));
  if (flow.disputed_now != 0) {
    words +=
        fmt::format(", из них оспаривается {} (до решения в отчёты не входят)", number(flow.disputed_now));
  }
  if (facts.graced != 0) words += fmt::format("; в сроке на исправление — {}", number(facts.graced));
  words += silenced_words(facts, writing);
  return words + ".";
}

/// «Проверено: Петров С. В., 16.11; учитель уведомлён 17.11.»: who stands behind the names.
std::string checked_words(const OwnerGroup& group, const Writing& writing) {
  const rules::Policy& policy = writing.policy();
  std::set<std::string> checks;
  std::set<std::string> told;
  for (const LessonRow& row : group.rows) {
    for (const rules::FindingView* view : row.findings) {
      const rules::Finding& finding = view->finding;
      if (!finding.confirmed_by.empty()) {
        std::string check = one_line(finding.confirmed_by, 120);
        if (finding.confirmed_at)
          check += ", " + day(policy.zone.date_of(*finding.confirmed_at), writing.year());
        checks.insert(check);
      }
      if (finding.teacher_told_at)
        told.insert(day(policy.zone.date_of(*finding.teacher_told_at), writing.year()));
    }
  }
  if (checks.empty()) return {};
  std::string words = fmt::format("Проверено: {}", fmt::join(checks, "; "));
  if (!told.empty()) words += fmt::format("; учитель уведомлён {}", fmt::join(told, ", "));
  return words + ".";
}

View section_view(const std::string& title, const OpenList& list, const std::string& extra,
                  const Writing& writing) {
  const bool has_rows = list.lessons <= k_digest_lessons_max;
  View view;
  view.set("title", title);
  View items(View::type::list);
  const View groups = group_views(list, writing, has_rows, {});
  for (std::size_t i = 0; i < list.groups.size(); ++i) {
    View item = groups.list_value()[i];
    set_optional(item, "checked", checked_words(list.groups[i], writing));
    items.push_back(item);
  }
  view.set("items", items);
  set_optional(view, "extra", extra);
  return view;
}

std::string unnamed_words(std::size_t teachers) {
  if (teachers == 0) return {};
  return fmt::format("Ещё у {} открыто много уроков; имена будут названы, когда администратор их проверит.",
                     count_of(static_cast<std::int64_t>(teachers), k_of_teacher));
}

View section_views(const Writing& writing, const DigestFacts& facts) {
  View sections(View::type::list);
  const std::string unnamed = unnamed_words(facts.awaiting_unnamed);
  if (!facts.awaiting.groups.empty() || !unnamed.empty()) {
    sections.push_back(section_view("Ждёт решения", facts.awaiting, unnamed, writing));
  }
  if (!facts.confirmed.groups.empty()) {
    sections.push_back(section_view("Подтверждено после проверки", facts.confirmed, "", writing));
  }
  if (!facts.unchecked.groups.empty()) {
    sections.push_back(
        section_view("Ещё не проверено: это вопросы, а не выводы", facts.unchecked, "", writing));
  }
  return sections;
}

/// How the reader notices that the system is dead; nothing for a letter without a schedule.
std::string silence_words(const RecipientSpec& recipient) {
  if (!recipient.digest) return {};
  const std::string at = clock(recipient.digest->at + k_silence_after);
  std::string when;
  if (recipient.digest->working_days) {
    when = "в рабочий день";
  } else {
    std::size_t count = 0;
    for (unsigned i = 1; i <= 7; ++i) {
      const std::chrono::weekday day{i % 7};
      if (!recipient.digest->days.has(day)) continue;
      if (!when.empty()) when += " или ";
      when += on_weekday(day);
      ++count;
    }
    if (count == 7) when = "в любой день";
  }
  return fmt::format("Если {} к {} письма нет, система не работает: сообщите администратору.", when, at);
}

std::string digest_subject(const Writing& writing, const DigestFacts& facts) {
  const rules::LessonTotals& totals = facts.figures.period;
  std::string subject = fmt::format("ЭлЖур за {}: ", days(facts.period, writing.year()));
  subject += totals.held == 0 ? std::string("уроков в данных нет")
                              : fmt::format("заполнено {} уроков", percent(totals.filled, totals.held));
  const std::size_t awaiting = facts.awaiting.groups.size() + facts.awaiting_unnamed;
  if (awaiting != 0) subject += fmt::format("; ждёт Вашего решения: {}", awaiting);
  return subject;
}

}  // namespace

Letter digest_letter(const Writing& writing, const DigestFacts& facts) {
  Letter letter;
  letter.kind = "digest";
  letter.subject = digest_subject(writing, facts);
  View view;
  view.set("greeting", greeting(writing.recipient));
  view.set("summary", summary_words(writing, facts));
  const View figures = figure_views(facts.figures.period);
  view.set("has_figures", !figures.is_empty_list());
  view.set("figures", figures);
  view.set("flow", open_words(facts, writing));
  view.set("sections", section_views(writing, facts));
  const std::vector<std::string> troubles = trouble_words(writing);
  view.set("has_troubles", !troubles.empty());
  view.set("troubles", text_views(troubles));
  set_optional(view, "silence", silence_words(writing.recipient));
  set_link(view, writing.situation.settings);
  render_into(letter, view);
  return letter;
}

}  // namespace elzhur::alerts

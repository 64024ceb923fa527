#include "alerts/letters.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "alerts/letter_views.hpp"
#include "alerts/words.hpp"

namespace elzhur::alerts {
namespace {

/// What was read is old enough to say so.
constexpr journal::Seconds k_stale_after{24 * 3600};
constexpr std::string_view k_unnamed_group = "Не определён, кто вёл урок";
constexpr std::size_t k_document_name_bytes_max = 200;

bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [text](std::string_view ending) { return text.ends_with(ending); });
}

/// The day on which the recipient first read of the row; nothing when a part of it is new.
std::optional<journal::Date> waits_since(const LessonRow& row, const Writing& writing,
                                         const std::map<std::int64_t, journal::Instant>& told_at) {
  std::optional<journal::Instant> first;
  for (const rules::FindingView* view : row.findings) {
    const auto found = told_at.find(static_cast<std::int64_t>(view->finding.id));
    if (found == told_at.end()) return std::nullopt;
    if (!first || found->second < *first) first = found->second;
  }
  if (!first) return std::nullopt;
  return writing.policy().zone.date_of(*first);
}

std::string failure_words(const SourceReport& source, const Writing& writing) {
  std::string words = fmt::format("источник «{}» не прочитан", one_line(source.id, 100));
  if (source.failing_since) {
    words += fmt::format(", и так с {}", moment(*source.failing_since, writing.policy(), writing.year()));
  }
  return words + ".";
}

}  // namespace

std::string greeting(const RecipientSpec& recipient) {
  const std::string name = one_line(recipient.name, 200);
  if (name.empty()) return "Добрый день!";
  if (recipient.role == Role::director) {
    if (ends_with_any(name, {"вна", "чна"})) return fmt::format("Уважаемая {}!", name);
    if (ends_with_any(name, {"ич"})) return fmt::format("Уважаемый {}!", name);
  }
  return fmt::format("Добрый день, {}!", name);
}

std::string read_words(const Writing& writing) {
  const rules::Policy& policy = writing.policy();
  std::string words = fmt::format("На {}, {}.", day_of_week(writing.today(), writing.year()),
                                  clock(policy.zone.to_local(writing.now)));
  if (writing.situation.last_accepted_at) {
    const journal::Instant read_at = *writing.situation.last_accepted_at;
    words += fmt::format(" Журнал прочитан {}.", moment(read_at, policy, writing.year()));
    if (writing.now - read_at > k_stale_after)
      words += " С тех пор прошло больше суток: новых записей отсюда ещё не видно.";
  } else {
    words += " Журнал ещё не прочитан.";
  }
  return words;
}

std::string_view role_word(Role role) {
  switch (role) {
    case Role::administrator:
      return "администратор";
    case Role::director:
      return "директор";
    case Role::deputy:
      return "заместитель директора";
    case Role::responsible:
      return "ответственный";
    case Role::member:
      return "член рабочей группы";
    case Role::site_administrator:
      return "администратор сайта";
    case Role::teacher:
      return "учитель";
  }
  return "";
}

std::vector<std::string> trouble_words(const Writing& writing) {
  std::vector<std::string> words;
  for (const SourceReport& source : writing.situation.sources) {
    if (source.status == ReportStatus::failed) words.push_back(failure_words(source, writing));
    std::vector<const DocumentReport*> refused;
    for (const DocumentReport& document : source.documents) {
      if (document.status == ReportStatus::rejected) refused.push_back(&document);
    }
    if (refused.empty()) continue;
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(refused.size(), 3); ++i) {
      if (i != 0) names += ", ";
      names += one_line(refused[i]->name, k_document_name_bytes_max);
    }
    if (refused.size() > 3) names += fmt::format(" и ещё {}", refused.size() - 3);
    const auto count = static_cast<std::int64_t>(refused.size());
    words.push_back(fmt::format("не {} {}: {}.", plural(count, k_accepted), count_of(count, k_file), names));
  }
  return words;
}

std::optional<std::string> flow_words(const rules::FindingFlow& flow) {
  const std::int64_t left =
      flow.open_before + flow.opened - flow.resolved - flow.withdrawn - flow.excused - flow.unknown;
  if (left != flow.open_now) return std::nullopt;
  std::string words = fmt::format("было {} + новых {} − заполнено {} − снято {} − учтена причина {}",
                                  number(flow.open_before), number(flow.opened), number(flow.resolved),
                                  number(flow.withdrawn), number(flow.excused));
  if (flow.unknown != 0) words += fmt::format(" − нет данных {}", number(flow.unknown));
  return words + fmt::format(" = осталось {}", number(flow.open_now));
}

View text_views(const std::vector<std::string>& texts) {
  View views(View::type::list);
  for (const std::string& text : texts) views.push_back(View("text", text));
  return views;
}

void set_optional(View& view, const std::string& name, const std::string& text) {
  view.set("has_" + name, !text.empty());
  view.set(name, text);
}

void set_link(View& view, const Settings& settings) {
  set_optional(view, "link", settings.public_url ? *settings.public_url + "/" : std::string());
}

View group_views(const OpenList& list, const Writing& writing, bool has_rows,
                 const std::map<std::int64_t, journal::Instant>& told_at) {
  View groups(View::type::list);
  std::size_t index = 0;
  for (const OwnerGroup& group : list.groups) {
    View view;
    view.set("number", fmt::format("{}", ++index));
    view.set("name", group.teacher ? brief_name(*group.teacher) : std::string(k_unnamed_group));
    view.set("lessons", count_of(static_cast<std::int64_t>(group.rows.size()), k_lesson));
    view.set("has_rows", has_rows);
    View rows(View::type::list);
    for (const LessonRow& row : group.rows) {
      if (!has_rows) break;
      const RowWords words =
          row_words(row, writing.policy(), writing.year(), waits_since(row, writing, told_at));
      View row_view;
      row_view.set("when", words.when);
      row_view.set("where", words.where);
      row_view.set("missing", words.missing);
      row_view.set("due", words.due);
      set_optional(row_view, "seen", words.seen);
      set_optional(row_view, "note", words.note);
      rows.push_back(row_view);
    }
    view.set("rows", rows);
    groups.push_back(view);
  }
  return groups;
}

void render_into(Letter& letter, const View& view) {
  letter.text = render_text(letter.kind, view);
  letter.html = render_html(letter.kind, letter.subject, view);
}

}  // namespace elzhur::alerts

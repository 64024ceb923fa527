#include "appeals/meeting.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "journal/names.hpp"
#include "journal/utf8.hpp"

namespace elzhur::appeals {
namespace {

constexpr journal::Seconds k_day{24 * 60 * 60};

class Problems {
 public:
  void add(std::string_view problem) {
    if (!text_.empty()) text_ += "; ";
    text_ += problem;
  }
  void check_text(std::string_view name, const std::string& text, std::size_t bytes_max, bool is_required) {
    if (is_required && journal::normalise_text(text).empty()) add(fmt::format("{}: не заполнено", name));
    if (text.size() > bytes_max) add(fmt::format("{}: текст слишком длинный, сократите его", name));
    if (!journal::is_valid_utf8(text)) add(fmt::format("{}: текст не в кодировке UTF-8", name));
  }
  void check_people(std::string_view name, const std::vector<std::string>& people) {
    if (people.size() > k_meeting_people_max) add(fmt::format("{}: названо слишком много людей", name));
    for (const std::string& person : people) {
      check_text(name, person, k_meeting_name_bytes_max, true);
      if (person.find('\n') != std::string::npos) add(fmt::format("{}: по одному имени в строке", name));
    }
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

bool is_clock(const std::optional<journal::Seconds>& time) {
  return !time || (*time >= journal::Seconds(0) && *time < k_day);
}

void check_agenda(const Meeting& meeting, Problems& problems) {
  if (meeting.agenda.empty()) problems.add("повестка: не заполнено");
  if (meeting.agenda.size() > k_agenda_items_max) problems.add("повестка: слишком много вопросов");
  const auto is_count = [](int votes) { return votes >= 0 && votes <= k_votes_max; };
  for (const AgendaItem& item : meeting.agenda) {
    problems.check_text("вопрос повестки", item.topic, k_meeting_text_bytes_max, true);
    problems.check_text("слушали", item.heard, k_meeting_text_bytes_max, false);
    problems.check_text("выступили", item.spoke, k_meeting_text_bytes_max, false);
    if (item.votes &&
        !(is_count(item.votes->yes) && is_count(item.votes->no) && is_count(item.votes->abstained)))
      problems.add("голосование: такого числа голосов быть не может");
  }
  if (meeting.resolutions.size() > k_resolutions_max) problems.add("решения: их слишком много");
  for (const Resolution& resolution : meeting.resolutions) {
    problems.check_text("решение", resolution.what, k_meeting_text_bytes_max, true);
    problems.check_text("ответственный", resolution.responsible, k_meeting_name_bytes_max, false);
    if (resolution.item < 1 || resolution.item > static_cast<int>(meeting.agenda.size()))
      problems.add("решение: такого вопроса в повестке нет");
  }
}

}  // namespace

journal::Result<void> check(const Meeting& meeting) {
  Problems problems;
  const int year = journal::year_of(meeting.date);
  if (year < 2000 || year > 2199) problems.add("дата: такого года быть не может");
  if (!is_clock(meeting.starts) || !is_clock(meeting.ends)) problems.add("время: такого времени не бывает");
  if (meeting.starts && meeting.ends && *meeting.ends < *meeting.starts)
    problems.add("время: окончание раньше начала");
  problems.check_text("место", meeting.place, k_meeting_name_bytes_max, false);
  problems.check_text("председатель", meeting.chair, k_meeting_name_bytes_max, true);
  problems.check_text("секретарь", meeting.secretary, k_meeting_name_bytes_max, true);
  problems.check_people("присутствовали", meeting.present);
  problems.check_people("отсутствовали", meeting.absent);
  for (const std::string& person : meeting.absent) {
    if (std::find(meeting.present.begin(), meeting.present.end(), person) != meeting.present.end())
      problems.add("один и тот же человек и присутствовал, и отсутствовал");
  }
  if (meeting.period.last < meeting.period.first) problems.add("период: последний день раньше первого");
  check_agenda(meeting, problems);
  problems.check_text("приложения", meeting.annexes, k_meeting_text_bytes_max, false);
  if (!problems.text().empty()) return journal::failure(journal::ErrorKind::bad_input, problems.text());
  return {};
}

journal::DateRange quarter_of(journal::Date day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(day.time_since_epoch())};
  const unsigned first = (static_cast<unsigned>(date.month()) - 1) / 3 * 3 + 1;
  const auto begin = date.year() / std::chrono::month(first) / 1;
  const auto end = std::chrono::sys_days(begin + std::chrono::months(3)) - std::chrono::days(1);
  return {journal::Date{std::chrono::sys_days(begin).time_since_epoch()},
          journal::Date{end.time_since_epoch()}};
}

journal::DateRange usual_period(journal::Date day) {
  constexpr std::chrono::days k_month{31};
  const journal::DateRange quarter = quarter_of(day);
  if (day - quarter.first < k_month) return quarter_of(quarter.first - std::chrono::days(1));
  return {quarter.first, day};
}

}  // namespace elzhur::appeals

// What stands on the desk of FakeDesk.
#include <fmt/format.h>

#include "rules/due.hpp"
#include "tests/support/fake_desk.hpp"

namespace elzhur::tests {

using journal::DocumentId;
using journal::FindingId;
using journal::Instant;
using journal::PersonId;
using rules::FindingState;

namespace {

const rules::Person k_ivanova{PersonId{1}, "Иванова Анна Петровна"};
const rules::Person k_petrov{PersonId{2}, "Петров Олег Николаевич"};
const rules::Person k_belova{PersonId{3}, "Белова Татьяна Сергеевна"};
const rules::Person k_kovaleva{PersonId{4}, "Ковалёва Елена Игоревна"};

Instant time(const char* text) { return *journal::parse_instant(text); }

web::DocumentView read_at(std::int64_t id, const char* name, const char* when, bool accepted = true) {
  web::DocumentView view;
  view.id = DocumentId{id};
  view.source = "inbox";
  view.name = name;
  view.format = "xls";
  view.sha256 = fmt::format("{:064x}", id);
  view.size_bytes = 40'960;
  view.received_at = time(when);
  view.as_of = {view.received_at - journal::Seconds(60), view.received_at};
  view.accepted = accepted;
  view.rows = 120;
  view.lessons = 120;
  return view;
}

rules::RuleSpec rule(const char* id, rules::RuleKind kind, const char* basis) {
  rules::RuleSpec spec;
  spec.id = id;
  spec.kind = kind;
  spec.due.at = std::chrono::hours(23) + std::chrono::minutes(59);
  spec.basis = basis;
  return spec;
}

/// What makes one finding differ from another.
struct Made {
  std::int64_t id;
  const char* rule;
  FindingState state;
  journal::Scope scope;
  journal::Date date;
  int number;
  std::vector<rules::Person> owners;
};

web::FindingStory story_of(const Made& made, const journal::TimeZone& zone) {
  web::FindingStory story;
  rules::FindingView& view = story.view;
  rules::Finding& finding = view.finding;
  finding.id = FindingId{made.id};
  finding.year = 2026;
  finding.number = 100 + made.id;
  finding.rule = made.rule;
  finding.lesson = journal::make_lesson_id(journal::ScopeId{made.id}, made.date, 1);
  for (const rules::Person& owner : made.owners) finding.owners.push_back(owner.id);
  finding.due_at =
      zone.to_instant(journal::LocalTime(made.date) + std::chrono::hours(23) + std::chrono::minutes(59));
  finding.opened_at = finding.due_at + std::chrono::minutes(6);
  finding.last_seen_empty_at = finding.opened_at;
  finding.documents = {DocumentId{1}};
  view.scope = made.scope;
  view.date = made.date;
  view.number = made.number;
  view.owners = made.owners;
  view.last_seen_empty_at = time("2026-11-24T15:58:00+03:00");
  const bool is_topic = finding.rule == "topic-same-day";
  story.kind = is_topic ? "topic" : "homework";
  story.severity = "warning";
  story.basis = is_topic ? "п. 3.2 Положения о ведении ЭЖ" : "п. 3.4 Положения о ведении ЭЖ";
  story.due_rule = "в день урока до 23:59";
  web::SeenView& seen = story.seen.emplace_back();
  seen.state = journal::FillState::empty;
  seen.first = {finding.opened_at, finding.opened_at};
  seen.last = {*view.last_seen_empty_at, *view.last_seen_empty_at};
  seen.first_document = read_at(1, "export.zip!7а.xls", "2026-11-21T00:05:00+03:00");
  seen.last_document = read_at(2, "export-24.zip!7а.xls", "2026-11-24T15:58:00+03:00");
  story.steps.push_back({finding.opened_at, std::nullopt, FindingState::open, "", ""});
  return story;
}

void change(web::FindingStory& story, FindingState state, Instant when, const char* person) {
  rules::Finding& finding = story.view.finding;
  story.steps.push_back({when, finding.state, state, person, ""});
  finding.state = state;
  ++finding.version;
}

}  // namespace

void FakeDesk::fill_findings() {
  const auto date = [](unsigned day) { return journal::make_date(2026, 11, day); };
  const std::vector<Made> all{
      {1, "topic-same-day", FindingState::open, {"7А", "", "Алгебра"}, date(20), 3, {k_petrov}},
      {2, "homework-same-day", FindingState::acknowledged, {"7А", "", "Алгебра"}, date(20), 3, {k_petrov}},
      {3, "topic-same-day", FindingState::confirmed, {"6А", "", "История"}, date(12), 2, {k_belova}},
      {4,
       "topic-same-day",
       FindingState::disputed,
       {"5Б", "Англ.яз", "Английский язык"},
       date(19),
       5,
       {k_ivanova, k_kovaleva}},
      {5, "homework-same-day", FindingState::resolved, {"8Б", "", "Геометрия"}, date(18), 1, {k_petrov}}};
  for (const Made& made : all) {
    web::FindingStory story = story_of(made, zone_);
    rules::Finding& finding = story.view.finding;
    if (made.state == FindingState::disputed) {
      story.appeared_at = time("2026-11-19T10:30:00+03:00");
      story.absence = {time("2026-11-19T11:00:00+03:00"), time("2026-11-20T00:02:00+03:00")};
    }
    const Instant later = finding.opened_at + std::chrono::hours(30);
    if (made.state != FindingState::open)
      change(story, made.state, later, made.state == FindingState::resolved ? "" : "Завуч Смирнова О. В.");
    if (made.state == FindingState::confirmed) {
      finding.confirmed_by = "Завуч Смирнова О. В.";
      finding.confirmed_at = later;
    }
    if (made.state == FindingState::resolved) {
      finding.closed_at = later;
      finding.first_seen_filled_at = later;
      finding.documents.push_back(DocumentId{2});
    }
    if (made.id == 1) {
      story.tellings.push_back(
          {"administrator", "listed", time("2026-11-23T16:00:00+03:00"), alerts::MessageState::sent});
    }
    stories.push_back(std::move(story));
  }
}

// Long because it is one list of invented values, not a course of action.
void FakeDesk::fill_rest() {
  rule_list = {rule("topic-same-day", rules::RuleKind::topic, "п. 3.2 Положения о ведении ЭЖ"),
               rule("homework-same-day", rules::RuleKind::homework, "п. 3.4 Положения о ведении ЭЖ")};
  const journal::Date first = journal::make_date(2026, 11, 9);
  period_view.dates = {first, journal::make_date(2026, 11, 24)};
  period_view.lessons = {1086, 1064, 943, 25, 96, 22, 3, 45};
  period_view.all.lessons = 1134;
  period_view.all.fields = {
      {{1050, 0, 22, 3, 4, 59}, {1000, 31, 40, 2, 0, 92}, {700, 0, 0, 0, 0, 434}, {0, 0, 0, 0, 0, 1134}}};
  period_view.teachers = {{k_belova.id,
                           k_belova.name,
                           "учитель истории",
                           {80, 79, 70, 2, 7, 1, 0, 0},
                           {{{"5Б", "", "История"}, {"6А", "", "История"}},
                            80,
                            {{{79, 0, 1, 0, 0, 0}, {80, 3, 0, 0, 0, 0}, {}, {}}}}},
                          {k_petrov.id,
                           k_petrov.name,
                           "учитель математики",
                           {102, 100, 60, 6, 34, 2, 1, 0},
                           {{{"7А", "", "Алгебра"}},
                            103,
                            {{{100, 0, 2, 1, 1, 0}, {101, 0, 1, 1, 0, 0}, {}, {0, 0, 0, 0, 0, 103}}}}}};
  period_view.outages = {{*journal::parse_instant("2026-11-18T10:00:00+03:00"),
                          *journal::parse_instant("2026-11-19T12:00:00+03:00"),
                          "сервер ЭлЖура на обслуживании"}};
  appeals::Meeting meeting;
  meeting.id = appeals::MeetingId{1};
  meeting.year = 2026;
  meeting.number = 1;
  meeting.date = journal::make_date(2026, 10, 2);
  meeting.starts = std::chrono::hours(15);
  meeting.ends = std::chrono::hours(15) + std::chrono::minutes(40);
  meeting.place = "кабинет директора";
  meeting.chair = "Орлова Ольга Викторовна, директор";
  meeting.secretary = "Смирнов Сергей Владимирович";
  meeting.present = {"Орлова Ольга Викторовна", "Смирнов Сергей Владимирович"};
  meeting.absent = {"Лебедев Лев Львович"};
  meeting.period = appeals::quarter_of(journal::make_date(2026, 9, 1));
  meeting.agenda = {{"Заполнение электронного журнала за квартал", "Смирнова С. В. о заполнении", "",
                     appeals::Votes{2, 0, 0}},
                    {"Спорные вопросы", "", "", {}}};
  meeting.resolutions = {{1, "Провести консультацию по домашним заданиям", "Смирнов С. В.",
                          journal::make_date(2026, 10, 20), false}};
  meeting_versions = {{meeting, *journal::parse_instant("2026-10-02T16:00:00+03:00"), "Смирнов"}};
  teacher_list = {
      {k_ivanova.id, k_ivanova.name, "учитель английского языка", {310, 310, 300, 0, 10, 0, 0, 0}, 0},
      {k_petrov.id, k_petrov.name, "учитель математики", {402, 400, 360, 6, 34, 2, 1, 0}, 1},
      {k_belova.id, k_belova.name, "учитель истории", {280, 279, 270, 2, 7, 1, 0, 0}, 1},
      {k_kovaleva.id, k_kovaleva.name, "", {120, 120, 120, 0, 0, 0, 0, 0}, 0}};
  unmatched_list = {{"Кузнецова Ольга", 12, {}}, {"Иванова А.", 3, {k_ivanova, k_kovaleva}}};
  backlog_list = {{journal::LessonId{1},
                   {"7А", "", "Алгебра"},
                   journal::make_date(2026, 10, 2),
                   3,
                   journal::Field::topic,
                   {k_petrov}},
                  {journal::LessonId{2},
                   {"9В", "", "Химия"},
                   journal::make_date(2026, 10, 5),
                   {},
                   journal::Field::homework,
                   {}}};
  document_list = {read_at(3, "broken.xls", "2026-11-24T15:59:00+03:00", false),
                   read_at(2, "export-24.zip!7а.xls", "2026-11-24T15:58:00+03:00"),
                   read_at(1, "export.zip!7а.xls", "2026-11-21T00:05:00+03:00")};
  document_list.front().reason = "лист «Алгебра», строка 12, столбец 1: нет такой даты";
  web::SourceView& inbox = source_list.emplace_back();
  inbox.id = "inbox";
  inbox.kind = "directory";
  inbox.last_accepted_at = inbox.last_asked_at = time("2026-11-24T15:58:00+03:00");
  inbox.next_due_at = at + std::chrono::minutes(1);
  web::SourceView& elzhur = source_list.emplace_back();
  elzhur.id = "elzhur";
  elzhur.kind = "elzhur_api";
  elzhur.last_accepted_at = time("2026-11-24T09:30:00+03:00");
  elzhur.last_asked_at = time("2026-11-24T15:55:00+03:00");
  elzhur.failing_since = time("2026-11-24T10:00:00+03:00");
  elzhur.reason = "ЭлЖур не отвечает: время ожидания истекло";
  elzhur.notes = {"темы 9В неизвестны: нет ученика, по дневнику которого их видно"};
  message_list = {{alerts::MessageId{2}, "director", "digest", "понедельник, 08:00", "ЭлЖур за 16–22.11",
                   alerts::MessageState::deferred, 1, time("2026-11-23T08:00:00+03:00"),
                   time("2026-11-24T16:30:00+03:00"), "451 попробуйте позже"},
                  {alerts::MessageId{1}, "administrator", "list", "список на 16:00",
                   "ЭлЖур, пн 23.11: 3 урока без записи у 2 учителей", alerts::MessageState::sent, 1,
                   time("2026-11-23T16:00:00+03:00"), std::nullopt, "250 принято"}};
  alerts::Silence over;
  over.id = alerts::SilenceId{1};
  over.scope.class_name = "8Б";
  over.until = time("2026-11-23T00:00:00+03:00");
  over.reason = "выезд класса";
  over.author = "Завуч Смирнова О. В.";
  over.added_at = time("2026-11-16T09:00:00+03:00");
  over.ended_at = over.until;
  alerts::Silence lasting = over;
  lasting.id = alerts::SilenceId{2};
  lasting.scope = {"homework-same-day", k_kovaleva.id, "", {}};
  lasting.until = time("2026-12-07T00:00:00+03:00");
  lasting.reason = "договорились о сроке";
  lasting.ended_at.reset();
  silence_list = {over, lasting};
  const auto add_recipient = [this](const char* id, alerts::Role role, const char* name) {
    alerts::RecipientSpec& recipient = recipient_list.emplace_back();
    recipient.id = id;
    recipient.role = role;
    recipient.email = fmt::format("{}@school.example", id);
    recipient.name = name;
  };
  add_recipient("administrator", alerts::Role::administrator, "Сергей Викторович");
  add_recipient("director", alerts::Role::director, "Ольга Викторовна");
  add_recipient("deputy", alerts::Role::deputy, "");
  const journal::AsOf seen{time("2026-11-24T15:50:00+03:00"), time("2026-11-24T15:58:00+03:00")};
  const journal::AsOf missed{time("2026-11-24T15:55:00+03:00"), time("2026-11-24T15:55:00+03:00")};
  contradiction_list = {{{journal::LessonId{7}, journal::Field::topic},
                         {"7А", "", "Геометрия"},
                         journal::make_date(2026, 11, 23),
                         5,
                         {k_petrov},
                         {journal::FillState::filled, seen, "inbox", "export-24.zip!7а.xls"},
                         {{journal::FillState::empty, missed, "elzhur", "getschedule"}}},
                        {{journal::LessonId{8}, journal::Field::homework},
                         {"8Б", "", "История"},
                         journal::make_date(2026, 11, 20),
                         {},
                         {},
                         {journal::FillState::filled, seen, "inbox", "export-24.zip!8б.xls"},
                         {}}};
  act_list = {{2, time("2026-11-24T03:30:00+03:00"), "access_log", "access_log: 1 school_year", 1200,
               time("2024-09-01T08:00:00+03:00"), time("2025-08-31T12:00:00+03:00")},
              {1, time("2026-11-20T03:30:00+03:00"), "evidence", "evidence: 30d", 14,
               time("2026-10-19T08:00:00+03:00"), time("2026-10-20T12:00:00+03:00")}};
  keeping_now.makes_backups = true;
  keeping_now.last_done_at = time("2026-11-24T03:30:00+03:00");
  rules::Excuse excuse;
  excuse.of = rules::Excuse::Of::teacher;
  excuse.teacher = k_kovaleva.id;
  excuse.dates = {journal::make_date(2026, 11, 18), journal::make_date(2026, 11, 20)};
  excuse.reason = "отсутствие по уважительной причине";
  excuse_list = {{1, excuse, "Завуч Смирнова О. В.", time("2026-11-18T08:10:00+03:00")}};
  stories[3].excuses = excuse_list;
  appeals::Appeal help;
  help.id = appeals::AppealId{1};
  help.year = 2026;
  help.number = 40;
  help.received_at = time("2026-11-17T10:15:00+03:00");
  help.kind = appeals::HelpKind::technical;
  help.applicant = "Белова Т. С., учитель истории";
  help.subject = "вход";
  help.content = "Не открывается журнал 6А";
  help.assigned_to = "Администратор";
  help.result = "Восстановлен пароль";
  help.answered_at = time("2026-11-17T11:00:00+03:00");
  help.state = appeals::AppealState::answered;
  appeals::Appeal dispute = help;
  dispute.id = appeals::AppealId{2};
  dispute.number = 41;
  dispute.received_at = time("2026-11-20T12:00:00+03:00");
  dispute.kind = appeals::HelpKind::dispute;
  dispute.applicant = "Иванова А. П., учитель английского языка";
  dispute.subject = "урок вёл другой учитель";
  dispute.content = "19.11 пятый урок в 5Б провела Ковалёва Е. И.";
  dispute.findings = {FindingId{4}};
  dispute.result.clear();
  dispute.answered_at.reset();
  dispute.due_at = time("2026-11-25T16:00:00+03:00");
  dispute.state = appeals::AppealState::received;
  appeal_list = {help, dispute};
  stories[3].appeals = {dispute};
}

}  // namespace elzhur::tests

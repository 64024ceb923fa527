#include "connectors/elzhur_api.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "connectors/elzhur_round.hpp"
#include "connectors/sha256.hpp"
#include "journal/names.hpp"

namespace elzhur::connectors {
namespace {

using journal::Date;
using journal::FieldSet;

FieldSet only(journal::Field field) {
  FieldSet fields;
  fields.add(field);
  return fields;
}

ApiFailure rejected(std::string reason) { return {PullStatus::rejected, std::move(reason)}; }

}  // namespace

ElzhurApiSource::ElzhurApiSource(ElzhurApiOptions options, HttpClient& client)
    : options_(std::move(options)),
      classifier_(options_.declared_none),
      polite_(client, {options_.zone, options_.requests_per_minute, options_.requests_per_day}),
      calls_(polite_, options_.access) {}

Pull ElzhurApiSource::pull(const PullRequest& request, const IsKnown& is_known) {
  // Limits keep memory bounded, but the machine may have less than they allow.
  try {
    return Round(*this, request, is_known).run();
  } catch (const std::bad_alloc&) {
    Pull pull;
    pull.source_id = options_.id;
    pull.status = PullStatus::failed;
    pull.reason = "опросу не хватило памяти";
    pull.reach = polite_.reach();
    return pull;
  }
}

ElzhurApiSource::Round::Round(ElzhurApiSource& source, const PullRequest& request, const IsKnown& is_known)
    : source_(source),
      request_(request),
      is_known_(is_known),
      today_(source.options_.zone.date_of(request.now)) {
  pull_.source_id = source.options_.id;
  for (const std::string& name : request.classes) wanted_.insert(journal::fold_class(name));
}

Pull ElzhurApiSource::Round::run() {
  if (request_.dates.last < request_.dates.first) return std::move(pull_);
  source_.polite_.begin(request_.now);
  source_.memory_.begin_day(today_);
  const auto rules = source_.calls_.call("getrules", {});
  const auto fail = [this](PullStatus status, std::string reason) {
    pull_.status = status;
    pull_.reason = std::move(reason);
    pull_.reach = source_.polite_.reach();
    return std::move(pull_);
  };
  if (!rules) return fail(rules.error().status, rules.error().reason);
  const auto classes = read_classes(rules->result);
  if (!classes) return fail(PullStatus::rejected, classes.error());
  if (classes->empty()) {
    return fail(PullStatus::rejected, "этот доступ не показывает ни одного класса: нужен доступ школы");
  }
  const auto asked = std::count_if(classes->begin(), classes->end(),
                                   [this](const SchoolClass& one) { return is_wanted(one); });
  std::ptrdiff_t done = 0;
  for (const SchoolClass& one : *classes) {
    if (!is_wanted(one)) continue;
    if (const auto& given_up = source_.polite_.given_up(); given_up && done < asked) {
      add_failure(fmt::format("классы, о которых не спрошено ({})", asked - done), {},
                  {given_up->status, given_up->reason});
      break;
    }
    ask_class(one);
    ++done;
  }
  finish();
  return std::move(pull_);
}

bool ElzhurApiSource::Round::is_wanted(const SchoolClass& school_class) const {
  return wanted_.empty() || wanted_.find(journal::fold_class(school_class.name)) != wanted_.end();
}

std::string ElzhurApiSource::Round::days_asked() const {
  const auto& [first, last] = request_.dates;
  return first == last ? format_ymd(first) : fmt::format("{}-{}", format_ymd(first), format_ymd(last));
}

void ElzhurApiSource::Round::ask_class(const SchoolClass& school_class) {
  constexpr std::string_view k_what = "расписание";
  const auto schedule = source_.calls_.call(
      "getschedule", {{"class", school_class.name}, {"days", days_asked()}, {"rings", "true"}});
  if (!schedule) return add_failure(school_class.name, k_what, schedule.error());
  auto timetable = read_timetable(schedule->result, school_class.name, request_.dates);
  if (!timetable) return add_failure(school_class.name, k_what, rejected(timetable.error()));
  if (timetable->days.last < timetable->days.first) without_days_.push_back(label(school_class.name));
  if (timetable->lessons.empty()) return;
  OfClass of{school_class, *schedule, *std::move(timetable), {}};
  of.is_told.resize(of.timetable.lessons.size());
  const auto& polite = source_.polite_;
  if (source_.options_.homework_date) ask_homework(of);
  if (!polite.given_up()) ask_replacements(of);
  if (!polite.given_up()) ask_diaries(of);
  if (!polite.is_skewed()) tell_timetable(of);
}

void ElzhurApiSource::Round::ask_homework(OfClass& of) {
  constexpr std::string_view k_what = "домашние задания";
  const HomeworkDate meaning = *source_.options_.homework_date;
  const auto answer =
      source_.calls_.call("gethomework", {{"class", of.school_class.name}, {"days", days_asked()}});
  if (!answer) return add_failure(of.school_class.name, k_what, answer.error());
  auto states = read_homework(answer->result, request_.dates, of.timetable, meaning, source_.classifier_);
  if (!states) return add_failure(of.school_class.name, k_what, rejected(states.error()));
  Making making{std::string(k_what), {&of.schedule, &*answer}};
  making.parts.fields = only(journal::Field::homework);
  making.parts.dates = of.timetable.days;
  making.parts.states = *std::move(states);
  making.settings = fmt::format("{}|{}", meaning == HomeworkDate::due ? "due" : "assigned",
                                fmt::join(source_.options_.declared_none, "|"));
  if (add(of, std::move(making))) of.is_told.assign(of.is_told.size(), true);
}

void ElzhurApiSource::Round::ask_replacements(OfClass& of) {
  const bool looks_back = request_.dates.first + k_look_back_min < today_;
  const int days = looks_back ? k_replacement_days_look_back : k_replacement_days_usual;
  for (int back = 0; back < days; ++back) {
    const Date date = today_ - std::chrono::days(back);
    const auto& lessons = of.timetable.lessons;
    const bool has_lessons = std::any_of(lessons.begin(), lessons.end(),
                                         [date](const TimetableLesson& l) { return l.date == date; });
    if (!has_lessons) continue;
    if (source_.polite_.given_up()) return;
    const std::string what = fmt::format("замены {}", journal::format_date_ru(date));
    const auto answer =
        source_.calls_.call("getreplaces", {{"class", of.school_class.name}, {"days", format_ymd(date)}});
    if (!answer) {
      add_failure(of.school_class.name, what, answer.error());
      continue;
    }
    auto replacements = read_replacements(answer->result, date, of.timetable);
    if (!replacements) {
      add_failure(of.school_class.name, what, rejected(replacements.error()));
      continue;
    }
    Making making{what, {&of.schedule, &*answer}};
    making.parts.dates = {date, date};
    making.parts.replacements = *std::move(replacements);
    making.aspect = "substitutions";
    add(of, std::move(making));
  }
}

void ElzhurApiSource::Round::tell_timetable(OfClass& of) {
  const auto untold = std::find(of.is_told.begin(), of.is_told.end(), false);
  if (untold == of.is_told.end()) return;
  Making making{"расписание", {&of.schedule}};
  making.parts.dates = of.timetable.days;
  making.parts.chosen.resize(of.is_told.size());
  for (std::size_t i = 0; i < of.is_told.size(); ++i) making.parts.chosen[i] = !of.is_told[i];
  add(of, std::move(making));
}

bool ElzhurApiSource::Round::add(const OfClass& of, Making making) {
  PulledDocument pulled;
  pulled.name = fmt::format("{}: {}", label(of.school_class.name), making.what);
  pulled.format = making.answers.back()->format;
  // The bytes, and what they answer: the same `[]` to two questions is two documents.
  std::string made_of = fmt::format("elzhur_api\n{}\n{}\n{}\n{}\n", of.school_class.name, making.what,
                                    days_asked(), making.settings);
  for (const bool chosen : making.parts.chosen) made_of += chosen ? '1' : '0';
  for (const ApiAnswer* answer : making.answers) {
    made_of += '\n' + answer->sha256;
    pulled.size_bytes += answer->size_bytes;
  }
  pulled.sha256 = sha256_hex(made_of);
  auto document = make_document(of.timetable, making.parts);
  if (!document) {
    pulled.status = PullStatus::rejected;
    pulled.reason = document.error().text;
    pull_.documents.push_back(std::move(pulled));
    return false;
  }
  document->source_id = source_.options_.id;
  document->aspect = making.aspect;
  document->name = pulled.name;
  document->format = pulled.format;
  document->sha256 = pulled.sha256;
  document->size_bytes = pulled.size_bytes;
  document->live = true;
  document->as_of = source_.polite_.as_of(making.answers.front()->sent, making.answers.back()->done);
  pulled.rows = document->rows;
  pulled.status = is_known_(pulled.sha256) ? PullStatus::unchanged : PullStatus::accepted;
  pulled.document = *std::move(document);
  pull_.documents.push_back(std::move(pulled));
  return true;
}

void ElzhurApiSource::Round::add_failure(const std::string& class_name, std::string_view what,
                                         const ApiFailure& failure) {
  PulledDocument pulled;
  pulled.name = what.empty() ? label(class_name) : fmt::format("{}: {}", label(class_name), what);
  pulled.status = failure.status;
  pulled.reason = failure.reason;
  pull_.documents.push_back(std::move(pulled));
}

void ElzhurApiSource::Round::note(std::string text) {
  if (pull_.notes.size() < k_notes_max) {
    pull_.notes.push_back(std::move(text));
  } else {
    ++notes_dropped_;
  }
}

void ElzhurApiSource::Round::finish() {
  auto& documents = pull_.documents;
  std::stable_sort(documents.begin(), documents.end(),
                   [](const PulledDocument& a, const PulledDocument& b) { return a.name < b.name; });
  if (source_.polite_.is_skewed()) {
    const std::string& reason = source_.polite_.given_up()->reason;
    for (PulledDocument& pulled : documents) {
      pulled.status = PullStatus::rejected;
      pulled.reason = reason;
      pulled.document.reset();
    }
  }
  if (!source_.options_.homework_date) {
    note("домашние задания не проверяются: не задано homework_date (что значит дата задания)");
  }
  if (!without_pupils_.empty()) {
    note(fmt::format("темы не видны, потому что не виден ни один ученик (задайте pupils): {}",
                     fmt::join(without_pupils_, ", ")));
  }
  if (!without_days_.empty()) {
    note(fmt::format("в расписании нет ни одного дня: {}", fmt::join(without_days_, ", ")));
  }
  if (notes_dropped_ > 0) pull_.notes.push_back(fmt::format("и ещё замечаний: {}", notes_dropped_));
  pull_.status = combined_status(documents);
  pull_.reason = summary_of(documents);
  pull_.reach = source_.polite_.reach();
}

}  // namespace elzhur::connectors

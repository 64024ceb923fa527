#include "tests/simulation/watched_school.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "journal/hash.hpp"
#include "journal/names.hpp"

namespace elzhur::simulation {

using connectors::Pull;
using connectors::PulledDocument;
using connectors::PullStatus;
using journal::Block;
using journal::DateRange;
using journal::Field;
using journal::FillState;
using journal::Instant;
using journal::LessonSeen;
using simulator::Lesson;

namespace {

/// One class after another, as politeness wants it.
constexpr journal::Seconds k_pause{2};
/// What the program is promised to take for a gap at an interval of half an hour.
constexpr journal::Seconds k_gap = std::chrono::hours(2);
/// Before a source has shown so many entries in one pull, and for so long from then on, it proves no
/// emptiness.
constexpr std::size_t k_entries = 10;
constexpr journal::Seconds k_new = std::chrono::hours(24);

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  journal::Digest digest;
  digest.add(a);
  digest.add(b);
  return digest.value();
}

std::uint64_t number_of(Instant at) { return static_cast<std::uint64_t>(at.time_since_epoch().count()); }

std::size_t entries_in(const journal::Document& document) {
  std::size_t entries = 0;
  for (const Block& block : document.blocks) {
    for (const LessonSeen& lesson : block.lessons) {
      for (const journal::FieldSeen& field : lesson.fields)
        entries += field.state != FillState::empty && field.state != FillState::unknown ? 1U : 0U;
    }
  }
  return entries;
}

std::uint32_t index(std::size_t person) { return static_cast<std::uint32_t>(person); }

}  // namespace

FillState state_at(const simulator::Strokes& strokes, Instant at) {
  FillState state = FillState::empty;
  for (const simulator::Stroke& stroke : strokes) {
    if (stroke.at > at) break;
    state = stroke.state;
  }
  return state;
}

WatchedSchool::WatchedSchool(const simulator::School& school, std::string id, std::vector<Trouble> troubles)
    : school_(school), id_(std::move(id)), troubles_(std::move(troubles)) {
  for (const simulator::Person& person : school.teachers()) people_.push_back(person.name);
  for (const std::string& name : school.classes()) classes_.push_back({name, {}, {}});
  for (const Lesson& lesson : school.lessons()) {
    const auto one = std::find_if(classes_.begin(), classes_.end(),
                                  [&](const Class& c) { return c.name == lesson.scope.class_name; });
    one->lessons.push_back(&lesson);
    auto& [topics, homework, substitutions] = one->changes;
    for (auto* changes : {&topics, &homework, &substitutions}) {
      changes->push_back(lesson.listed_from);
      changes->push_back(lesson.listed_until);
    }
    if (lesson.substitution) substitutions.push_back(lesson.substitution->announced);
    for (const simulator::Stroke& stroke : lesson.topic) topics.push_back(stroke.at);
    for (const simulator::Stroke& stroke : lesson.homework) homework.push_back(stroke.at);
  }
  for (Class& one : classes_) {
    std::stable_sort(one.lessons.begin(), one.lessons.end(), [](const Lesson* a, const Lesson* b) {
      return std::tie(a->date, a->number) < std::tie(b->date, b->number);
    });
    for (auto& changes : one.changes) std::sort(changes.begin(), changes.end());
  }
}

const Trouble* WatchedSchool::trouble_at(Instant at) const {
  const auto found = std::find_if(troubles_.begin(), troubles_.end(),
                                  [&](const Trouble& t) { return t.from <= at && at < t.to; });
  return found == troubles_.end() ? nullptr : &*found;
}

Pull WatchedSchool::pull(const connectors::PullRequest& request, const connectors::IsKnown& is_known) {
  Pull pull;
  pull.source_id = id_;
  const Trouble* trouble = trouble_at(request.now);
  if (trouble != nullptr && trouble->ailment == Ailment::unreachable) {
    pull.status = PullStatus::failed;
    pull.reason = "не отвечает";
    pull.reach = connectors::Reach::unreachable;
    return pull;
  }
  pull.reach = connectors::Reach::reached;
  Instant at = request.now;
  for (const Class& one : classes_) {
    const auto wanted = [&](const std::string& name) { return name == one.name; };
    if (!request.classes.empty() && std::none_of(request.classes.begin(), request.classes.end(), wanted))
      continue;
    pull_class(one, at, request, is_known, pull);
    at += k_pause;
  }
  pull.status = connectors::combined_status(pull.documents);
  return pull;
}

void WatchedSchool::pull_class(const Class& one, Instant at, const connectors::PullRequest& request,
                               const connectors::IsKnown& is_known, Pull& pull) {
  const Trouble* trouble = trouble_at(at);
  const bool fails = trouble != nullptr && trouble->ailment == Ailment::failing;
  if (fails && mix(number_of(trouble->from), one.lessons.size()) % 2 == 0) {
    PulledDocument& failed = pull.documents.emplace_back();
    failed.name = one.name;
    failed.reason = "ошибка 500";
    return;
  }
  add(one, Kind::topics, request.dates, at, is_known, pull);
  add(one, Kind::homework, request.dates, at, is_known, pull);
  const journal::Date today = school_.zone().date_of(at);
  const bool is_deep = request.dates.first + std::chrono::days(20) < today;
  for (int back = is_deep ? 7 : 1; back >= 0; --back) {
    const journal::Date day = today - std::chrono::days(back);
    if (school_.is_school_day(day)) add(one, Kind::substitutions, {day, day}, at, is_known, pull);
  }
}

std::vector<Block> WatchedSchool::blocks(const Class& one, Kind kind, DateRange dates, Instant at,
                                         const Trouble* trouble) const {
  std::map<journal::Scope, Block> blocks;
  auto lesson = std::lower_bound(one.lessons.begin(), one.lessons.end(), dates.first,
                                 [](const Lesson* l, journal::Date day) { return l->date < day; });
  for (; lesson != one.lessons.end() && (*lesson)->date <= dates.last; ++lesson) {
    const Lesson& l = **lesson;
    if (!l.is_listed(at)) continue;
    const std::uint64_t chance =
        trouble == nullptr ? 1 : mix(mix(number_of(at), number_of(l.starts)), l.scope.subject.size());
    const bool is_lost = trouble != nullptr && (trouble->ailment == Ailment::emptied || chance % 2 == 0);
    if (is_lost && trouble->ailment == Ailment::halved && kind != Kind::homework) continue;
    Block& block = blocks[l.scope];
    if (block.lessons.empty()) {
      block.scope = l.scope;
      block.dates = dates;
      if (kind == Kind::topics) block.fields.add(Field::topic);
      if (kind == Kind::homework) block.fields.add(Field::homework);
    }
    LessonSeen seen;
    seen.date = l.date;
    const bool is_second = !block.lessons.empty() && block.lessons.back().date == l.date;
    seen.ordinal = is_second ? block.lessons.back().ordinal + 1 : 1;
    seen.number = l.number;
    seen.teachers = {index(l.teacher)};
    const bool is_announced = l.substitution && l.substitution->announced <= at;
    if (kind == Kind::substitutions && is_announced) seen.substitute = index(l.substitution->teacher);
    if (kind == Kind::topics)
      seen.field(Field::topic).state = is_lost ? FillState::empty : state_at(l.topic, at);
    if (kind == Kind::homework)
      seen.field(Field::homework).state = is_lost ? FillState::empty : state_at(l.homework, at);
    block.lessons.push_back(std::move(seen));
  }
  std::vector<Block> list;
  for (auto& [scope, block] : blocks) list.push_back(std::move(block));
  return list;
}

void WatchedSchool::add(const Class& one, Kind kind, DateRange dates, Instant at,
                        const connectors::IsKnown& is_known, Pull& pull) {
  const Trouble* trouble = trouble_at(at);
  const bool alters =
      trouble != nullptr && (trouble->ailment == Ailment::halved || trouble->ailment == Ailment::emptied);
  const std::vector<Instant>& changes = one.changes[static_cast<std::size_t>(kind)];
  const auto version = std::upper_bound(changes.begin(), changes.end(), at) - changes.begin();
  PulledDocument& pulled = pull.documents.emplace_back();
  pulled.name = kind == Kind::topics     ? one.name + ": темы"
                : kind == Kind::homework ? one.name + ": домашние задания"
                                         : one.name + ": замены " + journal::format_date(dates.first);
  pulled.sha256 = fmt::format("{} {} {} {}{}", pulled.name, version, journal::format_date(dates.first),
                              journal::format_date(dates.last),
                              alters ? fmt::format(" {}", number_of(at)) : std::string());
  journal::Document& document = last_[pulled.name];
  if (document.sha256 != pulled.sha256) {
    document.source_id = id_;
    if (kind == Kind::substitutions) document.aspect = "substitutions";
    document.name = pulled.name;
    document.format = "json";
    document.sha256 = pulled.sha256;
    document.live = true;
    document.people = people_;
    document.blocks = blocks(one, kind, dates, at, alters ? trouble : nullptr);
  }
  document.as_of = {at, at + journal::Seconds(1)};
  pulled.format = document.format;
  pulled.status = is_known(pulled.sha256) ? PullStatus::unchanged : PullStatus::accepted;
  pulled.document = document;
}

void WatchedSchool::settle(const Pull& pull) {
  const auto count = [&](PullStatus status) {
    return std::count_if(pull.documents.begin(), pull.documents.end(),
                         [&](const PulledDocument& pulled) { return pulled.status == status; });
  };
  const bool all_doubted = count(PullStatus::held) > 1 || count(PullStatus::rejected) > 0;
  std::size_t entries = 0;
  for (const PulledDocument& pulled : pull.documents) {
    if (known_since_ || pulled.status == PullStatus::failed) continue;
    const journal::Document& document = last_[pulled.name];
    entries += entries_in(document);
    if (entries >= k_entries) known_since_ = document.as_of.earliest;
  }
  for (const PulledDocument& pulled : pull.documents) {
    if (pulled.status == PullStatus::rejected || pulled.status == PullStatus::failed) continue;
    const journal::Document& document = last_[pulled.name];
    if (document.blocks.empty()) continue;
    // The same answer again is passed over whole in a pull that is doubted.
    if (all_doubted && pulled.status == PullStatus::unchanged) continue;
    // After a longer while without a look that counted, missing entries count from the second one on.
    const auto [last, is_first] = counted_.try_emplace(pulled.name, document.as_of.earliest);
    const bool is_after_gap = !is_first && document.as_of.earliest - last->second > k_gap;
    last->second = document.as_of.earliest;
    const bool is_new = !known_since_ || document.as_of.earliest < *known_since_ + k_new;
    looks_.push_back({pulled.name, document.as_of, document.blocks.front().dates,
                      all_doubted || is_after_gap || is_new || pulled.status == PullStatus::held});
  }
}

}  // namespace elzhur::simulation

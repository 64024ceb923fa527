// The source against the simulated school: what it says is what the school's truth is at that instant.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "connectors/elzhur_api.hpp"
#include "journal/names.hpp"
#include "tests/connectors/scripted_http.hpp"
#include "tests/simulator/school.hpp"
#include "tests/simulator/site.hpp"

namespace elzhur::connectors {
namespace {

using journal::Field;
using journal::FillState;

/// Class, group, subject, date, number: what tells two lessons of one school apart.
using Key = std::tuple<std::string, std::string, std::string, journal::Date, int>;

class ElzhurSimulator : public ::testing::Test {
 protected:
  static simulator::SchoolOptions small() {
    simulator::SchoolOptions options;
    options.seed = 11;
    options.school_days = 40;
    options.teachers = 14;
    options.classes = 8;
    return options;
  }

  ElzhurSimulator() : school_(small()), http_([this](const SeenRequest& seen) { return answer(seen); }) {
    for (const simulator::Lesson& lesson : school_.lessons()) {
      if (!lesson.is_listed(k_now)) continue;
      truth_.emplace(Key{journal::fold_class(lesson.scope.class_name), lesson.scope.group,
                         journal::fold(lesson.scope.subject), lesson.date, lesson.number},
                     &lesson);
    }
  }

  ScriptedHttp::Reply answer(const SeenRequest& seen) {
    simulator::SiteRequest request;
    request.path = "/apiv3/" + seen.method;
    for (const auto& [name, value] : seen.parameters) request.parameters[name] = value;
    if (format_ == "xml") request.parameters.erase("out_format");
    const auto site = simulator::answer_api(school_, accounts_, meaning_, request, k_now);
    return reply(site.body, site.status);
  }

  Pull pull(HomeworkDate meaning) {
    meaning_ =
        meaning == HomeworkDate::due ? simulator::HomeworkDate::due : simulator::HomeworkDate::assigned;
    ElzhurApiOptions options{.id = "elzhur",
                             .access = {},
                             .homework_date = meaning,
                             .pupils = {},
                             .zone = school_.zone(),
                             .declared_none = {"без задания", "не задано", "нет"}};
    options.access.base_url = "https://school.example/apiv3";
    options.access.vendor = accounts_.vendor;
    options.access.devkey = journal::Secret(std::string(accounts_.devkey));
    options.access.login = journal::Secret(std::string(accounts_.login));
    options.access.password = journal::Secret(std::string(accounts_.password));
    ElzhurApiSource source(std::move(options), http_);
    const journal::Date today = school_.zone().date_of(k_now);
    dates_ = {today - std::chrono::days(14), today + std::chrono::days(7)};
    return source.pull({k_now, dates_, {}}, [](std::string_view) { return false; });
  }

  const simulator::Lesson* find(const journal::Block& block, const journal::LessonSeen& seen) const {
    const auto at = truth_.find({journal::fold_class(block.scope.class_name), block.scope.group,
                                 journal::fold(block.scope.subject), seen.date, seen.number.value_or(-1)});
    return at == truth_.end() ? nullptr : at->second;
  }

  struct Counts {
    std::size_t lessons = 0;
    std::size_t known = 0;
    std::size_t wrong = 0;
  };
  /// Holds one field of all documents against the truth.
  Counts compare(const Pull& pull, Field field) const {
    Counts counts;
    for (const PulledDocument& pulled : pull.documents) {
      EXPECT_EQ(pulled.status, PullStatus::accepted) << pulled.name << ": " << pulled.reason;
      if (!pulled.document) continue;
      for (const journal::Block& block : pulled.document->blocks) {
        if (!block.fields.has(field)) continue;
        for (const journal::LessonSeen& seen : block.lessons) {
          ++counts.lessons;
          const simulator::Lesson* lesson = find(block, seen);
          EXPECT_NE(lesson, nullptr) << pulled.name << " " << block.scope.subject;
          const FillState state = seen.field(field).state;
          if (lesson == nullptr || state == FillState::unknown) continue;
          ++counts.known;
          const simulator::Stroke real = simulator::at(lesson->strokes(field), k_now);
          // Some dots have a file beside them, which is homework.
          const bool has_file =
              field == Field::homework && real.state == FillState::placeholder && state == FillState::filled;
          if (real.state == state || has_file || is_of_a_twin(*lesson, field, state)) continue;
          ++counts.wrong;
          ADD_FAILURE() << pulled.name << " " << block.scope.subject << "/" << block.scope.group << " "
                        << journal::format_date(seen.date) << " #" << *seen.number << ": "
                        << fill_state_name(state) << ", but is " << fill_state_name(real.state) << " «"
                        << real.text << "»";
          if (counts.wrong > 10) return counts;
        }
      }
    }
    return counts;
  }
  /// Homework of two lessons of one day lies in one entry, and counts for both.
  bool is_of_a_twin(const simulator::Lesson& lesson, Field field, FillState state) const {
    if (field != Field::homework) return false;
    for (const simulator::Lesson* other :
         school_.lessons_of(lesson.scope.class_name, {lesson.date, lesson.date})) {
      if (other->scope == lesson.scope && simulator::at(other->strokes(field), k_now).state == state)
        return true;
    }
    return false;
  }
  std::size_t listed() const {
    std::size_t count = 0;
    for (const auto& [key, lesson] : truth_) count += dates_.contains(lesson->date) ? 1U : 0U;
    return count;
  }

  static inline const journal::Instant k_now = *journal::parse_instant("2026-10-07T15:20:00+03:00");
  simulator::School school_;
  simulator::Accounts accounts_;
  simulator::HomeworkDate meaning_ = simulator::HomeworkDate::assigned;
  std::string format_ = "json";
  journal::DateRange dates_{};
  std::map<Key, const simulator::Lesson*> truth_;
  ScriptedHttp http_;
};

TEST_F(ElzhurSimulator, AssignedHomeworkAndTopicsAreTheTruth) {
  const Pull pulled = pull(HomeworkDate::assigned);
  EXPECT_EQ(pulled.status, PullStatus::accepted) << pulled.reason;
  const Counts homework = compare(pulled, Field::homework);
  EXPECT_EQ(homework.lessons, listed());
  EXPECT_GE(homework.known * 100, homework.lessons * 95);
  const Counts topics = compare(pulled, Field::topic);
  EXPECT_GE(topics.known * 100, listed() * 95);
}

TEST_F(ElzhurSimulator, DueHomeworkIsTheTruthWhereItIsKnown) {
  const Pull pulled = pull(HomeworkDate::due);
  const Counts homework = compare(pulled, Field::homework);
  EXPECT_EQ(homework.lessons, listed());
  EXPECT_GE(homework.known * 100, homework.lessons * 60);
}

TEST_F(ElzhurSimulator, XmlSaysTheSame) {
  format_ = "xml";
  const Pull pulled = pull(HomeworkDate::assigned);
  EXPECT_EQ(pulled.status, PullStatus::accepted) << pulled.reason;
  EXPECT_EQ(compare(pulled, Field::homework).lessons, listed());
  EXPECT_GE(compare(pulled, Field::topic).known * 100, listed() * 90);
  for (const PulledDocument& one : pulled.documents) EXPECT_EQ(one.format, "xml");
}

TEST_F(ElzhurSimulator, SubstitutesAreThoseThatAreAnnounced) {
  const Pull pulled = pull(HomeworkDate::assigned);
  std::size_t seen_lessons = 0;
  std::size_t substituted = 0;
  for (const PulledDocument& one : pulled.documents) {
    if (one.name.find(": замены") == std::string::npos || !one.document) continue;
    for (const journal::Block& block : one.document->blocks) {
      EXPECT_EQ(block.fields.bits(), 0);
      for (const journal::LessonSeen& seen : block.lessons) {
        const simulator::Lesson* lesson = find(block, seen);
        ASSERT_NE(lesson, nullptr);
        ++seen_lessons;
        const bool is_announced = lesson->substitution && lesson->substitution->announced <= k_now;
        EXPECT_EQ(seen.substitute.has_value() || seen.substituted_by_unknown, is_announced);
        if (!is_announced || !seen.substitute) continue;
        ++substituted;
        EXPECT_EQ(one.document->people[*seen.substitute],
                  school_.teachers()[lesson->substitution->teacher].name);
      }
    }
  }
  EXPECT_GT(seen_lessons, 50U);
  RecordProperty("substituted", static_cast<int>(substituted));
}

TEST_F(ElzhurSimulator, NothingOfPupilsOrSecretsIsInWhatIsReturned) {
  const Pull pulled = pull(HomeworkDate::assigned);
  std::string all = pulled.reason;
  for (const std::string& note : pulled.notes) all += note + "\n";
  for (const PulledDocument& one : pulled.documents) {
    all += one.name + one.reason + "\n";
    if (!one.document) continue;
    for (const std::string& person : one.document->people) all += person + "\n";
    for (const journal::Block& block : one.document->blocks) {
      all += block.sheet + block.scope.class_name + block.scope.group + block.scope.subject + "\n";
    }
  }
  for (const simulator::Pupil& pupil : school_.pupils()) {
    // A teacher may bear the same family and given name.
    const auto& teachers = school_.teachers();
    const bool is_namesake = std::any_of(teachers.begin(), teachers.end(), [&](const simulator::Person& one) {
      return one.name.starts_with(pupil.name);
    });
    EXPECT_TRUE(is_namesake || all.find(pupil.name) == std::string::npos);
    EXPECT_EQ(all.find(std::to_string(pupil.id)), std::string::npos) << pupil.id;
  }
  for (const std::string& secret : {accounts_.devkey, accounts_.login, accounts_.password}) {
    EXPECT_EQ(all.find(secret), std::string::npos);
  }
}

}  // namespace
}  // namespace elzhur::connectors

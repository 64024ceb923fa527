#include "tests/simulator/names.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "tests/simulator/school_random.hpp"

namespace elzhur::simulator {
namespace {

// Endings -ов, -ев, -ин take «а» for a woman; the others do not change.
constexpr std::array<std::string_view, 44> k_families{
    "Иванов",   "Петров",    "Сидоров",  "Смирнов",  "Кузнецов", "Попов",    "Васильев",  "Соколов",
    "Михайлов", "Новиков",   "Фёдоров",  "Морозов",  "Волков",   "Алексеев", "Лебедев",   "Семёнов",
    "Егоров",   "Павлов",    "Козлов",   "Степанов", "Николаев", "Орлов",    "Андреев",   "Макаров",
    "Никитин",  "Захаров",   "Зайцев",   "Соловьёв", "Борисов",  "Яковлев",  "Григорьев", "Романов",
    "Воробьёв", "Сергеев",   "Кузьмин",  "Фролов",   "Королёв",  "Гусев",    "Киселёв",   "Ильин",
    "Ким",      "Ковальчук", "Шевченко", "Пономарёв"};
constexpr std::array<std::string_view, 24> k_women{
    "Анна",    "Алла",   "Мария",     "Марина",   "Елена",    "Екатерина", "Ольга", "Оксана",
    "Наталья", "Нина",   "Татьяна",   "Тамара",   "Светлана", "Софья",     "Ирина", "Лариса",
    "Людмила", "Галина", "Валентина", "Вероника", "Юлия",     "Ксения",    "Алёна", "Полина"};
constexpr std::array<std::string_view, 16> k_men{
    "Александр", "Алексей", "Андрей",  "Борис", "Виктор", "Дмитрий", "Евгений", "Игорь",
    "Илья",      "Михаил",  "Николай", "Олег",  "Павел",  "Пётр",    "Сергей",  "Фёдор"};
// Of a man; a woman's end in -на.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> k_patronymics{
    {{"Александрович", "Александровна"},
     {"Алексеевич", "Алексеевна"},
     {"Андреевич", "Андреевна"},
     {"Борисович", "Борисовна"},
     {"Викторович", "Викторовна"},
     {"Дмитриевич", "Дмитриевна"},
     {"Иванович", "Ивановна"},
     {"Ильич", "Ильинична"},
     {"Константинович", "Константиновна"},
     {"Михайлович", "Михайловна"},
     {"Николаевич", "Николаевна"},
     {"Павлович", "Павловна"},
     {"Петрович", "Петровна"},
     {"Сергеевич", "Сергеевна"}}};

std::string family_name(std::string_view family, bool woman) {
  std::string name(family);
  if (woman && (family.ends_with("в") || family.ends_with("н"))) {
    name += "а";
  }
  return name;
}

// Draws stand in statements of their own throughout: compilers differ in the order of operands.
std::string given_names(Random& random, bool woman) {
  const auto& patronymic = random.pick(k_patronymics);
  const std::string_view given = woman ? random.pick(k_women) : random.pick(k_men);
  return std::string(given) + " " + std::string(woman ? patronymic.second : patronymic.first);
}

// Grades in the order in which a small school gets them.
constexpr std::array<int, 11> k_grade_order{7, 9, 5, 11, 6, 8, 10, 3, 4, 2, 1};
constexpr std::array<std::string_view, 6> k_letters{"А", "Б", "В", "Г", "Д", "Е"};

}  // namespace

std::vector<Person> make_teachers(std::uint64_t seed, std::size_t count) {
  Random random(mix(seed, hash_text("teachers")));
  std::vector<Person> teachers;
  std::set<std::string> taken;
  std::string_view family;
  for (std::size_t i = 0; i < count; ++i) {
    const bool shares = count >= 4 && (i == 1 || i == 3);
    const bool woman = shares || i == 0 || i == 2 || random.chance(82);
    std::string name;
    do {
      if (!shares) {
        family = random.pick(k_families);
      }
      name = family_name(family, woman) + " " + given_names(random, woman);
      if (count >= 4 && i == 2) {
        name = family_name(family, woman) + " Анна Петровна";
      } else if (count >= 4 && i == 3) {
        name = family_name(family, woman) + " Алла Павловна";
      }
      // A third of a shared name would make the pairs less plain.
      const std::size_t pair = i < 2 ? 2 : (i < 4 ? 1 : 3);
      for (std::size_t other = 0; count >= 4 && other < pair && other < i; other += 2) {
        if (!shares && teachers[other].name.starts_with(family_name(family, true) + " ")) {
          name.clear();
        }
      }
    } while (name.empty() || !taken.insert(name).second);
    teachers.push_back({k_first_teacher_id + static_cast<int>(i), std::move(name)});
  }
  return teachers;
}

std::vector<Pupil> make_pupils(std::uint64_t seed, const std::vector<std::string>& classes) {
  std::vector<Pupil> pupils;
  for (const std::string& class_name : classes) {
    Random random(mix(mix(seed, hash_text("pupils")), hash_text(class_name)));
    std::set<std::string> names;
    const auto size = static_cast<std::size_t>(random.between(22, 28));
    while (names.size() < size) {
      const bool girl = random.chance(50);
      const std::string family = family_name(random.pick(k_families), girl);
      names.insert(family + " " + std::string(girl ? random.pick(k_women) : random.pick(k_men)));
    }
    for (const std::string& name : names) {
      pupils.push_back({k_first_pupil_id + static_cast<int>(pupils.size()), name, class_name, {}});
    }
  }
  return pupils;
}

std::vector<std::string> make_classes(std::size_t count) {
  std::vector<std::pair<int, std::size_t>> places;
  for (std::size_t i = 0; i < count; ++i) {
    places.emplace_back(k_grade_order[i % k_grade_order.size()], i / k_grade_order.size());
  }
  std::ranges::sort(places);
  std::vector<std::string> classes;
  for (const auto& [grade, letter] : places) {
    classes.push_back(std::to_string(grade) + std::string(k_letters.at(letter)));
  }
  return classes;
}

}  // namespace elzhur::simulator

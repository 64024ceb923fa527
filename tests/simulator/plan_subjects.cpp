#include "tests/simulator/plan_subjects.hpp"

#include <algorithm>

#include "tests/simulator/school_random.hpp"

namespace elzhur::simulator {

const std::vector<Subject>& subjects() {
  using enum Department;
  static const std::vector<Subject> k_all{
      // Grades                                 1  2  3  4  5  6  7  8  9 10 11
      {"Русский язык", primary, {5, 5, 5, 5, 0, 0, 0, 0, 0, 0, 0}},
      {"Лит. чтение", primary, {4, 4, 4, 3, 0, 0, 0, 0, 0, 0, 0}},
      {"Математика", primary, {4, 4, 4, 4, 0, 0, 0, 0, 0, 0, 0}},
      {"Окруж. мир", primary, {2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0}},
      {"ИЗО", primary, {1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0}},
      {"Технология", primary, {1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0}},
      {"Русский язык", philology, {0, 0, 0, 0, 5, 6, 4, 3, 3, 2, 2}},
      {"Литература", philology, {0, 0, 0, 0, 3, 3, 2, 2, 3, 3, 3}},
      {"Индив. проект", philology, {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1}},
      {"Математика", maths, {0, 0, 0, 0, 5, 5, 0, 0, 0, 0, 0}},
      {"Алгебра", maths, {0, 0, 0, 0, 0, 0, 3, 3, 3, 0, 0}},
      {"Алгебра и НА", maths, {0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4}},
      {"Геометрия", maths, {0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2}},
      {"Вероятность и стат.", maths, {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1}},
      {"Физика", science, {0, 0, 0, 0, 0, 0, 2, 2, 3, 2, 2}},
      {"Информатика", science, {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1}, true},
      {"Англ. яз.", english, {0, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3}, true},
      {"История", social, {0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2}},
      {"Обществознание", social, {0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2}},
      {"География", nature, {0, 0, 0, 0, 1, 1, 2, 2, 2, 1, 1}},
      {"Биология", nature, {0, 0, 0, 0, 1, 1, 1, 2, 2, 1, 1}},
      {"Химия", nature, {0, 0, 0, 0, 0, 0, 0, 2, 2, 1, 1}},
      {"ИЗО", arts, {0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0}},
      {"Музыка", arts, {1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0}},
      {"Технология", arts, {0, 0, 0, 0, 2, 2, 2, 1, 0, 0, 0}, true, true},
      {"ОБЗР", arts, {0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1}},
      {"Физкультура", sport, {2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3}},
  };
  return k_all;
}

int weekly_hours(int grade) {
  int sum = 0;
  for (const Subject& subject : subjects()) {
    sum += subject.hours.at(static_cast<std::size_t>(grade - 1));
  }
  return sum;
}

std::string make_topic(std::string_view subject, std::size_t nth) {
  struct Topics {
    std::string_view subject;
    std::array<std::string_view, 5> texts;
  };
  static const std::array<Topics, 7> k_topics{
      {{"Алгебра",
        {"Степень с натуральным показателем", "Одночлены и многочлены", "Формулы сокращённого умножения",
         "Линейная функция и её график", "Системы линейных уравнений"}},
       {"Русский язык",
        {"Правописание приставок", "Причастие как часть речи", "Сложное предложение", "Знаки препинания",
         "Обособленные члены предложения"}},
       {"Физика",
        {"Плотность вещества", "Сила тяжести. Вес тела", "Закон Ома для участка цепи", "Давление в жидкости",
         "Механическая работа"}},
       {"История",
        {"Древняя Русь в IX–XII веках", "Реформы Петра I", "Отечественная война 1812 года",
         "Россия в начале XX века", "Великие географические открытия"}},
       {"Англ. яз.",
        {"Present Perfect: употребление", "Путешествия. Лексика", "Чтение «My school»", "Аудирование",
         "Модальные глаголы"}},
       {"Физкультура",
        {"Бег на короткие дистанции", "Прыжок в длину с места", "Баскетбол: ведение мяча", "Гимнастика",
         "Лыжная подготовка"}},
       {{},
        {"Введение в тему", "Изучение нового материала", "Решение задач", "Практическая работа",
         "Обобщение и систематизация знаний"}}}};
  const auto* found = std::ranges::find(k_topics, subject, &Topics::subject);
  const Topics& topics = found == k_topics.end() ? k_topics.back() : *found;
  if (nth % 9 == 8) {
    return "Контрольная работа № " + std::to_string(nth / 9 + 1);
  }
  return std::string(topics.texts.at(nth / 3 % topics.texts.size())) +
         (nth % 3 == 0 ? "" : ". Урок " + std::to_string(nth % 3 + 1));
}

std::string make_homework(std::uint64_t chance) {
  Random random(chance);
  const int page = random.between(5, 180);
  switch (random.below(6)) {
    case 0:
      return "§ " + std::to_string(page / 4 + 1) + ", № " + std::to_string(page) + "–" +
             std::to_string(page + 4);
    case 1:
      return "Стр. " + std::to_string(page) + ", упр. " + std::to_string(page / 3 + 1);
    case 2:
      return "Выучить правила на стр. " + std::to_string(page);
    case 3:
      return "§ " + std::to_string(page / 4 + 1) + ", вопросы устно";
    case 4:
      return "Подготовиться к проверочной работе";
    default:
      return "Решить тест https://tasks.invalid/t/" + std::to_string(page);
  }
}

bool is_practical(std::string_view subject) {
  constexpr std::array<std::string_view, 4> k_practical{"Физкультура", "ИЗО", "Музыка", "Технология"};
  return std::ranges::find(k_practical, subject) != k_practical.end();
}

}  // namespace elzhur::simulator

// Parsing and comparing people's names (names.hpp).
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "journal/names.hpp"

namespace elzhur::journal {
namespace {

struct Row {
  const char* written;
  PersonName name;
  const char* formal;
  const char* brief;
};

const std::vector<Row> k_rows{
    {"Иванова Анна Петровна",
     {"Иванова", "Анна", "Петровна", false},
     "Иванова Анна Петровна",
     "Иванова А. П."},
    {"Анна Петровна Иванова",
     {"Иванова", "Анна", "Петровна", false},
     "Иванова Анна Петровна",
     "Иванова А. П."},
    {"Анна Петровна Мицкевич",
     {"Мицкевич", "Анна", "Петровна", false},
     "Мицкевич Анна Петровна",
     "Мицкевич А. П."},
    {"Мицкевич Анна Петровна",
     {"Мицкевич", "Анна", "Петровна", false},
     "Мицкевич Анна Петровна",
     "Мицкевич А. П."},
    {"Олег Ильич Петров", {"Петров", "Олег", "Ильич", false}, "Петров Олег Ильич", "Петров О. И."},
    {"Вера Никитична Ёлкина",
     {"Ёлкина", "Вера", "Никитична", false},
     "Ёлкина Вера Никитична",
     "Ёлкина В. Н."},
    {"Иванова А.П.", {"Иванова", "А", "П", true}, "Иванова А. П.", "Иванова А. П."},
    {"Иванова А. П.", {"Иванова", "А", "П", true}, "Иванова А. П.", "Иванова А. П."},
    {"А. П. Иванова", {"Иванова", "А", "П", true}, "Иванова А. П.", "Иванова А. П."},
    {"А.П.Иванова", {"Иванова", "А", "П", true}, "Иванова А. П.", "Иванова А. П."},
    {"Иванова А П", {"Иванова", "А", "П", true}, "Иванова А. П.", "Иванова А. П."},
    {"Иванова А.", {"Иванова", "А", "", true}, "Иванова А.", "Иванова А."},
    {"Смит Дж.", {"Смит", "Дж", "", true}, "Смит Дж.", "Смит Дж."},
    {"Иванова Анна П.", {"Иванова", "Анна", "П", true}, "Иванова Анна П.", "Иванова А. П."},
    {"Анна П. Иванова", {"Иванова", "Анна", "П", true}, "Иванова Анна П.", "Иванова А. П."},
    {"Иванова Анна", {"Иванова", "Анна", "", false}, "Иванова Анна", "Иванова А."},
    {"Анна Петровна", {"", "Анна", "Петровна", false}, "Анна Петровна", "Анна Петровна"},
    {"Иванова", {"Иванова", "", "", false}, "Иванова", "Иванова"},
    {"Петрова-Водкина Анна Ивановна",
     {"Петрова-Водкина", "Анна", "Ивановна", false},
     "Петрова-Водкина Анна Ивановна",
     "Петрова-Водкина А. И."},
    {"Анна Ивановна Петрова-Водкина",
     {"Петрова-Водкина", "Анна", "Ивановна", false},
     "Петрова-Водкина Анна Ивановна",
     "Петрова-Водкина А. И."},
    {"Салтыкова Щедрина Анна Ивановна",
     {"Салтыкова Щедрина", "Анна", "Ивановна", false},
     "Салтыкова Щедрина Анна Ивановна",
     "Салтыкова Щедрина А. И."},
    {"Ахмедов Али Гасан оглы",
     {"Ахмедов", "Али", "Гасан оглы", false},
     "Ахмедов Али Гасан оглы",
     "Ахмедов А. Г."},
    {"Лейла Гасан кызы Ахмедова",
     {"Ахмедова", "Лейла", "Гасан кызы", false},
     "Ахмедова Лейла Гасан кызы",
     "Ахмедова Л. Г."},
    {"Ахмедов Али Гасан-оглы",
     {"Ахмедов", "Али", "Гасан-оглы", false},
     "Ахмедов Али Гасан-оглы",
     "Ахмедов А. Г."},
    {"Нгуен Ван Ань", {"Нгуен", "Ван Ань", "", false}, "Нгуен Ван Ань", "Нгуен В."},
    {"О'Нил Джон", {"О'Нил", "Джон", "", false}, "О'Нил Джон", "О'Нил Д."},
    {"Вакансия 1", {"Вакансия 1", "", "", false}, "Вакансия 1", "Вакансия 1"},
    {"А. П.", {"А. П.", "", "", false}, "А. П.", "А. П."},
    {"", {"", "", "", false}, "", ""},
};

TEST(PersonName, EveryShapeThatExportsWriteIsUnderstood) {
  for (const Row& row : k_rows) {
    const PersonName name = parse_person_name(row.written);
    EXPECT_EQ(name, row.name) << row.written << " -> " << name.family << '|' << name.given << '|'
                              << name.patronymic;
    EXPECT_EQ(name.formal(), row.formal) << row.written;
    EXPECT_EQ(name.brief(), row.brief) << row.written;
  }
}

bool may_be_same(const char* a, const char* b) {
  const PersonName x = parse_person_name(a);
  const PersonName y = parse_person_name(b);
  EXPECT_EQ(may_be_same_person(x, y), may_be_same_person(y, x)) << a << " / " << b;
  return may_be_same_person(x, y);
}

TEST(PersonName, SpellingsOfOnePersonMayBeTheSame) {
  EXPECT_TRUE(may_be_same("Иванова Анна Петровна", "Анна Петровна Иванова"));
  EXPECT_TRUE(may_be_same("СЕМЁНОВА АЛЁНА ПЕТРОВНА", "Семенова Алена Петровна"));
  EXPECT_TRUE(may_be_same("Иванова А. П.", "Иванова Анна Петровна"));
  EXPECT_TRUE(may_be_same("А.П. Иванова", "Анна Петровна Иванова"));
  EXPECT_TRUE(may_be_same("Иванова А. П.", "А. П. Иванова"));
  EXPECT_TRUE(may_be_same("Иванова А.", "Иванова Анна Петровна"));
  EXPECT_TRUE(may_be_same("Иванова А.", "Анна Иванова"));
  EXPECT_TRUE(may_be_same("Иванова А.", "Иванова А. П."));
  EXPECT_TRUE(may_be_same("Смит Дж.", "Смит Джон"));
  EXPECT_TRUE(may_be_same("Иванова Анна П.", "Иванова А. П."));
}

TEST(PersonName, DifferentPeopleAreNotTheSame) {
  EXPECT_FALSE(may_be_same("Иванова Анна Петровна", "Иванова Анна Павловна"));
  EXPECT_FALSE(may_be_same("Иванова А. П.", "Иванова П. А."));
  EXPECT_FALSE(may_be_same("Иванова А. П.", "Иванова Ольга Петровна"));
  EXPECT_FALSE(may_be_same("Иванова А. П.", "Петрова Анна Петровна"));
  EXPECT_FALSE(may_be_same("Иванова", "Иванова А. П."));
  EXPECT_FALSE(may_be_same("Иванова Анна П.", "Иванова Алла П."));
  EXPECT_FALSE(may_be_same("Иванова Анна", "Иванова Анна Петровна"));
}

TEST(PersonName, InitialsInAnotherOrderAreAnotherKey) {
  EXPECT_NE(person_key(parse_person_name("Иванова А. П.")), person_key(parse_person_name("Иванова П. А.")));
  EXPECT_EQ(person_key(parse_person_name("А.П.Иванова")), person_key(parse_person_name("иванова а п")));
}

rc::Gen<std::string> family_name() {
  return rc::gen::element<std::string>("Иванова", "Ёлкин", "Петрова-Водкина", "Мицкевич", "Ли", "Чёрный",
                                       "Бабич");
}
rc::Gen<std::string> given_name() {
  return rc::gen::element<std::string>("Анна", "Пётр", "Алёна", "Ян", "Джон", "Фёкла");
}
rc::Gen<std::string> patronymic() {
  return rc::gen::element<std::string>("Петровна", "Ильич", "Фоминична", "Алексеевич", "Гасан оглы",
                                       "Саввична");
}

RC_GTEST_PROP(PersonName, OrderOfWordsDoesNotMatter, ()) {
  const std::string f = *family_name();
  const std::string g = *given_name();
  const std::string p = *patronymic();
  const PersonName a = parse_person_name(f + ' ' + g + ' ' + p);
  const PersonName b = parse_person_name(g + ' ' + p + "  " + f);
  RC_ASSERT(a == b);
  RC_ASSERT(a.family == f && a.given == g && a.patronymic == p);
  RC_ASSERT(person_key(a) == person_key(b));
  RC_ASSERT(may_be_same_person(a, parse_person_name(a.brief())));
  RC_ASSERT(parse_person_name(a.formal()) == a);
  const PersonName two = parse_person_name(f + ' ' + g);
  const PersonName owt = parse_person_name(g + ' ' + f);
  RC_ASSERT(person_key(two) == person_key(owt));
}

RC_GTEST_PROP(PersonName, AnyBytesGiveAName, (const std::string& bytes)) {
  const PersonName name = parse_person_name(bytes);
  RC_ASSERT(person_key(name) == person_key(parse_person_name(normalise_text(bytes))));
  RC_ASSERT(may_be_same_person(name, name));
  static_cast<void>(name.brief());
}

}  // namespace
}  // namespace elzhur::journal

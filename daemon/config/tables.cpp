// The keys of elzhurd.yaml, as the contract names them.
#include <algorithm>
#include <array>

#include "daemon/config/schema.hpp"

namespace elzhur::config {

namespace {

using Words = std::string_view;

constexpr std::int64_t k_day = 86'400;

constexpr std::array<Words, 2> k_modes{"observe", "working"};
constexpr std::array<Words, 3> k_source_kinds{"directory", "elzhur_api", "elzhur_report"};
constexpr std::array<Words, 2> k_homework_dates{"assigned", "due"};
constexpr std::array<Words, 2> k_report_modes{"excel", "print"};
constexpr std::array<Words, 13> k_rule_kinds{
    "topic",      "homework",          "lesson_marks",  "attendance",   "written_marks",
    "term_marks", "mark_accumulation", "plan_progress", "substitution", "edit_window",
    "inactivity", "meeting",           "appeal_due"};
constexpr std::array<Words, 6> k_due_from{"lesson_start",   "lesson_end",  "lesson_day",
                                          "school_day_end", "next_lesson", "term_end"};
constexpr std::array<Words, 3> k_severities{"info", "warning", "critical"};
constexpr std::array<Words, 2> k_placeholders{"filled", "empty"};
constexpr std::array<Words, 7> k_roles{"administrator", "director",           "deputy", "responsible",
                                       "member",        "site_administrator", "teacher"};
constexpr std::array<Words, 2> k_names{"confirmed", "all"};
constexpr std::array<Words, 3> k_transports{"smtp", "maildir", "none"};
constexpr std::array<Words, 3> k_tls{"starttls", "implicit", "none"};
constexpr std::array<Words, 2> k_teacher_labels{"ids", "off"};
constexpr std::array<Words, 5> k_absence_reasons{"absent", "leave", "trip", "training", "event"};

constexpr std::array k_school{
    Key{"name", Type::text, true, {}, "Название школы, как оно стоит в письмах."},
    Key{"timezone",
        Type::text,
        true,
        {},
        "Часовой пояс школы: Europe/Moscow, Europe/Simferopol, Asia/Yekaterinburg."},
    Key{"watch_from",
        Type::date,
        false,
        {},
        "С какого дня смотрим уроки. Что пусто раньше — исходное состояние, без замечаний. Без ключа: день "
        "первой "
        "принятой выгрузки."},
};
constexpr Table k_school_table{"school", k_school};

constexpr std::array k_retention{
    Key{"findings", Type::keep, false, "2 school_years", "Сколько хранить вопросы и их историю."},
    Key{"evidence", Type::keep, false, "30d",
        "Сколько хранить прочитанные документы, на которых ничего не держится."},
    Key{"access_log", Type::keep, false, "1 school_year", "Сколько хранить журнал просмотров и выгрузок."},
};
constexpr Table k_retention_table{"store.retention", k_retention};

constexpr std::array k_backup{
    Key{"to", Type::path, true, {}, "Папка резервных копий."},
    Key{"at", Type::clock, false, "03:30", "Время копии по часам школы."},
    Key{"keep", Type::integer, false, "14", "Сколько копий хранить.", {}, 1, 1000},
};
constexpr Table k_backup_table{"store.backup", k_backup};

constexpr std::array k_store{
    Key{"path", Type::path, false, "/var/lib/elzhurd/elzhurd.db", "Файл базы данных."},
    Key{"evidence", Type::path, false, "/var/lib/elzhurd/evidence", "Папка прочитанных документов."},
    Key{"retention", Type::map, false, {}, "Сроки хранения.", {}, 0, 0, &k_retention_table},
    Key{"backup",
        Type::map,
        false,
        {},
        "Резервные копии. Без ключа: не делаются.",
        {},
        0,
        0,
        &k_backup_table},
};
constexpr Table k_store_table{"store", k_store};

constexpr Key k_source_id{"id", Type::id, true, {}, "Имя источника: латинские буквы, цифры, дефис."};
constexpr Key k_source_kind{"kind", Type::choice, true, {}, "Вид источника.", k_source_kinds};
constexpr Key k_every(Words fallback) {
  return {"every", Type::duration, false, fallback, "Как часто читать: 30s, 15m, 2h.", {}, 10, 7 * k_day};
}

constexpr std::array k_directory{
    k_source_id,
    k_source_kind,
    Key{"path", Type::path, true, {}, "Папка, в которую кладут выгрузки."},
    Key{"move", Type::flag, false, "true",
        "Переносить прочитанное в done/, а непринятое в refused/; false: оставлять на месте."},
    k_every("1m"),
};
constexpr Table k_directory_table{"source of kind directory", k_directory};

constexpr std::array k_api{
    k_source_id,
    k_source_kind,
    Key{"base_url", Type::url, true, {}, "Адрес API вашей школы."},
    Key{"vendor", Type::id, true, {}, "Имя школы в API."},
    Key{"devkey", Type::secret, true, {}, "Ключ разработчика."},
    Key{"login", Type::secret, false, {}, "Имя входа (расширенный доступ школы)."},
    Key{"password", Type::secret, false, {}, "Пароль к нему."},
    Key{"token", Type::secret, false, {}, "Личный ключ доступа вместо имени и пароля."},
    Key{"homework_date", Type::choice, false, {}, "Что значит дата домашнего задания.", k_homework_dates},
    Key{"pupils", Type::pairs, false, {}, "Чей дневник показывает темы: «класс/группа»: номер ученика."},
    Key{"requests_per_minute", Type::integer, false, "60", "Не больше запросов в минуту.", {}, 1, 60000},
    Key{"requests_per_day", Type::integer, false, "20000", "Не больше запросов в день.", {}, 1, 1'000'000},
    Key{"ca_file", Type::path, false, {}, "Свой файл сертификатов. Без ключа: системные."},
    k_every("30m"),
};
constexpr Table k_api_table{"source of kind elzhur_api", k_api};

constexpr std::array k_report{
    k_source_id,
    k_source_kind,
    Key{"base_url", Type::url, true, {}, "Адрес сайта журнала."},
    Key{"username", Type::secret, true, {}, "Имя входа на сайт."},
    Key{"password", Type::secret, true, {}, "Пароль к нему."},
    Key{"path", Type::text, true, {}, "Путь отчёта на сайте, начинается с «/»."},
    Key{"mode", Type::choice, false, "excel", "Вид отчёта.", k_report_modes},
    Key{"ca_file", Type::path, false, {}, "Свой файл сертификатов. Без ключа: системные."},
    k_every("1h"),
};
constexpr Table k_report_table{"source of kind elzhur_report", k_report};

constexpr std::array k_calendar{
    Key{"files", Type::paths, false, {}, "Файлы календарей: рабочие дни, четверти, звонки."},
};
constexpr Table k_calendar_table{"calendar", k_calendar};

constexpr std::array k_staff_ref{
    Key{"file", Type::path, true, {}, "Файл сотрудников."},
};
constexpr Table k_staff_ref_table{"staff", k_staff_ref};

constexpr std::array k_fields{
    Key{"declared_none", Type::texts, false, "без задания|не задано|нет",
        "Тексты, которые значат «задания нет»: считаются заполненными."},
};
constexpr Table k_fields_table{"fields", k_fields};

constexpr std::array k_due{
    Key{"from", Type::choice, true, {}, "От чего считать.", k_due_from},
    Key{"plus",
        Type::span,
        false,
        {},
        "Сколько прибавить: 2h, 3d, 2 working_days, -3 school_days, 1 lesson."},
    Key{"at", Type::clock, false, {}, "К какому времени в получившийся день."},
};
constexpr Table k_due_table{"due", k_due};

constexpr std::array k_applies{
    Key{"grades", Type::grades, false, {}, "Параллели: 5, 1-11 или список."},
    Key{"classes", Type::texts, false, {}, "Только эти классы."},
    Key{"classes_except", Type::texts, false, {}, "Кроме этих классов."},
    Key{"subjects", Type::texts, false, {}, "Только эти предметы."},
    Key{"subjects_except", Type::texts, false, {}, "Кроме этих предметов."},
};
constexpr Table k_applies_table{"applies", k_applies};

constexpr std::array k_rule{
    Key{"id", Type::id, true, {}, "Имя правила: латинские буквы, цифры, дефис."},
    Key{"kind", Type::choice, true, {}, "Что проверяется.", k_rule_kinds},
    Key{"due", Type::map, true, {}, "Срок записи.", {}, 0, 0, &k_due_table},
    Key{"basis", Type::text, false, {}, "Пункт положения. Без него правило только наблюдает."},
    Key{"severity", Type::choice, false, "warning", "Важность.", k_severities},
    Key{"placeholder", Type::choice, false, "filled", "Чем считать текст из одних знаков: «.», «-».",
        k_placeholders},
    Key{"applies",
        Type::map,
        false,
        {},
        "К каким урокам относится. Без ключа: ко всем.",
        {},
        0,
        0,
        &k_applies_table},
    Key{"grace", Type::span, false, "0s", "Сколько ждать, прежде чем сообщать кому-то кроме администратора."},
    Key{"valid_from", Type::date, false, {}, "С какого дня действует."},
    Key{"valid_until", Type::date, false, {}, "По какой день действует."},
};
constexpr Table k_rule_table{"rule", k_rule};

constexpr std::array k_digest{
    Key{"at", Type::clock, true, {}, "Время письма по часам школы."},
    Key{"on", Type::days, false, "working_days", "working_days, daily, monday … sunday или список дней."},
};
constexpr Table k_digest_table{"digest", k_digest};

constexpr std::array k_escalate{
    Key{"after", Type::span, false, {}, "Сколько вопрос остаётся открытым: 3 working_days."},
    Key{"or_open_lessons_per_teacher",
        Type::integer,
        false,
        {},
        "Или сколько уроков открыто у одного учителя.",
        {},
        1,
        10'000},
};
constexpr Table k_escalate_table{"escalate", k_escalate};

constexpr std::array k_recipient{
    Key{"id", Type::id, true, {}, "Имя получателя: латинские буквы, цифры, дефис."},
    Key{"role", Type::choice, true, {}, "Роль.", k_roles},
    Key{"email", Type::address, true, {}, "Адрес."},
    Key{"name", Type::text, false, {}, "Имя и отчество для приветствия."},
    Key{"names", Type::choice, false, "confirmed", "Чьи имена видит: подтверждённых замечаний или все.",
        k_names},
    Key{"escalate", Type::map, false, {}, "Когда выносить на решение.", {}, 0, 0, &k_escalate_table},
    Key{"digest",
        Type::map,
        false,
        {},
        "Когда писать. Без ключа: после каждого прохода, если есть что.",
        {},
        0,
        0,
        &k_digest_table},
};
constexpr Table k_recipient_table{"recipient", k_recipient};

constexpr std::array k_smtp{
    Key{"host", Type::host, true, {}, "Почтовый сервер."},
    Key{"port",
        Type::integer,
        false,
        {},
        "Порт. Без ключа: 587 (starttls), 465 (implicit), 25 (none).",
        {},
        1,
        65'535},
    Key{"tls", Type::choice, false, "starttls", "Шифрование; none только на этой же машине.", k_tls},
    Key{"username", Type::text, false, {}, "Имя входа."},
    Key{"password", Type::secret, false, {}, "Пароль к нему."},
    Key{"ca_file", Type::path, false, {}, "Свой корневой сертификат вместо системных."},
};
constexpr Table k_smtp_table{"mail.smtp", k_smtp};

constexpr std::array k_mail{
    Key{"transport", Type::choice, false, "maildir",
        "smtp: отправлять; maildir: складывать в папку; none: не писать.", k_transports},
    Key{"from", Type::mailbox, false, "ЭлЖур-монитор <elzhurd@localhost>", "От кого письма."},
    Key{"smtp", Type::map, false, {}, "Почтовый сервер.", {}, 0, 0, &k_smtp_table},
    Key{"maildir", Type::path, false, "/var/lib/elzhurd/maildir", "Папка писем."},
};
constexpr Table k_mail_table{"mail", k_mail};

constexpr std::array k_web_tls{
    Key{"certificate_file", Type::path, false, {}, "Сертификат (PEM)."},
    Key{"key_file", Type::path, false, {}, "Ключ к нему (PEM)."},
};
constexpr Table k_web_tls_table{"web.tls", k_web_tls};

constexpr std::array k_web{
    Key{"listen", Type::listen, false, "127.0.0.1:9841", "Адрес и порт страницы."},
    Key{"socket", Type::path, false, "/run/elzhurd/elzhurd.sock", "Сокет для elzhurctl."},
    Key{"public_url", Type::url, false, {}, "Адрес страницы в письмах. Без ключа: письма без ссылок."},
    Key{"tls", Type::map, false, {}, "Шифрование страницы.", {}, 0, 0, &k_web_tls_table},
    Key{"users_file", Type::path, false, {}, "Файл пользователей страницы."},
    Key{"trusted_proxies",
        Type::texts,
        false,
        {},
        "Обратные прокси (адреса или сети), чьему X-Forwarded-For верить."},
};
constexpr Table k_web_table{"web", k_web};

constexpr std::array k_metrics{
    Key{"teachers", Type::choice, false, "ids",
        "Показатели по учителям: номера или без них; имён нет никогда.", k_teacher_labels},
};
constexpr Table k_metrics_table{"metrics", k_metrics};

constexpr std::array k_main{
    Key{"mode", Type::choice, false, "observe",
        "observe: письма получает только администратор; working: все.", k_modes},
    Key{"school", Type::map, true, {}, "Школа.", {}, 0, 0, &k_school_table},
    Key{"store", Type::map, false, {}, "Где хранить.", {}, 0, 0, &k_store_table},
    Key{"sources", Type::any, true, {}, "Откуда читать журнал."},
    Key{"calendar", Type::map, false, {}, "Календари.", {}, 0, 0, &k_calendar_table},
    Key{"staff", Type::map, false, {}, "Сотрудники.", {}, 0, 0, &k_staff_ref_table},
    Key{"fields", Type::map, false, {}, "Поля уроков.", {}, 0, 0, &k_fields_table},
    Key{"rules", Type::maps, true, {}, "Правила.", {}, 1, 200, &k_rule_table},
    Key{"recipients", Type::maps, true, {}, "Кому писать.", {}, 1, 200, &k_recipient_table},
    Key{"mail", Type::map, false, {}, "Почта.", {}, 0, 0, &k_mail_table},
    Key{"web", Type::map, false, {}, "Страница.", {}, 0, 0, &k_web_table},
    Key{"metrics", Type::map, false, {}, "Показатели.", {}, 0, 0, &k_metrics_table},
};
constexpr Table k_main_table{"the configuration", k_main};

constexpr std::array k_absence{
    Key{"from", Type::date, true, {}, "Первый день."},
    Key{"to", Type::date, true, {}, "Последний день."},
    Key{"reason", Type::choice, false, "absent", "Причина; болезнь здесь не называют.", k_absence_reasons},
};
constexpr Table k_absence_table{"absence", k_absence};

constexpr std::array k_person{
    Key{"name", Type::text, true, {}, "Фамилия, имя, отчество."},
    Key{"spellings", Type::texts, false, {}, "Как ещё источники пишут этого человека и только его."},
    Key{"post", Type::text, false, {}, "Должность."},
    Key{"email", Type::address, false, {}, "Адрес."},
    Key{"absences", Type::maps, false, {}, "Отсутствия.", {}, 0, 200, &k_absence_table},
};
constexpr Table k_person_table{"person", k_person};

constexpr std::array k_staff{
    Key{"people", Type::maps, true, {}, "Сотрудники.", {}, 0, 2000, &k_person_table},
};
constexpr Table k_staff_table{"the staff file", k_staff};

bool is_secret_key(const Key& key, std::string_view name) {
  return key.type == Type::secret && name.starts_with(key.name) &&
         (name.substr(key.name.size()) == "_file" || name.substr(key.name.size()) == "_credential");
}

}  // namespace

const Key* Table::find(std::string_view key_name) const {
  const auto found = std::find_if(keys.begin(), keys.end(), [key_name](const Key& key) {
    return key.type == Type::secret ? is_secret_key(key, key_name) : key.name == key_name;
  });
  return found == keys.end() ? nullptr : &*found;
}

const Table& main_table() { return k_main_table; }
const Table& staff_table() { return k_staff_table; }

const Table* source_table(std::string_view kind) {
  if (kind == "directory") return &k_directory_table;
  if (kind == "elzhur_api") return &k_api_table;
  if (kind == "elzhur_report") return &k_report_table;
  return nullptr;
}

std::span<const std::string_view> source_kinds() { return k_source_kinds; }
std::span<const std::string_view> rule_kinds() { return k_rule_kinds; }

}  // namespace elzhur::config

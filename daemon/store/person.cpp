#include "daemon/store/person.hpp"

#include <array>

#include <fmt/format.h>

#include "journal/names.hpp"
#include "journal/utf8.hpp"

namespace elzhur::store {
namespace {

struct Question {
  std::string_view name;
  std::string_view sql;
};

// ?1: the number of the person. Lists of owners and teachers are numbers with commas.
constexpr std::array<Question, 12> k_questions{{
    {"person", "SELECT printf('T%03d', id) AS id, name FROM person WHERE id = ?1"},
    {"corrections",
     "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch') AS at, what, before, after, author, reason, "
     "act_id AS act FROM correction WHERE person_id = ?1 ORDER BY id"},
    {"spellings", "SELECT spelling FROM person_spelling WHERE person_id = ?1 ORDER BY 1"},
    {"lessons",
     "SELECT s.class_name AS class, s.grp AS grp, s.subject AS subject, "
     "date(((l.id >> 8) & 65535) * 86400, 'unixepoch') AS date, l.id & 255 AS ordinal, l.number AS number, "
     "instr(',' || l.substitutes || ',', ',' || ?1 || ',') > 0 AS substituted "
     "FROM lesson l JOIN scope s ON s.id = l.id >> 24 WHERE instr(',' || l.teachers || ',', ',' || ?1 || "
     "',') > 0 "
     "OR instr(',' || l.substitutes || ',', ',' || ?1 || ',') > 0 ORDER BY 4, 1, 2, 3, 5"},
    {"findings",
     "SELECT printf('F-%04d-%06d', f.year, f.number) AS id, r.name AS rule, s.class_name AS class, s.grp AS "
     "grp, "
     "s.subject AS subject, date(((f.lesson_id >> 8) & 65535) * 86400, 'unixepoch') AS date, f.state AS "
     "state, "
     "strftime('%Y-%m-%dT%H:%M:%SZ', f.due_at, 'unixepoch') AS due_at, "
     "strftime('%Y-%m-%dT%H:%M:%SZ', f.opened_at, 'unixepoch') AS opened_at, "
     "strftime('%Y-%m-%dT%H:%M:%SZ', f.closed_at, 'unixepoch') AS closed_at, f.confirmed_by AS confirmed_by, "
     "f.reason AS reason FROM finding f JOIN rule r ON r.id = f.rule_id JOIN scope s ON s.id = f.lesson_id "
     ">> 24 "
     "WHERE instr(',' || f.owners || ',', ',' || ?1 || ',') > 0 ORDER BY f.id"},
    {"finding_history",
     "SELECT printf('F-%04d-%06d', f.year, f.number) AS finding, h.version AS version, "
     "strftime('%Y-%m-%dT%H:%M:%SZ', h.at, 'unixepoch') AS at, h.state_before AS state_before, h.state AS "
     "state, "
     "h.person AS person, h.reason AS reason FROM finding_history h JOIN finding f ON f.id = h.finding_id "
     "WHERE instr(',' || f.owners || ',', ',' || ?1 || ',') > 0 ORDER BY f.id, h.version"},
    {"tellings",
     "SELECT printf('F-%04d-%06d', f.year, f.number) AS finding, t.recipient AS recipient, t.stage AS stage, "
     "m.message_id AS message_id, strftime('%Y-%m-%dT%H:%M:%SZ', t.told_at, 'unixepoch') AS told_at "
     "FROM telling t JOIN finding f ON f.id = t.finding_id JOIN message m ON m.id = t.message_id "
     "WHERE instr(',' || f.owners || ',', ',' || ?1 || ',') > 0 ORDER BY f.id, t.told_at"},
    {"excuses",
     "SELECT date(first_day * 86400, 'unixepoch') AS first_day, date(last_day * 86400, 'unixepoch') AS "
     "last_day, "
     "reason, author, strftime('%Y-%m-%dT%H:%M:%SZ', added_at, 'unixepoch') AS added_at FROM excuse "
     "WHERE kind = 0 AND person_id = ?1 ORDER BY id"},
    {"silences",
     "SELECT s.rule AS rule, s.class_name AS class, printf('F-%04d-%06d', f.year, f.number) AS finding, "
     "strftime('%Y-%m-%dT%H:%M:%SZ', s.until_at, 'unixepoch') AS until, s.reason AS reason, s.author AS "
     "author, "
     "strftime('%Y-%m-%dT%H:%M:%SZ', s.added_at, 'unixepoch') AS added_at, "
     "strftime('%Y-%m-%dT%H:%M:%SZ', s.ended_at, 'unixepoch') AS ended_at, s.ended_by AS ended_by "
     "FROM silence s LEFT JOIN finding f ON f.id = s.finding_id WHERE s.person_id = ?1 "
     "OR instr(',' || f.owners || ',', ',' || ?1 || ',') > 0 ORDER BY s.id"},
    {"appeals",
     "SELECT a.year AS year, a.number AS number, strftime('%Y-%m-%dT%H:%M:%SZ', a.received_at, 'unixepoch') "
     "AS "
     "received_at, a.applicant AS applicant, a.subject AS subject, a.content AS content, a.result AS result, "
     "a.state AS state FROM appeal a WHERE a.applicant IN (SELECT name FROM person WHERE id = ?1 UNION "
     "SELECT spelling FROM person_spelling WHERE person_id = ?1) OR EXISTS(SELECT 1 FROM appeal_finding l "
     "JOIN finding f ON f.id = l.finding_id WHERE l.appeal_id = a.id "
     "AND instr(',' || f.owners || ',', ',' || ?1 || ',') > 0) ORDER BY a.id"},
    {"messages",
     "SELECT DISTINCT m.recipient AS recipient, m.kind AS kind, m.message_id AS message_id, m.subject AS "
     "subject, "
     "strftime('%Y-%m-%dT%H:%M:%SZ', m.queued_at, 'unixepoch') AS queued_at FROM message m "
     "JOIN message_body b ON b.message_id = m.id JOIN person p ON p.id = ?1 "
     "WHERE m.id IN (SELECT t.message_id FROM telling t JOIN finding f ON f.id = t.finding_id "
     "WHERE instr(',' || f.owners || ',', ',' || ?1 || ',') > 0) ORDER BY m.id"},
    {"access_log",
     "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch') AS at, person, what FROM access_log "
     "WHERE instr(what, printf('T%03d', ?1)) > 0 ORDER BY id"},
}};

PersonTable read_table(Connection& connection, const Question& question, journal::PersonId person) {
  PersonTable table{question.name};
  Statement statement(connection, question.sql);
  Use use = statement.use(person);
  const int columns = sqlite3_column_count(statement.raw());
  for (int i = 0; i < columns; ++i) table.columns.emplace_back(sqlite3_column_name(statement.raw(), i));
  while (use.step()) {
    std::vector<PersonValue>& row = table.rows.emplace_back();
    for (int i = 0; i < columns; ++i) {
      if (use.is_null(i)) {
        row.emplace_back();
      } else if (sqlite3_column_type(statement.raw(), i) == SQLITE_INTEGER) {
        row.emplace_back(use.integer(i));
      } else {
        row.emplace_back(use.string(i));
      }
    }
  }
  return table;
}

}  // namespace

std::optional<std::vector<PersonTable>> read_person(Connection& connection, journal::PersonId person) {
  connection.execute("BEGIN");
  std::vector<PersonTable> tables;
  for (const Question& question : k_questions) tables.push_back(read_table(connection, question, person));
  connection.execute("COMMIT");
  if (tables.front().rows.empty()) return std::nullopt;
  return tables;
}

namespace {

using journal::ErrorKind;
using journal::failure;

journal::Result<void> check_text(std::string_view name, const std::string& text, bool is_required) {
  if (is_required && journal::normalise_text(text).empty())
    return failure(ErrorKind::bad_input, fmt::format("{}: не заполнено", name));
  if (text.size() > k_person_text_bytes_max)
    return failure(ErrorKind::bad_input, fmt::format("{}: текст слишком длинный", name));
  const bool is_line = journal::is_valid_utf8(text) && text.find_first_of("\r\n") == std::string::npos;
  if (!is_line) return failure(ErrorKind::bad_input, fmt::format("{}: нужна одна строка в UTF-8", name));
  return {};
}

journal::Result<void> check_correction(const Correction& correction) {
  if (!correction.name && !correction.post)
    return failure(ErrorKind::bad_input, "укажите, что исправить: имя или должность");
  for (const auto& checked : {check_text("имя", correction.name.value_or("-"), true),
                              check_text("должность", correction.post.value_or(""), false),
                              check_text("кто исправляет", correction.author, true),
                              check_text("причина", correction.reason, true)}) {
    if (!checked) return checked;
  }
  return {};
}

/// Another person under that name, whose lessons would become this one's or the other way round.
bool is_taken(Connection& connection, journal::PersonId person, const std::string& name) {
  const std::string key = journal::person_key(journal::parse_person_name(name));
  Statement others(connection, "SELECT id, name FROM person WHERE id <> ?1");
  for (Use use = others.use(person); use.step();) {
    if (journal::person_key(journal::parse_person_name(use.text(1))) == key) return true;
  }
  Statement spellings(connection, "SELECT spelling FROM person_spelling WHERE person_id <> ?1");
  for (Use use = spellings.use(person); use.step();) {
    if (journal::fold(use.text(0)) == journal::fold(name)) return true;
  }
  return false;
}

struct Change {
  const char* what;
  std::string before;
  std::string after;
};

void note(Connection& connection, const Correction& correction, const Change& change, journal::Instant now) {
  // Of the act itself no name: the person's export has the correction.
  Statement(connection, "INSERT INTO act(at, what, rule, n, first_at, last_at) VALUES(?1, ?2, ?3, 1, ?1, ?1)")
      .run(now, "person_" + std::string(change.what),
           fmt::format("{}: {} ({})", journal::person_code(correction.person), correction.reason,
                       correction.author));
  Statement(connection,
            "INSERT INTO correction(act_id, at, person_id, what, before, after, author, reason) "
            "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
      .run(connection.last_rowid(), now, correction.person, change.what, change.before, change.after,
           correction.author, correction.reason);
}

std::optional<std::string> text_of(Connection& connection, const char* sql, journal::PersonId person) {
  Statement read(connection, sql);
  Use use = read.use(person);
  return use.step() ? std::optional(use.string(0)) : std::nullopt;
}

}  // namespace

journal::Result<void> correct_person(Connection& connection, const Correction& correction,
                                     journal::Instant now) {
  if (auto checked = check_correction(correction); !checked) return checked;
  try {
    SqlTransaction transaction(connection);
    const auto name = text_of(connection, "SELECT name FROM person WHERE id = ?1", correction.person);
    if (!name) return failure(ErrorKind::bad_input, "такого человека нет");
    const std::string post =
        text_of(
            connection,
            "SELECT after FROM correction WHERE person_id = ?1 AND what = 'post' ORDER BY id DESC LIMIT 1",
            correction.person)
            .value_or("");
    std::vector<Change> changes;
    if (correction.name) {
      const std::string corrected = journal::normalise_text(*correction.name);
      if (corrected != *name) changes.push_back({"name", *name, corrected});
    }
    if (correction.post) {
      const std::string corrected = journal::normalise_text(*correction.post);
      if (corrected != post) changes.push_back({"post", post, corrected});
    }
    if (changes.empty()) return failure(ErrorKind::bad_input, "так уже записано: исправлять нечего");
    if (correction.name && is_taken(connection, correction.person, *correction.name)) {
      return failure(
          ErrorKind::bad_input,
          "так уже зовут другого человека: если это одно лицо, сопоставьте имена на странице «Имена»");
    }
    for (const Change& change : changes) {
      note(connection, correction, change, now);
      if (std::string_view(change.what) != "name") continue;
      Statement(connection, "UPDATE person SET name = ?2 WHERE id = ?1").run(correction.person, change.after);
      Statement(connection,
                "INSERT INTO person_spelling(spelling, person_id) VALUES(?1, ?2) "
                "ON CONFLICT(spelling) DO UPDATE SET person_id = ?2")
          .run(change.before, correction.person);
    }
    transaction.commit();
    return {};
  } catch (const rules::StoreFailure& error) {
    return failure(ErrorKind::storage, error.what());
  }
}

}  // namespace elzhur::store

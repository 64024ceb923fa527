#!/usr/bin/python3
"""Makes the dashboards of this folder. Usage: generate.py [--check]

--check changes nothing and fails when a file is not as it would be made.
"""

import json
import pathlib
import sys

from panels import GOOD_WHEN_ZERO, bars, dashboard, lines, query, row, stat, steps, table

FOLDER = pathlib.Path(__file__).resolve().parent / "dashboards"

HELD = "on_time|late|unproven|unfilled"
FILLED = "on_time|late|unproven"
ESTABLISHED = "on_time|late|unfilled"
OPEN = "open|acknowledged|confirmed|disputed"


def share(metric, by, part, whole):
    """What part of `whole` is `part`; nothing where there is nothing to count from."""
    return (f'sum{by} ({metric}{{SEL, status=~"{part}"}}) / '
            f'(sum{by} ({metric}{{SEL, status=~"{whole}"}}) > 0)')


def recent(status, by=""):
    return f'sum{by} (elzhur_recent_lessons{{SEL, status=~"{status}"}})'


def findings(state, by=""):
    return f'sum{by} (elzhur_findings{{SEL, state=~"{state}"}})'


def director():
    fresh = steps((None, "green"), (900, "orange"), (3600, "red"))
    return dashboard("elzhur-director", "ЭлЖур: директору",
                     "Как заполняется журнал: доли с тем, от чего они посчитаны. Имён и сравнения учителей здесь нет.", [
        row("Последние 28 дней"),
        stat("Заполнено", "Доля заполненных уроков среди тех, срок которых прошёл; уважительные причины и уроки, о "
             "которых нет данных, не считаются.", "percentunit",
             share("elzhur_recent_lessons", "", FILLED, HELD), decimals=1),
        stat("Из стольких уроков", "Знаменатель доли «Заполнено»: уроки за 28 дней, срок которых прошёл.", "short",
             recent(HELD)),
        stat("В срок", "Доля уроков, заполненных в срок, среди тех, о которых это доказано. Уроки, у которых срок не "
             "установлен, не входят ни в числитель, ни в знаменатель.", "percentunit",
             share("elzhur_recent_lessons", "", "on_time", ESTABLISHED), decimals=1),
        stat("Доказано о стольких", "Знаменатель доли «В срок»: уроки, о которых доказано, были ли они заполнены в "
             "срок.", "short", recent(ESTABLISHED)),
        stat("Срок не установлен", "Заполнены, но доказать, когда, нельзя: никому не в вину.", "short",
             recent("unproven")),
        stat("Не заполнено", "Уроки, в которых после срока видели пустое поле.", "short", recent("unfilled")),
        lines("Доли день за днём", "Заполнено и в срок за 28 дней, какими они были в каждый момент.", "percentunit",
              query(share("elzhur_recent_lessons", "", FILLED, HELD), "заполнено"),
              query(share("elzhur_recent_lessons", "", "on_time", ESTABLISHED), "в срок, из доказанного"), decimals=1),
        lines("Уроки за 28 дней", "Каждый урок один раз, по худшей из своих записей.", "short",
              query(recent("on_time"), "в срок"), query(recent("late"), "позже срока"),
              query(recent("unproven"), "срок не установлен"), query(recent("unfilled"), "не заполнено"),
              query(recent("excused"), "учтена причина"), query(recent("unknown"), "нет данных"), stacked=True),
        row("По правилам и классам"),
        table("По правилам", "Записи по каждому правилу с начала наблюдения: заполнено из стольких, в срок из "
              "стольких.", "rule", "Правило", [
                  ("Заполнено", "percentunit", share("elzhur_duties", " by (rule)", FILLED, HELD)),
                  ("из", "short", f'sum by (rule) (elzhur_duties{{SEL, status=~"{HELD}"}})'),
                  ("В срок", "percentunit", share("elzhur_duties", " by (rule)", "on_time", ESTABLISHED)),
                  ("из доказанных", "short", f'sum by (rule) (elzhur_duties{{SEL, status=~"{ESTABLISHED}"}})')]),
        table("По классам", "Уроки за 28 дней: заполнено из стольких, в срок из стольких. По алфавиту, это не "
              "соревнование.", "class", "Класс", [
                  ("Заполнено", "percentunit", share("elzhur_class_lessons", " by (class)", FILLED, HELD)),
                  ("из", "short", f'sum by (class) (elzhur_class_lessons{{SEL, status=~"{HELD}"}})'),
                  ("В срок", "percentunit", share("elzhur_class_lessons", " by (class)", "on_time", ESTABLISHED)),
                  ("из доказанных", "short",
                   f'sum by (class) (elzhur_class_lessons{{SEL, status=~"{ESTABLISHED}"}})')]),
        row("Что ждёт решения"),
        stat("Подтверждено человеком", "Вопросы, которые проверил и подтвердил человек: о них Вам пишут по имени.",
             "short", findings("confirmed"), 6, thresholds=GOOD_WHEN_ZERO),
        stat("Оспаривается", "Вопросы, о которых спорят; до решения в отчёты не входят.", "short",
             findings("disputed"), 6, thresholds=GOOD_WHEN_ZERO),
        stat("Обращения без ответа", "Записи журнала обращений, принятые и переданные исполнителю.", "short",
             'sum(elzhur_appeals{SEL, state=~"received|assigned"})', 6, thresholds=GOOD_WHEN_ZERO),
        stat("Числа сняты", "Сколько прошло с последнего прохода: все числа — на тот момент.", "s",
             "time() - max(elzhur_last_cycle_timestamp_seconds{SEL})", 6, thresholds=fresh),
        lines("Вопросы: открыто и закрыто за сутки", "Сколько вопросов возникло и сколько закрылось, потому что запись "
              "появилась.", "short",
              query("sum(increase(elzhur_findings_opened_total{SEL}[1d]))", "возникло"),
              query("sum(increase(elzhur_findings_resolved_total{SEL}[1d]))", "заполнено")),
        bars("Обращения по видам", "Все записи журнала обращений.", "short", "sum by (kind) (elzhur_appeals{SEL})",
             "{{kind}}"),
    ], "now-30d")


def administrator():
    age = steps((None, "green"), (3 * 86400, "orange"), (14 * 86400, "red"))
    per_teacher = "max by (teacher) ({}{{SEL}})"
    return dashboard("elzhur-administrator", "ЭлЖур: администратору",
                     "Что ждёт проверки и как читаются источники. Учителя — по номерам; имена только на странице.", [
        row("Вопросы"),
        stat("Ждёт проверки", "Вопросы, которых ещё никто не смотрел.", "short", findings("open"),
             thresholds=GOOD_WHEN_ZERO),
        stat("Принято в работу", "Вопросы, за которые взялся человек.", "short", findings("acknowledged")),
        stat("Подтверждено", "Замечания, которые подтвердил человек.", "short", findings("confirmed")),
        stat("Оспаривается", "Решить в срок ответа на обращение.", "short", findings("disputed")),
        stat("Нет данных", "Вопросы об уроках, которых больше нет в выгрузках.", "short", findings("unknown")),
        stat("Исходное состояние", "Пропуски до начала наблюдения: один список, замечаний по нему нет.", "short",
             'sum(elzhur_duties{SEL, status="backlog"})'),
        table("По правилам", "Открытые вопросы по правилам и возраст самого старого после его срока.", "rule",
              "Правило", [
                  ("Ждёт проверки", "short", findings("open", " by (rule)")),
                  ("Всего открыто", "short", findings(OPEN, " by (rule)")),
                  ("Срок не установлен", "short", 'sum by (rule) (elzhur_duties{SEL, status="unproven"})'),
                  ("Ближайшие сроки", "short", 'sum by (rule) (elzhur_duties{SEL, status="pending"})')]),
        lines("Открытые вопросы", "Сколько вопросов открыто, по правилам.", "short",
              query(findings(OPEN, " by (rule)"), "{{rule}}"), height=10, stacked=True),
        bars("Возраст старейшего вопроса", "Сколько прошло после срока самого старого открытого вопроса. Правила без "
             "открытых вопросов — ноль.", "s",
             "time() - max by (rule) (elzhur_findings_oldest_due_timestamp_seconds{SEL} > 0) or "
             "max by (rule) (elzhur_findings_oldest_due_timestamp_seconds{SEL})", "{{rule}}", thresholds=age),
        lines("Возникло и закрылось за час", "Новые вопросы и закрытые записью.", "short",
              query("sum(increase(elzhur_findings_opened_total{SEL}[1h]))", "возникло"),
              query("sum(increase(elzhur_findings_resolved_total{SEL}[1h]))", "заполнено")),
        row("Учителя по номерам"),
        table("Учителя", "По порядку номеров: это не рейтинг. Вопросы, где отвечать могут несколько человек, не "
              "считаются ни у кого. Доля «в срок» — из доказанных уроков за 28 дней. Номер ведёт на страницу.",
              "teacher", "Учитель", [
                  ("Уроков с вопросом", "short", per_teacher.format("elzhur_teacher_open_findings")),
                  ("В срок", "percentunit", per_teacher.format("elzhur_teacher_on_time_ratio")),
                  ("из доказанных", "short", per_teacher.format("elzhur_teacher_established_lessons"))], 12, 14,
              link=("Открыть на странице", "${page}/teachers/${__data.fields.teacher}")),
        table("Поля журнала", "Что видели в полях всех уроков последний раз. «Без задания» — отдельно от "
              "заполненных.", "field", "Поле", [
                  ("Заполнено", "short", 'sum by (field) (elzhur_lessons{SEL, state="filled"})'),
                  ("Без задания", "short", 'sum by (field) (elzhur_lessons{SEL, state="declared_none"})'),
                  ("Одни знаки", "short", 'sum by (field) (elzhur_lessons{SEL, state="placeholder"})'),
                  ("Пусто", "short", 'sum by (field) (elzhur_lessons{SEL, state="empty"})'),
                  ("Нет данных", "short", 'sum by (field) (elzhur_lessons{SEL, state="unknown"})')], 12, 14),
        row("Источники и письма"),
        table("Источники", "Читается ли источник и как давно он показал новое.", "source", "Источник", [
            ("Читается", "bool_yes_no", "min by (source) (elzhur_up{SEL})"),
            ("Принято", "dateTimeAsLocal",
             "1000 * max by (source) (elzhur_last_accepted_pull_timestamp_seconds{SEL})"),
            ("Не принято за сутки", "short",
             'sum by (source) (increase(elzhur_pulls_total{SEL, result="rejected"}[1d]))')], 12, 8),
        stat("Писем ждёт", "Письма, которые ещё не отправлены.", "short", "sum(elzhur_outbox_pending{SEL})", 4, 8,
             thresholds=GOOD_WHEN_ZERO),
        stat("Обращения без ответа", "Записи журнала обращений, которые ждут ответа.", "short",
             'sum(elzhur_appeals{SEL, state=~"received|assigned"})', 4, 8, thresholds=GOOD_WHEN_ZERO),
        stat("Настройки приняты", "Приняты ли последние настройки; если нет, действуют прежние.", "bool_yes_no",
             "min(elzhur_config_last_reload_successful{SEL})", 4, 8, thresholds=steps((None, "red"), (1, "green"))),
    ], "now-7d", with_page=True)


def operator():
    def p95(metric, by):
        return f"histogram_quantile(0.95, sum by (le{by}) (rate({metric}_bucket{{SEL}}[$__rate_interval])))"

    def of_process(metric):
        return f"{metric}{{SEL}}"

    return dashboard("elzhur-operator", "ЭлЖур: оператору",
                     "Как работает служба: проходы, источники, исходящие, процесс.", [
        row("Служба"),
        stat("Отвечает", "Видит ли Prometheus службу.", "bool_yes_no", "min(up{SEL})",
             thresholds=steps((None, "red"), (1, "green"))),
        stat("Последний проход", "Сколько прошло с последнего завершённого прохода.", "s",
             "time() - max(elzhur_last_cycle_timestamp_seconds{SEL})",
             thresholds=steps((None, "green"), (300, "orange"), (900, "red"))),
        stat("Работает", "Сколько прошло с запуска.", "s", "time() - max(process_start_time_seconds{SEL})"),
        stat("Настройки приняты", "Принята ли последняя перезагрузка настроек.", "bool_yes_no",
             "min(elzhur_config_last_reload_successful{SEL})", thresholds=steps((None, "red"), (1, "green"))),
        stat("Достигнуто пределов", "Сколько раз за сутки программа упёрлась в собственный предел.", "short",
             "sum(increase(elzhur_limits_hit_total{SEL}[1d]))", thresholds=GOOD_WHEN_ZERO, decimals=0),
        table("Версия", "Какая сборка где работает.", "version", "Версия",
              [("Служб", "short", "count by (version) (elzhur_build_info{SEL})")], 4, 4),
        lines("Проходы", "Проходов в секунду, по исходу.", "cps",
              query("sum by (result) (rate(elzhur_cycles_total{SEL}[$__rate_interval]))", "{{result}}")),
        lines("Длительность прохода", "Средняя и та, быстрее которой 95 % проходов.", "s",
              query(p95("elzhur_cycle_duration_seconds", ""), "95 %"),
              query("sum(rate(elzhur_cycle_duration_seconds_sum{SEL}[$__rate_interval])) / "
                    "sum(rate(elzhur_cycle_duration_seconds_count{SEL}[$__rate_interval]))", "средняя")),
        row("Источники"),
        lines("Опросы", "Опросов в секунду, по источнику и исходу.", "cps",
              query("sum by (source, result) (rate(elzhur_pulls_total{SEL}[$__rate_interval]))",
                    "{{source}}: {{result}}")),
        lines("Длительность опроса", "Быстрее этого 95 % опросов, по источнику.", "s",
              query(p95("elzhur_pull_duration_seconds", ", source"), "{{source}}")),
        lines("Источник доступен", "1 — последний опрос удался, 0 — нет.", "short",
              query("min by (source) (elzhur_up{SEL})", "{{source}}")),
        lines("Продление сроков", "Секунд недоступности ЭлЖур за час, по причине: столько добавляется к срокам.", "s",
              query("sum by (cause) (increase(elzhur_credit_seconds_total{SEL}[1h]))", "{{cause}}")),
        row("Исходящие"),
        lines("Поставлено в очередь за час", "Письма по поводу.", "short",
              query("sum by (reason) (increase(elzhur_messages_queued_total{SEL}[1h]))", "{{reason}}"), width=8),
        lines("Попытки доставки за час", "По исходу.", "short",
              query("sum by (result) (increase(elzhur_deliveries_total{SEL}[1h]))", "{{result}}"), width=8),
        lines("Ждёт отправки", "Письма, которые ещё не отправлены.", "short",
              query("sum(elzhur_outbox_pending{SEL})", "писем"), width=8),
        row("Процесс"),
        lines("Процессор", "Доля одного ядра.", "percentunit",
              query("sum by (instance) (rate(process_cpu_seconds_total{SEL}[$__rate_interval]))", "{{instance}}"),
              width=8),
        lines("Память", "Занятая и отображённая.", "bytes",
              query(of_process("process_resident_memory_bytes"), "{{instance}}: занято"),
              query(of_process("process_virtual_memory_bytes"), "{{instance}}: отображено"), width=8),
        lines("Дескрипторы и потоки", "Открытые файлы и соединения, потоки.", "short",
              query(of_process("process_open_fds"), "{{instance}}: дескрипторы"),
              query(of_process("process_threads"), "{{instance}}: потоки"), width=8),
        lines("Опрос показателей", "Сколько служба отвечает Prometheus.", "s",
              query("max by (instance) (scrape_duration_seconds{SEL})", "{{instance}}")),
        lines("Рядов", "Сколько рядов отдаёт служба.", "short",
              query("max by (instance) (scrape_samples_scraped{SEL})", "{{instance}}")),
    ], "now-6h")


def main(arguments):
    made = {"director.json": director(), "administrator.json": administrator(), "operator.json": operator()}
    texts = {name: json.dumps(board, ensure_ascii=False, indent=2) + "\n" for name, board in made.items()}
    if arguments == ["--check"]:
        there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
        wrong = sorted(name for name in texts.keys() | there.keys() if texts.get(name) != there.get(name))
        for name in wrong:
            print(f"{name}: not as made: run generate.py")
        return 1 if wrong else 0
    if arguments:
        print(__doc__, file=sys.stderr)
        return 64
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

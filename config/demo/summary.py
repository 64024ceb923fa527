"""Tells a person what a demonstration's passes did, and says with the exit status whether anything is missing.

Usage: summary.py FOLDER [--letters]
FOLDER holds first.json and second.json (what `elzhurd once --json` printed) and the maildir.
"""

import email
import email.policy
import json
import pathlib
import sys

FIELDS = (("topic", "Темы"), ("homework", "Домашние задания"), ("marks", "Отметки"), ("attendance", "Посещаемость"))
STATUSES = (("pending", "срок не наступил"), ("on_time", "в срок"), ("late", "позже срока"),
            ("unfilled", "не заполнено"), ("unproven", "заполнено, срок не установлен"),
            ("excused", "учтена причина"), ("backlog", "до начала наблюдения"), ("unknown", "нет данных"))


def letters(folder):
    """The mails delivered, oldest first."""
    files = [path for part in ("new", "cur") for path in (folder / "maildir" / part).glob("*") if path.is_file()]
    found = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in sorted(files)]
    return sorted(found, key=lambda letter: str(letter["Message-ID"]))


def text_of(letter):
    part = letter.get_body(preferencelist=("plain",))
    return part.get_content().strip() if part else ""


def print_pass(result):
    print(f"Проход на {result['at']}")
    for source in result["sources"]:
        print(f"  источник {source['id']}: {source['status']}, строк {source['rows']}, уроков {source['lessons']}")
        for document in source["documents"]:
            reason = f": {document['reason']}" if document.get("reason") else ""
            print(f"    {document['name']}: {document['status']}, строк {document['rows']}{reason}")
    for key, name in FIELDS:
        states = result["fields"][key]
        if states["filled"] or states["placeholder"] or states["empty"]:
            declared = f" (из них «без задания» {states['declared_none']})" if states.get("declared_none") else ""
            print(f"  {name}: есть {states['filled']}{declared}, только знаки {states['placeholder']}, "
                  f"нет {states['empty']}, нет данных {states['unknown']}")
    shown = [f"{name} {result['duties'][key]}" for key, name in STATUSES if result["duties"].get(key)]
    print(f"  Записи по правилам: {', '.join(shown)}")
    findings = result["findings"]
    rules = ", ".join(f"{rule} {count}" for rule, count in sorted(findings["by_rule"].items()))
    print(f"  Вопросы: новых {findings['opened']}{f' ({rules})' if rules else ''}, снято или заполнено "
          f"{findings['resolved']}, открыто {findings['open']}")
    messages = result["messages"]
    print(f"  Письма: поставлено {messages['queued']}, отправлено {messages['sent']}, не удалось {messages['failed']}")


def missing_things(first, second, mails):
    """What a whole pass must have shown and did not."""
    checks = (
        ("источники прочитаны", all(source["status"] == "accepted" for source in first["sources"])),
        ("уроки прочитаны", sum(source["lessons"] for source in first["sources"]) > 0),
        ("вопросы открыты", first["findings"]["opened"] > 0),
        # The export was made on 31.01.2019 and lists February's lessons: none of them may be held against anyone.
        ("о темах будущих уроков вопросов нет", first["findings"]["by_rule"].get("topic-same-day", 0) == 0),
        ("письма отправлены", first["messages"]["sent"] > 0 and first["messages"]["failed"] == 0),
        ("письма лежат в ящике", len(mails) == first["messages"]["sent"] + second["messages"]["sent"]),
        ("в каждом письме есть тема и текст", all(letter["Subject"] and text_of(letter) for letter in mails)),
        ("повтор ничего не меняет", second["findings"]["opened"] == 0 and second["duties"] == first["duties"]
         and second["fields"] == first["fields"] and all(source["status"] == "unchanged" for source in second["sources"])),
        ("повтор ничего не отправляет", second["messages"]["queued"] == 0 and second["messages"]["sent"] == 0),
    )
    for name, done in checks:
        print(f"  {'есть' if done else 'НЕТ '}  {name}")
    return [name for name, done in checks if not done]


def main(folder, show_letters):
    first = json.loads((folder / "first.json").read_text(encoding="utf-8"))
    second = json.loads((folder / "second.json").read_text(encoding="utf-8"))
    mails = letters(folder)
    print_pass(first)
    print()
    print("Письма:")
    for letter in mails:
        print(f"  кому: {letter['To']}  тема: {letter['Subject']}")
        if show_letters:
            lines = text_of(letter).split("\n")
            print("\n".join(f"    | {line}" for line in lines[:25]))
            if len(lines) > 25:
                print(f"    | … ещё строк: {len(lines) - 25}")
    print()
    print("Проверка:")
    missing = missing_things(first, second, mails)
    print()
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), "--letters" in sys.argv[2:]))

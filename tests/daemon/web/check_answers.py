"""Holds answers of the API against its description.

Usage: check_answers.py OPENAPI ANSWERS
ANSWERS: [{"method", "path", "status", "type", "body"}], the path as the description names it.
"""

import json
import sys

import jsonschema


def check(description, answer):
    operation = description["paths"][answer["path"]][answer["method"].lower()]
    answers = operation["responses"]
    status = str(answer["status"])
    if status not in answers:
        return [f"status {status} is not described"]
    content = answers[status].get("content")
    if content is None:
        return [] if answer["body"] == "" else ["a body that is not described"]
    kind = answer["type"].split(";")[0]
    if kind not in content:
        return [f"type {kind} is not described"]
    if not kind.endswith("json"):
        return []
    schema = dict(content[kind]["schema"], components=description["components"])
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(json.loads(answer["body"]))]


def main(description_file, answers_file):
    with open(description_file, encoding="utf-8") as file:
        description = json.load(file)
    with open(answers_file, encoding="utf-8") as file:
        answers = json.load(file)
    for name, schema in description["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(dict(schema, title=name))
    bad = 0
    described = {(path, method.upper()) for path, methods in description["paths"].items()
                 for method in methods if method != "parameters"}
    for answer in answers:
        for problem in check(description, answer):
            bad += 1
            print(f"{answer['method']} {answer['path']} {answer['status']}: {problem}\n  {answer['body'][:300]}")
    asked = {(answer["path"], answer["method"]) for answer in answers}
    if len(answers) > 1 and described - asked:
        bad += 1
        print(f"never asked: {sorted(described - asked)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

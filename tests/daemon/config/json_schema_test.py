"""Holds the schema against the samples: the good ones fit, single values that are wrong do not.

Usage: json_schema_test.py SCHEMA SAMPLE... -- BAD...
Reads YAML as editors do (version 1.2): `on` is a word, 16:00 a text, a date a text.
"""

import json
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in (("bool", r"^(?:true|false)$", "tf"), ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
                            ("null", r"^(?:~|null|)$", ["~", "n", ""])):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader)


def main(arguments):
    split = arguments.index("--")
    with open(arguments[0], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failed = False
    for path in arguments[1:split]:
        for error in validator.iter_errors(load(path)):
            failed = True
            print(f"{path}: {'/'.join(map(str, error.path))}: {error.message[:200]}")
    for path in arguments[split + 1:]:
        if validator.is_valid(load(path)):
            failed = True
            print(f"{path}: the schema does not notice this mistake")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

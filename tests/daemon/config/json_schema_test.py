"""Holds the schema against every sample: the good ones fit; of the bad ones it notices those that
schema_notices.txt lists, and takes the others, whose mistake no schema can see, as they are.

Usage: json_schema_test.py SCHEMA BAD_FOLDER SAMPLE...
Reads YAML as editors do (version 1.2): `on` is a word, 16:00 a text, a date a text.
"""

import json
import pathlib
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


def load_or_nothing(path):
    """A text that is no YAML is no matter of the schema."""
    try:
        return load(path)
    except (yaml.YAMLError, UnicodeDecodeError):
        return None


def complaints(validator, folder):
    noticed = set((folder / "schema_notices.txt").read_text(encoding="utf-8").split())
    paths = sorted(folder.glob("*.yaml"))
    for name in sorted(noticed - {path.stem for path in paths}):
        yield f"{name}: listed in schema_notices.txt, but there is no such sample"
    for path in paths:
        sample = load_or_nothing(path)
        if sample is None and path.stem not in noticed:
            continue
        if path.stem in noticed and validator.is_valid(sample):
            yield f"{path.name}: the schema does not notice this mistake any more"
        if path.stem not in noticed and not validator.is_valid(sample):
            yield f"{path.name}: the schema notices this mistake: add it to schema_notices.txt"


def main(arguments):
    with open(arguments[0], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    found = list(complaints(validator, pathlib.Path(arguments[1])))
    for path in arguments[2:]:
        for error in validator.iter_errors(load(path)):
            found.append(f"{path}: {'/'.join(map(str, error.path))}: {error.message[:200]}")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

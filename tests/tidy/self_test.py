"""Proves that every checker passes a clean sample and fails on a bad one, with the place named.

Because a checker that cannot fail checks nothing.
Usage: self_test.py [NAME OF A CHECKER]
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOMS = ("journal", "connectors", "rules", "alerts", "appeals", "daemon", "systemd", "config", "tests")
CLEAN = {f"{room}/README.md": "text\n" for room in ROOMS} | {
    "README.md": "./demo.sh and ./test.sh\n",
    "journal/time.hpp": '#include <chrono>\n#include <tl/expected.hpp>\n// a std::regex and a TO' 'DOs list in words\n',
    "rules/duty.cpp": '#include "journal/time.hpp"\nnamespace a {\nint f(int x) {\n  return x;\n}\n}\n',
    "tests/rules/duty_test.cpp": '#include "rules/duty.cpp"\nTEST(Duty, Is) {}\n',
}
GOOD_SCRIPT = "#!/bin/bash\nset -euo pipefail\necho \"Usage: ./$(basename \"$0\")\" >&2\nexit 64\n"


def sample(files):
    """A tree of the clean files and these."""
    folder = tempfile.TemporaryDirectory(prefix="elzhur-tidy-")
    for name, text in (CLEAN | files).items():
        path = os.path.join(folder.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        if text.startswith("#!"):
            os.chmod(path, 0o755)
    return folder


def run(checker, folder, *arguments):
    command = [sys.executable, os.path.join(HERE, checker + ".py"), folder, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONUTF8": "1"})


class Checker(unittest.TestCase):
    def passes(self, checker, files=None):
        with sample(files or {}) as folder:
            result = run(checker, folder)
        self.assertEqual((result.stdout, result.stderr, result.returncode), ("", "", 0))

    def fails(self, checker, path, line, text, line_text):
        with sample({path: text}) as folder:
            result = run(checker, folder)
        self.assertEqual((result.stderr, result.returncode), ("", 1), f"{checker} passed {text!r}")
        self.assertIn(f"{path}:{line}: ", result.stdout)
        self.assertIn(line_text, result.stdout)


class IncludeGraph(Checker):
    def test_clean_tree_passes(self):
        self.passes("include_graph")

    def test_room_behind_a_port_is_seen(self):
        self.fails("include_graph", "rules/a.cpp", 2, '\n#include "connectors/x.hpp"\n', "not a file")
        with sample({"connectors/x.hpp": "", "rules/a.cpp": '#include "connectors/x.hpp"\n'}) as folder:
            self.assertIn("rules/a.cpp:1: rules may not include connectors", run("include_graph", folder).stdout)
        with sample({"daemon/store/x.hpp": "", "daemon/net/a.cpp": '#include "daemon/store/x.hpp"\n'}) as folder:
            self.assertIn("daemon/net may not include daemon/store", run("include_graph", folder).stdout)

    def test_foreign_library_in_the_wrong_room_is_seen(self):
        self.fails("include_graph", "rules/a.cpp", 1, "#include <sqlite3.h>\n", "belongs to daemon/store")
        self.fails("include_graph", "daemon/app/a.cpp", 1, "# include  <curl/curl.h>\n", "belongs to daemon/net")

    def test_unknown_library_and_unknown_room_are_seen(self):
        self.fails("include_graph", "rules/a.cpp", 1, "#include <eigen/all.h>\n", "no room is known")
        self.fails("include_graph", "daemon/gui/a.cpp", 1, "int a;\n", "no such room")

    def test_allowed_includes_pass(self):
        self.passes("include_graph", {
            "daemon/store/a.cpp": '#include <sqlite3.h>\n#include <sys/file.h>\n#include "rules/duty.cpp"\n',
            "daemon/app/a.cpp": '#include "daemon/store/a.cpp"\n#include "daemon/version.hpp"\n',
            "connectors/formats/a.cpp": '// #include <sqlite3.h>\n#include <zip.h>\n',
        })


class TestsRegistered(Checker):
    def test_built_and_forgotten_tests_are_told_apart(self):
        with sample({"tests/rules/lost_test.cpp": "TEST(Lost, Is) {}\n"}) as folder:
            commands = os.path.join(folder, "commands.json")
            entries = [{"directory": folder, "file": "tests/rules/duty_test.cpp"}]
            with open(commands, "w", encoding="utf-8") as file:
                json.dump(entries, file)
            result = run("tests_registered", folder, commands)
            self.assertEqual(result.stdout, "tests/rules/lost_test.cpp:1: no target builds this file\n")
            self.assertEqual(result.returncode, 1)

    def test_switched_off_test_is_seen(self):
        with sample({"tests/rules/duty_test.cpp": "\nTEST(Duty, DISABLED_Is) {}\n"}) as folder:
            commands = os.path.join(folder, "commands.json")
            with open(commands, "w", encoding="utf-8") as file:
                json.dump([{"directory": folder, "file": "tests/rules/duty_test.cpp"}], file)
            self.assertIn("tests/rules/duty_test.cpp:2: a test that is switched off",
                          run("tests_registered", folder, commands).stdout)


class BannedCalls(Checker):
    def test_clean_tree_passes(self):
        self.passes("banned_calls")

    def test_each_banned_thing_is_seen(self):
        for code in ("auto a = std::chrono::system_clock::now();", "auto a = time(nullptr);", "std::regex a;",
                     "#include <regex>", "#include <iostream>", "std::cout << 1;", "assert(x);",
                     "#include <cassert>", "std::this_thread::sleep_for(a);", "usleep(1);", "sprintf(a, b);",
                     "int a = atoi(b);", "int a = rand();", "gettimeofday(&a, nullptr);", "// TO" "DO: later",
                     "// FIX" "ME"):
            with self.subTest(code):
                self.fails("banned_calls", "rules/a.cpp", 2, f"int x;\n{code}\n", ": ")

    def test_the_clock_and_words_in_texts_pass(self):
        self.passes("banned_calls", {
            "daemon/runtime/system_clock.cpp": "auto a = std::chrono::system_clock::now();\n",
            "rules/a.cpp": 'static_assert(x);\nauto a = "assert(x) ::now()"; // time(nullptr)\nauto b = R"(sleep(1))";\n',
            "tests/a.cpp": "#include <iostream>\n",
            "alerts/a.cpp": "int c = 1'000'000; // 'assert(\nint mytime(int);\n",
        })


class Lengths(Checker):
    LONG = "".join(f"  a({i});\n" for i in range(80))

    def test_clean_tree_passes(self):
        self.passes("lengths")

    def test_long_file_function_and_line_are_seen(self):
        self.fails("lengths", "rules/a.cpp", 1, "int a;\n" * 401, "401 lines")
        self.fails("lengths", "rules/a.cpp", 3, "namespace x {\n\nvoid f(int a) {\n" + self.LONG + "}\n}\n",
                   "a function of 82 lines")
        self.fails("lengths", "rules/a.hpp", 2, "struct A {\n  A() noexcept : b_{1} {\n" + self.LONG + "}\nint b_;\n};\n",
                   "a function of 82 lines")
        self.fails("lengths", "tests/a.cpp", 1, "TEST_F(A, B) {\n" + self.LONG + "}\n", "a function of 82 lines")
        self.fails("lengths", "rules/a.cpp", 1, "// " + "я" * 120 + "\n", "123 columns")

    def test_reason_lifts_the_limit_and_tables_are_no_functions(self):
        self.passes("lengths", {
            "rules/a.cpp": "// Long because it is one table.\nvoid f() {\n" + self.LONG + "}\n",
            "rules/b.cpp": "// Long because it is one table.\n" + "int a;\n" * 500,
            "rules/c.cpp": "const int k_table[] = {\n" + "  1,\n" * 90 + "};\n",
            "rules/d.cpp": "class A {\n" + "  void f() { g(); }\n" * 90 + "};\n",
        })


class PrivatePaths(Checker):
    def test_clean_tree_passes(self):
        self.passes("private_paths")

    def test_paths_and_hosts_are_seen(self):
        for text in ("/" "work/main/x", "cd /" "root/x", "/" "home/ivan/x", "../" "shared/data", "http" "://10.1.2.3/x",
                     "https" "://packages.internal.corp/debian", "http" "://proxy:3128"):
            with self.subTest(text):
                self.fails("private_paths", "config/a.yaml", 2, f"\nfile: {text}\n", ": ")

    def test_names_of_nobody_and_of_the_field_pass(self):
        self.passes("private_paths", {"config/a.yaml": "https" "://school.eljur.ru/apiv3 https" "://monitor.school.example\n"
                                      "http" "://127.0.0.1:9841/ /etc/elzhurd /var/lib/elzhurd http" "://localhost:1\n"})


class RussianWords(Checker):
    def test_clean_tree_passes(self):
        self.passes("russian_words")

    def test_accusing_words_are_seen(self):
        for word in ("Нарушение", "нарушитель", "нарушений", "виновен", "виновата"):
            with self.subTest(word):
                self.fails("russian_words", "alerts/a.mustache", 2, f"\nЭто {word} срока\n", "accuses")

    def test_saying_that_it_is_no_verdict_passes(self):
        self.passes("russian_words", {"alerts/a.cpp": '"Это список для проверки, а не вывод о нарушении."\n'})


class Scripts(Checker):
    GOOD = {"test.sh": GOOD_SCRIPT, "demo.sh": GOOD_SCRIPT, ".ci/run": GOOD_SCRIPT}

    def refused(self, files, text):
        with sample(self.GOOD | files) as folder:
            result = run("scripts", folder)
        self.assertEqual((result.stderr, result.returncode), ("", 1))
        self.assertIn(text, result.stdout)

    def test_clean_tree_passes(self):
        self.passes("scripts", self.GOOD)

    def test_bad_scripts_are_seen(self):
        self.refused({"cmake/a.sh": "set -euo pipefail\n"}, "cmake/a.sh:1: not executable")
        self.refused({"cmake/a.sh": "#!/bin/bash\ntrue\n"}, "cmake/a.sh:1: without")
        self.refused({"cmake/a.sh": "#!/bin/bash\nset -euo pipefail\nif\n"}, "cmake/a.sh:1: bash cannot read it")
        self.refused({"demo.sh": "#!/bin/bash\nset -euo pipefail\n"}, "demo.sh:1: 'nonsense' gave 0")

    def test_missing_command_is_seen(self):
        with sample({"test.sh": GOOD_SCRIPT, "demo.sh": GOOD_SCRIPT}) as folder:
            self.assertIn(".ci/run:1: it is missing", run("scripts", folder).stdout)


class Documents(Checker):
    def test_clean_tree_passes(self):
        self.passes("documents")

    def test_missing_readme_and_command_are_seen(self):
        self.fails("documents", "rules/README.md", 1, "", "no README.md")
        self.fails("documents", "README.md", 1, "./demo.sh\n", "./test.sh")


if __name__ == "__main__":
    unittest.main()

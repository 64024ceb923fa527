#!/usr/bin/python3
"""The dashboards: made as committed, by the rules of Grafana's linter, and every query of every panel is answered by a
real Prometheus that scrapes a real service with the shipped configuration.

Usage: grafana_test.py ELZHURD [TEST...]
"""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import yaml

import harness
import metrics_service
import service

CONFIG = harness.oracle.TESTS.parent / "config"
GRAFANA = CONFIG / "grafana"
UIDS = {"director.json": "elzhur-director", "administrator.json": "elzhur-administrator",
        "operator.json": "elzhur-operator"}
METRIC = re.compile(r"\b((?:elzhur|process|scrape)_[a-z_]+|up)\b(\{[^}]*\})?")
VARIABLES = {"$job": "elzhurd", "$instance": ".+", "$school": ".*", "$__rate_interval": "30s"}
ANSWER_SECONDS_MAX = 50 * harness.SLACK


def dashboards():
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in (GRAFANA / "dashboards").glob("*.json")}


def panels():
    return [(f"{board['title']}: {panel['title']}", panel) for board in dashboards().values()
            for panel in board["panels"] if panel["type"] != "row"]


def queries():
    return [(title, target["expr"]) for title, panel in panels() for target in panel["targets"]]


class Prometheus:
    """A real one, with the shipped configuration and rules, scraping one service every second."""

    def __init__(self, folder, target):
        shipped = yaml.safe_load((CONFIG / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
        shipped["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
        shipped["rule_files"] = [str(CONFIG / "prometheus" / name) for name in shipped["rule_files"]]
        shipped["scrape_configs"][0]["static_configs"][0]["targets"] = [target]
        (folder / "prometheus.yml").write_text(yaml.safe_dump(shipped), encoding="utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = open(folder / "prometheus.log", "wb")
        self.child = subprocess.Popen(
            ["prometheus", f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'tsdb'}",
             f"--web.listen-address=127.0.0.1:{self.port}", "--log.level=warn"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, cwd=folder)

    def stop(self):
        self.child.kill()
        self.child.wait()
        self.log.close()

    def query(self, expr):
        """[(labels, value)]; nothing while it cannot answer yet."""
        body = urllib.parse.urlencode({"query": expr}).encode()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/query", body, timeout=20) as answer:
                result = json.load(answer)["data"]["result"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{expr}: {error.read().decode()}") from None
        except OSError:
            return []
        return [(sample["metric"], float(sample["value"][1])) for sample in result]


class Files(harness.SystemTest):
    def test_the_dashboards_are_as_made(self):
        made = subprocess.run([sys.executable, str(GRAFANA / "generate.py"), "--check"], capture_output=True, text=True,
                              check=False)
        self.assertEqual((made.returncode, made.stdout), (0, ""), made.stderr)

    def test_the_uids_never_change(self):
        self.assertEqual({name: board["uid"] for name, board in dashboards().items()}, UIDS)

    def test_grafana_finds_them(self):
        provider = yaml.safe_load((GRAFANA / "provisioning/dashboards/elzhur.yml").read_text(encoding="utf-8"))
        self.assertEqual(provider["providers"][0]["type"], "file")
        source = yaml.safe_load((GRAFANA / "provisioning/datasources/elzhur.yml").read_text(encoding="utf-8"))
        self.assertEqual(source["datasources"][0]["uid"], "elzhur-prometheus")

    def test_every_panel_says_what_it_is(self):
        for title, panel in panels():
            with self.subTest(title):
                self.assertTrue(panel["title"] and panel["description"].endswith("."))
                self.assertTrue(panel["fieldConfig"]["defaults"]["unit"])
                self.assertEqual(panel["datasource"]["uid"], "${datasource}")
                self.assertTrue(panel["targets"])

    def test_no_panel_lies_on_another(self):
        for name, board in dashboards().items():
            taken = set()
            self.assertEqual(len({panel["id"] for panel in board["panels"]}), len(board["panels"]))
            for panel in board["panels"]:
                place = panel["gridPos"]
                cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                         for y in range(place["y"], place["y"] + place["h"])}
                self.assertFalse(cells & taken, f"{name}: {panel['title']}")
                self.assertLessEqual(place["x"] + place["w"], 24)
                taken |= cells

    def test_variables_are_as_the_linter_wants_them(self):
        for board in dashboards().values():
            self.assertFalse(board["editable"])
            variables = {variable["name"]: variable for variable in board["templating"]["list"]}
            self.assertEqual((variables["datasource"]["type"], variables["datasource"]["label"]),
                             ("datasource", "Data source"))
            for name, label, everything in (("job", "Job", ".+"), ("instance", "Instance", ".+"),
                                            ("school", "Школа", ".*")):
                variable = variables[name]
                self.assertEqual((variable["label"], variable["allValue"], variable["multi"], variable["refresh"]),
                                 (label, everything, True, 2))
                self.assertEqual(variable["datasource"]["uid"], "${datasource}")

    def test_every_series_is_chosen_by_the_variables_and_counters_are_rated(self):
        for title, expr in queries():
            with self.subTest(title, expr=expr):
                found = METRIC.findall(expr.replace(" by (le, source)", ""))
                self.assertTrue(found)
                for metric, selector in found:
                    for matcher in ('job=~"$job"', 'instance=~"$instance"', 'school=~"$school"'):
                        self.assertIn(matcher, selector, metric)
                    if metric.endswith(("_total", "_bucket", "_sum", "_count")):
                        self.assertRegex(expr, rf"(rate|increase)\({metric}\{{[^}}]*\}}\[")
                self.assertNotRegex(expr, r"rate\([^[]*\[(?!\$__rate_interval)")

    def test_the_director_sees_no_teacher(self):
        self.assertNotIn("teacher", (GRAFANA / "dashboards/director.json").read_text(encoding="utf-8"))

    def test_teachers_lead_to_the_page(self):
        text = (GRAFANA / "dashboards/administrator.json").read_text(encoding="utf-8")
        self.assertIn("${page}/teachers/${__data.fields.teacher}", text)


class Data(metrics_service.MetricsTest):
    def test_every_query_of_every_panel_is_answered(self):
        school = self.school()
        self.put(school)
        running = self.run_service(school)
        prometheus = Prometheus(self.folder, f"127.0.0.1:{self.port(running)}")
        self.addCleanup(prometheus.stop)
        waiting = {(title, expr): self.concrete(expr) for title, expr in queries()}
        self.assertGreater(len(waiting), 60)
        deadline = time.monotonic() + ANSWER_SECONDS_MAX
        pause = 0.5
        while waiting and time.monotonic() < deadline:
            self.assertIsNone(prometheus.child.poll(), "prometheus has ended")
            waiting = {key: expr for key, expr in waiting.items()
                       if not any(value == value for _, value in prometheus.query(expr))}  # NaN is no data
            service.wait_for(lambda until=time.monotonic() + pause: time.monotonic() >= until, "a scrape")
        self.assertFalse(sorted(waiting), "no data")
        self.check_rules(prometheus)

    def concrete(self, expr):
        for name, value in VARIABLES.items():
            expr = expr.replace(name, value)
        self.assertNotIn("$", expr)
        return expr

    def check_rules(self, prometheus):
        firing = [labels["alertname"] for labels, _ in prometheus.query('ALERTS{alertstate="firing"}')]
        self.assertEqual(firing, [], "all is well")
        for record in ("instance:elzhur_recent_lessons_filled:ratio", "instance:elzhur_recent_lessons_on_time:ratio",
                       "instance:elzhur_findings_open:sum"):
            (labels, value), = prometheus.query(record)
            self.assertEqual((labels["job"], labels["school"]), ("elzhurd", "ivanovskaya"))
            self.assertEqual(value, value)


if __name__ == "__main__":
    harness.main()

#!/usr/bin/python3
"""/metrics of the running service: what it says, what it never says, and what a restart and a reload make of it.

Usage: metrics_test.py ELZHURD [TEST...]
"""

import gzip
import http.client

import harness
import metrics_service

RULE = "topic-same-day"
RULES_FOLDER = metrics_service.harness.oracle.TESTS.parent / "config" / "prometheus"


# Series -> the words under which it is there from the start.
WORDS = {
    ("elzhur_pulls_total", "result", ("source", "inbox")): "accepted unchanged held rejected failed",
    ("elzhur_lessons", "state", ("field", "topic")):
        "unknown empty placeholder filled declared_none not_required",
    ("elzhur_duties", "status", ("rule", RULE)): "pending on_time late unfilled unproven excused backlog unknown",
    ("elzhur_findings", "state", ("rule", RULE), ("severity", "warning")):
        "open acknowledged confirmed disputed excused withdrawn resolved unknown",
    ("elzhur_appeals", "state", ("kind", "dispute")): "received assigned answered closed refused",
    ("elzhur_messages_queued_total", "reason"): "started list all_filled digest withdrawal source_trouble service_trouble test",
    ("elzhur_deliveries_total", "result"): "sent deferred failed ambiguous",
    ("elzhur_cycles_total", "result"): "committed failed",
    ("elzhur_credit_seconds_total", "cause"): "unreachable announced",
    ("elzhur_recent_lessons", "status"): "on_time late unfilled unproven excused unknown",
}


class Page(metrics_service.MetricsTest):
    def test_every_word_of_the_contract_is_there_before_anything_happened(self):
        numbers = self.numbers(self.run_service(self.school()))
        for (name, label, *fixed), words in WORDS.items():
            there = {dict(labels)[label] for found, labels in numbers.values
                     if found == name and set(fixed) <= labels}
            self.assertEqual(there, set(words.split()), name)
        fields = {dict(labels)["field"] for name, labels in numbers.values if name == "elzhur_lessons"}
        self.assertEqual(fields, {"topic", "homework", "marks", "attendance"})

    def test_what_a_cycle_did_is_counted_and_no_name_is_told(self):
        school = self.school()
        running = self.run_service(school)
        before = self.await_numbers(running, lambda n: n.get("elzhur_last_cycle_timestamp_seconds") > 0, "a cycle")
        self.assertEqual(before.get("elzhur_findings_opened_total", rule=RULE), 0)
        self.put(school)
        numbers = self.await_judged(running)
        self.assertGreaterEqual(numbers.names(), before.names(), "nothing that was there has gone")
        opened = numbers.get("elzhur_findings_opened_total", rule=RULE)
        self.assertEqual(numbers.get("elzhur_findings", rule=RULE, severity="warning", state="open"), opened)
        self.assertEqual(numbers.get("elzhur_duties", rule=RULE, status="unfilled"), opened)
        self.assertEqual(numbers.get("elzhur_recent_lessons", status="unfilled"), opened)
        teachers = [numbers.get("elzhur_teacher_open_findings", teacher=t) for t in ("T001", "T002", "other")]
        self.assertEqual(sum(teachers), opened)
        self.assertEqual(numbers.get("elzhur_teacher_on_time_ratio", teacher="T001"), 0)
        self.assertEqual(numbers.get("elzhur_pulls_total", source="inbox", result="accepted"), 1)
        self.assertGreater(numbers.get("elzhur_findings_oldest_due_timestamp_seconds", rule=RULE), 0)
        self.assertGreater(numbers.get("process_resident_memory_bytes"), 1_000_000)
        sent = self.await_numbers(running, lambda n: n.get("elzhur_deliveries_total", result="sent") >= 2, "mails sent")
        self.assertEqual(sent.get("elzhur_messages_queued_total", reason="started"), 1)
        for name in metrics_service.TEACHERS:
            for word in name.split():
                self.assertNotIn(word.casefold(), sent.text.casefold())
        status, said = self.promtool("check", "metrics", text=sent.text)
        self.assertEqual((status, said), (0, ""))

    def test_it_comes_small_to_who_takes_it_small(self):
        running = self.run_service(self.school())
        status, headers, body = self.ask(running, {"Accept-Encoding": "gzip"})
        self.assertEqual((status, headers["Content-Encoding"]), (200, "gzip"))
        self.assertEqual(headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
        self.assertIn(b"elzhur_build_info", gzip.decompress(body))
        _, headers, plain = self.ask(running)
        self.assertIsNone(headers["Content-Encoding"])
        self.assertLess(len(body), len(plain) / 2)

    def test_only_reading_is_allowed(self):
        running = self.run_service(self.school())
        connection = http.client.HTTPConnection("127.0.0.1", self.port(running), timeout=harness.RUN_SECONDS_MAX)
        self.addCleanup(connection.close)
        connection.request("HEAD", "/metrics")
        answer = connection.getresponse()
        self.assertEqual((answer.status, answer.read()), (200, b""))
        self.assertIn(self.ask(running, method="POST")[0], (403, 405))

    def test_teachers_can_be_left_out(self):
        school = self.school(metrics={"teachers": "off"})
        self.put(school)
        numbers = self.await_judged(self.run_service(school))
        self.assertFalse([name for name in numbers.names() if "teacher" in name])


class Change(metrics_service.MetricsTest):
    def test_a_restart_begins_the_counters_anew_and_keeps_what_is_so(self):
        school = self.school()
        self.put(school)
        running = self.run_service(school)
        before = self.await_judged(running)
        running.stop()
        after = self.await_numbers(self.run_service(school),
                                   lambda n: n.get("elzhur_last_cycle_timestamp_seconds") > 0, "a cycle")
        self.assertEqual(after.get("elzhur_findings_opened_total", rule=RULE), 0)
        self.assertEqual(after.get("elzhur_messages_queued_total", reason="started"), 0)
        for name in ("elzhur_findings", "elzhur_duties", "elzhur_lessons", "elzhur_teacher_open_findings",
                     "elzhur_class_lessons", "elzhur_recent_lessons", "elzhur_last_accepted_pull_timestamp_seconds"):
            self.assertEqual({key: value for key, value in after.values.items() if key[0] == name},
                             {key: value for key, value in before.values.items() if key[0] == name})

    def test_a_reload_says_how_it_went_and_brings_the_series_of_new_rules(self):
        school = self.school()
        running = self.run_service(school)
        self.assertEqual(self.numbers(running).get("elzhur_config_last_reload_successful"), 1)
        school.write_config("not: [a configuration")
        running.reload()
        self.assertEqual(self.numbers(running).get("elzhur_config_last_reload_successful"), 0)
        rules = [*harness.RULES, {**harness.RULES[0], "id": "new-rule", "severity": "info"}]
        school.write_config(metrics_service.settings(rules=rules))
        running.reload()
        numbers = self.numbers(running)
        self.assertEqual(numbers.get("elzhur_config_last_reload_successful"), 1)
        self.assertEqual(numbers.get("elzhur_findings", rule="new-rule", severity="info", state="open"), 0)

    def test_a_limit_that_is_hit_is_counted_and_the_others_are_there_at_zero(self):
        running = self.run_service(self.school())
        numbers = self.numbers(running)
        limits = {dict(labels)["limit"] for name, labels in numbers.values if name == "elzhur_limits_hit_total"}
        self.assertEqual(limits, {"metric_teachers", "metric_classes", "file_bytes", "web_header", "web_body",
                                  "web_uploads", "web_connections", "web_waiting", "web_rate", "web_request_time"})
        connection = http.client.HTTPConnection("127.0.0.1", self.port(running), timeout=30)
        connection.request("GET", "/", headers={"X-Much": "x" * 20_000})
        self.assertEqual(connection.getresponse().status, 431)
        connection.close()
        running.reload()
        numbers = self.numbers(running)
        self.assertEqual(numbers.get("elzhur_limits_hit_total", limit="web_header"), 1)
        self.assertEqual(numbers.get("elzhur_limits_hit_total", limit="web_body"), 0)

    def test_a_source_that_cannot_be_had_is_down(self):
        lost = {"id": "lost", "kind": "directory", "path": "nowhere", "every": "10s"}
        running = self.run_service(self.school(sources=[{**harness.CONFIG["sources"][0], "every": "10s"}, lost]))
        numbers = self.await_numbers(
            running, lambda n: n.get("elzhur_pulls_total", source="lost", result="failed") > 0, "a failure is counted")
        self.assertEqual(numbers.get("elzhur_up", source="lost"), 0)
        self.assertEqual(numbers.get("elzhur_up", source="inbox"), 1)


class Rules(metrics_service.MetricsTest):
    def test_promtool_takes_the_configuration_and_every_rule_does_what_its_test_says(self):
        status, said = self.promtool("check", "config", RULES_FOLDER / "prometheus.yml")
        self.assertEqual(status, 0, said)
        rules = sorted((RULES_FOLDER / "rules").glob("*.yml"))
        self.assertTrue(rules)
        status, said = self.promtool("check", "rules", *rules)
        self.assertEqual(status, 0, said)
        status, said = self.promtool("test", "rules", *sorted(RULES_FOLDER.glob("*_test.yml")))
        self.assertEqual(status, 0, said)

    def test_every_alert_has_a_test(self):
        alerts = (RULES_FOLDER / "rules" / "elzhur_alerts.yml").read_text(encoding="utf-8")
        tests = "".join(path.read_text(encoding="utf-8") for path in RULES_FOLDER.glob("*_test.yml"))
        for line in alerts.splitlines():
            if "- alert:" in line:
                self.assertIn(line.split(":")[1].strip(), tests)


if __name__ == "__main__":
    harness.main()

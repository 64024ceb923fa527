"""The simulated school as a running program: started on free ports, asked over HTTP, ended."""

import collections
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse

SLACK = float(os.environ.get("ELZHUR_TEST_SLACK", "1"))
SECONDS_MAX = 30 * SLACK
START = "2026-09-10T15:00:00+03:00"  # Thursday, lessons of the first shift are over
LATER = "2026-09-11T20:00:00+03:00"
WEEK = "20260907-20260911"
REPORT = "/journal-report-action/report.fill"
CLASS = "7А"

Answer = collections.namedtuple("Answer", "status headers body")


class Simulator:
    """The program, running; asked by one connection per request unless told otherwise."""

    def __init__(self, program, *options, at=START):
        self.status, self.said = None, ""
        self.errors = tempfile.TemporaryFile()
        self.child = subprocess.Popen([program, "--at", at, "--speed", "0", *options], stdout=subprocess.PIPE,
                                      stderr=self.errors, stdin=subprocess.DEVNULL)
        timer = threading.Timer(SECONDS_MAX, self.child.kill)
        timer.start()
        line = self.child.stdout.readline()
        timer.cancel()
        self.ready = json.loads(line)
        self.port = urllib.parse.urlsplit(self.ready["http"]).port
        self.smtp_port = self.ready["smtp"]
        self.school = self.json("/sim/school")
        self.accounts = self.school["accounts"]

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        self.status = self.child.wait(SECONDS_MAX)
        self.child.stdout.close()
        self.errors.seek(0)
        self.said = self.errors.read(10000).decode("utf-8", "replace")
        self.errors.close()
        return self.status

    def connect(self, timeout=SECONDS_MAX):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(self, path, method="GET", body=None, headers=None, timeout=SECONDS_MAX):
        connection = self.connect(timeout)
        try:
            connection.request(method, urllib.parse.quote(path, safe="/?&=.%-"), body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def json(self, path, method="GET", body=None):
        answer = self.ask(path, method, None if body is None else json.dumps(body),
                          {"Content-Type": "application/json"})
        if answer.status != 200:
            raise AssertionError(f"{path}: {answer.status}: {answer.body!r}")
        return json.loads(answer.body)

    def api_path(self, method, **parameters):
        given = {"devkey": self.accounts["devkey"], "vendor": self.accounts["vendor"], "out_format": "json",
                 "login": self.accounts["login"], "password": self.accounts["password"], **parameters}
        return f"/apiv3/{method}?" + urllib.parse.urlencode(given)

    def api(self, method, timeout=SECONDS_MAX, **parameters):
        return self.ask(self.api_path(method, **parameters), timeout=timeout)

    def sign_in(self, password=None, as_json=False):
        fields = {"username": self.accounts["web_login"], "password": password or self.accounts["web_password"]}
        body = json.dumps(fields) if as_json else urllib.parse.urlencode(fields)
        kind = "application/json" if as_json else "application/x-www-form-urlencoded"
        return self.ask("/ajaxauthorize", "POST", body, {"Content-Type": kind})

    def cookie(self):
        return self.sign_in().headers["Set-Cookie"].split(";")[0]

    def report(self, cookie, **parameters):
        return self.ask(f"{REPORT}?" + urllib.parse.urlencode(parameters), headers={"Cookie": cookie})


class SimulatorTest(unittest.TestCase):
    program = None
    maxDiff = 4000

    def start(self, *options):
        simulator = Simulator(self.program, *options)
        self.addCleanup(self._end, simulator)
        return simulator

    def _end(self, simulator):
        """Whatever was asked of it, it lives until told to end, and ends well: sanitizers speak at the end."""
        if simulator.status is None:
            self.assertEqual(simulator.stop(), 0, simulator.said)


def main():
    """Takes the program off the command line and hands the rest to unittest."""
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        sys.exit(f"usage: {sys.argv[0]} ELZHUR_SIM [TEST...]")
    SimulatorTest.program = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)

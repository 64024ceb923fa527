"""The second part of the demonstration: the service itself, with its page and its metrics, and a real Prometheus."""

import http.client
import http.cookiejar
import json
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PORT, PROMETHEUS_PORT = 9841, 9090
PASSWORD = "журнал-заполнен"
USERS = (("Сергей Викторович", "administrator"), ("Ольга Викторовна", "director"))
SECONDS_MAX = 60
STOP_SECONDS_MAX = 20


def free_port(wanted):
    """That port if nobody has it, any other if not."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise OSError("no port is free")


class Visitor:
    """A browser of a few lines: cookies, forms, redirects."""

    def __init__(self, base):
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def open(self, path, form=None):
        body = None if form is None else urllib.parse.urlencode(form).encode()
        with self.opener.open(self.base + path, body, timeout=SECONDS_MAX) as answer:
            return answer.read().decode("utf-8")


class Live:
    def __init__(self, programs, folder):
        self.elzhurd, self.folder = programs / "elzhurd", folder
        self.port, self.prometheus_port = free_port(PORT), free_port(PROMETHEUS_PORT)
        self.page, self.prometheus = f"http://127.0.0.1:{self.port}", f"http://127.0.0.1:{self.prometheus_port}"
        self.children = []

    def prepare(self):
        """Who may sign in, and the token of Prometheus. The configuration names the files."""
        def made(*words, text=None):
            return subprocess.run([self.elzhurd, *words], input=text, stdout=subprocess.PIPE, text=True, check=True,
                                  timeout=SECONDS_MAX).stdout
        password = made("hash-password", text=PASSWORD + "\n").strip()
        token = made("make-token")
        secret, digest = (re.search(rf"^\s*{name}:\s*(\S+)", token, flags=re.MULTILINE)[1] for name in ("token", "sha256"))
        users = "".join(f'  - {{name: "{name}", role: {role}, password: "{password}"}}\n' for name, role in USERS)
        tokens = f'  - {{name: prometheus, role: operator, sha256: "{digest}"}}\n'
        for name, text in (("users.yaml", f"users:\n{users}tokens:\n{tokens}"), ("secrets/prometheus", secret)):
            file = self.folder / name
            file.touch(0o600)
            file.write_text(text, encoding="utf-8")
        shutil.copytree(ROOT / "config" / "prometheus" / "rules", self.folder / "rules")
        (self.folder / "prometheus.yml").write_text(
            "global: {scrape_interval: 2s, evaluation_interval: 2s}\nrule_files: [rules/*.yml]\n"
            "scrape_configs:\n  - job_name: elzhurd\n    authorization: {credentials_file: secrets/prometheus}\n"
            f"    static_configs: [{{targets: ['127.0.0.1:{self.port}'], labels: {{school: demo}}}}]\n",
            encoding="utf-8")

    def start(self, at):
        """The service, its clock beginning at `at`, and Prometheus. True once the page answers."""
        self._start([self.elzhurd, "run", "--now", at.isoformat(), "--config", "elzhurd.yaml"], "elzhurd.log")
        if shutil.which("prometheus"):
            self._start(["prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=prometheus",
                         f"--web.listen-address=127.0.0.1:{self.prometheus_port}", "--log.level=warn"], "prometheus.log")
        return self._until(lambda: Visitor(self.page).open("/-/ready"))

    def _start(self, words, log):
        with open(self.folder / log, "ab") as file:
            self.children.append(subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                                                  cwd=self.folder))

    def _until(self, answer):
        """What it gives once it does; nothing when a program has ended or it takes too long."""
        deadline = time.monotonic() + SECONDS_MAX
        while time.monotonic() < deadline and all(child.poll() is None for child in self.children):
            try:
                if given := answer():
                    return given
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.1)
        return None

    def stop(self):
        """True when everything ended by itself and well."""
        for child in self.children:
            child.send_signal(signal.SIGTERM)
        good = True
        for child in self.children:
            try:
                good = child.wait(STOP_SECONDS_MAX) == 0 and good
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
                good = False
        self.children = []
        return good

    # ---- What --check asks

    def today(self):
        """The page of today as the administrator sees it."""
        visitor = Visitor(self.page)
        visitor.open("/login", {"name": USERS[0][0], "password": PASSWORD})
        return visitor.open("/")

    def is_closed_to_strangers(self):
        try:
            return "Войти" in Visitor(self.page).open("/")
        except urllib.error.HTTPError as error:
            return error.code in (401, 403)

    def scraped(self, expression):
        """The value of an expression, once Prometheus has one."""
        def ask():
            question = urllib.parse.urlencode({"query": expression})
            with urllib.request.urlopen(f"{self.prometheus}/api/v1/query?{question}", timeout=SECONDS_MAX) as answer:
                result = json.load(answer)["data"]["result"]
            return result and result[0]["value"][1]
        value = self._until(ask)
        return None if value is None else float(value)

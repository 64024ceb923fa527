#!/usr/bin/python3
"""Measures the HTTP server of the real binary beside Debian's prometheus-alertmanager, in one run on one machine.

Usage: web_bench.py ELZHURD
wrk keeps connections open and asks with a token: the state, a page of 50 findings, all of them, and
/metrics of elzhurd; of alertmanager /api/v2/status and a list of 50 alerts.
Prints requests a second, the 99th percentile and the ratio; exits 1 when a promise is broken. ELZHUR_BENCH_SLACK widens the
promises. Lists are held to be filled before they are measured.
"""

import datetime as dt
import hashlib
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "system"))
import harness  # noqa: E402
import pass_bench  # noqa: E402
import service  # noqa: E402

SLACK = float(os.environ.get("ELZHUR_BENCH_SLACK", "1"))
JSON_PER_SECOND = 4000
SCRAPES_PER_SECOND = 2000
SCRAPE_MS_P99 = 3.0
SECONDS = 5
# A page of findings, and the longest list that is given.
PAGE, LIST_MAX = 50, 1000
TOKEN = "a-token-of-the-benchmark-0123456789"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def start_alertmanager(folder):
    port = free_port()
    (folder / "alertmanager.yml").write_text("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n")
    child = subprocess.Popen(["prometheus-alertmanager", f"--config.file={folder}/alertmanager.yml",
                              f"--storage.path={folder}/am", f"--web.listen-address=127.0.0.1:{port}",
                              "--cluster.listen-address="], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/api/v2/status"
    service.wait_for(lambda: can_get(url), "alertmanager answers")
    return child, url


def can_get(url):
    try:
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {TOKEN}"})
        return urllib.request.urlopen(request, timeout=5).status == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def ask(url, connections):
    """(requests a second, milliseconds of the 99th percentile)"""
    run = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", "-H",
                          f"Authorization: Bearer {TOKEN}", url], capture_output=True, text=True, check=True)
    if "Non-2xx" in run.stdout or "Socket errors" in run.stdout:
        raise SystemExit(f"{url}: {run.stdout}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", run.stdout).group(1))
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)\b", run.stdout).groups()
    return rate, float(value) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


def start_elzhurd(elzhurd, folder):
    """A school of 200,000 lessons with LIST_MAX findings."""
    school = harness.School(elzhurd, folder / "school", harness.config(
        school={**harness.CONFIG["school"], "watch_from": dt.date(2025, 9, 1)},
        calendar={"files": ["calendar-ru-2025.yaml", "calendar-ru-2026.yaml"]},
        sources=[{"id": "inbox", "kind": "directory", "path": "inbox", "every": "10s"}],
        web={"listen": "127.0.0.1:0", "socket": "elzhurd.sock", "users_file": "users.yaml"}))
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    users = school.folder / "users.yaml"
    users.write_text(harness.dump_yaml({"tokens": [{"name": "bench", "role": "administrator", "sha256": digest}]}))
    users.chmod(0o600)
    for part in range(2):
        pass_bench.write(school.inbox / f"part{part}.csv", pass_bench.lessons(part * 10, 10, 50, 200))
    first = school.once(now=pass_bench.NOW)
    if first.status != 0:
        raise SystemExit(first.stdout + first.stderr)
    running = service.Service(school, ("run", "--now", pass_bench.NOW)).ready()
    running.wait_said("last cycle")
    port = re.search(r"listens on http\S+:(\d+)", running.log).group(1)
    return running, f"http://127.0.0.1:{port}"


def count_of(url, key):
    """How many there are in a list."""
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        body = answer.read()
    listed = json.loads(body)
    return len(listed[key] if key else listed), len(body)


def post_alerts(base):
    """As many as stand on a page of findings, with as many labels."""
    alerts = [{"labels": {"alertname": "Finding", "id": f"F-2026-{number:06d}", "rule": "topic-same-day", "class": "7А",
                          "subject": "Алгебра", "teacher": f"T{number:03d}"},
               "annotations": {"basis": "п. 3.2 Положения о ведении ЭЖ"}} for number in range(PAGE)]
    request = urllib.request.Request(f"{base}/api/v2/alerts", json.dumps(alerts).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=30).close()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for tool in ("wrk", "prometheus-alertmanager"):
        if not shutil.which(tool):
            print(f"no {tool}: nothing is measured")
            return 0
    broken = []
    with tempfile.TemporaryDirectory(prefix="elzhur-bench-") as name:
        folder = pathlib.Path(name)
        running, base = start_elzhurd(elzhurd=pathlib.Path(sys.argv[1]).resolve(), folder=folder)
        child, beside = start_alertmanager(folder)
        try:
            reference, reference_p99 = ask(beside, 8)
            print(f"alertmanager /api/v2/status    {reference:9.0f} requests/s  99th percentile {reference_p99:6.2f} ms")
            post_alerts(beside.removesuffix("/api/v2/status"))
            alerts = beside.replace("status", "alerts")
            count, size = count_of(alerts, None)
            listing, listing_p99 = ask(alerts, 8)
            print(f"alertmanager /api/v2/alerts    {listing:9.0f} requests/s  99th percentile {listing_p99:6.2f} ms  "
                  f"{count} alerts, {size} bytes")
            for path, promised, connections in (("/-/status", JSON_PER_SECOND, 8),
                                                (f"/api/v1/findings?limit={PAGE}", JSON_PER_SECOND, 8),
                                                (f"/api/v1/findings?limit={LIST_MAX}", None, 8),
                                                ("/metrics", SCRAPES_PER_SECOND, 2)):
                what = ""
                if "findings" in path:
                    count, size = count_of(base + path, "findings")
                    if count < int(path.rpartition("=")[2]):
                        raise SystemExit(f"{path}: the list has {count} findings only")
                    what = f"  {count} findings, {size} bytes"
                rate, p99 = ask(base + path, connections)
                print(f"elzhurd {path:30} {rate:9.0f} requests/s  99th percentile {p99:6.2f} ms  promised {promised}, "
                      f"{rate / (listing if what else reference):.2f} of alertmanager's{what}")
                if promised is None:
                    continue
                if rate < promised / SLACK:
                    broken.append(path)
                if path == "/metrics" and p99 > SCRAPE_MS_P99 * SLACK:
                    broken.append(f"{path}: 99th percentile")
        finally:
            child.kill()
            child.wait()
            running.end()
    if broken:
        print("broken promises:", ", ".join(broken))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

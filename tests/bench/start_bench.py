#!/usr/bin/python3
"""Measures the service on a store with 1,000,000 ledger episodes: its start, its first pages, /metrics, a quiet cycle, memory.

Usage: start_bench.py ELZHURD [FOLDER]
The store is made by the program itself from 500,000 lessons of 100 classes (as pass_bench.py). Prints every figure, beside what
was promised where something was; exits 1 when a promise is broken. The same again after SIGKILL. ELZHUR_BENCH_SLACK widens
the promises.
"""

import http.client
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "system"))
import pass_bench  # noqa: E402
import service  # noqa: E402

SLACK = float(os.environ.get("ELZHUR_BENCH_SLACK", "1"))
READY_SECONDS = 0.5
STARTS = 5
EPISODES = 1_000_000
CLOCK = "2026-06-01T14:00:00+03:00"
PAGES = ("/", "/findings?state=all", "/numbers", "/teachers", "/backlog", "/documents", "/metrics",
         "/api/v1/findings?limit=50", "/api/v1/reports/weeks", "/api/v1/teachers", "/api/v1/reports/findings?format=csv")
REPEATS = 20
QUIET_SECONDS = 20


class Place:
    """What service.Service needs to know of a school."""

    def __init__(self, elzhurd, folder):
        self.elzhurd, self.folder, self.config_path = elzhurd, folder, folder / "elzhurd.yaml"


def make_store(elzhurd, folder):
    pass_bench.school(folder, pass_bench.DIGEST)
    file = folder / "elzhurd.yaml"
    config = file.read_text(encoding="utf-8").replace("path: inbox}", "path: inbox, every: 10s}")
    file.write_text(config + "web: {listen: '127.0.0.1:0', socket: elzhurd.sock}\n", encoding="utf-8")
    for part in range(5):
        pass_bench.write(folder / "inbox" / f"part{part}.csv", pass_bench.lessons(part * 20, 20, 25, 200))
        pass_bench.run_pass(elzhurd, folder)
    with sqlite3.connect(f"file:{folder}/store.db?mode=ro", uri=True) as store:
        episodes, findings = (store.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("episode", "finding"))
    print(f"store: {episodes} episodes, {findings} findings, {(folder / 'store.db').stat().st_size / 1e6:.0f} MB", flush=True)
    if episodes < EPISODES:
        sys.exit("the store is too small")


def drop_from_memory(path):
    """As after a restart of the machine: nothing of the file is in memory."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def ask(port, path):
    """(seconds, bytes) of one answer on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    began = time.monotonic()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    seconds = time.monotonic() - began
    connection.close()
    if answer.status != 200:
        sys.exit(f"{path}: {answer.status}: {body[:500]!r}")
    return seconds, len(body)


def is_ready(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/-/ready")
    status = connection.getresponse().status
    connection.close()
    return status == 200


def start(place):
    """(the running service, its port, seconds to READY=1, seconds to /-/ready)"""
    began = time.monotonic()
    running = service.Service(place, ("run", "--now", CLOCK))
    running.wait_said("READY=1")
    told = running.said("READY=1") - began
    running.ready()
    port = int(re.search(r"listens on \S+:(\d+)", running.log).group(1))
    service.wait_for(lambda: is_ready(port), "it is ready")
    return running, port, told, time.monotonic() - began


def processor_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(process, key):
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(rf"{key}:\s+(\d+) kB", text).group(1)) / 1000


def measure_starts(place):
    """Seconds to readiness: warm, with nothing of the store in memory, after SIGKILL."""
    kept = []
    for how in ("warm", "cold", "killed"):
        told, ready = [], []
        for _ in range(STARTS):
            if how == "cold":
                for path in place.folder.glob("store.db*"):
                    drop_from_memory(path)
            running, _, one, other = start(place)
            told.append(one)
            ready.append(other)
            if how == "killed":
                running.wait_said("last cycle")
                running.kill()
            else:
                running.stop()
        kept.append(pass_bench.line(f"start, {how}: READY=1, slowest of {STARTS}", max(told), "s", READY_SECONDS * SLACK))
        kept.append(pass_bench.line(f"start, {how}: /-/ready answers, slowest", max(ready), "s", READY_SECONDS * SLACK))
    return kept


def measure_pages(port):
    for path in PAGES:
        first, size = ask(port, path)
        again = [ask(port, path)[0] for _ in range(REPEATS)]
        print(f"     {path:42} first {first * 1000:8.1f} ms, then {statistics.median(again) * 1000:7.1f} ms, {size} bytes",
              flush=True)


def cycles(port):
    """(how many, their seconds) up to now."""
    text = metrics(port)
    return [float(re.search(rf"^elzhur_cycle_duration_seconds_{name} (\S+)$", text, flags=re.MULTILINE).group(1))
            for name in ("count", "sum")]


def measure_quiet(running, port, when):
    """Cycles in which nothing comes: the store is asked, and nothing is written."""
    began, used, before = time.monotonic(), processor_seconds(running.child), cycles(port)
    time.sleep(QUIET_SECONDS)
    share = (processor_seconds(running.child) - used) / (time.monotonic() - began)
    count, seconds = (after - earlier for after, earlier in zip(cycles(port), before))
    mean = f"{seconds / count * 1000:.1f} ms each" if count else "none"
    print(f"     quiet, {when}: {count:.0f} cycles, {mean}; {share * 100:.3f} % of a core; resident "
          f"{megabytes(running.child, 'VmRSS'):.1f} MB, of it {megabytes(running.child, 'RssAnon'):.1f} MB its own; at most "
          f"{megabytes(running.child, 'VmHWM'):.1f} MB", flush=True)


def main():
    elzhurd = str(pathlib.Path(sys.argv[1]).resolve())
    base = pathlib.Path(tempfile.mkdtemp(prefix="elzhur-bench-", dir=sys.argv[2] if len(sys.argv) > 2 else None))
    running = None
    try:
        place = Place(elzhurd, base / "school")
        make_store(elzhurd, place.folder)
        kept = measure_starts(place)
        running, port, _, _ = start(place)
        running.wait_said("last cycle")
        measure_quiet(running, port, "before anybody looked")
        measure_pages(port)
        measure_quiet(running, port, "after the pages")
        running.stop(signal.SIGTERM)
    finally:
        if running:
            running.end()
        shutil.rmtree(base)
    sys.exit(0 if all(kept) else 1)


def metrics(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode("utf-8")
    connection.close()
    return text


if __name__ == "__main__":
    main()

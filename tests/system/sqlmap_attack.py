#!/usr/bin/python3
"""sqlmap against the API and the forms of the page, on loopback and for a bounded time: nothing may be injectable, the service
stays healthy and its store whole.

Usage: sqlmap_attack.py ELZHURD [SECONDS_OF_A_TARGET]      (60; without sqlmap installed it says so and ends with 0)
"""

import hashlib
import http.client
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

import harness
import oracle
import service

TOKEN = "a-token-of-the-attack-0123456789"
PASSWORD = "верный конь батарея"
EXPORTED_AT = oracle.read_members(oracle.REAL_EXPORT)[0].saved_at
FOUND = re.compile(r"is vulnerable|appears to be .*injectable|sqlmap identified the following injection")
JUDGED = re.compile(r"do not appear to be injectable|does not seem to be injectable")
BUSY = re.compile(r"testing '")


def start(elzhurd, folder):
    school = harness.School(elzhurd, folder / "school", harness.config(
        web={"listen": "127.0.0.1:0", "socket": "elzhurd.sock", "users_file": "users.yaml"}))
    hashed = subprocess.run([elzhurd, "hash-password"], input=PASSWORD + "\n", capture_output=True, text=True, check=True)
    users = school.folder / "users.yaml"
    users.write_text(harness.dump_yaml({
        "users": [{"name": "admin", "role": "administrator", "password": hashed.stdout.strip()}],
        "tokens": [{"name": "attack", "role": "administrator", "sha256": hashlib.sha256(TOKEN.encode()).hexdigest()}]}))
    users.chmod(0o600)
    school.put(oracle.REAL_EXPORT, mtime=EXPORTED_AT)
    first = school.once()
    if first.status != 0:
        sys.exit(first.stderr)
    running = service.Service(school).ready()
    return school, running, int(re.search(r"listens on http\S+:(\d+)", running.log).group(1))


def sign_in(port):
    """(cookie, form token, a reason that the form offers) of a browser."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/login", urllib.parse.urlencode({"name": "admin", "password": PASSWORD}),
                       {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    answer.read()
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    connection.request("GET", "/excuses", headers={"Cookie": cookie})
    page = connection.getresponse().read().decode("utf-8")
    connection.close()
    reasons = page[page.index('<select id="reason"'):]
    return (cookie, re.search(r'name="form_token" value="([^"]+)"', page).group(1),
            re.search(r'<option value="([^"]+)"', reasons).group(1))


def targets(port):
    """(what, sqlmap's arguments)"""
    base = f"http://127.0.0.1:{port}"
    bearer = ["-H", f"Authorization: Bearer {TOKEN}"]
    cookie, form_token, reason = sign_in(port)
    appeal = json.dumps({"kind": "technical", "applicant": "a", "content": "b", "subject": "c"})
    excuse = urllib.parse.urlencode({"form_token": form_token, "of": "class", "class": "7А", "from": "2030-01-01",
                                     "to": "2030-01-01", "reason": reason})
    return (
        ("filters of the API", ["-u", f"{base}/api/v1/findings?class=1&rule=x&teacher=T001&from=2019-01-01&limit=5", *bearer,
                                "-p", "class,rule,teacher"]),
        ("an id in an address", ["-u", f"{base}/api/v1/findings/F-2019-000001*", *bearer]),
        ("a report", ["-u", f"{base}/api/v1/reports/findings?class=1&format=csv", *bearer, "-p", "class"]),
        ("JSON of an appeal", ["-u", f"{base}/api/v1/appeals", *bearer, "-H", "Content-Type: application/json", "--data", appeal,
                               "-p", "subject"]),
        ("a form of the page", ["-u", f"{base}/excuses", "-H", f"Cookie: {cookie}", "--data", excuse, "-p", "class"]),
        ("filters of the page", ["-u", f"{base}/findings?class=1&state=all", "-H", f"Cookie: {cookie}", "-p", "class"]),
    )


def attack(what, arguments, folder, seconds):
    """True when sqlmap tried and found nothing; to be stopped by the time is to have found nothing up to then."""
    command = ["sqlmap", "--batch", "--level", "2", "--risk", "1", "--dbms", "SQLite", "--flush-session", "--threads", "2",
               "--disable-coloring", "--ignore-code", "*", "--output-dir", str(folder / "sqlmap"), *arguments]
    try:
        said = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False).stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    text = said.decode("utf-8", "replace")
    tried = len(BUSY.findall(text))
    is_good = not FOUND.search(text) and (tried > 0 or bool(JUDGED.search(text)))
    print(f"{'ok  ' if is_good else 'BAD '} {what}: {tried} techniques, "
          f"{'all' if JUDGED.search(text) else 'as far as the time went'}", flush=True)
    if not is_good:
        print(text[-4000:])
    return is_good


def main(arguments):
    if not arguments:
        sys.exit(__doc__)
    if not shutil.which("sqlmap"):
        print("no sqlmap: nothing is attacked")
        return 0
    seconds = float(arguments[1]) if len(arguments) > 1 else 60.0
    with tempfile.TemporaryDirectory(prefix="elzhur-sqlmap-") as name:
        folder = pathlib.Path(name)
        school, running, port = start(str(pathlib.Path(arguments[0]).resolve()), folder)
        try:
            before = harness.store_findings(school.database)
            good = [attack(what, words, folder, seconds) for what, words in targets(port)]
            status, _ = running.stop()
            with harness.connect(school.database) as connection:
                arrived = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("appeal", "excuse")]
                whole = [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]
            print(f"written by the attack: {arrived[0]} appeals, {arrived[1]} excuses")
            if not all(arrived):
                print("the attack was kept out before it could try anything")
                good.append(False)
            if status != 0 or not whole or harness.store_findings(school.database) != before:
                print(f"the service: status {status}, store {'whole' if whole else 'damaged'}\n{running.log[-3000:]}")
                good.append(False)
        finally:
            running.end()
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

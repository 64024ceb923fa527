#!/usr/bin/python3
"""The life of the package on a booted machine: installed, watched, killed, stalled, reloaded, upgraded, purged.

Usage: booted_package.py PID FIRST.deb SECOND.deb EXPORT   PID is of systemd-nspawn; the paths are inside the machine.
"""

import pathlib
import re
import subprocess
import sys
import time

BOOT_SECONDS_MAX = 120
FIRST_LIST_SECONDS_MAX = 300
COME_BACK_SECONDS_MAX = 90
STOP_SECONDS_MAX = 20
IDLE_SECONDS = 60
IDLE_RSS_MB_MAX = 32
IDLE_CPU_SHARE_MAX = 0.001
WATCHDOG_SECONDS = 5
PAGE = "http://127.0.0.1:9841"
CONFIG = "/etc/elzhurd/elzhurd.yaml"
ANSWERS = {"school": "МБОУ «Школа»", "timezone": "Europe/Moscow", "source": "папка", "watch-from": "2018-09-01",
           "administrator": "admin@school.example", "director": "director@school.example", "mail": "нет",
           "data": "/var/lib/elzhurd"}


def say(text):
    print(text, flush=True)


def demand(condition, what):
    if not condition:
        raise AssertionError(what)


def wait_for(condition, what, seconds_max):
    """Waits until condition() is true; returns what it gave and how long it took."""
    started = time.monotonic()
    while time.monotonic() < started + seconds_max:
        value = condition()
        if value:
            return value, time.monotonic() - started
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds_max} s: {what}")


def init_of(nspawn):
    """The process that is number 1 inside. On its way there systemd-nspawn has another child for a moment."""
    children = pathlib.Path(f"/proc/{nspawn}/task/{nspawn}/children").read_text(encoding="ascii").split()
    for pid in children:
        try:
            status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            continue
        if re.search(r"^Name:\s+systemd$", status, re.M) and re.search(rf"^NSpid:\s+{pid}\s+1$", status, re.M):
            return pid
    return None


class Machine:
    def __init__(self, nspawn):
        self.init, _ = wait_for(lambda: init_of(nspawn), "an init", BOOT_SECONDS_MAX)

    def run(self, *command, status=0):
        """Runs a command in the machine; demands its exit status unless that is None."""
        environment = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8",
                       "DEBIAN_FRONTEND=noninteractive"]
        run = subprocess.run(["nsenter", "-t", self.init, "-a", *environment, *map(str, command)],
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8",
                             errors="replace", timeout=600, check=False)
        if status is not None and run.returncode != status:
            log = "" if command[0] == "journalctl" else self.journal()[-3000:]
            raise AssertionError(f"{' '.join(map(str, command))}: {run.returncode}, not {status}\n"
                                 f"{run.stdout}{run.stderr}\n{log}")
        return run

    def out(self, *command):
        return self.run(*command).stdout.strip()

    def shell(self, script, status=0):
        return self.run("bash", "-c", script, status=status)

    def show(self, name):
        return self.out("systemctl", "show", "-p", name, "--value", "elzhurd.service")

    def journal(self):
        return self.run("journalctl", "-u", "elzhurd", "--no-pager", "-o", "cat", status=None).stdout

    def page(self, path="/"):
        run = self.run("curl", "-sS", "--max-time", "10", "-w", "\n%{http_code}", PAGE + path, status=None)
        body, _, code = run.stdout.rpartition("\n")
        return body if run.returncode == 0 and code == "200" else ""

    def apt(self, *arguments):
        return self.run("apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0", *arguments)

    def main_pid(self):
        return self.show("MainPID") if self.show("ActiveState") == "active" else "0"

    def wait_back(self, old, what):
        _, seconds = wait_for(lambda: self.main_pid() not in ("0", old) and self.page("/-/healthy") != "", what,
                              COME_BACK_SECONDS_MAX)
        return seconds


def first_list(machine):
    """How many lessons the page says wait for a check."""
    found = re.search(r"Ждут проверки: ([\d\s]+) урок", re.sub("<[^>]*>", "", machine.page()))
    return int(re.sub(r"\s", "", found[1])) if found else 0


def install_and_begin(machine, package, export):
    started = time.monotonic()
    done = machine.apt("install", "--no-install-recommends", package)
    demand("elzhurd init" in done.stdout, f"the installation names the next step\n{done.stdout}")
    installed = time.monotonic() - started
    demand(machine.show("ActiveState") == "inactive", "nothing runs on a sample")
    machine.run("elzhurd", "check-config", CONFIG)
    options = [part for key, value in ANSWERS.items() for part in ("--" + key, value)]
    machine.run("elzhurd", "init", "--yes", "--export", export, *options)
    machine.run("elzhurd", "check-config", CONFIG)
    begun = time.monotonic()
    machine.run("systemctl", "enable", "--now", "elzhurd")
    ready = time.monotonic() - begun
    demand(machine.page("/-/healthy") != "", "what is started answers")
    waiting, _ = wait_for(lambda: first_list(machine), "the first list", FIRST_LIST_SECONDS_MAX)
    say(f"installed in {installed:.1f} s (without downloads), ready in {ready:.2f} s, "
        f"first list ({waiting} lessons) {time.monotonic() - started:.0f} s after `apt install`")
    return waiting


def check_places(machine):
    places = {"/etc/elzhurd": "750 root elzhurd", CONFIG: "640 root elzhurd",
              "/etc/elzhurd/credentials": "2750 root elzhurd", "/var/lib/elzhurd": "751 elzhurd elzhurd",
              "/var/lib/elzhurd/inbox": "2770 elzhurd elzhurd-inbox", "/var/lib/elzhurd/elzhurd.db": "640 elzhurd elzhurd",
              "/run/elzhurd": "750 elzhurd elzhurd", "/run/elzhurd/elzhurd.sock": "660 elzhurd elzhurd",
              "/var/backups/elzhurd": "750 elzhurd elzhurd"}
    for place, wanted in places.items():
        found = machine.out("stat", "-c", "%a %U %G", place)
        demand(found == wanted, f"{place}: {found}, not {wanted}")
    pid = machine.main_pid()
    status = machine.out("cat", f"/proc/{pid}/status")
    for line in ("NoNewPrivs:\t1", "Seccomp:\t2", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000"):
        demand(line in status, f"{line} of the running service\n{status}")
    mounts = machine.out("cat", f"/proc/{pid}/mounts")
    demand(re.search(r" / \S+ ro[, ]", mounts), f"the file system is read-only to the service\n{mounts}")
    letters = machine.out("bash", "-c", "ls /var/lib/elzhurd/maildir/new | wc -l")
    demand(int(letters) > 0, "a letter lies in the maildir")


def check_people(machine):
    """Who may bring files, who may do everything, who may nothing."""
    machine.run("useradd", "-m", "-G", "elzhurd-inbox", "teacher")
    machine.run("useradd", "-m", "-G", "elzhurd", "keeper")
    machine.run("useradd", "-m", "stranger")
    as_user = lambda user, script, status: machine.run("runuser", "-u", user, "--", "bash", "-c", script, status=status)
    as_user("teacher", "umask 077; echo 'Дата;Класс' > /var/lib/elzhurd/inbox/teacher.csv && chmod 640 "
            "/var/lib/elzhurd/inbox/teacher.csv", 0)
    as_user("stranger", "echo x > /var/lib/elzhurd/inbox/stranger.csv", 1)
    for user in ("teacher", "stranger"):
        as_user(user, "cat /var/lib/elzhurd/elzhurd.db", 1)
        as_user(user, f"cat {CONFIG}", 1)
        as_user(user, "curl -s --unix-socket /run/elzhurd/elzhurd.sock http://localhost/api/v1/status", 7)
    as_user("keeper", "elzhurctl status", 0)
    settled = "ls /var/lib/elzhurd/inbox/done /var/lib/elzhurd/inbox/refused | grep -q teacher.csv"
    wait_for(lambda: machine.shell(settled, None).returncode == 0, "the teacher's file is read", FIRST_LIST_SECONDS_MAX)
    say("group elzhurd-inbox brings files and reads nothing; group elzhurd reaches the socket")


def check_reload(machine):
    pid = machine.main_pid()
    machine.shell(f"cp -p {CONFIG} /srv/good.yaml; echo '# another line' >> {CONFIG}; systemctl reload elzhurd")
    wait_for(lambda: "configuration loaded" in machine.journal(), "a reload in the log", 30)
    machine.shell(f"echo 'nonsense: 1' >> {CONFIG}; systemctl reload elzhurd")
    wait_for(lambda: re.search(r"elzhurd\.yaml:\d+:1: [^\n]*nonsense", machine.journal()), "the bad line in the log", 30)
    wait_for(lambda: "old configuration stays in force" in machine.show("StatusText"), "the status line says so", 30)
    demand(machine.main_pid() == pid and first_list(machine) > 0, "a bad file changes nothing")


def check_comes_back(machine):
    old = machine.main_pid()
    machine.run("systemctl", "kill", "-s", "KILL", "--kill-who=main", "elzhurd")
    say(f"back {machine.wait_back(old, 'after kill -9'):.0f} s after kill -9 (RestartSec=15s)")
    machine.shell("mkdir -p /run/systemd/system/elzhurd.service.d && printf '[Service]\\nWatchdogSec=%s\\n' "
                  f"{WATCHDOG_SECONDS} > /run/systemd/system/elzhurd.service.d/watchdog.conf && "
                  "systemctl daemon-reload && systemctl restart elzhurd")
    old = machine.main_pid()
    machine.shell(f"kill -STOP {old}")
    seconds = machine.wait_back(old, "after a stalled loop")
    demand("Watchdog timeout" in machine.journal(), "it was the watchdog")
    say(f"back {seconds:.0f} s after its loops stalled (watchdog of {WATCHDOG_SECONDS} s)")
    machine.shell("rm -r /run/systemd/system/elzhurd.service.d; systemctl daemon-reload; systemctl restart elzhurd")


def check_idle(machine):
    pid = machine.main_pid()
    threads = lambda: sum(int(line.split()[0]) for line in
                          machine.out("bash", "-c", f"cat /proc/{pid}/task/*/schedstat").splitlines())
    time.sleep(5)
    before, begun = threads(), time.monotonic()
    time.sleep(IDLE_SECONDS)
    share = (threads() - before) / 1e9 / (time.monotonic() - begun)
    rss = int(re.search(r"VmRSS:\s+(\d+)", machine.out("cat", f"/proc/{pid}/status"))[1]) / 1024
    say(f"idle: {rss:.1f} MB resident, {share * 100:.3f} % of a core over {IDLE_SECONDS} s")
    demand(rss <= IDLE_RSS_MB_MAX, f"{rss} MB resident")
    demand(share <= IDLE_CPU_SHARE_MAX, f"{share} of a core")


def check_upgrade(machine, package, waiting):
    pid = machine.main_pid()
    refused = machine.apt("install", "--no-install-recommends", "--reinstall", package)
    demand("nonsense" in refused.stdout + refused.stderr, "an upgrade names the configuration's mistake")
    demand(machine.main_pid() == pid, "what a new version refuses stops nothing")
    machine.shell(f"cp -p /srv/good.yaml {CONFIG}")
    machine.apt("install", "--no-install-recommends", "--reinstall", package)
    machine.wait_back(pid, "after the upgrade")
    wait_for(lambda: first_list(machine) == waiting, "the same list after the upgrade", COME_BACK_SECONDS_MAX)
    machine.run("cmp", CONFIG, "/srv/good.yaml")
    say("upgraded: restarted once, data and configuration kept")


def check_stop(machine):
    begun = time.monotonic()
    machine.run("systemctl", "stop", "elzhurd")
    seconds = time.monotonic() - begun
    demand(seconds <= STOP_SECONDS_MAX and machine.show("Result") == "success", f"stopped in {seconds} s")
    machine.run("systemctl", "start", "elzhurd")
    say(f"stopped in {seconds:.2f} s")


def check_removal(machine, package, waiting):
    machine.apt("remove", "elzhurd")
    demand(machine.show("ActiveState") == "inactive", "removed, and nothing runs")
    machine.run("test", "-f", CONFIG, "-a", "-f", "/var/lib/elzhurd/elzhurd.db")
    machine.apt("install", "--no-install-recommends", package)
    machine.wait_back("0", "installed again")
    wait_for(lambda: first_list(machine) == waiting, "the same list after all", COME_BACK_SECONDS_MAX)
    machine.apt("purge", "elzhurd")
    left = machine.shell("find /etc /var/lib /run /usr /var/backups -name '*elzhurd*' -not -path '/var/lib/dpkg/*' "
                         "-not -path '/var/lib/apt/*' 2>/dev/null").stdout.split()
    demand(left == [], f"left by the purge: {left}")
    say("removed with data kept, installed again and running, purged without a trace")


def main(nspawn, first, second, export):
    machine = Machine(nspawn)
    state = lambda: machine.run("systemctl", "is-system-running", status=None).stdout.strip()
    _, seconds = wait_for(lambda: state() == "running", "the machine runs", BOOT_SECONDS_MAX)
    say(f"booted in {seconds:.0f} s")
    waiting = install_and_begin(machine, first, export)
    check_places(machine)
    check_people(machine)
    check_comes_back(machine)
    check_idle(machine)
    check_stop(machine)
    check_reload(machine)
    check_upgrade(machine, second, waiting)
    check_removal(machine, second, waiting)
    failed = machine.out("systemctl", "list-units", "--failed", "--plain", "--no-legend")
    demand(failed == "", f"failed units: {failed}")
    say("booted package: passed")


if __name__ == "__main__":
    main(*sys.argv[1:])

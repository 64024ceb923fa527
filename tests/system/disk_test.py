#!/usr/bin/python3
"""The service on a disk that is full, or that the kernel has made read-only: pages and metrics stay alive and say it.

Usage: disk_test.py ELZHURD [TEST...]. Needs root: it mounts file systems of its own, where nobody else sees them.
"""

import datetime as dt
import http.client
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest

import harness
import oracle
import service

ARRIVED = dt.datetime.fromisoformat("2019-05-31T18:00:00+03:00")
DISK_MEGABYTES = 48
# Set in the process that has a mount namespace of its own.
APART = "ELZHUR_TEST_APART"


class DiskTest(harness.SystemTest):
    """The store lies on a disk of its own; inbox and mailbox do not."""

    def mount(self, *options):
        disk = self.folder / "disk"
        disk.mkdir(exist_ok=True)
        made = subprocess.run(["mount", *options, str(disk)], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            self.skipTest(f"no file system can be mounted here: {made.stderr}")
        self.addCleanup(subprocess.run, ["umount", "--lazy", str(disk)], check=True)
        return disk

    def start(self, disk):
        changes = {"path": str(disk / "elzhurd.db"), "evidence": str(disk / "evidence")}
        self.school = harness.School(self.elzhurd, self.folder / "school", harness.config(store=changes))
        self.school.write_config(harness.config(
            store=changes, sources=[{"id": "inbox", "kind": "directory", "path": "inbox", "every": "10s"}]))
        self.school.put(oracle.REAL_EXPORT, mtime=ARRIVED)
        self.service = service.Service(self.school).ready()
        self.addCleanup(self.service.end)
        self.service.wait_for(lambda: self.status("/-/ready") == 200, "is ready")
        self.mails_before = len(self.service.wait_for(self.school.mails, "writes a letter"))

    def ask(self, path):
        port = int(re.search(r"listens on \S+:(\d+)", self.service.log).group(1))
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", path, headers={"Accept": "text/html"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8")
        finally:
            connection.close()

    def status(self, path):
        return self.ask(path)[0]

    def metric(self, name):
        found = re.search(rf"^{re.escape(name)} (\S+)$", self.ask("/metrics")[1], re.M)
        return float(found.group(1)) if found else None

    def put_another(self):
        """A file that the next cycle must write much about."""
        text = "Дата урока;Класс;Группа;Предмет;Учитель;Тема урока;Домашнее задание\n"
        day = dt.date(2019, 4, 1)
        for number in range(20_000):
            text += f"{day + dt.timedelta(days=number % 40):%d.%m.%Y};{number % 900 + 1}А;;Предмет {number % 7};" \
                    f"Учитель {number % 50} Иванович;;\n"
        path = self.folder / "more.csv"
        path.write_text(text, encoding="utf-8")
        return self.school.put(path, mtime=ARRIVED)

    def alive(self, words):
        """Everything answers, and says what is wrong."""
        page = self.service.wait_for(
            lambda: next((body for status, body in [self.ask("/")] if status == 200 and words in body), None),
            f"the page says '{words}'")
        self.assertIn("Неполадка программы", page)
        self.assertEqual(self.status("/-/healthy"), 200)
        # The numbers are made after the page.
        self.service.wait_for(lambda: self.status("/-/ready") == 503, "is not ready")
        self.service.wait_for(lambda: self.metric("elzhur_store_writable") == 0, "counts it")
        self.service.wait_for(lambda: self.metric('elzhur_cycles_total{result="failed"}') > 0, "counts the failed cycle")
        for path in ("/findings", "/sources", "/numbers", "/outbox", "/api/v1/status", "/api/v1/findings"):
            self.assertEqual(self.status(path), 200, path)
        self.service.wait_said("nothing can be stored")
        return page


class FullDisk(DiskTest):
    def test_a_full_disk_is_said_and_work_goes_on_when_there_is_room_again(self):
        disk = self.mount("-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "none")
        self.start(disk)
        ballast = disk / "ballast"
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 65536)
            except OSError:
                pass
        self.assertLess(shutil.disk_usage(disk).free, 65536)
        self.put_another()
        page = self.alive("диск")
        self.assertIn("Освободите место", page)
        self.assertTrue((self.school.inbox / "more.csv").exists(), "nothing was stored, so the file must stay")
        # One failure passes without a letter: another process may have held the file.
        self.service.wait_for(lambda: self.metric('elzhur_cycles_total{result="failed"}') >= 2, "fails again")
        ballast.unlink()
        self.service.wait_for(lambda: self.status("/-/ready") == 200, "works again")
        self.service.wait_for(lambda: not (self.school.inbox / "more.csv").exists(), "takes the file")
        self.service.wait_for(lambda: "Неполадка программы" not in self.ask("/")[1], "no longer says it")
        self.service.wait_for(lambda: self.metric("elzhur_store_writable") == 1, "counts it")
        letters = self.service.wait_for(lambda: [mail for mail in self.school.mails()
                                                 if "не записывались" in str(mail["Subject"])], "tells the person")
        self.assertIn("диск", letters[0].get_body(("plain",)).get_content())
        self.assertEqual(self.service.stop()[0], 0)
        self.assertEqual(len(letters), 1)


class BrokenDisk(DiskTest):
    def test_a_disk_that_was_made_read_only_is_said_and_everything_can_still_be_read(self):
        image = self.folder / "image"
        with open(image, "wb") as file:
            file.truncate(DISK_MEGABYTES << 20)
        subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
        disk = self.mount("-o", "loop", str(image))
        self.start(disk)
        subprocess.run(["mount", "-o", "remount,abort", str(disk)], check=True)
        self.put_another()
        page = self.alive("диск с базой")
        self.assertIn("проверьте диск", page)
        self.assertTrue((self.school.inbox / "more.csv").exists())
        self.assertEqual(self.service.stop()[0], 0)


def main():
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        print("skipped: needs root and unshare")
        return
    if os.environ.get(APART) is None:
        os.execvpe("unshare", ["unshare", "--mount", sys.executable, str(pathlib.Path(__file__).resolve()), *sys.argv[1:]],
                   {**os.environ, APART: "1"})
    harness.main()


if __name__ == "__main__":
    main()

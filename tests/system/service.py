"""The program as systemd runs it: `elzhurd run` with a notify socket of ours, its log, and waiting for what it does."""

import ctypes
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import threading
import time

import harness

SECONDS_MAX = 40 * harness.SLACK
STOP_SECONDS_MAX = 10 * harness.SLACK
# Of the watchdog, as systemd would ask for it.
WATCHDOG_SECONDS = 2 * harness.SLACK


def wait_for(condition, what, seconds_max=SECONDS_MAX):
    """Waits until condition() is true and returns what it gave."""
    deadline = time.monotonic() + seconds_max
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds_max:.0f} s: {what() if callable(what) else what}")


class Service:
    """A running service. Everything that it says to systemd or to its log is kept with the time it was heard."""

    def __init__(self, school, verb=("run",)):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=school.folder, prefix="service-"))
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(self.folder / "notify"))
        self.lock = threading.Lock()
        self.heard, self.lines = [], []
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "NOTIFY_SOCKET": str(self.folder / "notify"),
                       "WATCHDOG_USEC": str(int(WATCHDOG_SECONDS * 1_000_000))}
        self.child = subprocess.Popen([school.elzhurd, *verb, "--config", str(school.config_path)],
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                      cwd=school.folder, env=environment)
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self._listen, self._read)]
        for thread in self.threads:
            thread.start()

    def _listen(self):
        while True:
            data = self.socket.recv(4096)
            if not data:
                return
            with self.lock:
                self.heard.append((time.monotonic(), data.decode()))

    def _read(self):
        for line in self.child.stderr:
            with self.lock:
                self.lines.append(line.decode("utf-8", "backslashreplace").rstrip("\n"))

    @property
    def log(self):
        with self.lock:
            return "\n".join(self.lines)

    def said(self, text, since=0.0):
        """When it first told systemd something with this text; None: it did not."""
        with self.lock:
            return next((at for at, message in self.heard if at >= since and text in message), None)

    def beats(self, since):
        with self.lock:
            return [at for at, message in self.heard if at >= since and message == "WATCHDOG=1"]

    def state(self):
        with self.lock:
            said = [message for _, message in self.heard if message != "WATCHDOG=1"]
        return f"said {said[-5:]}, exit status {self.child.poll()}, log:\n{self.log[-3000:]}"

    def wait_for(self, condition, what, seconds_max=SECONDS_MAX):
        def checked():
            value = condition()
            if not value and self.child.poll() is not None:
                raise AssertionError(f"{what}: it has ended; {self.state()}")
            return value
        return wait_for(checked, lambda: f"{what}; {self.state()}", seconds_max)

    def wait_said(self, text, since=0.0):
        return self.wait_for(lambda: self.said(text, since), f"tells systemd '{text}'")

    def wait_logged(self, text):
        return self.wait_for(lambda: text in self.log, f"logs '{text}'")

    def ready(self):
        self.wait_said("READY=1")
        self.wait_logged(" runs, store=")  # What it logged before is heard too: log and socket come in by themselves.
        return self

    def reload(self):
        """Sends SIGHUP; returns once the reload is over, with the time of its beginning."""
        since = time.monotonic()
        self.child.send_signal(signal.SIGHUP)
        return since, self.wait_said("READY=1", self.wait_said("RELOADING=1", since))

    def stop(self, number=signal.SIGTERM):
        """(exit status, seconds) after the signal."""
        since = time.monotonic()
        self.child.send_signal(number)
        try:
            status = self.child.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"not ended {STOP_SECONDS_MAX:.0f} s after the signal; {self.state()}") from None
        self._close()
        return status, time.monotonic() - since

    def kill(self):
        self.child.kill()
        self.child.wait()
        self._close()

    def end(self):
        """Whatever became of it: it is not left running."""
        if self.child.poll() is None:
            self.kill()

    def _close(self):
        if not self.threads:
            return
        # An empty message ends the listener after all that came before it.
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.sendto(b"", str(self.folder / "notify"))
        for thread in self.threads:
            thread.join()
        self.threads = []
        self.socket.close()
        self.child.stderr.close()


class StoppedThread:
    """Stands still one thread of a program as a debugger does: what hangs in a system call looks no different."""

    SEIZE, INTERRUPT, DETACH, ALL = 0x4206, 0x4207, 17, 0x40000000

    def __init__(self, process, name):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        self.libc.ptrace.restype = ctypes.c_long
        tasks = pathlib.Path(f"/proc/{process.pid}/task")
        names = {(task / "comm").read_text().strip(): int(task.name) for task in tasks.iterdir()}
        self.thread = names[name]

    def _trace(self, request):
        if self.libc.ptrace(request, self.thread, None, None) != 0:
            number = ctypes.get_errno()
            raise OSError(number, f"ptrace({request:#x}): {os.strerror(number)}")

    def __enter__(self):
        self._trace(self.SEIZE)
        self._trace(self.INTERRUPT)
        os.waitpid(self.thread, self.ALL)
        return self

    def __exit__(self, *_):
        self._trace(self.DETACH)

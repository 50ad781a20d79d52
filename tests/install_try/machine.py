"""A machine of a Linux distribution in a folder: made by debootstrap, started by systemd-nspawn with systemd as its
first process. It has the network of the machine that it runs on, and a device manager of its own that sees nothing."""

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
UNIFIED = {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}
LOCKS = ("--capability=CAP_BPF,CAP_NET_ADMIN", "--system-call-filter=bpf")
"""Options that let systemd in there lock addresses and devices: filters of BPF on groups of the one hierarchy."""
INCLUDED = "systemd,systemd-sysv,udev,dbus,ca-certificates,sudo"
BOOT_S, STOP_S, COMMAND_S = 120.0, 90.0, 1800.0
REBOOTED = 133
"""Exit code by which systemd-nspawn asks to be started again."""


def make_root(suite: str, root: Path, cache: Path) -> None:
    """A bare system of a suite of Debian in `root`, from an archive in `cache` that is made the first time."""
    archive = cache / f"{suite}.tar"
    if not archive.exists():
        cache.mkdir(parents=True, exist_ok=True)
        made = root.with_suffix(".made")
        _run("debootstrap", "--variant=minbase", f"--include={INCLUDED}", suite, str(made))
        _run("tar", "-C", str(made), "-cf", str(archive), ".")
        _run("rm", "-rf", str(made))
    root.mkdir(parents=True)
    _run("tar", "-C", str(root), "-xf", str(archive))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=COMMAND_S)


class Machine:
    """A machine that is started and stopped, and that runs commands as root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._process: subprocess.Popen[bytes] | None = None
        self.environment = {"PATH": PATH, "HOME": "/srv", "LC_ALL": "C.UTF-8"}
        certificates = os.environ.get("PIP_CERT")
        if certificates:  # where this machine's network has an authority of its own, pip in there needs it too
            (root / "srv/ca.pem").write_bytes(Path(certificates).read_bytes())
            self.environment["PIP_CERT"] = "/srv/ca.pem"

    def boot(self) -> float:
        """Starts it; returns after how many seconds all that starts with it has started."""
        started_s = time.monotonic()
        command = ["systemd-nspawn", "--register=no", "--keep-unit", "--boot", "--quiet", f"--directory={self.root}"]
        nothing, environ = subprocess.DEVNULL, {**os.environ, **UNIFIED}
        self._process = subprocess.Popen(
            [*command, *LOCKS], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True, env=environ
        )
        self.wait(lambda: (self._leader() or 0) > 0, "the first process", BOOT_S)
        settled = ("running", "degraded")
        self.wait(lambda: self.run("systemctl is-system-running", check=False).strip() in settled, "systemd", BOOT_S)
        return time.monotonic() - started_s

    def _leader(self) -> int | None:
        assert self._process is not None
        assert self._process.poll() is None, f"systemd-nspawn ended with {self._process.returncode}"
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return int(children[0]) if children else None

    def run(self, command: str, *, check: bool = True) -> str:
        """Output of a command of a shell. AssertionError if it fails."""
        inside = self.inside(command)
        done = subprocess.run(inside, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=COMMAND_S)
        assert done.returncode == 0 or not check, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def inside(self, command: str) -> list[str]:
        """The command line that runs a command in there."""
        enter = ["nsenter", f"--target={self._leader()}", "--mount", "--uts", "--ipc", "--pid", "--root", "--wdns=/"]
        variables = [f"{name}={value}" for name, value in self.environment.items()]
        return [*enter, "env", "-i", *variables, "sh", "-c", command]

    def reboot(self) -> float:
        """Restarts it; returns after how many seconds all has started again."""
        self._end("reboot", REBOOTED)
        return self.boot()

    def cut_power(self) -> None:
        """Ends every process at once, as a power cut does. What was not written to the disk yet is not lost."""
        leader = self._leader()
        assert leader is not None
        assert self._process is not None
        os.kill(leader, signal.SIGKILL)
        self._process.wait(STOP_S)

    def stop(self) -> None:
        """Switches it off."""
        if self._process is not None and self._process.poll() is None:
            self._end("poweroff", 0)

    def _end(self, command: str, code: int) -> None:
        assert self._process is not None
        self.run(f"systemctl --no-block {shlex.quote(command)}")
        assert self._process.wait(STOP_S) == code

    @staticmethod
    def wait(is_done: Callable[[], bool], what: str, patience_s: float, poll_s: float = 0.25) -> float:
        """Waits for something that another process does; returns for how many seconds."""
        started_s = time.monotonic()
        while not is_done():
            assert time.monotonic() < started_s + patience_s, f"waited in vain for {what}"
            time.sleep(poll_s)
        return time.monotonic() - started_s

"""A kiosk in a shop: the real `vitrina` as a process, or a Kiosk in a thread, with its own settings and a real broker.

Nothing is left running after a test, whatever the test does.
"""

import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edge.cli.main import main
from edge.clock import Clock
from edge.kiosk.assemble import KioskEvent
from edge.kiosk.kiosk import Kiosk
from edge.kiosk.times import KioskTimes
from edge.messages.schema import SHAPES
from edge.settings.settings import load_settings_file

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
HEADER = "vitrina/1/acme/berlin-7/door"
NOTICE_TEXTS = 'version = "2026-11"\noperator = "Shop Ltd"\ncontact = "shop@example.org"\nlegal_basis = "consent"'
NOTICE = f'{NOTICE_TEXTS}\nconfirmed_on = 2026-11-20\nconfirmed_by = "a tester"'
STAFF = 'in_view = "nobody"\ndeclared_on = 2026-11-20\ndeclared_by = "a tester"'
CALLS = "openat,open,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,memfd_create"
TALKS = "connect,sendto,sendmsg,sendmmsg,getsockname"

FEW_SEARCHES = 'tiles = "whole"\nrate_hz = 5.0'
"""[faces] of a kiosk that runs for long while a test looks at something else."""

Json = dict[str, Any]


def settings(
    folder: Path,
    source: str,
    port: int,
    *,
    notice: str = NOTICE,
    staff: str = STAFF,
    playback: str = 'feed = "playlist"\nplaylist = [{creative = "spring_a", duration_s = 3.0},'
    ' {creative = "summer_b", duration_s = 4.0}]',
    broker: str = "",
    faces: str = 'tiles = "whole"',
    device: str = "door",
    k: int = 3,
    models: str = 'use = "research"',
) -> Path:
    """A settings file for a small test: k = 3, k_reaction = 5, windows of 10 s, all networks."""
    path = folder / f"{device}.toml"
    path.write_text(
        f"""
[site]
tenant = "acme"
site = "berlin-7"
device = "{device}"
[notice]
{notice}
[staff]
{staff}
[camera]
source = "{source}"
[faces]
{faces}
[audience]
k = {k}
k_reaction = 5
unmasked_staff = 2
window_s = 10
[models]
{models}
[playback]
{playback}
[broker]
host = "127.0.0.1"
port = {port}
{broker}
[outbox]
path = "{folder}/{device}.db"
""",
        encoding="utf-8",
    )
    return path


PICTURE_FORMATS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"RIFF": "WebP, AVI or WAV", b"ftyp": "MP4"}
"""First bytes of files of pictures, films and sound."""


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Environment of a process whose home and temporary files are below `folder`, so that tests find all its files."""
    for name in ("home", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    quiet = {"HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "VITRINA_", "MPL"))}
    return {**kept, **quiet, **more}


def command(*arguments: str | Path) -> list[str]:
    """Command that starts `vitrina` with the Python of the tests."""
    start = "from edge.cli.main import main; raise SystemExit(main())"
    return [sys.executable, "-c", start, *map(str, arguments)]


def vitrina(
    *arguments: str | Path, cwd: Path = ROOT, extra: Mapping[str, str] = {}, **more: Any
) -> "subprocess.CompletedProcess[str]":
    """Runs a command to its end. `extra`: variables of the environment besides those of the test."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **extra}
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, check=False, cwd=cwd, env=environ, timeout=200, **more
    )


def vitrina_here(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    """Runs a command to its end in this process, which has loaded its libraries already: a second less each time.

    What native libraries write, and what protects the process, a test sees with `vitrina` alone.
    """
    with (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) as out,
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace", write_through=True) as err,
    ):
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code = main([str(argument) for argument in arguments])
            except SystemExit as left:
                code = int(left.code or 0)
        texts = [stream.buffer.getvalue().decode() for stream in (out, err)]
    return subprocess.CompletedProcess(arguments, code, *texts)


def why_not_traced() -> str | None:
    """Reason why system calls cannot be recorded here; None if they can.

    The kiosk hides its memory from other processes of its user, and the names of files are in it. Root sees them.
    """
    if shutil.which("strace") is None:
        return "strace is not installed: apt-get install strace"
    return None if os.geteuid() == 0 else "only root can trace a process that hides its memory"


def traced(program: list[str], log: Path, calls: str) -> list[str]:
    """The program under strace, which writes these calls of all threads and children to `log`."""
    return ["strace", "-f", "--seccomp-bpf", "-s", "256", "-e", f"trace={calls}", "-o", str(log), *program]


def calls_in(log: Path) -> list[str]:
    """The system calls, one for each line, with the parts of interrupted calls joined."""
    unfinished: dict[str, str] = {}
    calls = []
    for line in log.read_text(errors="replace").splitlines():
        pid, call = line.split(maxsplit=1)
        if call.endswith("<unfinished ...>"):
            unfinished[pid] = call.removesuffix(" <unfinished ...>")
        elif match := re.match(r"<\.\.\. \w+ resumed>(.*)", call):
            calls.append(unfinished.pop(pid, "") + match[1])
        else:
            calls.append(call)
    return calls


@dataclass
class Run:
    """`vitrina run` as a process. `trace`: system calls to record, if they can be (`why_not_traced`)."""

    folder: Path
    config: Path
    trace: str | None = None
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named: list[str | Path] = [] if "VITRINA_CONFIG" in self.env else ["--config", self.config]
        program = command("run", *named)
        self.is_traced = self.trace is not None and why_not_traced() is None
        if self.is_traced:
            program = traced(program, self.folder / "calls.txt", self.trace or "")
        self._log = (self.folder / "log.txt").open("w")
        environ = environment(self.folder, PYTHONPATH=str(ROOT), **self.env)
        self.process = subprocess.Popen(program, stdout=self._log, stderr=self._log, cwd=self.folder, env=environ)

    @property
    def log(self) -> list[str]:
        return (self.folder / "log.txt").read_text().splitlines()

    @property
    def calls(self) -> list[str]:
        return calls_in(self.folder / "calls.txt")

    def stop(self) -> int:
        """Sends SIGTERM, like systemd, and returns the exit code. Raises if the kiosk does not end in PATIENCE_S."""
        pid = self.process.pid
        if self.is_traced:
            pid = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
        os.kill(pid, signal.SIGTERM)
        return self.process.wait(PATIENCE_S)

    def close(self) -> None:
        """Stops the kiosk if it still runs."""
        if self.process.poll() is None:
            self.stop()
        self._log.close()


@contextmanager
def running_kiosk(run: Run) -> Iterator[Run]:
    try:
        yield run
    finally:
        run.close()


@contextmanager
def kiosk_here(
    config: Path,
    watch: Callable[[KioskEvent], None] = lambda _: None,
    health_every_s: float = 60.0,
    clock: Clock | None = None,
) -> Iterator[threading.Thread]:
    """Runs a kiosk in a thread and stops it at the end. With a film as camera the thread may end earlier."""
    kiosk = Kiosk(
        load_settings_file(config), clock or Clock(), on_event=watch, times=KioskTimes(health_every_s=health_every_s)
    )
    thread = threading.Thread(target=kiosk.run, name="kiosk")
    thread.start()
    try:
        yield thread
    finally:
        kiosk.stop()
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), "the kiosk did not stop"


def kept(outbox: Path) -> list[Json]:
    """Payloads in an outbox, oldest first, sent or not."""
    with closing(sqlite3.connect(f"file:{outbox}?mode=ro", uri=True)) as db:
        return [json.loads(payload) for (payload,) in db.execute("SELECT payload FROM messages ORDER BY seq")]


def kept_count(outbox: Path) -> int:
    """Number of payloads in an outbox."""
    with closing(sqlite3.connect(f"file:{outbox}?mode=ro", uri=True)) as db:
        count: int = db.execute("SELECT count(*) FROM messages").fetchone()[0]
        return count


def of(kind: str, payloads: list[Json]) -> list[Json]:
    """Payloads of a kind, without the alert that every kiosk of `settings` raises, because it runs all networks."""
    return [payload for payload in payloads if kind_of(payload) == kind and payload.get("code") != "models.use"]


def kind_of(payload: Json) -> str:
    """Kind of message that a payload names, of whichever version."""
    schema: str = payload["schema"]
    return schema.removeprefix("vitrina.").rpartition("/")[0]


def summed(windows: list[Json]) -> tuple[int, int]:
    """Sums of visits and watchers over all windows."""
    return sum(window["visits"] for window in windows), sum(window["watchers"] for window in windows)


def parsed(payload: bytes | bytearray) -> Json:
    """Parses a payload and validates it against its message type."""
    value: Json = json.loads(payload)
    SHAPES[kind_of(value)].model_validate_json(payload)
    return value

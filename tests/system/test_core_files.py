"""No command leaves a core file: a core is the memory of a process on the disk, pictures and sound included. And none
writes a picture to another file.

The kernel is asked for cores of any size, and each command and every process that it started gets SIGSEGV while they
hold pictures.
"""

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from edge.kiosk.process.status_socket import request_kiosk_status
from tests.doubles.broker import free_port
from tests.doubles.films import write_film
from tests.doubles.player_page import request
from tests.doubles.text_network import text_network
from tests.doubles.waiting import wait_until
from tests.edge.tools.aim.technician import at_work
from tests.system import shop

FILM, FILM_OF_THE_BENCH = "shop.mp4", "people.mp4"
CAPTURE = "edge.sources.camera.capture_process"
PATIENCE_S = 90.0  # for the first start of the networks on a busy machine


@pytest.fixture(autouse=True)
def _cores_are_wanted() -> Iterator[None]:
    """`ulimit -c unlimited`, for the processes that the test starts."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    if before[1] != resource.RLIM_INFINITY:
        pytest.skip("this user may not ask for core files (ulimit -Hc unlimited)")
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, before)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return write_film(tmp_path / FILM, frames=3000)


def descendants(pid: int) -> list[int]:
    """Processes that a process started, and those that they started."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


def pictures_in(folder: Path) -> list[Path]:
    """Files that begin like a picture, a film or a sound, except the films that stand for the camera."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name not in (FILM, FILM_OF_THE_BENCH)]
    return [path for path in files if any(magic in path.read_bytes()[:16] for magic in shop.PICTURE_FORMATS)]


def runs(pid: int, module: str) -> bool:
    """True if a descendant runs this module."""
    commands = [Path(f"/proc/{child}/cmdline") for child in descendants(pid)]
    return any(module.encode() in path.read_bytes() for path in commands if path.exists())


def core_limit(pid: int) -> str:
    (line,) = [line for line in Path(f"/proc/{pid}/limits").read_text().splitlines() if "core file" in line]
    return line.removeprefix("Max core file size").split()[0]


def is_over(pid: int) -> bool:
    """True for a process whose memory is gone, though nobody may have asked for its exit status."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def assert_no_core_of(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Kills the process and its descendants by SIGSEGV: no core is written, and none goes to a crash reporter."""
    pids = [*descendants(process.pid), process.pid]
    limits = {Path(f"/proc/{pid}/cmdline").read_bytes(): core_limit(pid) for pid in pids}
    for pid in pids:
        os.kill(pid, signal.SIGSEGV)
    ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert ended is not None
    assert (ended.si_status, ended.si_code) == (signal.SIGSEGV, os.CLD_KILLED), "it dumped its core"
    process.wait()
    wait_until(lambda: all(map(is_over, pids)), "the end of its processes")
    assert [path for path in folder.rglob("core*") if path.is_file()] == []
    assert pictures_in(folder) == []
    assert set(limits.values()) == {"1"}, limits  # the only one that the kernel heeds where core_pattern is a pipe


@contextmanager
def started(folder: Path, *arguments: str | Path, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    environ = shop.environment(folder, PYTHONPATH=str(shop.ROOT), **more)
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(shop.command(*arguments), cwd=folder, env=environ, stdout=log, stderr=log)
    try:
        yield process
    finally:
        for pid in [*descendants(process.pid), process.pid] if process.poll() is None else []:
            os.kill(pid, signal.SIGKILL)
        process.wait()


def test_a_plain_process_leaves_a_core_here(tmp_path: Path) -> None:
    """The tests below can fail: a process without protection dumps its core."""
    code = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    process = subprocess.Popen(["python3", "-c", code], cwd=tmp_path)
    ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    process.wait()
    assert ended is not None
    assert ended.si_status == signal.SIGSEGV
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        pytest.skip("this machine allows no core files (ulimit -Hc)")
    assert ended.si_code == os.CLD_DUMPED


def test_run(film: Path, tmp_path: Path) -> None:
    config = shop.settings(tmp_path, str(film), 1)
    with started(tmp_path, "run", "--config", config) as process:
        wait_until(lambda: runs(process.pid, CAPTURE), "the camera's process", PATIENCE_S)
        assert_no_core_of(process, tmp_path)


def test_run_that_has_read_a_comment(film: Path, tmp_path: Path) -> None:
    """The text is dropped when it was read; whatever is left of it in memory reaches no file."""
    port, token = free_port(), tmp_path / "door.db.player-token"
    (tmp_path / "media").mkdir()
    network = text_network(tmp_path / "network")
    config = shop.settings(tmp_path, str(film), 1, models=f'use = "research"\ntext = "{network}"')
    with config.open("a") as file:
        file.write(f'[player]\nmedia = "{tmp_path}/media"\nport = {port}\n[comments]\npage = true\n')
    with started(tmp_path, "run", "--config", config) as process:
        wait_until(lambda: token.exists() and bool(token.read_text().strip()), "the token", PATIENCE_S)
        headers = {
            "Cookie": f"vitrina_player={token.read_text().strip()}",
            "Origin": f"http://127.0.0.1:{port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }

        def is_sent() -> bool:
            try:
                return request(port, "/say", "POST", "text=zebra+quince+93+good", headers)[0] == 200
            except OSError:
                return False

        wait_until(is_sent, "the comment", PATIENCE_S)
        wait_until(lambda: bool(request_kiosk_status(tmp_path / "door.db").held), "its reading", PATIENCE_S)
        assert_no_core_of(process, tmp_path)
    found = [path for path in tmp_path.rglob("*") if path.is_file() and b"quince" in path.read_bytes()]
    assert found == []


def test_read_text(tmp_path: Path) -> None:
    config = shop.settings(tmp_path, "0", 1, models=f'use = "research"\ntext = "{text_network(tmp_path / "network")}"')
    environ = shop.environment(tmp_path, PYTHONPATH=str(shop.ROOT))
    wanted = shop.command("read-text", "-", "--config", config)
    process = subprocess.Popen(wanted, cwd=tmp_path, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        process.stdin.write(b"zebra quince good\n")
        process.stdin.flush()
        head = process.stdout.readline()
        assert b"reads as" in head
        assert_no_core_of(process, tmp_path)


def test_replay(film: Path, tmp_path: Path) -> None:
    out = tmp_path / "messages.jsonl"
    with started(tmp_path, "replay", "--video", film, "--k", "0", "--window", "1", "--out", out) as process:
        wait_until(lambda: out.exists() and out.stat().st_size > 0, "the first window", PATIENCE_S)
        assert_no_core_of(process, tmp_path)


def test_demo(film: Path, tmp_path: Path) -> None:
    with started(tmp_path, "demo", "--camera", film) as process:
        wait_until(lambda: runs(process.pid, CAPTURE), "the camera's process", PATIENCE_S)
        assert_no_core_of(process, tmp_path)


def test_aim(film: Path, tmp_path: Path) -> None:
    config = shop.settings(tmp_path, str(film), 1)
    with at_work(config) as technician:
        technician.see("faces count")
        assert runs(technician.process.pid, CAPTURE)
        assert_no_core_of(technician.process, tmp_path)


def test_bench(films: object, tmp_path: Path) -> None:
    """`films`: the people that the bench shows were fetched into the home of whoever runs the tests."""
    with started(tmp_path, "bench", "--senses", "--quick", HOME=os.environ["HOME"]) as process:
        wait_until(lambda: runs(process.pid, CAPTURE), "the camera's process of a measured kiosk", PATIENCE_S)
        assert_no_core_of(process, tmp_path)

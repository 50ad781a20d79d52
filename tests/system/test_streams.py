"""Standard streams that are closed, full or broken: the exit code says what happened, and nothing else goes wrong."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from edge.kiosk.process.status_socket import socket_path
from tests.doubles.films import write_film
from tests.doubles.waiting import wait_until
from tests.system import shop

# command: its exit code, and True if it prints a result
COMMANDS = {
    "status --config {settings}": (3, False),
    "consent --config {settings}": (0, True),
    "schema": (0, True),
    "replay --k 0 --video {film}": (0, True),
    "kit": (0, True),
    "nothing": (2, False),
}
LONG = os.environ.get("VITRINA_LONG") == "1"
LIKE_OTHERS = () if LONG else ("consent --config {settings}",)
"""Commands that print a result as others do."""
BRIDGE = {"": (0, True), "simulate --kit grove --from {none}": (3, False)}
CASES = [(shop.command(), command) for command in COMMANDS if command not in LIKE_OTHERS] + [
    ([sys.executable, "-m", "firmware_bridge"], command) for command in BRIDGE
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("streams")
    write_film(folder / "film.mp4", frames=10)
    (folder / "settings.toml").write_text(f'[outbox]\npath = "{folder}/outbox.db"\n')
    return folder


@pytest.fixture
def broken_pipe() -> Iterator[int]:
    read, write = os.pipe()
    os.close(read)
    yield write
    os.close(write)


@pytest.fixture
def full_disk() -> Iterator[IO[bytes]]:
    with Path("/dev/full").open("wb") as file:
        yield file


def run(
    program: list[str],
    command: str,
    folder: Path,
    stdout: "IO[bytes] | int" = subprocess.PIPE,
    stderr: "IO[bytes] | int" = subprocess.PIPE,
    closed: tuple[int, ...] = (),
) -> "subprocess.CompletedProcess[bytes]":
    files = {"film": folder / "film.mp4", "none": folder / "none", "settings": folder / "settings.toml"}

    def close() -> None:
        for fd in closed:
            os.close(fd)

    return subprocess.run(
        [*program, *command.format(**files).split()],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        preexec_fn=close,
        cwd=folder,
        # with and without Python's own buffer, in which an error waits for the next write
        env={**os.environ, "PYTHONPATH": str(shop.ROOT), "PYTHONUNBUFFERED": "1" if closed else ""},
        timeout=60,
    )


def expected(command: str) -> tuple[int, bool]:
    return {**COMMANDS, **BRIDGE}[command]


@pytest.mark.parametrize(("program", "command"), CASES)
def test_a_stderr_that_cannot_be_written_changes_nothing(
    program: list[str], command: str, folder: Path, broken_pipe: int, full_disk: IO[bytes]
) -> None:
    """Closed, full or broken: same exit code, same output, and no message in the output."""
    usual = run(program, command, folder)
    code, prints = expected(command)
    assert (usual.returncode, bool(usual.stdout)) == (code, prints)
    for odd in (
        run(program, command, folder, closed=(2,)),
        run(program, command, folder, stderr=broken_pipe),
        run(program, command, folder, stderr=full_disk),
    ):
        assert (odd.returncode, odd.stdout) == (usual.returncode, usual.stdout)


@pytest.mark.parametrize(("program", "command"), CASES)
def test_a_result_that_cannot_be_written_is_a_line(
    program: list[str], command: str, folder: Path, broken_pipe: int, full_disk: IO[bytes]
) -> None:
    """Exit code 2 where there is a result; a reader that has left, as `head` does, is no fault."""
    code, prints = expected(command)
    for odd in (run(program, command, folder, stdout=full_disk), run(program, command, folder, closed=(1,))):
        assert odd.returncode == (2 if prints else code)
        assert (b"standard output cannot be written" in odd.stderr) == prints
        assert b"Traceback" not in odd.stderr
        assert b"Exception ignored" not in odd.stderr
    left = run(program, command, folder, stdout=broken_pipe)
    assert left.returncode == code
    assert b"Traceback" not in left.stderr
    assert b"Exception ignored" not in left.stderr


@pytest.mark.parametrize(("program", "command"), CASES)
def test_no_stream_at_all(program: list[str], command: str, folder: Path) -> None:
    code, prints = expected(command)
    assert run(program, command, folder, closed=(0, 1, 2)).returncode == (2 if prints else code)


@pytest.mark.parametrize("close", [(0,), (2,), (0, 1, 2)] if LONG else [(0, 1, 2)])
def test_a_kiosk_without_streams_runs_and_ends(tmp_path: Path, close: tuple[int, ...]) -> None:
    """No file of its own gets the number of a stream, into which native libraries write."""
    film = write_film(tmp_path / "film.mp4", frames=10)
    config = shop.settings(tmp_path, str(film), 1, notice="")

    def close_all() -> None:
        for fd in close:
            os.close(fd)

    process = subprocess.Popen(
        shop.command("run", "--config", config),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=close_all,
        env=shop.environment(tmp_path, PYTHONPATH=str(shop.ROOT)),
    )
    try:
        wait_until(lambda: (tmp_path / "door.db").exists() and socket_path(tmp_path / "door.db").exists(), "the kiosk")
        assert {os.readlink(f"/proc/{process.pid}/fd/{fd}") for fd in range(3)} == {os.devnull}
        process.send_signal(signal.SIGTERM)
        assert process.wait(shop.PATIENCE_S) == 0
    finally:
        process.kill()
        process.wait()

"""`vitrina study console` as a process: it is reached on loopback alone, and leaves no core file."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.doubles.leader import LeaderPage, new_study
from tests.doubles.waiting import wait_until
from tests.system.test_core_files import core_limit
from tests.system.test_study import ROOT, RUN, internet_sockets, write_film

AS_INSTALLED = "import sys; from edge.cli.main import main; sys.exit(main())"
LOOPBACK = "0100007F"  # as the kernel writes 127.0.0.1
START_S = 120.0  # a process that imports everything and starts two models, beside a whole test run


@contextmanager
def console(place: Path, start: list[str]) -> Iterator[tuple[LeaderPage, int]]:
    """The page, and the process that serves it."""
    options = ["study", "console", str(place / "study"), "--config", str(place / "vitrina.toml"), "--check", "0"]
    options += ["--camera", str(write_film(place / "chair.avi")), "--plays", str(place / "plays.csv")]
    with subprocess.Popen(
        [sys.executable, *start, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    ) as process:
        try:
            assert process.stdout
            said = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)/#(\S+)", said)
            assert found, said
            yield LeaderPage(int(found[1]), found[2], place / "study", process.terminate), process.pid
        finally:
            process.kill()


def test_nothing_but_loopback_is_open_before_and_in_a_session(tmp_path: Path) -> None:
    """The listener and its connections, at both of their ends, are the only sockets that are not local files."""
    new_study(tmp_path, "face")
    with console(tmp_path, ["-c", RUN]) as (page, pid):
        check(page, pid)
        assert page.post("/session", {"participant": "w1"}) == 204
        page.wait_for(lambda told: told["live"] and told["live"]["has_face"] is not None, "the session", START_S)
        check(page, pid)


def check(page: LeaderPage, pid: int) -> None:
    lines = [line.split() for line in internet_sockets(pid)]
    listening = [line for line in lines if line[3] == "0A"]
    assert [int(line[1].rpartition(":")[2], 16) for line in listening] == [page.port]
    assert {line[1].rpartition(":")[0] for line in lines} == {LOOPBACK}
    assert {line[2].rpartition(":")[0] for line in lines if line[3] != "0A"} <= {LOOPBACK}


def test_the_process_may_leave_no_core_file(tmp_path: Path) -> None:
    new_study(tmp_path, "face")
    with console(tmp_path, ["-c", AS_INSTALLED]) as (_, pid):
        wait_until(lambda: core_limit(pid) in ("0", "1"), "a limit of core files")


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINA_CONFIG", str(tmp_path / "vitrina.toml"))

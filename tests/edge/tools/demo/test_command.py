"""`vitrina demo` as a user starts it: by `make` in a terminal, and into a pipe."""

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from edge.cli.main import main
from edge.tools.demo.report import no_report_reason
from edge.tools.demo.sources import ADVERTS, cache_folder
from tests.doubles.films import write_film
from tests.doubles.player_page import PlayerPage, request
from tests.doubles.terminal import in_terminal
from tests.doubles.waiting import wait_until
from tests.people import Films
from tests.system import shop

LINK = re.compile(r"player: http://127\.0\.0\.1:(\d+)/#(\S+)")
ALTERNATE_SCREEN, ITS_END = b"\x1b[?1049h", b"\x1b[?1049l"
PATIENCE_S = 90.0  # for the first start of the networks on a busy machine


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A user of a machine without a display, with the fetched people in a cache of their own."""
    cache = tmp_path / "cache" / "vitrina"
    cache.mkdir(parents=True)
    for file in cache_folder().iterdir():
        if file.suffix != ".html":
            (cache / file.name).symlink_to(file)
    wanted = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": str(shop.ROOT), "TERM": "xterm-256color"}
    return shop.environment(tmp_path, **wanted, DISPLAY="", WAYLAND_DISPLAY="")


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_ctrl_c_ends_make_demo_without_an_error(films: Films, environment: dict[str, str]) -> None:
    """No warning of kits that are gone, no traceback, no error of make; a summary, and the terminal as before.

    `films`: the people were fetched.
    """
    command = ["make", "-o", f"{sys.prefix}/.ready", "demo", f"DEMO={sys.prefix}"]
    with in_terminal(command, shop.ROOT, environment, (80, 24)) as terminal:
        before = terminal.modes()
        terminal.see("what the kiosk sees", patience_s=PATIENCE_S)
        terminal.see("of 5 worn", patience_s=PATIENCE_S)
        terminal.see("first window in", patience_s=PATIENCE_S)
        terminal.press(b"\x03")
        assert terminal.leave() == 0
        shown = terminal.text()
        assert not re.search("warning|error|traceback", shown, re.IGNORECASE)
        after = terminal.output.rpartition(ITS_END)[2].decode()
        assert re.search(r"demo: \d visits counted in \d windows?, .* reported.*, \d+ plays?\. No frame", after)
        if no_report_reason() is None:
            assert "demo: report: " in after
            report = Path(environment["XDG_CACHE_HOME"], "vitrina", "demo-report.html").read_text()
            # a busy machine may not have read ten people when Ctrl-C came
            assert "In this shop" in report or " 0 reactions reported" in after
        assert terminal.output.count(ALTERNATE_SCREEN) == terminal.output.count(ITS_END) == 1
        assert terminal.modes() == before


def test_a_pipe_gets_lines(environment: dict[str, str], tmp_path: Path) -> None:
    """Without escape codes. The page gets the demo's own adverts by the link in the first lines.

    SIGINT goes to the whole group, as from a terminal whose keys the demo does not read: the broker outlives the kiosk.
    """
    film = write_film(tmp_path / "shop.mp4", frames=3000)
    with (tmp_path / "lines.txt").open("wb") as out, (tmp_path / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            shop.command("demo", "--camera", film),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=log,
            start_new_session=True,
        )
    try:
        lines = tmp_path / "lines.txt"
        wait_until(lambda: LINK.search(lines.read_text()) is not None, "the first line", PATIENCE_S)
        found = LINK.search(lines.read_text())
        assert found is not None
        page = PlayerPage(int(found[1]), found[2])
        wait_until(lambda: any(command["do"] == "show" for command in page.commands), "the first advert", PATIENCE_S)
        url = next(command["url"] for command in page.commands if command["do"] == "show")
        status, headers, body = request(page.port, url, headers=page.cookie)
        assert (status, headers["content-type"], body) == (200, "video/webm", (ADVERTS / "spring_a.webm").read_bytes())
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
    finally:
        process.kill()
        process.wait(PATIENCE_S)
    first, *_, last = lines.read_text().splitlines()
    assert first.startswith("started: Vitrina demo, camera ")
    assert re.match(r"demo: 0 visits counted in 0 windows, 0 reactions reported, [1-9]\d* plays?\.", last)
    assert "\x1b" not in lines.read_text()
    assert not re.search("WARNING|Traceback", (tmp_path / "log.txt").read_text())


def test_a_report_that_cannot_be_written_is_told_before_anything_starts(tmp_path: Path) -> None:
    run = shop.vitrina("demo", "--report", tmp_path / "none" / "report.html")
    assert (run.returncode, run.stdout) == (2, "")
    plan, fault = run.stderr.splitlines()
    assert plan.startswith("demo: ")
    assert fault.startswith("--report: ")
    assert "its folder does not exist" in fault


@pytest.mark.parametrize(("options", "people"), [([], "downloads"), (["--camera", "/dev/video7"], "/dev/video7")])
def test_it_says_what_it_will_do_before_it_loads_anything(
    options: list[str], people: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "edge.tools.demo.command", None)  # an import of it fails
    with suppress(ImportError):
        main(["demo", *options])
    first = capsys.readouterr().err.splitlines()[0]
    assert first.startswith("demo: Runs a kiosk")
    assert people in first


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_demo_says_what_it_will_do_before_it_installs_anything(tmp_path: Path) -> None:
    """On a machine whose packages are there; the environment cannot be made."""
    (tmp_path / "dpkg").symlink_to("/bin/true")
    environment = shop.environment(tmp_path, PATH=f"{tmp_path}:{os.environ['PATH']}")
    for name in ("MAKELEVEL", "MAKEFLAGS", "MFLAGS"):  # of the `make test` that runs this
        environment.pop(name, None)
    command = ["make", "--no-print-directory", "demo", f"DEMO={tmp_path}/venv", "PYTHON=false"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=shop.ROOT, env=environment)
    *plan, made = run.stdout.splitlines()
    assert made == f"false -m venv {tmp_path}/venv"
    assert [line.split(":")[0] for line in plan] == ["demo"] * 4
    assert f"in {tmp_path}/venv: " in plan[1]
    assert not (tmp_path / "venv").exists()

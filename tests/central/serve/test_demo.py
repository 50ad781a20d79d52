"""The demo as a process: it stores a simulated fleet, tells what to try, ends clean."""

import re
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from central.cli.main import main
from central.errors import UsageError
from central.exit_codes import BAD_USAGE, DONE
from central.serve.demo import create_demo_user, demo_midnights
from central.simulate.shop import OPEN_FOR_S, OPEN_S
from central.statistics.curve import BAND_SITES
from central.store.database import open_store
from central.store.location import Location
from central.store.scope import Scope
from central.store.users import Role, add_user
from tests.central.rows import one, rows
from tests.central.simulate.fleets import DAY_S, MIDNIGHT_S
from tests.doubles.central_server import ROOT
from tests.doubles.waiting import wait_until
from tests.doubles.web import Browser

EMBEDDED = "from central.serve import demo_broker; demo_broker.shutil.which = lambda *_, **__: None; "
SOME = 2_000


@pytest.mark.parametrize("broker", ["mosquitto", "iotcore"])
def test_it_stores_a_fleet_and_ends_at_ctrl_c(broker: str, tmp_path: Path) -> None:
    """With either broker. The folder that was given stays; all that is in it is marked as simulated."""
    if broker == "iotcore":
        pytest.importorskip("iotcore")
    first = EMBEDDED if broker == "iotcore" else ""
    data, log = tmp_path / "data", tmp_path / "log"
    program = f"import sys; {first}from central.cli.main import main; sys.exit(main(sys.argv[1:]))"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", program, "serve", "--demo", "--data", str(data)], stderr=file, cwd=ROOT
        )
    place = Location(data)
    try:
        wait_until(lambda: "messages are stored" in log.read_text(), "the demo")
        with open_store(place) as store:
            wait_until(lambda: one(store, "SELECT count(*) FROM messages") > SOME, "messages", 60.0)
        page = signed_in(log.read_text())
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == DONE
    finally:
        process.kill()
        process.wait()
    assert "SIMULATED: a program generated the data of sim-demo-" in page
    told = log.read_text()
    assert f"The broker is {broker} on 127.0.0.1:" in told
    assert f"the store is in {data}. It is kept." in told
    assert "everything here is simulated" in told
    assert "Traceback" not in told
    with open_store(place) as store:
        sites = rows(store, "SELECT key, zone FROM sites")
        assert all(key.startswith("sim-demo-") and zone == "UTC" for key, zone in sites)
        assert len(sites) >= BAND_SITES  # else no moment is named, and no winner
        assert one(store, "SELECT count(*) FROM quarantine") == 0
        assert one(store, "SELECT count(*) FROM users") == 0  # it ends with the demo
    for line in told.splitlines():
        if line.startswith("  vitrina-central ") and "--data" in line:
            assert main(line.partition(" | ")[0].split()[1:]) == DONE


def signed_in(told: str) -> str:
    """First page of the user that the demo tells of."""
    found = re.search(r"open http://127\.0\.0\.1:(\d+)/ and sign in as (\w+) with the password (\S+)", told)
    assert found is not None
    browser = Browser(int(found[1]))
    assert browser.sign_in(found[2], found[3]).status == 303
    return browser.get("/creatives").text


def test_a_user_of_that_name_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody may keep a demo's folder, and work on in it."""
    with open_store(Location(tmp_path)) as store:
        with store.engine.begin() as connection:
            add_user(connection, "demo", "hash", Role.VIEWER, Scope.whole_store())
        with pytest.raises(UsageError, match="already has a user demo"), create_demo_user(store):
            pass
        assert one(store, "SELECT password_hash FROM users") == "hash"


def test_without_a_broker_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("central.serve.demo_broker.shutil.which", lambda *_, **__: None)
    monkeypatch.setitem(sys.modules, "iotcore", None)
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    try:
        assert main(["serve", "--demo", "--data", str(tmp_path / "data")]) == BAD_USAGE
    finally:
        for number, handler in zip((signal.SIGTERM, signal.SIGINT), before, strict=True):
            signal.signal(number, handler)
    assert "apt-get install mosquitto" in capsys.readouterr().err


def test_settings_and_a_demo_exclude_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--demo", "--config", str(tmp_path / "central.toml")]) == BAD_USAGE
    assert "--demo uses its own settings" in capsys.readouterr().err


@pytest.mark.parametrize("hour", [0.0, 0.5, 9.2, 14.0, 18.0, 23.99])
def test_a_day_is_open_whenever_the_demo_starts(hour: float) -> None:
    """It lies within the day, and no two days overlap."""
    now_s = MIDNIGHT_S + hour * 3600
    spans = [(midnight_s + OPEN_S, midnight_s + OPEN_S + OPEN_FOR_S) for midnight_s in demo_midnights(now_s)]
    assert any(begin_s <= now_s < end_s for begin_s, end_s in spans)
    assert all(begin_s % 60 == 0 for begin_s, _ in spans)
    assert all(end_s <= begin_s // DAY_S * DAY_S + DAY_S for begin_s, end_s in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))

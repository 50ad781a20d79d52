"""Values out of bounds go to the quarantine; whatever a kiosk or a replay makes is within them."""

import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from central.messages.values import NumberedMessage, Rejection
from central.store.database import open_store
from central.store.location import Location
from central.transfer.importer import import_lines
from edge.audience.rules import AudienceRules
from edge.cli.main import main
from edge.clock import make_next_midnight_function
from edge.events import VisitClosed
from edge.messages.build import build_release_message
from edge.messages.payloads import Models
from edge.messages.wire import Header, uuid7
from tests.central import fleet
from tests.clips import CLIPS, first_seconds
from tests.worlds import Showing, person, run_audience, world

CHANGE = datetime(2025, 10, 26, tzinfo=ZoneInfo("Europe/Berlin"))
"""Midnight at which a day of 25 hours begins."""
LOOKED = {"0.5": 11, "1": 9, "2": 6, "5": 1}
DWELL = {"0": 3, "2": 6, "5": 5, "15": 2, "30": 1, "60": 0}
CURVE: dict[str, Any] = fleet.reaction(1)["curve"]
CELLS = ("smile", "negative", "surprise", "valence", "arousal", "laughter")


def curve_of(cells: int, **changed: Any) -> dict[str, Any]:
    lists = {name: [0.25] * cells for name in CELLS}
    return {"step_s": 1, "watchers": [1] * cells, "n": [1] * cells, **lists, **changed}


@pytest.mark.parametrize(
    ("kind", "changed", "detail"),
    [
        ("window", {"visits": 2**62}, "visits is more than 1000000"),
        ("window", {"visits": 1_000_001}, "visits is more than 1000000"),
        ("window", {"watchers": 18}, "watchers is more than visits"),
        ("window", {"k": 2**40}, "k is more than 1000000"),
        ("window", {"looked": LOOKED | {"5": 1_000_001}}, "looked.5 is more than 1000000"),
        ("window", {"dwell": DWELL | {"60": 1_000_001}}, "dwell.60 is more than 1000000"),
        ("window", {"to": fleet.at(minutes=-3)}, "ends before it starts"),
        ("window", {"from": fleet.at(hours=-26, minutes=-2)}, "the window is longer than 26 h"),
        ("reaction", {"plays": 1_000_001}, "plays is more than 1000000"),
        ("reaction", {"exposed": 1_000_001}, "exposed is more than 1000000"),
        ("reaction", {"n": 1_000_001}, "n is more than 1000000"),
        ("reaction", {"watchers": 32}, "watchers is more than exposed"),
        ("reaction", {"to": fleet.at(hours=-2)}, "ends before it starts"),
        ("reaction", {"body": {"n": 2**40, "arousal": 0.0, "hr_bpm": None, "scr_per_min": None}}, "body.n is more"),
        ("reaction", {"curve": CURVE | {"watchers": [19, 2**40, 19]}}, "curve.watchers is more than 1000000"),
        ("reaction", {"curve": CURVE | {"n": [None, 2**40, None]}}, "curve.n is more than 1000000"),
        ("reaction", {"curve": curve_of(3, step_s=2**30)}, "the curve has more than 601 media seconds"),
        ("comments", {"k": 2**40}, "k is more than 1000000"),
        ("play", {"start": fleet.at(hours=-24, seconds=-62)}, "the play is longer than 86460 s"),
        ("play", {"end": fleet.at(hours=-1)}, "ends before it starts"),
        ("play", {"media_to_s": 600.1}, "media_to_s is more than 600"),
        ("play", {"media_from_s": 1e300}, "media_from_s or media_to_s is more than 600"),
    ],
)
def test_a_value_out_of_bounds_is_rejected(kind: str, changed: fleet.Fields, detail: str) -> None:
    rejection = fleet.reading(kind, getattr(fleet, kind)(1, **changed))
    assert isinstance(rejection, Rejection)
    assert rejection.reason == "values"
    assert detail in rejection.detail


@pytest.mark.parametrize("kind", ["state", "health"])
def test_a_last_number_that_no_message_can_have_is_rejected(kind: str) -> None:
    """Two of them overflowed the sum of what is missing, and no tenant had a page of the fleet."""
    make = getattr(fleet, kind)
    assert not isinstance(fleet.reading(kind, make(last_seq=2**53 - 1)), Rejection)
    rejection = fleet.reading(kind, make(last_seq=2**63 - 1))
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, rejection.detail) == ("values", "last_seq is more than 9007199254740991")


def test_a_load_that_is_too_large_to_round_is_no_message() -> None:
    """One such number ended the whole server, and came again after each start."""
    rejection = fleet.reading("health", fleet.health(cpu={"p50": 0.1, "p95": 1.7e308}))
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, rejection.detail) == ("junk", "cpu.p95: Value error, the share is too large")


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("window", {"visits": 1_000_000, "watchers": 1_000_000}),
        ("window", {"k": 0, "visits": 0, "watchers": 0, "dwell_s": None}),
        ("window", {"from": fleet.at(hours=-26, minutes=-1)}),
        ("reaction", {"k": 0, "smile": -1e300, "valence": 1e300, "abstained": 1.0}),
        ("reaction", {"curve": curve_of(601, laughter=[-1e9] * 601)}),
        ("comments", {"n": -2_000_000, "negative": -2_000_000, "neutral": 0, "positive": 0, "unclear": 0}),
        ("play", {"start": fleet.at(hours=-24, seconds=-61), "media_to_s": 600.0}),
        ("play", {"start": fleet.at(seconds=-1), "seq": 2**53 - 1}),
    ],
)
def test_a_value_at_its_bound_and_any_number_with_noise_are_read(kind: str, changed: fleet.Fields) -> None:
    assert isinstance(fleet.reading(kind, getattr(fleet, kind)(1) | changed), NumberedMessage)


def imported(folder: Path, lines: list[bytes]) -> int:
    """Number of messages that an import stores. None may be in quarantine."""
    faults: list[str] = []
    with open_store(Location(folder / "data")) as store:
        result = import_lines(store, lines, lambda _, detail: faults.append(detail))
    assert faults == []
    assert result.bad == 0
    return result.stored


@pytest.mark.skipif(not CLIPS.is_dir(), reason="../shared/clips is not here")
def test_every_message_of_a_replay_is_stored(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """Of one recording with the shop's k and with `--k 0`, and of a panel."""
    folder = tmp_path / "panel"
    folder.mkdir()
    clip = first_seconds(CLIPS / "s11_smile_on_off.mp4", 2.0, folder)
    plays = tmp_path / "plays.csv"
    plays.write_text("creative,start_s,end_s\nspring_a,0,1\nsummer_b,1,9\n")
    one, several = ["--video", str(clip)], ["--videos", str(folder)]
    for number, options in enumerate((one, [*one, "--k", "0"], several, [*several, "--k", "0"])):
        assert main(["replay", *options, "--plays", str(plays), "--window", "1"]) == 0
        lines = capsysbinary.readouterr().out.splitlines()
        place = tmp_path / str(number)
        place.mkdir()
        assert imported(place, lines) == len(lines) > 0


def lines_of_the_clock_change() -> Iterator[bytes]:
    """A kiosk that sees nobody between the first and the last minutes of a day of 25 hours, in a play of a day."""
    begin_s, rng = CHANGE.timestamp(), random.Random(1)
    people = [person(enters=60, stays=9), person(enters=89_900, stays=9)]
    events = world(*people, plays=[Showing("ad", 0, 86_400)], until=89_999, tick=60, begin_s=begin_s)
    rules = AudienceRules(k=2, k_reaction=2, day_end=make_next_midnight_function("Europe/Berlin"))
    releases = [each for each in run_audience(events, rules).releases if not isinstance(each, VisitClosed)]
    header, models = Header("acme", "berlin-7", "door"), Models(expression="smile-mesh", valence="none")
    for seq, release in enumerate(releases, 1):
        message = build_release_message(release, header, models, id=uuid7(release.at_s, rng.randbytes), seq=seq)
        yield b'{"topic":"%s","payload":%s}' % (message.topic.encode(), message.payload)


def test_every_message_of_the_day_of_a_clock_change_is_stored(tmp_path: Path) -> None:
    lines = list(lines_of_the_clock_change())
    assert any(b"T22:0" in line and b'"to":"2025-10-26T22:59' in line for line in lines), "no window of a day"
    assert any(b"vitrina.play/1" in line and b'"media_to_s":600.0' in line for line in lines), "no play of a day"
    assert imported(tmp_path, lines) == len(lines)

"""Advice on the release of reactions, by the messages of the last week."""

import json
from functools import partial
from pathlib import Path

import pytest

from edge.messages.build import Message
from edge.statistics.release_gain import cell_variance_factor
from edge.tools.doctor.finding import DoctorFinding
from edge.tools.doctor.parts import PARTS, run_check
from edge.uplink.outbox.outbox import Outbox
from tests.edge.tools.doctor.contexts import NOON_S, make_context

DAY_S = 86_400


def release_check(folder: Path, messages: int, people: int, days: int = 5, toml: str = "") -> list[DoctorFinding]:
    """Findings with so many reactions of so many people a day, of each of two ads; older ones do not count."""
    path = folder / "outbox.db"
    times = [NOON_S - DAY_S * (day + 1) - 60.0 * number for day in range(days) for number in range(messages)]
    sent = [(at_s, creative, people) for at_s in times for creative in "ab"]
    sent += [(NOON_S - 9 * DAY_S - number, "a", 10) for number in range(50)]
    box = Outbox(path)
    box.append_all([partial(reaction, *each) for each in sent])
    box.close()
    (check,) = [part for part in PARTS if part.name == "release"]
    return run_check(check, make_context(folder, f'[outbox]\npath = "{path}"\n{toml}'))


def reaction(at_s: float, creative: str, people: int, seq: int) -> Message:
    body = json.dumps({"creative": creative, "n": people}).encode()
    return Message("reaction", "t", body, f"id-{seq}", seq, at_s)


def test_a_quiet_shop_is_advised_to_wait_for_the_end_of_the_day(tmp_path: Path) -> None:
    """With what it gains, and what that costs."""
    (finding,) = release_check(tmp_path, 12, 30)
    assert finding.level == "warning"
    assert "12 messages of 30 people for each ad and day in the last week" in finding.text
    assert "is 0.43 times this" in finding.text
    assert 'release = "part"' in finding.cure
    assert "a power cut loses" in finding.cure


def test_messages_of_many_people_suit_as_they_are(tmp_path: Path) -> None:
    (finding,) = release_check(tmp_path, 3, 400)
    assert finding.level == "ok"


def test_at_ten_people_a_minute_nothing_is_advised(tmp_path: Path) -> None:
    """docs/evidence/attacks.md has the messages of such a day: a second of the curve would vary 0.96 times as much."""
    (finding,) = release_check(tmp_path, 10, 1007)
    assert finding.level == "ok"
    assert cell_variance_factor(10, 1007, 0.5**2 * 10) == pytest.approx(0.957, abs=0.001)


@pytest.mark.parametrize("toml", ['[reaction]\nrelease = "part"\n', "[reaction]\nhold_s = 600\n"])
def test_whoever_has_chosen_gets_no_advice(tmp_path: Path, toml: str) -> None:
    assert release_check(tmp_path, 12, 30, toml=toml) == []


def test_two_days_are_too_few(tmp_path: Path) -> None:
    """So is an outbox that is not there, or without a reaction."""
    assert release_check(tmp_path, 12, 30, days=2) == []
    (check,) = [part for part in PARTS if part.name == "release"]
    assert run_check(check, make_context(tmp_path, f'[outbox]\npath = "{tmp_path / "none.db"}"\n')) == []
    (tmp_path / "empty.db").touch()
    assert run_check(check, make_context(tmp_path, f'[outbox]\npath = "{tmp_path / "empty.db"}"\n')) == []

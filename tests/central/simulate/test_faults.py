"""Each fault does what its name says, and nothing else."""

import json
import random
from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.messages.reader import read_message
from central.messages.values import NumberedMessage, Rejection
from central.simulate import faults
from central.simulate.faults import (
    BACKLOG_S,
    NAMES,
    apply_faults,
    delay_message,
    draw_day_faults,
    renumber_payload,
    rewrite_as_version,
    sort_by_time,
)
from central.simulate.outgoing import Outgoing
from edge.messages.payloads import Payload, Reaction, ReactionV1, ReactionV2
from tests.central import fleet

AT_S = fleet.AT.timestamp()
NOW_MS = round(AT_S * 1000)


def sending(seq: int | None, kind: str = "play", at_s: float = AT_S) -> Outgoing:
    fields = fleet.play(seq or 1) if kind == "play" else fleet.health()
    return Outgoing(at_s, fleet.DEVICE, kind, fleet.payload(fields), seq)


def disturbed(names: Iterable[str], count: int = 20_000, seed: int = 1) -> list[Outgoing]:
    rng = random.Random(seed)
    wanted = frozenset(names)
    return [item for seq in range(1, count + 1) for item in apply_faults(sending(seq), wanted, rng)]


def test_without_faults_everything_stays() -> None:
    assert disturbed((), 500) == [sending(seq) for seq in range(1, 501)]


def test_the_first_message_of_a_kiosk_comes_before_its_clones() -> None:
    """Else a clone would be stored in its place, and it would be the clone."""
    assert all(disturbed(NAMES, 1, seed) == [sending(1)] for seed in range(1_000))


def test_one_in_a_hundred_is_lost() -> None:
    """It stays in the account: the kiosk has it."""
    items = disturbed(["lost"])
    assert [item.seq for item in items] == list(range(1, 20_001))
    assert 0.007 < sum(item.is_lost for item in items) / len(items) < 0.013


def test_one_in_a_hundred_comes_twice_byte_for_byte() -> None:
    items = disturbed(["duplicates"])
    counts = Counter((item.seq, item.payload) for item in items)
    assert len(counts) == 20_000
    assert 140 < sum(count == 2 for count in counts.values()) < 260
    assert max(counts.values()) == 2


def test_one_in_a_hundred_comes_after_younger_ones() -> None:
    items = disturbed(["reordering"])
    late = [item for item in items if item.at_s > AT_S]
    assert 140 < len(late) < 260
    assert all(1.0 <= item.at_s - AT_S <= faults.LATE_S for item in late)
    assert len(items) == 20_000


@pytest.mark.parametrize(
    ("name", "reasons"), [("junk", {"junk", "names"}), ("clocks", {"time"}), ("clones", {"clone"})]
)
def test_strays_are_rejected_and_are_no_news(name: str, reasons: set[str]) -> None:
    """None belongs to what must be stored. A clone is well formed: the store finds it by number 1, which is taken."""
    strays = [item for item in disturbed([name]) if item.seq is None]
    assert 10 < len(strays) < 150
    seen = set()
    for stray in strays:
        reading = read_message(stray.topic, stray.payload, NOW_MS)
        if isinstance(reading, Rejection):
            seen.add(reading.reason)
        else:
            assert isinstance(reading, NumberedMessage)
            assert reading.seq == 1
            assert reading.raw != fleet.payload(fleet.play(1))
            seen.add("clone")
    assert seen == reasons


def test_what_has_no_number_is_not_disturbed() -> None:
    rng = random.Random(1)
    health = sending(None, "health")
    assert all(list(apply_faults(health, frozenset(NAMES), rng)) == [health] for _ in range(500))


@given(st.sets(st.sampled_from(sorted(NAMES))), st.integers(0, 10_000), st.floats(faults.SHORTEST_DAY_S, 36_000))
def test_outages_lie_in_the_day_and_apart(names: set[str], seed: int, open_for_s: float) -> None:
    """Without the fault there is none, and the clock is right."""
    day = draw_day_faults(frozenset(names), AT_S, open_for_s, random.Random(seed))
    edges = [edge for span in day.offline for edge in span]
    assert edges == sorted(edges)
    assert all(AT_S < edge < AT_S + open_for_s for edge in edges)
    assert len(day.offline) <= ("outages" in names) + ("backlog" in names)
    if "backlog" not in names:
        assert all(end_s - begin_s <= 1_200 for begin_s, end_s in day.offline)
    assert abs(day.clock_error_s) <= (600 if "clocks" in names else 0)


def test_a_backlog_is_an_hour() -> None:
    days = [draw_day_faults(frozenset(["backlog"]), AT_S, 36_000.0, random.Random(seed)) for seed in range(100)]
    spans = [end_s - begin_s for day in days for begin_s, end_s in day.offline]
    assert 5 < len(spans) < 40
    assert spans == pytest.approx([BACKLOG_S] * len(spans))


@given(st.floats(0, 100), st.floats(0, 50), st.floats(0.1, 50))
def test_an_outage_holds_messages_and_drops_what_only_the_newest_counts_of(
    at_s: float, begin: float, long: float
) -> None:
    span = (begin, begin + long)
    is_in = begin <= at_s < begin + long
    held = delay_message(sending(3, at_s=at_s), [span])
    assert held is not None
    assert held.at_s == (begin + long if is_in else at_s)
    assert held.payload == sending(3).payload
    assert (delay_message(sending(None, "health", at_s), [span]) is None) == is_in


@given(st.lists(st.tuples(st.floats(0, 10), st.lists(st.floats(0, 30), max_size=3)), max_size=30))
def test_sendings_come_in_order_of_time_and_none_is_missing(steps: list[tuple[float, list[float]]]) -> None:
    made_s, made = 0.0, []
    for step_s, delays in steps:
        made_s += step_s
        made.append((made_s, [sending(1, at_s=made_s + delay_s) for delay_s in delays]))
    given_out = list(sort_by_time(made))
    assert [item.at_s for item in given_out] == sorted(item.at_s for _, items in made for item in items)


@pytest.mark.parametrize(("version", "kind"), [(1, ReactionV1), (2, ReactionV2), (3, Reaction)])
def test_a_reaction_of_a_version_has_its_fields(version: int, kind: type[Payload]) -> None:
    """Only version 2 has a scale of noise."""
    payload = rewrite_as_version(fleet.payload(fleet.reaction(1)), version)
    expected = fleet.reaction(1, version=version)
    assert json.loads(payload) == (expected | {"noise": pytest.approx(0.5, abs=0.01)} if version == 2 else expected)
    kind.model_validate_json(payload)


@given(st.integers(1, 2**53 - 1))
def test_a_renumbered_message_differs_in_number_and_id_alone(seq: int) -> None:
    before = fleet.play(7)
    after = json.loads(renumber_payload(fleet.payload(before), seq, fleet.play(8)["id"]))
    assert after == before | {"seq": seq, "id": fleet.play(8)["id"]}

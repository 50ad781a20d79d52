"""The signed plan of a rollout: what is accepted, which kiosk belongs to which ring, and what a kiosk should fetch."""

import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.fleet.rollout import (
    Go,
    Plan,
    PlanError,
    Ring,
    StopRule,
    go_text,
    is_older_plan,
    parse_go,
    parse_plan,
    plan_text,
    position_of,
    share_position,
    wanted_software,
)

FIELDS: dict[str, Any] = {
    "counter": 12,
    "software": "0.2.0",
    "rings": [
        {"name": "canary", "kiosks": ["berlin-7/door"]},
        {"name": "early", "share": 0.05},
        {"name": "all", "share": 1},
    ],
    "hold_h": 24,
    "stop": {"returned_share": 0.02, "silent_share": 0.05},
    "when": "closed",
}
PLAN = parse_plan(json.dumps(FIELDS))
NAMES = st.from_regex(r"[a-z0-9_-]{1,12}", fullmatch=True)
KIOSKS = st.tuples(NAMES, NAMES, NAMES).map("/".join)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    shares = sorted(draw(st.sets(st.floats(0.001, 1.0), max_size=4)))
    named = draw(st.lists(st.frozensets(st.tuples(NAMES, NAMES).map("/".join), min_size=1), max_size=3))
    rings = [Ring(f"named-{number}", kiosks=kiosks) for number, kiosks in enumerate(named)]
    rings += [Ring(f"share-{number}", share=share) for number, share in enumerate(shares)]
    shuffled = draw(st.permutations(rings)) if len(shares) < 2 else rings
    whole = tuple(shuffled) or (Ring("all", share=1.0),)
    stop = StopRule(draw(st.floats(0, 1)), draw(st.floats(0, 1)))
    return Plan(
        draw(st.integers(1, 2**40)),
        "1.20.3",
        whole,
        draw(st.floats(0, 99)),
        stop,
        draw(st.sampled_from(("closed", "now"))),
        draw(st.sampled_from((None, "1.0.0"))),
    )


def test_the_plan_of_the_contract_is_read() -> None:
    stop = StopRule(0.02, 0.05)
    rings = (Ring("canary", frozenset({"berlin-7/door"})), Ring("early", share=0.05), Ring("all", share=1.0))
    assert Plan(12, "0.2.0", rings, 24.0, stop, "closed", None) == PLAN
    assert parse_plan(json.dumps(FIELDS | {"central": "0.2.0"})).central == "0.2.0"


@given(plans())
def test_a_plan_is_read_as_it_was_written(plan: Plan) -> None:
    assert parse_plan(plan_text(plan)) == plan
    assert parse_plan(plan_text(plan).encode()) == plan


@pytest.mark.parametrize("go", [Go(12, "early"), Go(12, is_stopped=True)])
def test_a_release_is_read_as_it_was_written(go: Go) -> None:
    assert parse_go(go_text(go)) == go


BAD_PLANS: dict[str, list[Any]] = {
    "counter": [0, -1, True, 1.5, "12", None, 2**53],
    "software": ["0.2", "v0.2.0", "0.2.0-rc1", "00.2.0", "0.2.0\n", 2, None, "../0.2.0"],
    "rings": [None, [], {}, ["canary"], [{"name": "a", "share": 1}] * 17],
    "hold_h": [-1, "24", True, 2161, None],
    "stop": [None, 0.02, {"returned_share": 0.02}, {"returned_share": 1.1, "silent_share": 0.05}],
    "when": ["night", None, 1],
    "central": ["1", 1, None],
    "not_before": [1],
}


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in BAD_PLANS.items() for value in values])
def test_a_wrong_value_is_refused_by_file_key_and_fix(key: str, value: object) -> None:
    with pytest.raises(PlanError, match=rf"^plan\.json: {key}[^:]*: .*\. (Write|Use|Rename) .*\.$"):
        parse_plan(json.dumps(FIELDS | {key: value}))


@pytest.mark.parametrize(
    ("ring", "place"),
    [
        ({"name": "b"}, "rings[1]"),
        ({"name": "b", "share": 0.5, "kiosks": ["s/d"]}, "rings[1]"),
        ({"name": "B", "share": 0.5}, "rings[1].name"),
        ({"share": 0.5}, "rings[1].name"),
        ({"name": "a", "share": 0.5}, "rings[1].name"),
        ({"name": "b", "share": 0}, "rings[1].share"),
        ({"name": "b", "share": 1.01}, "rings[1].share"),
        ({"name": "b", "share": 0.05}, "rings[1].share"),
        ({"name": "b", "kiosks": []}, "rings[1].kiosks"),
        ({"name": "b", "kiosks": "s/d"}, "rings[1].kiosks"),
        ({"name": "b", "kiosks": ["acme/s/d"]}, "rings[1].kiosks"),
        ({"name": "b", "kiosks": [["s/d"]]}, "rings[1].kiosks"),
        ({"name": "b", "share": 1, "hold_h": 2}, "rings[1].hold_h"),
    ],
)
def test_a_wrong_ring_is_refused_by_its_number(ring: object, place: str) -> None:
    rings = [{"name": "a", "share": 0.05}, ring]
    with pytest.raises(PlanError) as caught:
        parse_plan(json.dumps(FIELDS | {"rings": rings}))
    assert str(caught.value).startswith(f"plan.json: {place}: ")


@pytest.mark.parametrize(
    "text", ["", "[]", "1", b"\xff\xfe\xfd", "{", "[" * 100_000, '{"counter": 1, "counter": 2}', '{"hold_h": NaN}']
)
def test_what_is_no_json_object_is_refused(text: str | bytes) -> None:
    for parse, file in ((parse_plan, "plan.json"), (parse_go, "go.json")):
        with pytest.raises(PlanError, match=rf"^{file}: the file"):
            parse(text)


def test_a_file_that_is_too_long_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(PlanError, match="longer than 262,144 bytes"):
        parse_plan(" " * 262_145)


@pytest.mark.parametrize(
    "fields",
    [
        {"plan": 12},
        {"plan": 12, "ring": "early", "stop": True},
        {"plan": 12, "stop": False},
        {"plan": 12, "stop": 1},
        {"plan": 0, "ring": "early"},
        {"ring": "early"},
        {"plan": 12, "ring": "early", "software": "0.3.0"},
        {"plan": 12, "ring": ["early"]},
        {"plan": 12, "ring": ""},
    ],
)
def test_a_wrong_release_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(PlanError, match=r"^go\.json: "):
        parse_go(json.dumps(fields))


@given(st.integers(1, 2**40), KIOSKS)
def test_the_position_of_a_kiosk_is_the_start_of_its_hash(counter: int, kiosk: str) -> None:
    wanted = int(sha256(f"{counter} {kiosk}".encode()).hexdigest()[:8], 16) / 2**32
    assert share_position(counter, kiosk) == wanted
    assert 0 <= wanted < 1


def test_known_positions_stay_as_they_are() -> None:
    """Central and kiosks of several versions compute the same rings."""
    assert share_position(12, "acme/berlin-7/door") == pytest.approx(0.3217664526, abs=1e-9)
    assert share_position(13, "acme/berlin-7/door") == pytest.approx(0.5155215089, abs=1e-9)


@given(plans(), KIOSKS)
def test_rings_are_cumulative(plan: Plan, kiosk: str) -> None:
    wants = [wanted_software(plan, Go(plan.counter, name), kiosk) for name in plan.ring_names]
    assert wants == sorted(wants, key=lambda want: want is not None)
    position = position_of(plan, kiosk)
    assert wants.count(None) == (len(wants) if position is None else position)


@given(plans(), KIOSKS)
def test_a_kiosk_is_in_a_ring_by_its_name_or_by_the_share(plan: Plan, kiosk: str) -> None:
    place, name = share_position(plan.counter, kiosk), kiosk.partition("/")[2]
    inside = [name in ring.kiosks or (ring.share is not None and place < ring.share) for ring in plan.rings]
    assert position_of(plan, kiosk) == (inside.index(True) if True in inside else None)


def test_shares_hold_about_their_share_of_a_fleet() -> None:
    kiosks = [f"acme/shop-{number}/door" for number in range(2_000)]
    early = sum(wanted_software(PLAN, Go(12, "early"), kiosk) is not None for kiosk in kiosks)
    assert 70 <= early <= 130
    assert all(wanted_software(PLAN, Go(12, "all"), kiosk) == "0.2.0" for kiosk in kiosks)
    assert [k for k in kiosks if wanted_software(PLAN, Go(12, "canary"), k)] == []
    assert wanted_software(PLAN, Go(12, "canary"), "acme/berlin-7/door") == "0.2.0"


@pytest.mark.parametrize(
    ("plan", "go"),
    [
        (None, Go(12, "all")),
        (PLAN, None),
        (PLAN, Go(11, "all")),
        (PLAN, Go(13, "all")),
        (PLAN, Go(12, is_stopped=True)),
        (PLAN, Go(12, "everybody")),
    ],
)
def test_without_a_release_of_this_plan_a_kiosk_stays_as_it_is(plan: Plan | None, go: Go | None) -> None:
    assert wanted_software(plan, go, "acme/berlin-7/door") is None


def test_counters_only_rise() -> None:
    assert [is_older_plan(PLAN, newest) for newest in (0, 11, 12, 13)] == [False, False, False, True]

"""A fleet: deterministic, valid, numbered without gaps, true to its account."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from central.messages.reader import read_message
from central.messages.values import Rejection
from central.simulate.faults import NAMES
from central.simulate.fleet import Fleet, FleetPlan
from central.simulate.kiosk_day import planted_truth
from central.simulate.outgoing import Outgoing
from central.simulate.planting import Planted
from central.simulate.shop import OPEN_FOR_S
from central.simulate.truth_file import fleet_truth
from edge.events import Experiment
from edge.messages.schema import json_schema
from edge.messages.wire import parse_rfc3339_s
from tests.central.simulate.fleets import DAY_S, MIDNIGHT_S, SHORT_S, fleet_of, sent_by

NOW_MS = round((MIDNIGHT_S + 9 * DAY_S) * 1000)


@pytest.fixture(scope="module")
def whole() -> tuple[Fleet, list[Outgoing]]:
    """A fleet without faults over two whole days."""
    fleet = fleet_of(open_for_s=OPEN_FOR_S, seed=3)
    return fleet, sent_by(fleet, 2)


@pytest.fixture(scope="module")
def faulty() -> tuple[Fleet, list[Outgoing]]:
    """A fleet with all faults over two short days."""
    fleet = fleet_of(10, faults=NAMES)
    return fleet, sent_by(fleet, 2)


def test_the_same_seed_gives_the_same_bytes() -> None:
    one, again, other = (sent_by(fleet_of(faults=NAMES, seed=seed)) for seed in (1, 1, 2))
    assert one == again
    assert {item.payload for item in one}.isdisjoint(item.payload for item in other if item.kind == "play")


def test_every_payload_is_valid_by_its_schema(whole: tuple[Fleet, list[Outgoing]]) -> None:
    """By the types, all; by the published schemas, a part of each kind."""
    checked: Counter[str] = Counter()
    for item in whole[1]:
        assert not isinstance(read_message(item.topic, item.payload, NOW_MS), Rejection), item
        if checked[item.kind] < 100:
            checked[item.kind] += 1
            schema: dict[str, Any] = json_schema(item.kind)
            Draft202012Validator(schema).validate(json.loads(item.payload))
    assert checked.keys() == {"play", "window", "reaction", "comments", "alert", "state", "health"}


def test_a_kiosk_tells_a_day_as_a_real_one_does(whole: tuple[Fleet, list[Outgoing]]) -> None:
    """Plays and healths of ten hours; numbers from 1 without gaps over both days; in order of time."""
    items = whole[1]
    assert [item.at_s for item in items] == sorted(item.at_s for item in items)
    for device in {item.device for item in items}:
        mine = [item for item in items if item.device == device]
        counts = Counter(item.kind for item in mine)
        assert (counts["play"], counts["health"], counts["state"]) == (4_798, 1_202, 2)
        assert 50 < counts["window"] < 400
        assert 15 < counts["reaction"] < 100
        numbers = [json.loads(item.payload)["seq"] for item in mine if item.seq is not None]
        assert numbers == list(range(1, len(numbers) + 1))
        last = json.loads(mine[-1].payload)
        assert last["last_seq"] == len(numbers)
        assert last["outbox"]["unsent"] == 0


def test_kiosks_are_not_in_step(whole: tuple[Fleet, list[Outgoing]]) -> None:
    """The plays and healths of a large fleet are spread over the time between two of them."""
    begins = {i.device: json.loads(i.payload)["start"][17:] for i in reversed(whole[1]) if i.kind == "play"}
    assert len(set(begins.values())) == len(begins) == 3


def test_everything_is_marked_as_simulated(whole: tuple[Fleet, list[Outgoing]]) -> None:
    for item in whole[1]:
        fields = json.loads(item.payload)
        assert fields["tenant"].startswith("sim-")
        assert item.topic.startswith(f"vitrina/1/{fields['tenant']}/")
        assert item.kind != "play" or fields["feed"] == "simulated"
        assert item.kind != "reaction" or fields["models"]["expression"].startswith("simulated")


RESEARCH = ("negative", "surprise", "valence", "arousal")


def reactions_in(items: list[Outgoing]) -> list[dict[str, Any]]:
    return [json.loads(item.payload) for item in items if item.kind == "reaction"]


def uses_in(items: list[Outgoing]) -> set[str]:
    return {json.loads(item.payload)["use"] for item in items if item.kind == "state"}


def test_a_fleet_publishes_what_a_shop_does(whole: tuple[Fleet, list[Outgoing]]) -> None:
    """Of faces smiles only, in the total and in every second, as a kiosk with `use = "shop"`."""
    reactions = reactions_in(whole[1])
    assert reactions
    assert uses_in(whole[1]) == {"shop"}
    assert {reaction["models"]["valence"] for reaction in reactions} == {"none"}
    assert {reaction["use"] for reaction in reactions} == {"shop"}
    assert not any(part.keys() & RESEARCH for reaction in reactions for part in (reaction, reaction["curve"]))
    assert None not in {reaction["smile"] for reaction in reactions}
    assert any(reaction["curve"]["smile"] != [None] * 15 for reaction in reactions)


def test_a_research_fleet_publishes_every_expression_and_says_so() -> None:
    """The rest is the same, so that the smiles of the documents hold for both."""
    research = Fleet(FleetPlan("sim-1", 3, 3, open_for_s=SHORT_S, use="research"))
    told, shop = sent_by(research), sent_by(fleet_of())
    assert uses_in(told) == {"research"}
    assert fleet_truth(research, [])["use"] == "research"
    of_research, of_shop = reactions_in(told), reactions_in(shop)
    assert of_research
    for reaction, same in zip(of_research, of_shop, strict=True):
        assert None not in [reaction[name] for name in RESEARCH]
        reaction["models"]["valence"] = "none"
        for part in (reaction, reaction["curve"]):
            for name in RESEARCH:
                del part[name]
        assert reaction == same | {"use": "research"}


def test_a_fleet_in_a_country_that_starts_without_smiles_publishes_none() -> None:
    """Its kiosks have no expression model. They still count watchers."""
    fleet = Fleet(replace(fleet_of().plan, detects_smiles=False))
    reactions = reactions_in(sent_by(fleet))
    assert reactions
    assert {reaction["models"]["expression"] for reaction in reactions} == {"none"}
    assert {(reaction["smile"], reaction["abstained"]) for reaction in reactions} == {(None, None)}
    assert {second for reaction in reactions for second in reaction["curve"]["smile"]} == {None}
    assert sum(reaction["watchers"] for reaction in reactions) > 0


def test_ids_are_unique(faulty: tuple[Fleet, list[Outgoing]]) -> None:
    ids = {(item.device, item.seq): json.loads(item.payload)["id"] for item in faulty[1] if item.seq is not None}
    assert len(set(ids.values())) == len(ids)


def test_an_experiment_has_both_arms_in_each_block(whole: tuple[Fleet, list[Outgoing]]) -> None:
    arms: Counter[tuple[str, str, int]] = Counter()
    creatives = set()
    for item in whole[1]:
        fields = json.loads(item.payload)
        if item.kind == "play" and fields["experiment"]:
            arm = fields["experiment"]
            arms[item.device + fields["at"][:10], arm["arm"], arm["block"]] += 1
            creatives.add((fields["creative"], arm["arm"]))
    assert creatives == {("advert_a", "a"), ("advert_b", "b")}
    assert set(arms.values()) == {1}
    assert {key[1] for key in arms} == {"a", "b"}


def test_reactions_are_of_the_plays_that_were_told(whole: tuple[Fleet, list[Outgoing]]) -> None:
    """Plays that overlap a reaction, save at its ends: the plays of a kiosk are out of step with its windows."""
    plays: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for item in whole[1]:
        fields = json.loads(item.payload)
        if item.kind == "play":
            span = (parse_rfc3339_s(fields["start"]), parse_rfc3339_s(fields["end"]))
            plays.setdefault((item.device, fields["creative"]), []).append(span)
        elif item.kind == "reaction":
            begin_s, end_s = parse_rfc3339_s(fields["from"]), parse_rfc3339_s(fields["to"])
            mine = plays[item.device, fields["creative"]]
            assert abs(sum(e > begin_s and s < end_s for s, e in mine) - fields["plays"]) <= 2


def test_adverts_take_turns_in_the_loop() -> None:
    """Else an advert would always have the visitors of the same slot of the pool."""
    firsts: dict[str, str] = {}
    for item in sent_by(fleet_of(8)):
        if item.kind == "play":
            firsts.setdefault(item.device, json.loads(item.payload)["creative"])
    assert len(set(firsts.values())) > 2


def test_a_kiosk_has_the_truth_of_its_site() -> None:
    for kiosk in fleet_of(3).kiosks:
        site = kiosk.plan.site
        arms = [Experiment("sim-ab", "a"), Experiment("sim-ab", "b"), None, None, None, None]
        for number, advert in enumerate(kiosk.plan.truth.adverts):
            expected = Planted(advert, arms[number], site.effects[number], site.attention_s, kiosk.plan.truth.hours)
            assert planted_truth(advert.creative, kiosk.plan) == expected
        assert site.attention_s != 0


def test_the_truth_fits_what_was_sent(faulty: tuple[Fleet, list[Outgoing]]) -> None:
    """Count, last number and losses of each kiosk; the reactions of each advert."""
    fleet, items = faulty
    truth = fleet_truth(fleet, ["2026-11-20", "2026-11-21"])
    assert len(truth["devices"]) == 10
    for row in truth["devices"]:
        numbers = {item.seq for item in items if item.device == row["device"] and item.seq is not None}
        lost = {item.seq for item in items if item.device == row["device"] and item.is_lost}
        assert numbers == set(range(1, row["last_seq"] + 1))
        assert (row["count"], row["lost"]) == (len(numbers), len(lost))
    payloads = {(item.device, item.seq): item.payload for item in items if item.kind == "reaction"}
    reactions = [json.loads(payload) for payload in payloads.values()]
    for row in truth["told"]:
        mine = [reaction for reaction in reactions if reaction["creative"] == row["creative"]]
        assert row["reactions"] == len(mine) > 0
        assert row["n"] == sum(reaction["n"] for reaction in mine)
        for second in row["seconds"]:
            assert second["n"] == sum(r["curve"]["n"][second["second"]] or 0 for r in mine)


def test_faults_do_not_change_what_a_kiosk_tells() -> None:
    """The messages that must be stored are the same with and without what happens on the way."""
    way = ["duplicates", "reordering", "junk", "clones", "lost"]
    clean, spoiled = sent_by(fleet_of()), sent_by(fleet_of(faults=way))
    numbered = [{(i.device, i.seq): i.payload for i in items if i.seq is not None} for items in (clean, spoiled)]
    assert numbered[0] == numbered[1]


def test_kiosks_that_were_offline_send_later_what_they_kept() -> None:
    """The broker tells `offline`; no health comes meanwhile; all that was kept comes at the end, in order."""
    items = sent_by(fleet_of(12, faults=["outages", "backlog"]))
    states = [(i, json.loads(i.payload)) for i in items if i.kind == "state"]
    offline = [item for item, fields in states if fields["state"] == "offline"]
    assert offline
    for gone in offline:
        mine = [item for item in items if item.device == gone.device]
        back = next(i for i in mine if i.at_s > gone.at_s and i.kind == "state")
        assert not [i for i in mine if gone.at_s < i.at_s < back.at_s]
        kept = [i for i in mine if i.at_s == back.at_s and i.seq is not None]
        assert len(kept) >= (back.at_s - gone.at_s) / 15 - 1
        assert [i.seq for i in kept] == sorted(i.seq for i in kept if i.seq is not None)


def test_every_fifth_kiosk_is_old() -> None:
    """Of version 1 and 2 in turn."""
    items = sent_by(fleet_of(10, faults=["old_schemas"], open_for_s=OPEN_FOR_S))
    schemas: dict[str, set[tuple[str, float | None]]] = {}
    for item in items:
        if item.kind == "reaction":
            fields = json.loads(item.payload)
            noise = fields["noise_sd"]["total"] if "noise_sd" in fields else fields.get("noise")
            schemas.setdefault(item.device, set()).add((fields["schema"], noise and round(noise, 2)))
    first, second, others = ("vitrina.reaction/1", None), ("vitrina.reaction/2", 0.5), ("vitrina.reaction/3", 1.0)
    assert sorted(schemas.values(), key=str) == [{first}, {second}, *[{others}] * 8]


def test_a_wrong_clock_is_wrong_for_a_day_by_minutes() -> None:
    """All times of a kiosk and day are wrong alike; a right clock is right."""
    errors: dict[tuple[str, int], set[float]] = {}
    for item in sent_by(fleet_of(12, faults=["clocks"]), 2):
        if item.kind == "health":
            error_s = round(parse_rfc3339_s(json.loads(item.payload)["at"]) - item.at_s, 2)
            errors.setdefault((item.device, int((item.at_s - MIDNIGHT_S) // DAY_S)), set()).add(error_s)
    assert len(errors) == 24
    assert all(len(seen) == 1 for seen in errors.values())
    wrong = [error_s for (error_s,) in errors.values() if error_s]
    assert 0 < len(wrong) < 12
    assert all(60 <= abs(error_s) <= 600 for error_s in wrong)

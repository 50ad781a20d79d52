"""Responses to scenes: planted smiles and skin responses are found in their scene, and not in others."""

from dataclasses import replace

import numpy as np
import pytest

from edge.statistics.columns import float_array
from edge.study.measures.adverts import advert_measures
from edge.study.measures.scenes import MAGNITUDE, RATE, ShownScenes
from edge.study.measures.signals import ATTENTION, SessionSignals, ShownAdvert, Signal
from edge.study.report.results import MeasureResult
from edge.study.scenes import Scene
from edge.study_sessions.simulation.people import SimulatedAdvert
from tests.edge.study.measures.made import session, signals

ADVERT = SimulatedAdvert("spring", 0.5, 0.6)
SCENES = [Scene("spring", 12, 18, "dog"), Scene("spring", 24, 40, "logo"), Scene("summer", 0, 3, "sea")]


def results(
    people: list[list[SessionSignals]], seconds: int, scenes: list[Scene]
) -> dict[str, dict[str, MeasureResult]]:
    row = [advert_measures(own, "spring", seconds) for own in people]
    found = ShownScenes("spring", seconds, people, row).scene_results(scenes)
    return {one.label: {each.measure: each for each in one.measures} for one in found}


def test_a_planted_scene_stands_out_and_scenes_of_other_ads_do_not_count() -> None:
    """Smiles are widest at second 14; the skin responds to the start of the scene at second 12, and not at 24."""
    people = [[session(f"w{n}", n, [ADVERT])] for n in range(12)]
    found = results(people, 30, SCENES)
    assert list(found) == ["dog", "logo"]
    dog, logo = found["dog"]["smile, change"].value, found["logo"]["smile, change"].value
    assert (dog.n, logo.n) == (12, 12)
    assert dog.mean == pytest.approx(0.48, abs=0.12)
    assert logo.mean == pytest.approx(0.0, abs=0.05)
    assert (found["dog"][RATE].value.mean or 0) > 0.6
    assert found["dog"][MAGNITUDE].value.mean == pytest.approx(0.4, abs=0.2)
    assert (found["logo"][RATE].value.mean or 0) < 0.4
    assert found["dog"]["skin conductance, change"].unit == "µS"
    digits = {name: one.digits for name, one in found["dog"].items()}
    assert (digits["smile, change"], digits[RATE], digits[MAGNITUDE]) == (3, 2, 3)
    some = results([[replace(people[0][0], skin=None)], *people[1:]], 30, SCENES)["dog"]
    assert (some[RATE].value.n, some["skin conductance, change"].value.n, some["smile, change"].value.n) == (11, 11, 12)


def test_a_scene_takes_the_seconds_whose_middle_it_contains_and_ends_with_the_ad() -> None:
    smile = np.repeat(np.arange(60.0), 5) / 100
    one = signals(
        "w1", [ShownAdvert("spring", 10, 40)], skin_us=float_array(np.full(600, 3.0)), smile=float_array(smile),
        beats_s=np.empty(0), length_s=60,
    )  # fmt: skip
    attention = Signal(ATTENTION, "share", float_array(np.arange(300) / 5), float_array(smile > 0.2), 5.0)
    one = replace(one, face=(*one.face, attention))
    scenes = [Scene("spring", 2.5, 5.4, "a"), Scene("spring", 28, 99, "b"), Scene("spring", 4.6, 5.4, "c")]
    found = results([[one]], 30, scenes)
    before = np.mean([5, 6, 7, 8, 9]) / 100
    assert found["a"]["smile, change"].value.mean == pytest.approx(0.13 - before)
    assert found["b"]["smile, change"].value.mean == pytest.approx(0.385 - before)
    assert found["a"][ATTENTION].value.mean == 0.0
    assert found["b"][ATTENTION].value.mean == 1.0
    assert "smile, change" not in found["c"]
    row = [advert_measures([one], "spring", 30)]
    (last,) = ShownScenes("spring", 30, [[one]], row).scene_results([scenes[1]])
    assert (last.start_s, last.end_s) == (28, 30)


def test_without_a_signal_there_is_no_measure_of_it() -> None:
    flat = signals(
        "w1", [ShownAdvert("spring", 10, 40)], skin_us=float_array(np.full(600, 3.0)),
        smile=float_array(np.full(300, 0.1)), beats_s=np.empty(0), length_s=60,
    )  # fmt: skip
    found = results([[replace(flat, skin=None, face=())]], 30, SCENES)
    assert found == {"dog": {}, "logo": {}}

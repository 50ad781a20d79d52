"""What an experiment says of its smile detector: how often it abstained, second 0, and a placebo experiment."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from central.languages.codes import CODES
from central.languages.language import find_language
from central.reports import answers
from central.reports.experiment_values import Comparison, Experiment
from central.reports.rendering.page_verdicts import comparison_verdict, experiment_verdict
from central.reports.rendering.sheet import Screen
from central.reports.rendering.terminal import experiment_text
from central.reports.rendering.verdicts import experiment_headline
from central.reports.selection import Request
from central.store.database import read_view
from central.store.scope import Scope
from central.store.store import Store
from central.store.sums import sum_all
from tests.central import fleet
from tests.central.reports.shops import Shop, stored

NOW_MS = 1_795_780_000_000
ARMS = {"x": "a", "y": "b"}
Change = Callable[[str], fleet.Fields]


class ReadShop(Shop):
    """A shop whose detector reads each creative as `change` says."""

    def __init__(self, device: str, change: Change, experiment: str = "e1", last: int = 0) -> None:
        super().__init__(device, last)
        self._change, self._experiment = change, experiment

    def _named(self, fields: fleet.Fields) -> fleet.Fields:
        return fields | {"experiment": {**fields["experiment"], "id": self._experiment}}

    def _play(self, number: int, place: int, creative: str, arms: Mapping[str, str] | None) -> fleet.Fields:
        return self._named(super()._play(number, place, creative, arms))

    def _reaction(
        self, number: int, creative: str, level: float, n: int, changed: Mapping[str, object]
    ) -> fleet.Fields:
        return self._named(super()._reaction(number, creative, level, n, changed) | self._change(creative))


def told(
    change: Change = lambda _: {}, effect: float = 0.0, arms: Mapping[str, str] = ARMS, **of: object
) -> list[ReadShop]:
    """Five shops of seven days; the first arm draws more by `effect`, with chance in each shop and day."""
    shops = [ReadShop(f"acme/shop-{site}/door", change, **of) for site in range(5)]  # type: ignore[arg-type]
    for site, shop in enumerate(shops):
        for day in range(7):
            chance = np.random.default_rng([site, day, len(str(of))]).normal(0, 0.01, 2)
            levels = dict(zip(arms, (round(0.15 + effect + chance[0], 2), round(0.15 + chance[1], 2)), strict=True))
            shop.day(day, levels, n=60, arms=arms)
    return shops


def all_messages(*groups: list[ReadShop]) -> list[object]:
    return [message for group in groups for shop in group for message in shop.made]


def experiment(store: Store, name: str = "e1", measure: str = "smile") -> Experiment:
    with read_view(store) as connection:
        return answers.answer_experiment(connection, Scope.whole_store(), name, measure, None, Request(), NOW_MS)


def said(found: Experiment) -> str:
    verdict = experiment_verdict(found)
    return " ".join([experiment_headline(found), *verdict.warnings, *verdict.sentences])


def test_an_arm_that_the_detector_reads_less_is_named_from_five_points_on(tmp_path: Path) -> None:
    for place, shares in enumerate(((0.24, 0.31), (0.24, 0.28))):
        change = lambda creative, of=shares: {"abstained": of[creative == "y"]}  # noqa: E731
        with stored(tmp_path / str(place), all_messages(told(change))) as store:  # type: ignore[arg-type]
            found = experiment(store)
        assert [arm.abstained for arm in found.arms] == pytest.approx(list(shares))
        words = "The smile detector abstained 31% of the time in arm b and 24% in arm a"
        named = words.replace("arm b", "arm y").replace("arm a", "arm x")
        assert (words in found.notes[-1], named in said(found)) == ((place == 0),) * 2
        assert words not in " ".join(experiment(store, measure="attention_s").notes) if place == 0 else True


def in_second_0(of: Mapping[str, float]) -> Change:
    """Smiles of second 0 by creative; all other seconds are alike."""

    def change(creative: str) -> fleet.Fields:
        curve: fleet.Fields = {"step_s": 1, "watchers": [60] * 3, "n": [60] * 3, "smile": [of[creative], 0.2, 0.2]}
        others = ("negative", "surprise", "valence", "arousal", "laughter")
        return {"curve": curve | {name: [0.1] * 3 for name in others}}

    return change


def test_a_difference_in_second_0_is_not_one_of_the_film(tmp_path: Path) -> None:
    with stored(tmp_path / "light", all_messages(told(in_second_0({"x": 0.2, "y": 0.15})))) as store:  # type: ignore[arg-type]
        light = experiment(store)
    with stored(tmp_path / "alike", all_messages(told(in_second_0({"x": 0.2, "y": 0.2})))) as store:  # type: ignore[arg-type]
        alike = experiment(store)
    assert light.difference is not None
    assert light.difference.second_0 == pytest.approx(0.05)
    assert "Already in second 0, before a video can have an effect, arm x is ahead of arm y by 5.0 points" in said(
        light
    )
    assert alike.difference is not None
    assert alike.difference.second_0 == pytest.approx(0.0)
    assert "second 0" not in said(alike)


PLACEBO = {"x": "shown", "x.placebo": "darker"}


def test_two_copies_of_one_film_have_no_winner(tmp_path: Path) -> None:
    """What differs is what the detector makes of the light."""
    with stored(tmp_path, all_messages(told(effect=0.06, arms=PLACEBO, experiment="x.placebo"))) as store:  # type: ignore[arg-type]
        found = experiment(store, "x.placebo")
    assert (found.placebo, found.winner) == (True, None)
    assert "rates two copies of one video differently: x is ahead of x.placebo by" in said(found)
    assert "Both arms show the same video, but one copy is darker" in said(found)
    assert "draws" not in said(found)


def test_a_placebo_experiment_says_how_small_a_difference_may_be_the_detectors(tmp_path: Path) -> None:
    placebo = told(effect=0.06, arms=PLACEBO, experiment="x.placebo")
    large = told(effect=0.2, last=10_000)
    small = told(effect=0.06, experiment="e2", last=20_000)
    with stored(tmp_path, all_messages(large)) as store:  # type: ignore[arg-type]
        before = experiment(store)
        store.write_messages(all_messages(placebo, small))  # type: ignore[arg-type]
        sum_all(store)
        found, of_small, looked = experiment(store), experiment(store, "e2"), experiment(store, measure="attention_s")
        with read_view(store) as connection:
            compared = answers.answer_comparison(
                connection, Scope.whole_store(), ["acme/x", "acme/y"], "smile", Request(), NOW_MS
            )
    assert before.winner == "a"
    assert before.sensitivity is None
    assert "No placebo experiment is stored" in said(before)
    assert found.sensitivity is not None
    assert found.sensitivity.experiment == "x.placebo"
    assert found.sensitivity.mean == pytest.approx(-0.06, abs=0.01)  # darker − shown
    assert found.sensitivity.low < found.sensitivity.mean < found.sensitivity.high
    assert found.sensitivity.largest == -found.sensitivity.low
    assert "The placebo experiment x.placebo shows how light alone affects the smile detector" in said(found)
    assert "no larger than" not in said(found)
    assert of_small.winner == "a"
    assert "so the detector alone may have caused them" in said(of_small)
    assert looked.sensitivity is None
    assert "placebo" not in said(looked)
    assert compared.sensitivity == found.sensitivity
    assert any("x.placebo" in words for words in comparison_verdict(compared).sentences)
    assert isinstance(compared, Comparison)
    assert "x.placebo" in experiment_text(found, Screen(width=120))


def test_it_is_said_in_every_language(tmp_path: Path) -> None:
    with stored(tmp_path, all_messages(told(in_second_0({"x": 0.3, "y": 0.1}), effect=0.1))) as store:  # type: ignore[arg-type]
        found = experiment(store)
    for code in CODES:
        t = find_language(code)
        sentences = [*experiment_verdict(found, t).warnings, *experiment_verdict(found, t).sentences]
        assert t("placebo.not_stored") in sentences
        assert code == "en" or not any("Already in second 0" in words for words in sentences)

"""Chains of many kinds through the real commands: what they print agrees with itself, and with what was planted."""

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from central.cli.main import main
from central.exit_codes import DONE
from central.reports.planned_ends import plan_end
from central.store.database import open_store
from central.store.location import Location
from tests.central.reports.shops import FIRST, Shop, stored
from tests.doubles.ready_store import ready

SITE_SD, TASTE, DAY_SD, PERSON_SD, NOISE_SD = 0.024, 0.015, 0.02, 0.2, 1.0
LEVEL, SECONDS = 0.15, 8
MANY = 100
OLD, NEW = "own@sha256:000000000000", "new@sha256:111111111111"
TENANT, EXPERIMENT = "acme", "e1"
FIRST_DAY = round(FIRST.timestamp() / 86_400 - 0.5)
Found = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A chain. `ads`: planted mean smile of each ad; `arms`: of an experiment. `people`: of a message."""

    sites: int = 12
    days: int = 14
    ads: Mapping[str, float] = field(default_factory=lambda: {"a": LEVEL})
    people: int = 30
    arms: Mapping[str, str] = field(default_factory=dict)
    rise: float = 0.0  # of seconds 3 and 4
    is_calm: bool = False  # sites and days are alike
    missing: float = 0.0  # share of the days of shops
    joins: float = 0.0  # share of the shops that join half way
    changes: bool = False  # another network, which reads more smiles, from half way on
    week: float = 0.0  # relative rise of smiles at weekends
    fresh: float = 0.0  # of ad b, on the first day, fading in a week
    dominant: int = 1  # times the people of the first shop

    @property
    def better(self) -> str | None:
        """Arm that is ahead; None of equal ones."""
        values = sorted(self.ads.items(), key=lambda each: -each[1])
        return self.arms[values[0][0]] if len(values) > 1 and values[0][1] > values[1][1] else None


TWO = {"a": "a", "b": "b"}
EQUAL = {"a": LEVEL, "b": LEVEL}
CASES = {
    "12 shops": Case(),
    "1 shop": Case(1),
    "2 shops, 5 days": Case(2, 5),
    "3 shops": Case(3),
    "4 shops": Case(4),
    "nobody smiles": Case(6, ads={"a": 0.0}, is_calm=True),
    "0.4 % smile": Case(6, 5, ads={"a": 0.004}, people=1200, is_calm=True),
    "quiet": Case(10, people=12),
    "one shop of 20 times the people": Case(8, dominant=20),
    "equal arms": Case(ads=EQUAL, arms=TWO),
    "b 4 points ahead": Case(ads={"a": LEVEL, "b": LEVEL + 0.04}, arms=TWO),
    "b 6 points ahead, 3 shops": Case(3, ads={"a": LEVEL, "b": LEVEL + 0.06}, arms=TWO),
    "equal arms, b is new": Case(ads=EQUAL, arms=TWO, fresh=0.05, days=28),
    "three arms": Case(ads={**EQUAL, "c": LEVEL + 0.04}, arms={**TWO, "c": "c"}),
    "another network": Case(8, 21, changes=True),
    "shops join": Case(12, 28, joins=0.5),
    "40 % of days missing": Case(missing=0.4),
    "a rise of 10 points": Case(14, rise=0.1),
    "weeks of 20 %": Case(6, 17, week=0.2),
    "22 equal ads": Case(5, 5, ads={f"x{number:02d}": LEVEL for number in range(22)}),
}


def check_cases(folder: Path, seed: int) -> Iterator[tuple[str, bool]]:
    """Checks of all chains."""
    for number, case in enumerate(CASES.values()):
        yield from check_case(folder / f"case-{number}", case, seed)


def check_case(folder: Path, case: Case, seed: int) -> Iterator[tuple[str, bool]]:
    """Checks of one chain: which one, and whether it held."""
    _plan_end(ready(folder / "data"), case)
    with stored(folder, [message for shop in _shops(case, seed) for message in shop.made]):
        pass
    options = ["--data", str(folder / "data")]
    ad = next(iter(case.ads))
    report = json.loads(_printed("report", ad, *options, "--json"))
    smile = report["measures"]["smile"]
    if smile["low"] is not None and not case.changes:
        yield "case level", smile["low"] <= _planted(case, ad) <= smile["high"]
    weeks = json.loads(_printed("trend", ad, *options, "--json"))["weeks"]
    curve = [{**second, "mean": second["smile"]} for second in report["curve"]]
    yield "case numbers", all(map(_is_inside, [*report["measures"].values(), *curve, *weeks]))
    yield "case text", "None" not in _printed("report", ad, *options)
    if case.arms:
        yield from _check_winner(json.loads(_printed("experiment", EXPERIMENT, *options, "--json")), case)


def _check_winner(found: Found, case: Case) -> Iterator[tuple[str, bool]]:
    """The winner is the planted one; each arm that is ahead of another is so by an interval without 0."""
    if not case.fresh:
        yield "case winner", found["winner"] in (None, case.better)
    for each in found["differences"]:
        if each["winner"] is not None:
            sign = 1 if each["winner"] == each["of"][0] else -1
            bound = each["low"] if sign == 1 else each["high"]
            yield "case ahead", sign * each["mean"] > 0 and (bound is None or sign * bound > 0)


def _is_inside(each: Found) -> bool:
    """True for a mean that lies in its interval, or that has none."""
    return each["low"] is None or each["low"] <= each["mean"] <= each["high"]


def _printed(*command: str) -> str:
    """What a command prints."""
    shown = io.StringIO()
    with redirect_stdout(shown):
        assert main(command) == DONE
    return shown.getvalue()


def _plan_end(place: Location, case: Case) -> None:
    """The last day is the end that is planned before the first one."""
    if case.arms:
        with open_store(place) as store, store.engine.begin() as connection:
            plan_end(connection, TENANT, EXPERIMENT, FIRST_DAY + case.days - 1, 0)


def _planted(case: Case, ad: str) -> float:
    """Mean smile of an ad in shops of this kind."""
    return float(np.mean([_level(case, ad, day) for day in range(case.days)])) + 2 * case.rise / SECONDS


def _level(case: Case, ad: str, day: int) -> float:
    fresh = case.fresh * float(np.exp(-day / 7)) * (ad == "b")
    return case.ads[ad] * (1 + case.week * (day % 7 >= 5)) + fresh


def _shops(case: Case, seed: int) -> Iterator[Shop]:
    rng = np.random.default_rng([seed, 71])
    for site in range(case.sites):
        shop = Shop(f"{TENANT}/shop-{site:02d}/door")
        own = 0.0 if case.is_calm else SITE_SD * rng.standard_normal()
        taste = {ad: 0.0 if case.is_calm else TASTE * rng.standard_normal() for ad in case.ads}
        begins = case.days // 2 if site < case.joins * case.sites else 0
        people = case.people * (case.dominant if site == 0 else 1)
        for day in range(begins, case.days):
            of_day = 0.0 if case.is_calm else DAY_SD * rng.standard_normal()
            smiles = {ad: _level(case, ad, day) + own + taste[ad] + of_day for ad in case.ads}
            if rng.random() >= case.missing:
                _add_day(shop, case, day, smiles, people, rng)
        yield shop


def _add_day(
    shop: Shop, case: Case, day: int, smiles: Mapping[str, float], people: int, rng: np.random.Generator
) -> None:
    """One message of each ad, with the noise of people and of the kiosk; a curve of seconds."""
    is_new = case.changes and day >= case.days // 2
    chance = 0.0 if case.is_calm else PERSON_SD / sqrt(people)
    digits = 2 if people < MANY else 4
    for ad, smile in smiles.items():
        level = smile * (1.3 if is_new else 1.0) + chance * rng.standard_normal()
        total = round(level + 2 * case.rise / SECONDS + NOISE_SD * rng.standard_normal() / people, digits)
        cells = level + 3 * NOISE_SD * rng.standard_normal(SECONDS) / people
        cells[3:5] += case.rise
        arms = {ad: case.arms[ad]} if case.arms else None
        model = NEW if is_new else OLD
        shop.day(day, {ad: total}, people, arms=arms, curve=tuple(np.round(cells, 2).tolist()), model=model)

"""Planted truth, found again by the reports: `python -m tests.central.planted --seeds 30 --table
docs/evidence/planted.md`.

A fleet of simulated shops is stored as messages, and reported. Each interval either holds what was planted or not. In
every second fleet the two arms of the experiment are alike.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

import numpy as np

from central.messages.reader import read_message
from central.messages.values import Reading
from central.reports import answers
from central.reports.planned_ends import plan_end
from central.reports.selection import Request
from central.reports.values import Report
from central.simulate.kiosk import MODELS
from central.simulate.kiosk_day import KioskPlan, day_moments, planted_truth, shift_release
from central.simulate.planting import Levels, planted_levels
from central.simulate.program import ARMS, EXPERIMENT
from central.simulate.truth import Truth, draw_truth
from central.store.database import open_store, read_view
from central.store.location import Location
from central.store.scope import Scope
from central.store.store import Store
from central.store.sums import sum_all
from edge.events import ReleasedReaction, ReleasedWindow
from edge.messages import build
from edge.messages.wire import Header, message_topic, uuid7
from tests.central.planted_cases import check_cases
from tests.central.planted_flow import check_flows
from tests.evidence.parts import write_part

DAY_S = 86_400.0
FIRST_DAY = 20_762
"""2026-11-05, as the store counts days."""
TENANT = "sim-planted"
CASE_SEEDS = 3
"""Seeds with chains of many kinds, of which there are twenty each."""
HIGH = 0.04
"""Height over the advert's own mean from which a planted moment is counted as one to find."""


class PlantedLevels:
    """Levels that were planted, without the effects of the sites: the truth for all shops of this kind."""

    def __init__(self) -> None:
        self._n: defaultdict[tuple[str, str], float] = defaultdict(float)
        self._sums: defaultdict[tuple[str, str], list[float]] = defaultdict(list)

    def add(self, creative: str, site: str, n: int, levels: Levels, effect: float) -> None:
        """Adds a reaction of n people."""
        values = [n * (level - effect) for level in (levels.total, *levels.cells)]
        sums = self._sums[creative, site] or [0.0] * len(values)
        self._sums[creative, site] = [a + b for a, b in zip(sums, values, strict=True)]
        self._n[creative, site] += n

    def of(self, creative: str) -> tuple[float, list[float]]:
        """Total and media seconds of an advert: each site counts alike."""
        rows = [np.array(sums) / self._n[key] for key, sums in self._sums.items() if key[0] == creative]
        mean = np.mean(rows, axis=0)
        return float(mean[0]), mean[1:].tolist()


@dataclass(slots=True)
class Counts:
    """Numbers of checks, and of those that held."""

    of: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, *, held: bool) -> None:
        """Adds one check."""
        self.of[name] += 1
        self.held[name] += held

    def __iadd__(self, other: "Counts") -> "Counts":
        self.of += other.of
        self.held += other.held
        return self


def truth_of(seed: int, sites: int) -> Truth:
    """Truth of a fleet. With an even seed the adverts of the two arms are alike; shops still like one more."""
    truth = draw_truth(seed, sites)
    if seed % 2:
        return truth
    first, second, *others = truth.adverts
    return replace(truth, adverts=(first, replace(first, creative=second.creative), *others))


def messages_of(truth: Truth, seed: int, days: int, levels: PlantedLevels) -> Iterator[Reading]:
    """Windows and reactions of a fleet with one kiosk a site; plays are left out: they are most of the messages."""
    for site in truth.sites:
        header = Header(TENANT, site.site, "kiosk-1")
        plan = KioskPlan(header, site, truth, frozenset(), seed)
        seq = 0
        for day in range(days):
            rng = random.Random(f"{seed} {site.site} {day}")
            for moment in day_moments(plan, [], rng):
                if isinstance(moment, ReleasedReaction | ReleasedWindow):
                    seq += 1
                    yield _reading(moment, header, day, seq, rng)
                if isinstance(moment, ReleasedReaction):
                    planted = planted_truth(moment.creative, plan)
                    levels.add(moment.creative, site.site, moment.n, planted_levels(moment, planted), planted.smile)


def _reading(
    release: ReleasedReaction | ReleasedWindow, header: Header, day: int, seq: int, rng: random.Random
) -> Reading:
    later = shift_release(release, (FIRST_DAY + day) * DAY_S)
    new_id = uuid7(later.at_s, rng.randbytes)
    message = build.build_release_message(later, header, MODELS["shop"], id=new_id, seq=seq)
    return read_message(message_topic(header, message.kind), message.payload, round(later.at_s * 1000))


def checked(folder: Path, seed: int, sites: int, days: int) -> Counts:
    """One fleet: stored, reported, and compared with what was planted."""
    truth, levels = truth_of(seed, sites), PlantedLevels()
    with open_store(Location(folder)) as store:
        _plan_end(store, days)
        store_all(store, messages_of(truth, seed, days, levels))
        counts = Counts()
        now_ms = round((FIRST_DAY + days + 1) * DAY_S * 1000)
        with read_view(store) as connection:
            names = [advert.creative for advert in truth.adverts]
            for report in answers.answer_reports(connection, Scope.whole_store(), names, Request(), now_ms):
                _check_report(report, *levels.of(report.creative), counts)
            found = answers.answer_experiment(
                connection, Scope.whole_store(), EXPERIMENT, "smile", None, Request(), now_ms
            )
    arms = {arm: levels.of(truth.adverts[number].creative)[0] for number, arm in enumerate(ARMS)}
    _check_winner(found.winner, arms, "tie" if seed % 2 == 0 else "winner", counts)
    assert found.difference is not None
    assert found.difference.low is not None
    assert found.difference.high is not None
    difference = arms["a"] - arms["b"]
    counts.add("difference", held=found.difference.low <= difference <= found.difference.high)
    return counts


def _plan_end(store: Store, days: int) -> None:
    with store.engine.begin() as connection:
        plan_end(connection, TENANT, EXPERIMENT, FIRST_DAY + days - 1, 0)


def store_all(store: Store, messages: Iterator[Reading]) -> None:
    """Writes messages in batches, and makes their sums."""
    while some := list(islice(messages, 2000)):
        written = store.write_messages(some)
        assert not written.rejections, written.rejections[0].detail
    sum_all(store)


def _check_report(report: Report, total: float, seconds: list[float], counts: Counts) -> None:
    smile = report.measures["smile"]
    assert smile.low is not None
    assert smile.high is not None
    counts.add("headline", held=smile.low <= total <= smile.high)
    bands = [(row.band_low, row.band_high) for row in report.curve]
    if all(low is not None for low, _ in bands):
        inside = [low <= level <= high for (low, high), level in zip(bands, seconds, strict=True)]  # type: ignore[operator]
        counts.add("whole curve", held=all(inside))
    own = float(np.mean(seconds))
    peak = int(np.argmax(seconds))
    if seconds[peak] - own >= HIGH:
        is_found = any(m.size > 0 and m.from_second <= peak < m.to_second for m in report.moments)
        counts.add("planted moment", held=is_found)
    for moment in report.moments:
        planted = float(np.mean(seconds[moment.from_second : moment.to_second])) - own
        counts.add("named moment", held=planted * moment.size > 0)


def _check_winner(winner: str | None, arms: dict[str, float], name: str, counts: Counts) -> None:
    """Of two arms that differ the better one is to be named; of a tie nobody."""
    better = max(arms, key=arms.__getitem__)
    counts.add(name, held=winner == (None if name == "tie" else better))
    if name == "winner":
        counts.add("not the worse arm", held=winner in (None, better))


ROWS = {
    "headline": "intervals of an advert's smiles that hold the planted mean",
    "difference": "intervals of the arms' difference that hold the planted one",
    "whole curve": "curves that lie in their band at every second",
    "planted moment": f"planted moments of {HIGH:.0%} and more over the advert's mean that are found",
    "named moment": "named moments that were planted, in the named direction",
    "winner": "experiments with different arms in which the better one is named",
    "not the worse arm": "of these, experiments in which the worse arm is not named",
    "tie": "experiments with equal arms in which nobody is named",
    "overlaps": "streets whose visits that overlap a play are reported as counted one by one, within a tenth and √n",
    "lonely": "streets of 0.6 visits per hour of which no more overlaps are reported than there were, within √n",
    "proof": "streets whose plays, and seconds of proof of play, are reported exactly",
    "visits": "streets of which no more visits are reported than came",
    "case level": "chains of many kinds whose interval holds the planted mean",
    "case numbers": "chains of which each mean that a report or a trend prints lies in its interval",
    "case text": "chains whose printed report lacks no number",
    "case winner": "experiments of such chains in which nobody but the better arm is named",
    "case ahead": "pairs of arms with a winner whose interval leaves out 0 on its side",
}


def table(counts: Counts, seeds: int, sites: int, days: int) -> str:
    """The counts as a table for the documents."""
    lines = [f"| {seeds} fleets of {sites} shops, {days} days | of | held |", "|---|---|---|"]
    for name, text in ROWS.items():
        if counts.of[name]:
            lines.append(f"| {text} | {counts.of[name]:,} | {counts.held[name] / counts.of[name]:.1%} |")
    return "\n".join(lines) + "\n"


def main(arguments: Iterable[str] | None = None) -> int:
    """Runs all fleets, and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--first", type=int, default=1, help="first seed")
    parser.add_argument("--table", type=Path, help="document to write")
    options = parser.parse_args(None if arguments is None else list(arguments))
    counts = Counts()
    for seed in range(options.first, options.first + options.seeds):
        with tempfile.TemporaryDirectory() as folder:
            counts += checked(Path(folder) / "fleet", seed, options.sites, options.days)
            others = [check_flows, check_cases] if seed < options.first + CASE_SEEDS else [check_flows]
            for name, held in chain.from_iterable(check(Path(folder), seed) for check in others):
                counts.add(name, held=held)
        print(f"planted: {seed - options.first + 1} of {options.seeds} fleets", file=sys.stderr)
    text = table(counts, options.seeds, options.sites, options.days)
    print(text, end="")
    if options.table:
        write_part(options.table, "planted", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

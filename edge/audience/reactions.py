"""What is held of each creative until it may be told: sums over the exposed visits of whole told windows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from edge.audience.disclosure import CurveCell, ReactionBatch, WearerSums, has_enough_cells, release_reaction
from edge.audience.exposure import MediaSecondSums, VisitExposure, add_mean, add_sums, mean_expression
from edge.audience.people import PeopleLowerBound, Stay
from edge.audience.plays import Arm, PlayHistory
from edge.audience.rules import AudienceRules
from edge.events import BodyObservation, Experiment, ReleasedReaction

BODY_MIDDLE_S = 0.5
"""A second of a wearer ends at its time; it belongs to what was shown in its middle."""


@dataclass(frozen=True, slots=True)
class WindowStays:
    """A window that left, with the stays of all its visits."""

    from_s: float
    to_s: float
    stays: Sequence[Stay]


class PendingReactions:
    """The reactions of one run within one local day. All of them are nested in the windows that were told in it."""

    def __init__(self, rules: AudienceRules, plays: PlayHistory) -> None:
        self.released = 0  # exposed visits that left, each once for a creative
        self.dropped = 0  # exposed visits that were withheld
        self._rules = rules
        self._plays = plays
        self._windows: list[WindowStays] = []
        self._held: dict[Arm, ReactionBatch] = {}
        self._first_window: dict[Arm, int] = {}  # the first one told after the last reaction of each
        self._body_seconds: list[BodyObservation] = []  # since the last told window

    @property
    def held(self) -> int:
        """Exposed visits that wait for more people."""
        return sum(batch.exposed for batch in self._held.values())

    def add_body(self, felt: BodyObservation) -> None:
        """One second of one consented wearer. What is no number is left out."""
        if felt.on_body and isfinite(felt.arousal):
            self._body_seconds.append(felt)

    def forget_wearer(self, wearer: str) -> None:
        """Nothing that is held of one whose consent has ended may leave."""
        self._body_seconds = [felt for felt in self._body_seconds if felt.wearer != wearer]
        for batch in self._held.values():
            batch.wearers.pop(wearer, None)

    def add_window(self, window: WindowStays, exposures: Iterable[VisitExposure]) -> None:
        """A window was told: what its visits were exposed to, and what its plays showed, is held from now on."""
        self._windows.append(window)
        for exposure in exposures:
            _add_exposure(self._batch(exposure.arm), exposure)
        for play in self._plays.during(window.from_s, window.to_s):
            batch = self._batch(play.arm)
            for second in play.seconds_shown(window.to_s):
                batch.cells.setdefault(second, CurveCell())
        self._add_body_second(window)

    def release_ready(self, people: PeopleLowerBound, at_s: float) -> list[ReleasedReaction]:
        """The reactions that have their people and enough cells, or have been held for long."""
        return self._leave(people, at_s, whatever=False)

    def close_day(self, people: PeopleLowerBound, until_s: float, at_s: float) -> list[ReleasedReaction]:
        """The day or the run is over: what has its people leaves as it is, the rest is dropped and counted."""
        told = self._leave(people, at_s, whatever=True)
        self.dropped += self.held
        self._held.clear()
        self._windows.clear()
        self._first_window.clear()
        self._body_seconds = [felt for felt in self._body_seconds if felt.at_s - BODY_MIDDLE_S >= until_s]
        return told

    def _leave(self, people: PeopleLowerBound, at_s: float, *, whatever: bool) -> list[ReleasedReaction]:
        told = []
        for arm in sorted(self._held, key=lambda arm: tuple(name or "" for name in arm)):
            batch = self._held[arm]
            if not self._is_ready(batch, people, whatever=whatever):
                continue
            windows = self._windows[self._first_window.get(arm, 0) :]
            batch.to_s = windows[-1].to_s
            batch.plays = sum(play.arm == arm for play in self._plays.during(batch.from_s, batch.to_s))
            stays = [stay for window in windows for stay in window.stays]
            reaction = release_reaction(batch, stays, people, k_reaction=self._rules.k_reaction, at_s=at_s)
            if reaction is not None:
                told.append(reaction)
                self.released += batch.exposed
                del self._held[arm]
                self._first_window[arm] = len(self._windows)
        return told

    def _is_ready(self, batch: ReactionBatch, people: PeopleLowerBound, *, whatever: bool) -> bool:
        k = self._rules.k_reaction
        if len(batch.read) < k:
            return False  # the cheap answer to most questions
        return whatever or self._is_held_long(batch) or has_enough_cells(batch, people, k_reaction=k)

    def _is_held_long(self, batch: ReactionBatch) -> bool:
        hold_s = self._rules.reaction_hold_s
        return hold_s is not None and self._windows[-1].to_s - batch.from_s >= hold_s

    def _batch(self, arm: Arm) -> ReactionBatch:
        if arm not in self._held:
            creative, experiment, name = arm
            self._held[arm] = ReactionBatch(
                creative,
                None if experiment is None or name is None else Experiment(experiment, name),
                from_s=self._windows[self._first_window.get(arm, 0)].from_s,
            )
        return self._held[arm]

    def _add_body_second(self, window: WindowStays) -> None:
        for felt in self._body_seconds:
            cell = self._plays.cell_at(felt.at_s - BODY_MIDDLE_S)
            shown = self._plays.play_at(cell)
            if shown is None or not window.from_s <= felt.at_s - BODY_MIDDLE_S < window.to_s:
                continue
            worn = self._batch(shown[0].arm).wearers.setdefault(felt.wearer, WearerSums())
            worn.seconds += 1
            worn.arousal += felt.arousal
            if felt.hr_bpm is not None and isfinite(felt.hr_bpm):
                worn.hr_bpm.append(felt.hr_bpm)
            if felt.scr_per_min is not None and isfinite(felt.scr_per_min):
                worn.scr_per_min.append(felt.scr_per_min)
        self._body_seconds = [felt for felt in self._body_seconds if felt.at_s - BODY_MIDDLE_S >= window.to_s]


def _add_exposure(batch: ReactionBatch, exposure: VisitExposure) -> None:
    batch.exposed += 1
    batch.attentive_s += exposure.attentive_s
    batch.watchers += exposure.is_watcher
    if exposure.is_read:
        batch.read.append(exposure.stay)
        add_sums(batch.expression, mean_expression(exposure))
        batch.read_attentive_s += exposure.attentive_s
        batch.abstained_s += exposure.abstained_s
    if exposure.known_s > 0:
        batch.heard.append(exposure.stay)
        batch.laughter_s += exposure.laughter_s
    for media_second, second in exposure.seconds.items():
        _add_second(batch.cells.setdefault(media_second, CurveCell()), exposure, second)


def _add_second(cell: CurveCell, exposure: VisitExposure, second: MediaSecondSums) -> None:
    cell.watchers += exposure.is_watcher and second.sums.attentive_s > 0
    if exposure.is_read and second.sums.verdict_s > 0:
        cell.read.append(exposure.stay)
        add_mean(cell.expression, second.sums)
    if second.known_s > 0:
        cell.heard[exposure.stay] = second.known_s
        cell.laughed += second.laughter_s > 0

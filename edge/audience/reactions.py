"""Pending reactions: totals over the exposed visits of released windows, kept for each creative until they are
released.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from edge.audience.exposure import VisitExposure, VisitMediaSecondSums, add_mean_expression, add_sums, mean_expression
from edge.audience.lot import draw_exposures
from edge.audience.people import PeopleLowerBound, VisitStay
from edge.audience.plays import Arm, PlayHistory
from edge.audience.reaction_batch import CurveCell, ReactionBatch, WearerSums
from edge.audience.reaction_disclosure import has_enough_cells, release_reaction
from edge.audience.rules import AudienceRules
from edge.audience.staff import VerdictLimit
from edge.audience.window_runs import WindowRuns
from edge.events import BodyObservation, Experiment, ReleasedReaction

BODY_MIDDLE_S = 0.5
"""Time in seconds from the middle of one second of kit data to its end. The data counts for the play that was on screen
at the middle.
"""


@dataclass(frozen=True, slots=True)
class ReleasedWindowStays:
    """A released window with the stays of all its visits."""

    from_s: float
    to_s: float
    stays: Sequence[VisitStay]


class PendingReactions:
    """Reactions of one run within one part of a local day. They contain only visits from windows that were released
    in that part.
    """

    def __init__(self, rules: AudienceRules, plays: PlayHistory) -> None:
        self.released = 0  # exposed visits that left, once for each creative
        self.dropped = 0  # exposed visits that were withheld
        self.without_verdicts = 0  # exposed visits whose place was most of a batch, in this local day
        self.verdict_limit = VerdictLimit(rules.staff)
        self._rules = rules
        self._plays = plays
        self._windows: list[ReleasedWindowStays] = []
        self._runs = WindowRuns(rules.k_reaction)
        self._held: dict[Arm, ReactionBatch] = {}
        self._first_window: dict[Arm, int] = {}  # index of the first window after the last reaction of each arm
        self._body_seconds: list[BodyObservation] = []  # since the last released window

    @property
    def held_exposure_count(self) -> int:
        """Number of exposed visits that wait for more people."""
        return sum(batch.exposed for batch in self._held.values())

    def add_body_second(self, observation: BodyObservation) -> None:
        """Adds one second of data from one consenting wearer. Skips values that are not finite."""
        if observation.on_body and isfinite(observation.arousal):
            self._body_seconds.append(observation)

    def forget_wearer(self, wearer: str) -> None:
        """Drops all pending values of a wearer whose consent has ended."""
        self._body_seconds = [second for second in self._body_seconds if second.wearer != wearer]
        for batch in self._held.values():
            batch.wearers.pop(wearer, None)

    def add_window(
        self, window: ReleasedWindowStays, exposures: Iterable[VisitExposure], people: PeopleLowerBound
    ) -> None:
        """Adds a released window: stores the exposures of its visits and the media seconds of its plays.

        Visits join a batch in the order of their starts. If a visit's place has already given enough verdicts, the
        visit joins without its verdicts.
        """
        rules = self._rules
        self._windows.append(window)
        self._runs.add_window(window.stays, people)
        is_drawn = rules.matches_visits and rules.reads_faces
        exposures = list(exposures)
        most = rules.creatives if is_drawn else len(exposures)
        for exposure in draw_exposures(exposures, most, rules.noise.draws):
            batch = self._arm_batch(exposure.arm)
            if rules.matches_visits and exposure.has_verdicts:
                exposure = self._limited(batch, exposure, window.to_s)
            _add_exposure(batch, exposure)
        for play in self._plays.overlapping_plays(window.from_s, window.to_s):
            batch = self._arm_batch(play.arm)
            if self._plays.counts_in_curve(play):
                for second in play.shown_media_seconds(window.to_s):
                    batch.cells.setdefault(second, CurveCell())
        self._add_body_seconds(window)

    def release_ready_reactions(self, people: PeopleLowerBound, at_s: float) -> list[ReleasedReaction]:
        """Releases the reactions with enough people that also have enough cells or have waited for
        `reaction_hold_s`.
        """
        return self._release_reactions(people, at_s, is_final=False)

    def end_day_part(
        self, people: PeopleLowerBound, until_s: float, at_s: float, *, is_told: bool = True
    ) -> list[ReleasedReaction]:
        """Ends a run or a part of the day: releases the reactions with enough people as they are; drops and counts all
        other reactions.

        If `is_told` is False, all reactions are dropped.
        """
        releases = self._release_reactions(people, at_s, is_final=True) if is_told else []
        self.dropped += self.held_exposure_count
        self._held.clear()
        self._windows.clear()
        self._runs.clear()
        self._first_window.clear()
        self._body_seconds = [second for second in self._body_seconds if second.at_s - BODY_MIDDLE_S >= until_s]
        return releases

    def _release_reactions(self, people: PeopleLowerBound, at_s: float, *, is_final: bool) -> list[ReleasedReaction]:
        releases = []
        for arm in sorted(self._held, key=lambda arm: tuple(name or "" for name in arm)):
            batch = self._held[arm]
            if not self._is_ready(batch, people, is_final=is_final):
                continue
            batch.to_s = self._windows[-1].to_s
            batch.plays = sum(play.arm == arm for play in self._plays.overlapping_plays(batch.from_s, batch.to_s))
            reaction = release_reaction(
                batch,
                self._runs.runs_since(self._first_window.get(arm, 0)),
                people,
                k_reaction=self._rules.k_reaction,
                at_s=at_s,
                noise=self._rules.noise,
                measures=self._rules.measures,
                body_arousal=self._rules.body_arousal,
            )
            if reaction is not None:
                releases.append(reaction)
                self.released += batch.exposed
                del self._held[arm]
                self._first_window[arm] = len(self._windows)
        return releases

    def _limited(self, batch: ReactionBatch, exposure: VisitExposure, at_s: float) -> VisitExposure:
        """The exposure. Its verdicts are removed if its place has already given enough verdicts to the batch."""
        if not self.verdict_limit.is_reached(batch.with_verdicts, exposure.stay, at_s):
            return exposure
        self.without_verdicts += 1
        return replace(exposure, verdict_s=0.0)

    def _is_ready(self, batch: ReactionBatch, people: PeopleLowerBound, *, is_final: bool) -> bool:
        k = self._rules.k_reaction
        if len(batch.with_verdicts) < k:
            return False  # the cheap check first: it fails most often
        if self._rules.release_at_part or is_final:
            return is_final
        return self._is_held_long(batch) or has_enough_cells(batch, people, k_reaction=k)

    def _is_held_long(self, batch: ReactionBatch) -> bool:
        hold_s = self._rules.reaction_hold_s
        return hold_s is not None and self._windows[-1].to_s - batch.from_s >= hold_s

    def _arm_batch(self, arm: Arm) -> ReactionBatch:
        if arm not in self._held:
            creative, experiment, name = arm
            self._held[arm] = ReactionBatch(
                creative,
                None if experiment is None or name is None else Experiment(experiment, name),
                from_s=self._windows[self._first_window.get(arm, 0)].from_s,
            )
        return self._held[arm]

    def _add_body_seconds(self, window: ReleasedWindowStays) -> None:
        for second in self._body_seconds:
            cell = self._plays.exposure_cell_at(second.at_s - BODY_MIDDLE_S)
            on_screen = self._plays.find_play_in_cell(cell)
            if on_screen is None or not window.from_s <= second.at_s - BODY_MIDDLE_S < window.to_s:
                continue
            sums = self._arm_batch(on_screen[0].arm).wearers.setdefault(second.wearer, WearerSums())
            sums.seconds += 1
            sums.arousal += second.arousal
            if second.hr_bpm is not None and isfinite(second.hr_bpm):
                sums.hr_bpm.append(second.hr_bpm)
            if second.scr_per_min is not None and isfinite(second.scr_per_min):
                sums.scr_per_min.append(second.scr_per_min)
        self._body_seconds = [second for second in self._body_seconds if second.at_s - BODY_MIDDLE_S >= window.to_s]


def _add_exposure(batch: ReactionBatch, exposure: VisitExposure) -> None:
    batch.exposed += 1
    batch.attentive_s += exposure.attentive_s
    batch.watchers += exposure.is_watcher
    if exposure.has_verdicts:
        batch.with_verdicts.append(exposure.stay)
        add_sums(batch.expression, mean_expression(exposure))
        batch.attentive_with_verdicts_s += exposure.attentive_s
        batch.abstained_s += exposure.abstained_s
    if exposure.known_s > 0:
        batch.with_sound.append(exposure.stay)
        batch.laughter_s += exposure.laughter_s
    for media_second, second in exposure.seconds.items():
        _add_second(batch.cells.setdefault(media_second, CurveCell()), exposure, second)
    outside = exposure.outside.values()
    if exposure.has_verdicts and any(second.sums.verdict_s > 0 for second in outside):
        batch.verdicts_outside.add(exposure.stay)
    if any(second.known_s > 0 for second in outside):
        batch.sound_outside.add(exposure.stay)


def _add_second(cell: CurveCell, exposure: VisitExposure, second: VisitMediaSecondSums) -> None:
    cell.watchers += exposure.is_watcher and second.sums.attentive_s > 0
    if exposure.has_verdicts and second.sums.verdict_s > 0:
        cell.with_verdict.append(exposure.stay)
        add_mean_expression(cell.expression, second.sums)
    if second.known_s > 0:
        cell.sound_s[exposure.stay] = second.known_s
        cell.with_laughter += second.laughter_s > 0

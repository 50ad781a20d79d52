"""Ads that a simulated fleet shows: its own ads, or the ads in a playlist from headquarters."""

from dataclasses import dataclass

from central.errors import UsageError
from central.simulate.shop import SLOTS
from edge.events import Experiment
from edge.messages.playlist import SentPlaylist

EXPERIMENT = "sim-ab"
ARMS = ("a", "b")
"""Arms of the fleet's own experiment: its first two ads."""


@dataclass(frozen=True, slots=True)
class Program:
    """A loop of six ads. One loop is also one block of the experiment.

    `creatives`: names of the ads, by the number of their planted values. `arms`: experiment and arm of each ad; None
    outside an experiment. `version`: version of the playlist.
    """

    creatives: tuple[str, ...]
    arms: tuple[Experiment | None, ...]
    version: int | None = None


OWN = Program(
    tuple(f"advert_{letter}" for letter in "abcdef"),
    (*(Experiment(EXPERIMENT, arm) for arm in ARMS), *(None,) * (SLOTS - len(ARMS))),
)


def playlist_program(sent: SentPlaylist) -> Program:
    """Program of a playlist. The first ad of the playlist gets the planted values of the fleet's first ad, and so
    on.

    Raises UsageError for a playlist whose cycle is not a loop of six ads, because the days of the fleet were drawn with
    such loops.
    """
    names = tuple(creative.id for creative in sent.creatives)
    arms = {
        shown[0]: Experiment(experiment.id, arm)
        for experiment in sent.experiments
        for arm, shown in experiment.arms.items()
        if len(shown) == 1 and experiment.weight == 1
    }
    in_experiments = sum(len(shown) for experiment in sent.experiments for shown in experiment.arms.values())
    is_by_day = any(one.design for one in sent.experiments)
    plays = [creative.weight + (creative.id in arms) for creative in sent.creatives]
    is_other = is_by_day or len(sent.experiments) > 1 or len(arms) != in_experiments
    if is_other or len(names) != SLOTS or set(plays) != {1}:
        raise UsageError(
            f"simulate: a simulated fleet cannot play playlist {sent.version}. Send a list of {SLOTS} ads, each"
            " once in a cycle: with weight 1, or with weight 0 as an arm of one experiment that is not by day."
        )
    return Program(names, tuple(arms.get(name) for name in names), sent.version)

"""Adverts that a simulated fleet shows: its own, or those of a playlist that headquarters has sent."""

from dataclasses import dataclass

from central.errors import UsageError
from central.simulate.shop import SLOTS
from edge.events import Experiment
from edge.messages.playlist import SentPlaylist

EXPERIMENT = "sim-ab"
ARMS = ("a", "b")
"""Arms of the fleet's own experiment: its first two adverts."""


@dataclass(frozen=True, slots=True)
class Program:
    """A loop of six adverts, which is also a block of the experiment.

    `creatives`: by the number of their truth. `arms`: experiment and arm of each, None outside. `version`: that of
    the playlist.
    """

    creatives: tuple[str, ...]
    arms: tuple[Experiment | None, ...]
    version: int | None = None


OWN = Program(
    tuple(f"advert_{letter}" for letter in "abcdef"),
    (*(Experiment(EXPERIMENT, arm) for arm in ARMS), *(None,) * (SLOTS - len(ARMS))),
)


def playlist_program(sent: SentPlaylist) -> Program:
    """Program of a playlist: its adverts in their order get the truth of the first advert, the second, and so on.

    Raises UsageError for a list whose cycle is not a loop of six: the days of the fleet were drawn with such loops.
    """
    names = tuple(creative.id for creative in sent.creatives)
    arms = {
        shown[0]: Experiment(experiment.id, arm)
        for experiment in sent.experiments
        for arm, shown in experiment.arms.items()
        if len(shown) == 1 and experiment.weight == 1
    }
    in_experiments = sum(len(shown) for experiment in sent.experiments for shown in experiment.arms.values())
    plays = [creative.weight + (creative.id in arms) for creative in sent.creatives]
    if len(sent.experiments) > 1 or len(arms) != in_experiments or len(names) != SLOTS or set(plays) != {1}:
        raise UsageError(
            f"simulate: playlist {sent.version} is not one that a simulated fleet can play. Send a list of {SLOTS}"
            " adverts, each once in a cycle: with weight 1, or with weight 0 as an arm of one experiment."
        )
    return Program(names, tuple(arms.get(name) for name in names), sent.version)

"""The summary of a panel: each participant counts once."""

from pathlib import Path

from edge.events import Experiment, NoiseDeviations, ReactionCurve, ReleasedReaction
from edge.screen.plays_file import RecordedPlays
from edge.tools.replay.panel_files import Participant
from edge.tools.replay.panel_summary import panel_summary

PEOPLE = [Participant(number, Path(f"{number}.mp4"), RecordedPlays((), {"ad": "Spring"})) for number in (1, 2, 3)]
NOTHING: tuple[None, None] = (None, None)


def reaction(smile: float, *, n: int = 1, exposed: int = 1, attention_s: float = 2.0) -> ReleasedReaction:
    cells = (smile, None)
    curve = ReactionCurve(1, (n, n), (n, None), cells, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)
    return ReleasedReaction(
        90.0, 0.0, 60.0, 1, "ad", Experiment("e", "a", 1), 1, exposed, n, attention_s,
        NoiseDeviations(0.0, 0.0, 0.0), n, smile, None, None, None, None, 0.0, None, None, curve,
    )  # fmt: skip


def test_a_participant_whose_track_broke_counts_once() -> None:
    """Ada is told twice, with 1.0 of one visit and 0.0 of three: 0.25; Bo with 0.75: the mean is half."""
    one, two, three = PEOPLE
    told = [(one, reaction(1.0)), (one, reaction(0.0, n=3, exposed=3)), (two, reaction(0.75, attention_s=4.0))]
    lines = panel_summary(told, PEOPLE)
    assert lines == [
        "3 participants, 0 visits",
        'ad "Spring" (e a): 2 participants, 2 watched, 2 plays, attention 3.0 s, '
        "smiles 50% █· (2 participants, one character per second, 0 to 50%)",
    ]
    assert three.number == 3


def test_a_panel_whose_model_abstained_everywhere_says_so() -> None:
    """Its participants were there."""
    assert panel_summary([], PEOPLE, lambda: "it abstained.")[1] == "no reaction is reported: it abstained."


def test_a_panel_without_reactions_says_so() -> None:
    assert panel_summary([], PEOPLE)[1].startswith("no participant was in view while a creative played")

"""The bounds of the rules, from both sides: just enough, and a hair too little."""

import pytest

from edge.audience.disclosure import (
    CurveCell,
    ExpressionSums,
    ReactionBatch,
    VisitSummary,
    WearerSums,
    WindowBatch,
    proof_of_play,
    release_reaction,
    release_window,
)
from edge.audience.people import PeopleLowerBound, Stay, by_matching, stretch_begins
from edge.events import PlayStarted, ProofOfPlay, ReleasedReaction

K = 4
ONE_STRETCH = PeopleLowerBound(matched=True, same_person_s=60, span_s=3600, staff=1, begins_s=[0.0])
EVERY_VISIT = PeopleLowerBound(matched=False, same_person_s=60, span_s=3600, staff=1, begins_s=[])


def crowd(count: int) -> list[Stay]:
    """So many at once."""
    return [Stay(0.0, 10.0) for _ in range(count)]


def one_person(visits: int) -> list[Stay]:
    """So many visits that one may have made."""
    return [Stay(20.0 * i, 20.0 * i + 10) for i in range(visits)]


def told(read: list[Stay], *cells: list[Stay], people: PeopleLowerBound = ONE_STRETCH) -> ReleasedReaction | None:
    """A reaction over `read`, with these in its cells, from windows that are about enough people."""
    batch = ReactionBatch("ad", None, 0.0, 60.0, 1, len(read), len(read), 10.0, read, read_attentive_s=10.0)
    batch.cells = {second: CurveCell(len(cell), cell) for second, cell in enumerate(cells)}
    return release_reaction(batch, crowd(K), people, k_reaction=K, at_s=90.0)


def play_told(*, media_s: float = 0.0, lasted_s: float = 15.0, duration_s: float | None = 15.0) -> ProofOfPlay:
    started = PlayStarted(100.0, "ad", media_s, duration_s, None, "player", 0.123)
    return proof_of_play(started, 100.0 + lasted_s, 0.456, at_s=130.0)


@pytest.mark.parametrize(("over_s", "people"), [(0.95e-6, 1), (1.05e-6, 2)])
def test_a_millionth_of_a_second_is_rounding_and_more_is_away(over_s: float, people: int) -> None:
    """Of `same_person_s`, in windows and in the stream."""
    visits = [Stay(0.0, 1.0), Stay(61.0 + over_s, 62.0)]
    assert by_matching(visits, 60.0) == people
    assert len(stretch_begins(visits, 60.0)) == people


@pytest.mark.parametrize(("short_s", "enough"), [(0.95e-3, 1), (1.05e-3, 0)])
def test_a_millisecond_is_rounding_and_more_is_too_little(short_s: float, enough: int) -> None:
    """Of the steps of attention and of dwell."""
    visits = [VisitSummary(Stay(0.0, 60.0), dwell_s=15.0 - short_s, attentive_s=2.0 - short_s)]
    window = release_window(WindowBatch(0.0, 60.0, visits, 1.0, None), EVERY_VISIT, k=1, k_reaction=1, at_s=90.0)
    assert window is not None
    assert (window.looked["2"], window.dwell["15"], window.dwell["5"]) == (enough, enough, 1 - enough)


def test_the_visits_of_one_person_are_not_enough_for_a_reaction() -> None:
    """Though they are many, and their windows are about enough people."""
    assert told(crowd(K), crowd(K)) is not None
    assert told(one_person(3 * K)) is None


def test_the_visits_of_one_person_are_not_enough_for_a_cell() -> None:
    """Though the total is about enough people, and what is withheld too."""
    few, others = crowd(2), crowd(2)
    reaction = told([*crowd(K), *few, *others], crowd(K + 1), one_person(3 * K), few, others)
    assert reaction is not None
    assert reaction.curve.n == (K + 1, None, None, None)


@pytest.mark.parametrize(("heard_s", "withheld"), [(0.996, 0), (0.99, 1)])
def test_who_heard_a_hundredth_less_has_another_share_in_the_laughter(heard_s: float, withheld: int) -> None:
    """And might be had from the total, but for a cell that is withheld. Less than that is rounding."""
    heard = crowd(K + 1)
    batch = ReactionBatch("ad", None, 0.0, 60.0, 1, K + 1, K + 1, 10.0, heard, read_attentive_s=10.0, heard=heard)
    batch.cells = {0: CurveCell(heard={stay: heard_s if stay is heard[0] else 1.0 for stay in heard}), 1: CurveCell()}
    batch.cells[1].heard = dict.fromkeys(heard, 1.0)
    reaction = release_reaction(batch, heard, EVERY_VISIT, k_reaction=K, at_s=90.0)
    assert reaction is not None
    assert reaction.curve.laughter.count(None) == withheld


def test_where_no_cell_is_left_to_withhold_none_is_told() -> None:
    """Whatever is wrong with the sums that were handed in."""
    reaction = told(crowd(K), crowd(1))
    assert reaction is not None
    assert reaction.curve.n == (None,)


def test_sums_begin_with_nobody() -> None:
    """What nobody was added to is nothing."""
    shown = ExpressionSums(positive=0.0, negative=0.0, surprise=0.0, valence=0.0, arousal=0.0)
    assert ExpressionSums() == shown
    assert CurveCell() == CurveCell(watchers=0, read=[], expression=shown, heard={}, laughed=0)
    assert WearerSums() == WearerSums(seconds=0, arousal=0.0, hr_bpm=[], scr_per_min=[])
    empty = ReactionBatch("ad", None, 5.0)
    assert (empty.from_s, empty.to_s, empty.plays, empty.exposed, empty.watchers) == (5.0, 0.0, 0, 0, 0)
    assert (empty.attentive_s, empty.read_attentive_s, empty.abstained_s, empty.laughter_s) == (0.0, 0.0, 0.0, 0.0)
    assert (empty.read, empty.expression, empty.heard, empty.cells, empty.wearers) == ([], shown, [], {}, {})


def test_a_play_is_complete_if_it_showed_the_whole_creative() -> None:
    """To half a second at either end; where nobody knows how long it is, nobody can say."""
    assert play_told().complete
    assert play_told(media_s=0.5, lasted_s=14.5).complete
    assert not play_told(media_s=0.52, lasted_s=15.0).complete
    assert play_told(lasted_s=14.5).complete
    assert not play_told(lasted_s=14.48).complete
    assert not play_told(lasted_s=3.0).complete
    assert not play_told(duration_s=None).complete


def test_the_proof_of_a_play_is_rounded_and_as_uncertain_as_its_worse_end() -> None:
    """Media seconds to 0.1, the error to 0.01."""
    proof = play_told(media_s=2.345, lasted_s=4.321)
    assert (proof.start_s, proof.end_s, proof.at_s) == (100.0, 104.321, 130.0)
    assert (proof.media_from_s, proof.media_to_s, proof.error_s) == (2.3, 6.7, 0.46)

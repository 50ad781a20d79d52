"""Thresholds of the privacy rules, from both sides: just enough, and slightly too little."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.audience.disclosure import VisitSummary, WindowBatch, proof_of_play, release_window
from edge.audience.people import PeopleLowerBound, VisitStay, stretch_start_times
from edge.audience.reaction_batch import CurveCell, ExpressionSums, ReactionBatch, WearerSums
from edge.audience.reaction_disclosure import release_reaction
from edge.events import PlayEnded, PlayStarted, ProofOfPlay, ReleasedReaction

K = 4
ONE_STRETCH = PeopleLowerBound(matched=True, same_person_s=60, span_s=3600, staff=1, places=2, begins_s=[0.0])
EVERY_VISIT = PeopleLowerBound(matched=False, same_person_s=60, span_s=3600, staff=1, places=2, begins_s=[])


def crowd(count: int) -> list[VisitStay]:
    """Stays of `count` people at once."""
    return [VisitStay(0.0, 10.0) for _ in range(count)]


def one_person(visits: int) -> list[VisitStay]:
    """Visits that one person may have made."""
    return [VisitStay(20.0 * i, 20.0 * i + 10) for i in range(visits)]


def released(
    stays: list[VisitStay], *cells: list[VisitStay], people: PeopleLowerBound = ONE_STRETCH
) -> ReleasedReaction | None:
    """Releases a reaction over `stays`, with these cells, from windows with enough people."""
    batch = ReactionBatch("ad", None, 0.0, 60.0, 1, len(stays), len(stays), 10.0, stays, attentive_with_verdicts_s=10.0)
    batch.cells = {second: CurveCell(len(cell), cell) for second, cell in enumerate(cells)}
    return release_reaction(batch, [crowd(K)], people, k_reaction=K, at_s=90.0)


def play_proof(*, media_s: float = 0.0, lasted_s: float = 15.0, duration_s: float | None = 15.0) -> ProofOfPlay:
    started = PlayStarted(100.0, "ad", media_s, duration_s, None, "player", 0.123)
    return proof_of_play(started, PlayEnded(100.0 + lasted_s, 0.456), at_s=130.0)


@pytest.mark.parametrize(("extra_s", "people"), [(0.95e-6, 1), (1.05e-6, 2)])
def test_away_times_have_a_tolerance_of_a_microsecond(extra_s: float, people: int) -> None:
    """The tolerance holds for `same_person_s`, in windows and in the stream."""
    visits = [VisitStay(0.0, 1.0), VisitStay(61.0 + extra_s, 62.0)]
    assert replace(ONE_STRETCH, places=0)._fewest_in_window(visits, None) == people
    assert len(stretch_start_times(visits, 60.0)) == people


@pytest.mark.parametrize(("missing_s", "expected"), [(0.95e-3, 1), (1.05e-3, 0)])
def test_attention_and_dwell_steps_have_a_tolerance_of_a_millisecond(missing_s: float, expected: int) -> None:
    """A time that is shorter by more than a millisecond does not reach the step."""
    visits = [VisitSummary(VisitStay(0.0, 60.0), dwell_s=15.0 - missing_s, attentive_s=2.0 - missing_s)]
    window = release_window(WindowBatch(0.0, 60.0, visits, 1.0, None), EVERY_VISIT, k=1, k_reaction=1, at_s=90.0)
    assert window is not None
    assert (window.looked["2"], window.dwell["15"], window.dwell["5"]) == (expected, expected, 1 - expected)


def test_the_visits_of_one_person_are_not_enough_for_a_reaction() -> None:
    """Many visits of one person are not enough, even if their windows have enough people."""
    assert released(crowd(K), crowd(K)) is not None
    assert released(one_person(3 * K)) is None


def test_the_visits_of_one_person_are_not_enough_for_a_cell() -> None:
    """This holds even if the total and the withheld cells have enough people."""
    few, others = crowd(2), crowd(2)
    reaction = released([*crowd(K), *few, *others], crowd(K + 1), one_person(3 * K), few, others)
    assert reaction is not None
    assert reaction.curve.n == (K + 1, None, None, None)


@pytest.mark.parametrize(("sound_s", "withheld"), [(0.996, 0), (0.99, 1)])
def test_laughter_shares_differ_from_a_hundredth_of_a_second_on(sound_s: float, withheld: int) -> None:
    """A visit with another share could be separated from the total, so one cell is withheld."""
    stays = crowd(K + 1)
    batch = ReactionBatch(
        "ad", None, 0.0, 60.0, 1, K + 1, K + 1, 10.0, stays, attentive_with_verdicts_s=10.0, with_sound=stays
    )
    batch.cells = {0: CurveCell(sound_s={stay: sound_s if stay is stays[0] else 1.0 for stay in stays}), 1: CurveCell()}
    batch.cells[1].sound_s = dict.fromkeys(stays, 1.0)
    reaction = release_reaction(batch, [stays], EVERY_VISIT, k_reaction=K, at_s=90.0)
    assert reaction is not None
    assert reaction.curve.laughter.count(None) == withheld


def test_if_every_cell_must_be_withheld_none_is_released() -> None:
    """Withholding ends without an error, even for sums that are inconsistent."""
    reaction = released(crowd(K), crowd(1))
    assert reaction is not None
    assert reaction.curve.n == (None,)


def test_new_sums_are_zero_and_empty() -> None:
    """Default values of the sums and batches."""
    no_sums = ExpressionSums(smile=0.0, negative=0.0, surprise=0.0, valence=0.0, arousal=0.0)
    assert ExpressionSums() == no_sums
    assert CurveCell() == CurveCell(watchers=0, with_verdict=[], expression=no_sums, sound_s={}, with_laughter=0)
    assert WearerSums() == WearerSums(seconds=0, arousal=0.0, hr_bpm=[], scr_per_min=[])
    empty = ReactionBatch("ad", None, 5.0)
    assert (empty.from_s, empty.to_s, empty.plays, empty.exposed, empty.watchers) == (5.0, 0.0, 0, 0, 0)
    assert (empty.attentive_s, empty.attentive_with_verdicts_s, empty.abstained_s, empty.laughter_s) == (
        0.0,
        0.0,
        0.0,
        0.0,
    )
    assert (empty.with_verdicts, empty.expression, empty.with_sound, empty.cells, empty.wearers) == (
        [],
        no_sums,
        [],
        {},
        {},
    )


def test_a_play_is_complete_if_it_showed_the_whole_creative() -> None:
    """The tolerance is half a second at either end. Without a known length a play is never complete."""
    assert play_proof().complete
    assert play_proof(media_s=0.5, lasted_s=14.5).complete
    assert not play_proof(media_s=0.52, lasted_s=15.0).complete
    assert play_proof(lasted_s=14.5).complete
    assert not play_proof(lasted_s=14.48).complete
    assert not play_proof(lasted_s=3.0).complete
    assert not play_proof(duration_s=None).complete


def test_a_proof_of_play_is_rounded_and_has_the_larger_error_of_both_ends() -> None:
    """Media seconds are rounded to 0.1; the message rounds the error."""
    proof = play_proof(media_s=2.345, lasted_s=4.321)
    assert (proof.start_s, proof.end_s, proof.at_s) == (100.0, 104.321, 130.0)
    assert (proof.media_from_s, proof.media_to_s, proof.error_s) == (2.3, 6.7, 0.456)


@given(st.floats(0, 900), st.floats(0, 900), st.booleans(), st.none() | st.floats(0, 1), st.none() | st.integers(0, 9))
def test_what_a_player_measured_is_told_and_bounded(
    media_s: float, told_s: float, is_whole: bool, dropped: float | None, position: int | None
) -> None:
    """It holds over what the times say, and lies within the creative and the media seconds all the same."""
    started = PlayStarted(100.0, "ad", media_s, 700.0, None, "player", 0.1, position=position, sha256="ab12cd34ef56")
    proof = proof_of_play(started, PlayEnded(115.0, 0.2, told_s, is_whole, dropped), at_s=130.0)
    assert proof.media_from_s == pytest.approx(min(media_s, 600.0), abs=0.0501)
    assert proof.media_to_s == pytest.approx(min(told_s, 600.0), abs=0.0501)
    assert (proof.complete, proof.dropped, proof.position) == (is_whole, dropped, position)
    assert (proof.sha256, proof.error_s, proof.end_s) == ("ab12cd34ef56", 0.2, 115.0)


@pytest.mark.parametrize(("lasted_s", "is_whole"), [(15.0, True), (3.0, False)])
def test_what_a_player_did_not_measure_follows_from_the_times(lasted_s: float, is_whole: bool) -> None:
    proof = play_proof(lasted_s=lasted_s)
    assert (proof.complete, proof.media_to_s, proof.dropped) == (is_whole, lasted_s, None)

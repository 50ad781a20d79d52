"""Recordings of real wearers: the numbers for heart and skin in docs/evidence/accuracy.md hold."""

import pytest

from tests import bodies

pytestmark = pytest.mark.skipif(not bodies.BODIES.is_dir(), reason="the recordings of wearers are not in ../shared")


@pytest.mark.parametrize("name", ["a", "b", "d"])
def test_sure_beats_are_found_without_false_beats_between_them(name: str) -> None:
    """At least 98 of 100 sure beats within 50 ms, and at most 2 false beats per 100 intervals."""
    score = bodies.beats(name)
    assert score.found >= 0.98 * score.sure
    assert score.between <= 0.02 * score.stretches


def test_a_band_that_was_taken_off_has_no_heart_rate() -> None:
    """Its pulse signal is noise, in which beats could be found."""
    assert bodies.hr_share("e", bodies.TAKEN_OFF_S["e"]) == 0


@pytest.mark.parametrize(("name", "count"), [("a", 0), ("b", 0), ("c", 3), ("f", 14)])
def test_losses_of_contact_are_found_and_dry_skin_is_not_one(name: str, count: int) -> None:
    """Losses are as short as a tenth of a second."""
    assert bodies.openings(name) == bodies.Openings(count, count, 0)


@pytest.mark.parametrize("name", ["a", "b", "c", "d"])
def test_live_responses_agree_with_the_offline_count(name: str) -> None:
    """On dry skin there is none; else at least eight in ten of each set are in the other."""
    offline, live, agreed = bodies.true_responses(name), bodies.live_responses(name), bodies.agreed(name)
    assert (len(live) == 0) == (name == "b")
    assert agreed >= 0.8 * len(offline)
    assert agreed >= 0.8 * len(live)

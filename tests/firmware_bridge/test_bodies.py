"""Real wearers: what docs/accuracy.md says of heart and skin holds."""

import pytest

from tests import bodies

pytestmark = pytest.mark.skipif(not bodies.BODIES.is_dir(), reason="the recordings of wearers are not in ../shared")


@pytest.mark.parametrize("name", ["a", "b", "d"])
def test_beats_that_are_sure_are_found_and_none_is_invented_between_them(name: str) -> None:
    """98 of 100 within 50 ms; 2 of 100."""
    found = bodies.beats(name)
    assert found.found >= 0.98 * found.sure
    assert found.between <= 0.02 * found.stretches


def test_a_band_that_was_taken_off_has_no_heart_rate() -> None:
    """Its pulse is noise, which has beats too."""
    assert bodies.hr_share("e", bodies.TAKEN_OFF_S["e"]) == 0


@pytest.mark.parametrize(("name", "count"), [("a", 0), ("b", 0), ("c", 3), ("f", 14)])
def test_openings_of_contact_are_found_and_dry_skin_is_none(name: str, count: int) -> None:
    """Down to a tenth of a second."""
    assert bodies.openings(name) == bodies.Openings(count, count, 0)


@pytest.mark.parametrize("name", ["a", "b", "c", "d"])
def test_responses_are_those_of_the_offline_count(name: str) -> None:
    """On dry skin none; else eight in ten of each are in the other."""
    true, told, agreed = bodies.true_responses(name), bodies.told_responses(name), bodies.agreed(name)
    assert (len(told) == 0) == (name == "b")
    assert agreed >= 0.8 * len(true)
    assert agreed >= 0.8 * len(told)

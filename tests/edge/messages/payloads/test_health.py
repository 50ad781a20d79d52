"""Health of a kiosk, as it is read."""

from edge.messages.payloads import Vitals
from tests.edge.messages.test_build import vitals


def test_an_older_kiosk_that_does_not_count_bad_plays_has_none() -> None:
    older = vitals().model_dump(exclude={"bad_plays"})
    assert Vitals.model_validate(older).bad_plays == 0

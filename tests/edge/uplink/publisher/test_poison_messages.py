"""Who made the broker hang up: the guilty are found, and nobody is condemned for a fault of the broker."""

from edge.uplink.publisher.poison_messages import HANG_UPS, MOST, REFUSALS, PoisonDetector


def hang_ups(suspects: PoisonDetector, seq: int, times: int) -> list[int | None]:
    return [suspects.hung_up([seq], alone=True) for _ in range(times)]


def test_after_a_hang_up_each_goes_alone_until_all_are_answered() -> None:
    """Else it could not be seen which one it was."""
    suspects = PoisonDetector()
    assert suspects.hung_up([1, 2, 3], alone=False) is None
    suspects.taken(1)
    suspects.answered(2)
    assert suspects.one_at_a_time
    suspects.taken(3)
    assert not suspects.one_at_a_time


def test_one_that_fails_again_once_another_went_through_is_guilty() -> None:
    """Passed over first, tried once more, and then condemned."""
    suspects = PoisonDetector()
    assert hang_ups(suspects, 7, HANG_UPS) == [None] * HANG_UPS
    assert (suspects.passed_over, suspects.one_at_a_time) == (frozenset({7}), False)
    suspects.taken(8)
    assert (suspects.passed_over, suspects.one_at_a_time) == (frozenset(), True)
    assert hang_ups(suspects, 7, 1) == [7]
    assert (suspects.passed_over, suspects.one_at_a_time) == (frozenset(), False)


def test_one_that_goes_through_in_its_trial_is_free() -> None:
    """It was the broker: what it failed at before does not count any more."""
    suspects = PoisonDetector()
    hang_ups(suspects, 7, HANG_UPS)
    suspects.held()
    suspects.taken(7)
    assert hang_ups(suspects, 7, HANG_UPS) == [None] * HANG_UPS


def test_a_connection_that_holds_is_no_proof_against_a_message_that_was_refused() -> None:
    """A broker without room refuses, and holds the connection: only another message that goes through is proof."""
    suspects = PoisonDetector()
    assert [suspects.refused(7) for _ in range(REFUSALS)] == [False] * REFUSALS
    assert (suspects.to_go_last, suspects.to_try) == (frozenset({7}), frozenset())
    suspects.held()
    assert suspects.passed_over == {7}
    suspects.taken(8)
    assert suspects.refused(7)


def test_many_at_once_are_the_fault_of_the_broker() -> None:
    """All are free, and tried again from the first."""
    suspects = PoisonDetector()
    for seq in range(MOST):
        hang_ups(suspects, seq, HANG_UPS)
    assert len(suspects.passed_over) == MOST
    hang_ups(suspects, MOST, HANG_UPS)
    assert suspects.passed_over == frozenset()

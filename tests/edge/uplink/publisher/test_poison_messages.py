"""Poison messages are found, and no message is rejected for a fault of the broker."""

from edge.uplink.publisher.poison_messages import HANG_UPS, MOST, REFUSALS, PoisonMessageDetector


def hang_ups(detector: PoisonMessageDetector, seq: int, times: int) -> list[int | None]:
    return [detector.on_hang_up([seq], alone=True) for _ in range(times)]


def test_after_a_hang_up_each_message_goes_alone_until_all_are_answered() -> None:
    """Otherwise the failing message could not be identified."""
    detector = PoisonMessageDetector()
    assert detector.on_hang_up([1, 2, 3], alone=False) is None
    detector.on_success(1)
    detector.on_other_answer(2)
    assert detector.must_send_one_at_a_time
    detector.on_success(3)
    assert not detector.must_send_one_at_a_time


def test_a_message_that_fails_again_after_another_succeeded_is_poison() -> None:
    """It is passed over first, tried once more, and then rejected."""
    detector = PoisonMessageDetector()
    assert hang_ups(detector, 7, HANG_UPS) == [None] * HANG_UPS
    assert (detector.passed_over_seqs, detector.must_send_one_at_a_time) == (frozenset({7}), False)
    detector.on_success(8)
    assert (detector.passed_over_seqs, detector.must_send_one_at_a_time) == (frozenset(), True)
    assert hang_ups(detector, 7, 1) == [7]
    assert (detector.passed_over_seqs, detector.must_send_one_at_a_time) == (frozenset(), False)


def test_a_message_that_succeeds_on_probation_is_cleared() -> None:
    """The broker was at fault: earlier failures do not count any more."""
    detector = PoisonMessageDetector()
    hang_ups(detector, 7, HANG_UPS)
    detector.on_stable_connection()
    detector.on_success(7)
    assert hang_ups(detector, 7, HANG_UPS) == [None] * HANG_UPS


def test_a_stable_connection_is_no_proof_against_a_refused_message() -> None:
    """A broker without room refuses and keeps the connection: only another accepted message is proof."""
    detector = PoisonMessageDetector()
    assert [detector.on_refusal(7) for _ in range(REFUSALS)] == [False] * REFUSALS
    assert (detector.seqs_to_send_last, detector.seqs_waiting_for_stability) == (frozenset({7}), frozenset())
    detector.on_stable_connection()
    assert detector.passed_over_seqs == {7}
    detector.on_success(8)
    assert detector.on_refusal(7)


def test_many_failing_messages_are_the_fault_of_the_broker() -> None:
    """All are cleared, and tried again from the first."""
    detector = PoisonMessageDetector()
    for seq in range(MOST):
        hang_ups(detector, seq, HANG_UPS)
    assert len(detector.passed_over_seqs) == MOST
    hang_ups(detector, MOST, HANG_UPS)
    assert detector.passed_over_seqs == frozenset()


def test_a_message_without_a_number_is_never_poison() -> None:
    """The state or the health was alone in flight when the broker hung up; it is replaced by a newer one."""
    detector = PoisonMessageDetector()
    assert [detector.on_hang_up([], alone=True) for _ in range(2 * HANG_UPS)] == [None] * 2 * HANG_UPS
    assert (detector.passed_over_seqs, detector.must_send_one_at_a_time) == (frozenset(), False)

"""Retained messages beside the kiosk's own topic."""

from edge.messages.build import Message
from edge.uplink.publisher.announcements import Announcements

ONE, TWO = (Message("discovery", f"homeassistant/device/{n}/config", b"{}", "id", None, 0.0) for n in "ab")


def test_each_connection_sends_all_anew() -> None:
    announcements = Announcements((ONE, TWO))
    assert announcements.next_message is None
    for _ in range(2):
        announcements.make_all_due()
        for message in (ONE, TWO):
            assert announcements.next_message == message
            announcements.on_sent(message)
            announcements.on_answer(message, is_taken=True)
        assert announcements.next_message is None


def test_what_the_broker_has_taken_is_told_once() -> None:
    taken: list[Message] = []
    announcements = Announcements((ONE, TWO), taken.append)
    announcements.make_all_due()
    announcements.on_sent(ONE)
    announcements.on_answer(ONE, is_taken=True)
    assert taken == [ONE]


def test_what_it_refused_is_due_again() -> None:
    announcements = Announcements((ONE,))
    announcements.make_all_due()
    announcements.on_sent(ONE)
    assert announcements.next_message is None
    announcements.on_answer(ONE, is_taken=False)
    announcements.on_answer(ONE, is_taken=False)
    assert announcements.next_message == ONE
    announcements.on_sent(ONE)
    assert announcements.next_message is None


def test_the_answer_to_another_message_changes_nothing() -> None:
    announcements = Announcements((ONE,))
    announcements.on_answer(TWO, is_taken=False)
    assert announcements.next_message is None

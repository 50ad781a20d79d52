"""Commands are acknowledged once they are handled; plays that cannot be stored wait for that, and nothing else does."""

import itertools
import json
from typing import cast

import pytest

from edge.messages.commands import (
    AnyCommand,
    BadCommand,
    CommandsNotStoredError,
    PauseCommand,
    PlayCommand,
    ReceivedCommands,
)
from edge.messages.wire import Header
from edge.uplink.mqtt.client import MqttClient
from edge.uplink.mqtt.client_events import CommandReceived, Delivery
from edge.uplink.publisher.command_receiver import MAX_UNSTORED, RETRY_S, CommandReceiver
from edge.uplink.publisher.rate_limit import RANGES, ResendRanges

HEADER = Header("acme", "berlin-7", "door")
NOW_S = 1_795_521_600.0
PAUSE = ("cmd/pause", {"reason": "refit"})


class Acknowledging:
    """The door to the broker: notes what is acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: list[Delivery] = []

    def acknowledge_command(self, delivery: Delivery) -> None:
        self.acknowledged.append(delivery)


class Received:
    """A receiver with a handler that stores plays while `has_space`."""

    def __init__(self) -> None:
        self.has_space = True
        self.commands: list[AnyCommand | BadCommand] = []
        self.resends = ResendRanges()
        self.receiver = CommandReceiver(HEADER, self.resends, self._handle)
        self._client = Acknowledging()
        self._mids = itertools.count(1)

    def _handle(self, batch: ReceivedCommands) -> None:
        commands = [received.command for received in batch.commands]
        plays = [isinstance(command, PlayCommand) for command in commands]
        assert commands
        assert all(plays) or not any(plays)
        if any(plays) and not self.has_space:
            raise CommandsNotStoredError
        for command in commands:
            if isinstance(command, PauseCommand) and command.reason == "bug":
                raise ArithmeticError
        self.commands += commands

    def event(
        self, kind: str, value: object, mid: int | None = None, connection: int = 1, *, again: bool = False
    ) -> CommandReceived:
        delivery = Delivery(connection, next(self._mids) if mid is None else mid, 1, again)
        return CommandReceived(
            f"vitrina/1/acme/berlin-7/door/{kind}", json.dumps(value).encode(), False, NOW_S, delivery
        )

    def play(
        self, creative: str, mid: int | None = None, connection: int = 1, *, again: bool = False
    ) -> CommandReceived:
        return self.event("cmd/play", {"creative": creative, "event": "start"}, mid, connection, again=again)

    def receive(self, *events: CommandReceived, now_s: float = NOW_S) -> None:
        self.receiver.receive(events, cast(MqttClient, self._client), now_s)

    def retry(self, now_s: float) -> None:
        self.receiver.retry_storing_plays(cast(MqttClient, self._client), now_s)

    @property
    def mids(self) -> list[int]:
        """Message ids in the order of their acknowledgement."""
        return [delivery.mid for delivery in self._client.acknowledged]

    @property
    def names(self) -> list[str]:
        return [c.creative if isinstance(c, PlayCommand) else type(c).__name__ for c in self.commands]


@pytest.fixture
def shop() -> Received:
    return Received()


def test_commands_are_acknowledged_in_their_order(shop: Received) -> None:
    """As MQTT 5 asks, whatever they are."""
    resend = shop.event("cmd/resend", {"from_seq": 1, "to_seq": 9})
    shop.receive(shop.play("a"), shop.event(*PAUSE), resend, shop.event("cmd/play", "{"), shop.play("b"))
    assert shop.mids == [2, 3, 1, 4, 5]  # the resend was numbered first
    assert sorted(shop.names) == ["BadCommand", "PauseCommand", "a", "b"]
    assert shop.resends.lowest_range == (1, 9)


def test_plays_that_cannot_be_stored_wait_unacknowledged(shop: Received) -> None:
    """A pause passes them. They are tried again in time, and acknowledged then."""
    shop.has_space = False
    shop.receive(shop.play("a"), shop.event(*PAUSE))
    shop.receive(shop.play("b"))
    assert (shop.names, shop.mids) == (["PauseCommand"], [2])
    assert shop.receiver.seconds_until_retry(NOW_S) == RETRY_S
    assert shop.receiver.seconds_until_retry(NOW_S + 2 * RETRY_S) == 0.0
    shop.has_space = True
    shop.retry(NOW_S + RETRY_S / 2)
    assert shop.names == ["PauseCommand"]
    shop.retry(NOW_S + RETRY_S)
    assert (shop.names, shop.mids) == (["PauseCommand", "a", "b"], [2, 1, 3])
    assert shop.receiver.seconds_until_retry(NOW_S) is None


def test_older_plays_are_stored_with_newer_ones(shop: Received) -> None:
    shop.has_space = False
    shop.receive(shop.play("a"))
    shop.has_space = True
    shop.receive(shop.play("b"))
    assert (shop.names, shop.mids) == (["a", "b"], [1, 2])


def test_waiting_plays_leave_room_for_other_commands(shop: Received) -> None:
    """The broker sends no more than a limit without an answer: the oldest plays are given up and counted."""
    shop.has_space = False
    for number in range(MAX_UNSTORED + 3):
        shop.receive(shop.play(f"p{number}"))
    assert (shop.receiver.dropped, shop.mids) == (3, [1, 2, 3])
    shop.has_space = True
    shop.retry(NOW_S + RETRY_S)
    assert shop.names == [f"p{number}" for number in range(3, MAX_UNSTORED + 3)]


def test_a_command_that_is_delivered_again_is_handled_once(shop: Received) -> None:
    """The broker repeats what it has no answer to, on the next connection; the new delivery is acknowledged."""
    shop.receive(shop.play("a", mid=7))
    shop.receive(shop.play("a", mid=7, connection=2, again=True))
    assert (shop.names, shop.mids) == (["a"], [7, 7])
    shop.receive(shop.play("a", mid=7, connection=2))  # not repeated: the number is free again
    assert shop.names == ["a", "a"]


def test_a_waiting_play_that_is_delivered_again_goes_on_waiting(shop: Received) -> None:
    shop.has_space = False
    shop.receive(shop.play("a", mid=7))
    shop.receive(shop.play("a", mid=7, connection=2, again=True))
    assert shop.mids == []
    shop.has_space = True
    shop.retry(NOW_S + RETRY_S)
    assert shop.names == ["a"]
    assert shop._client.acknowledged == [Delivery(2, 7, 1, True)]


def test_a_command_for_another_device_is_refused(shop: Received) -> None:
    """A broker without access rules, or with wrong ones, may pass it."""
    other = CommandReceived(
        "vitrina/1/acme/berlin-7/till/cmd/pause", b'{"reason": "x"}', False, NOW_S, Delivery(1, 1, 1, False)
    )
    shop.receive(other)
    (command,) = shop.commands
    assert isinstance(command, BadCommand)
    assert "another kiosk" in command.text
    assert shop.mids == [1]


def test_too_many_ranges_are_a_bad_command(shop: Received) -> None:
    for number in range(RANGES + 1):
        shop.receive(shop.event("cmd/resend", {"from_seq": 10 * number + 1, "to_seq": 10 * number + 2}))
    (command,) = shop.commands
    assert isinstance(command, BadCommand)
    assert "too many ranges" in command.text
    assert len(shop.mids) == RANGES + 1


def test_a_command_that_fails_keeps_no_other_back(shop: Received, caplog: pytest.LogCaptureFixture) -> None:
    """It is acknowledged too: it would fail again. The first of a series of faults is logged."""
    bug = ("cmd/pause", {"reason": "bug"})
    shop.receive(shop.event(*bug))
    shop.receive(shop.event(*bug))
    assert len(caplog.records) == 1
    caplog.clear()
    shop.receive(shop.event(*bug), shop.event(*PAUSE), shop.event(*bug))
    assert (shop.names, shop.mids) == (["PauseCommand"], [1, 2, 3, 4, 5])
    assert "an unexpected error ended a command" in caplog.text


def test_answers_to_an_end_to_end_test_are_acknowledged_and_are_no_commands(shop: Received) -> None:
    """The doctor that asked hears them by itself. However many come, none is a bad command, and a play that the broker
    repeats after them is still known."""
    shop.receive(shop.play("a", mid=7))
    seen = [shop.event("cmd/seen", {"token": str(n)}, mid=100 + n) for n in range(1000)]
    shop.receive(*seen, shop.event("cmd/seen", "junk", mid=2000), shop.event("cmd/seen/more", {}, mid=2001))
    shop.receive(shop.play("a", mid=7, connection=2, again=True))
    assert shop.names == ["a", "BadCommand"]
    assert shop.mids == [7, *range(100, 1100), 2000, 2001, 7]
